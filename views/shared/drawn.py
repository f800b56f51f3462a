"""When the client has drawn what it was sent: it works through messages one after another and draws between them."""

import asyncio
import contextlib

import flet as ft

FRAME_SECONDS = 0.1
"""In this time a client that is not busy draws; a busy one answers only when it has drawn."""
PATIENCE_SECONDS = 10.0


async def until_drawn(page: ft.Page) -> None:
    """Wait until the client has drawn what it was sent so far; a client that does not answer is not waited for long."""
    with contextlib.suppress(TimeoutError, RuntimeError):
        for _ in range(2):  # it has got what was sent; it has drawn it
            await page.session.invoke_method(page._i, "get_device_info", None, PATIENCE_SECONDS)
            await asyncio.sleep(FRAME_SECONDS)
