"""Short tones at a terminal: Flet 1.0.5 has no sound, the page has (``assets/kiosk/tone.js``)."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final, Literal

import flet as ft

from views.platform.flet_speech import Launcher

PREFIX: Final = "/kiosk/tone/"
PATIENCE_S: Final = 5.0
"""A page that has gone never answers."""


async def sound(tone: Literal["asking", "staff"], *, launcher: Callable[[], Launcher] = ft.UrlLauncher) -> None:
    """Sound a tone in the page now shown; nothing where there is none."""
    with contextlib.suppress(RuntimeError, TimeoutError):
        page = launcher()
        await asyncio.wait_for(page.launch_url(f"{PREFIX}{tone}", web_only_window_name="_blank"), PATIENCE_S)
