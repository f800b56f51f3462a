"""The window that shows the app, its own or a browser's, from the first byte until it is closed."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from views.running.process import ASSETS, say, stop_on_signals

if TYPE_CHECKING:
    from socket import socket

    import flet as ft

    from views.platform.window_choice import WindowChoice
    from views.running.product import Product

SESSION = "kiosk-session"
"""What the keeper of a terminal starts for each citizen."""
NO_BROWSER = (
    "Không mở được trình duyệt nào ở đây. Hãy mở địa chỉ này trong trình duyệt trên máy này (dùng được một lần): / "
    "No browser can be opened here. Open this address in a browser on this machine (it works once):"
)
LONGEST_BUILD_S = 10


def choose(options: argparse.Namespace) -> WindowChoice:
    """Return which window to show."""
    from views.platform.window_choice import choose_window, installed_client

    wants_browser = options.web or options.no_browser
    return choose_window(
        is_kiosk=options.word == SESSION,
        wants_browser=wants_browser,
        client=None if wants_browser else installed_client(os.environ),
        environment=os.environ,
    )


async def in_native_window(
    product: Product, listening: socket, *, choice: WindowChoice, building: asyncio.Task[None], is_open: asyncio.Event
) -> bool:
    """Show the app in a window of its own until that is closed; False when it did not open."""
    from views.platform.native_window import NativeWindow, NativeWindowError

    async def show(page: ft.Page) -> None:
        is_open.set()
        await product.show(page, building)

    window = NativeWindow(
        listening, client=choice.client, assets=ASSETS, main=show, callback=_way_back(product, building),
        doorbell=product.doorbell,
    )  # fmt: skip
    say(choice.in_words())
    try:
        await _until_closed(window.serve(), building, window.stop)
    except NativeWindowError:
        return False
    return True


async def in_browser_window(
    product: Product, listening: socket, *, choice: WindowChoice, building: asyncio.Task[None], is_open: asyncio.Event
) -> None:
    """Serve the app to a browser of this machine until told to stop."""
    from views.platform.browser_window import BrowserWindow, open_browser
    from views.platform.hand_over import HandOver
    from views.platform.voice import Voice

    async def show(page: ft.Page) -> None:
        await product.show(page, building)

    def opened(url: str) -> None:
        is_open.set()
        if product.channel is not None:
            product.channel.say(ready=url)
        elif product.options.no_browser:
            say(f"READY {url}")
        else:
            say(choice.in_words() if open_browser(url) else f"{NO_BROWSER} {url}")

    hand_over = product.hand_over = HandOver()
    voice = product.voice = Voice()
    window = BrowserWindow(
        listening, assets=ASSETS, main=show, callback=_way_back(product, building), hand_over=hand_over, voice=voice,
        doorbell=product.doorbell, kiosk=product.kiosk_page,
    )  # fmt: skip
    await _until_closed(window.serve(opened), building, window.stop)


def _way_back(product: Product, building: asyncio.Task[None]) -> Callable[[Mapping[str, str]], Awaitable[str]]:
    """Return what finishes a sign-in once the services are built; the first screen where they wait for a passphrase."""

    async def come_back(query: Mapping[str, str]) -> str:
        await asyncio.wait((building,), timeout=LONGEST_BUILD_S)
        return await product.finish_sign_in(query) if product.services is not None else "/"

    return come_back


async def _until_closed(window: Coroutine[Any, Any, None], building: asyncio.Task[None], stop: Any) -> None:
    """Serve a window; a product that cannot be built ends it."""
    serving = asyncio.create_task(window)
    stop_on_signals(stop)
    try:
        await asyncio.wait((building, serving), return_when=asyncio.FIRST_COMPLETED)
        if building.done():
            await building
        await serving
    finally:
        serving.cancel()
