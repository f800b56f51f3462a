"""Reading aloud in the browser window: Flet 1.0.5 has no speech, the browser has.

Flet can open an address in the page it draws; the page's script takes those below ``/read-aloud/`` for itself. So a
text is read in the page whose button was pressed, whatever other tabs are open.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

import flet as ft

from views.platform.voice import PREFIX, STOP, Voice

PATIENCE_SECONDS = 5.0
"""A page that has gone never answers."""


class Launcher(Protocol):
    """What of ``ft.UrlLauncher`` is used; each belongs to the page in which it was made."""

    async def launch_url(self, url: str, *, web_only_window_name: str | None = None) -> None:
        """Open an address in the page."""


class FletSpeech:
    """Has the page now shown read aloud with a voice of this device.

    Args:
        voice: What the page said of its voices.
        launcher: Makes what opens an address in the page now shown.
    """

    def __init__(self, voice: Voice, *, launcher: Callable[[], Launcher] = ft.UrlLauncher) -> None:
        self._voice = voice
        self._launcher = launcher
        self._page: Launcher | None = None

    @property
    def spoken(self) -> str | None:
        """Which text is being read; None while it is quiet."""
        return self._voice.spoken

    def can_speak(self, language: str) -> bool:
        """Return whether the page has a voice of this device for ``language``."""
        return language in self._voice.languages

    async def speak(self, parts: Sequence[str], language: str) -> str:
        """Read ``parts`` one after the other; return the name of this text."""
        self._page = self._launcher()  # of the page whose button was pressed; held, so that it can be stopped later
        token = self._voice.offer(parts, language)
        if not await self._open(f"{PREFIX}{token}"):
            self._voice.be_quiet()
        return token

    async def stop(self) -> None:
        """Be quiet in the page that was reading."""
        self._voice.be_quiet()
        await self._open(STOP)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change; return how to leave off."""
        return self._voice.subscribe(listener)

    async def _open(self, path: str) -> bool:
        """Have the page take an address; False when it is gone, and its voice with it."""
        if self._page is None:
            return False
        with contextlib.suppress(RuntimeError, TimeoutError):
            await asyncio.wait_for(self._page.launch_url(path, web_only_window_name="_blank"), PATIENCE_SECONDS)
            return True
        return False
