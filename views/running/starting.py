"""From a command's options to the running app and its end."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from views.running.process import listen_to_log_level, note_kinds_of_errors, now
from views.running.product import Product
from views.running.windows import choose, in_browser_window, in_native_window

if TYPE_CHECKING:
    from app.kiosk.channel import Channel, Order
    from app.safe import Safe
    from views.platform.device_secrets import DeviceSecrets


async def run(options: argparse.Namespace, *, channel: Channel | None = None, order: Order | None = None) -> None:
    """Start the app and show it until it is closed or told to stop.

    Args:
        options: What the command said.
        channel: At a terminal, the way to its keeper.
        order: At a terminal, what the keeper said.
    """
    from app.startup import StartError, default_data_dir
    from views.platform.browser_window import PortTakenError, bind
    from views.platform.device_secrets import device_secrets
    from views.platform.doorbell import Doorbell
    from views.platform.window_choice import WindowChoice

    listen_to_log_level(os.environ)
    choice = choose(options)
    try:
        listening = bind(options.port)
    except PortTakenError as error:
        raise StartError("port_taken", str(error)) from None
    return_url = f"http://127.0.0.1:{listening.getsockname()[1]}/callback"
    folder = order.folder / "app" if order else options.data_dir or default_data_dir()
    device = device_secrets(os.environ)
    async with _open_safe(folder, is_kiosk=order is not None, device=device) as safe:
        note_kinds_of_errors(order.catalogue.parent if order else folder)
        doorbell = Doorbell(folder)
        doorbell.hang(listening.getsockname()[1])
        product = Product(
            options, folder=folder, safe=safe, return_url=return_url, doorbell=doorbell, channel=channel, order=order,
            device_secrets=device,
        )  # fmt: skip
        is_open = asyncio.Event()
        building = asyncio.create_task(product.build(when=is_open))
        try:
            if choice.is_native:
                if await in_native_window(product, listening, choice=choice, building=building, is_open=is_open):
                    return
                choice = WindowChoice(False, "did_not_open")
            await in_browser_window(product, listening, choice=choice, building=building, is_open=is_open)
        finally:
            doorbell.take_down()
            building.cancel()
            await product.close()


@contextlib.asynccontextmanager
async def _open_safe(folder: Path, *, is_kiosk: bool, device: DeviceSecrets | None) -> AsyncIterator[Safe]:
    """Give the vault and its key, opened or waiting for a passphrase or for a window."""
    from app.safe import Safe

    safe = await Safe.open(folder, environment=os.environ, is_kiosk=is_kiosk, clock=now, device=device)
    try:
        yield safe
    finally:
        await safe.close()
