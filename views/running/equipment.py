"""What stands beside a terminal used by many, and what it is at its portal; nothing of it on one's own device."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from views.running.process import now

if TYPE_CHECKING:
    from api_client.client import PortalClient
    from api_client.identity import OAuthClient
    from app.identity.device_sign_in import DeviceSignIn
    from app.identity.service import Identity
    from app.kiosk.channel import Channel, Order
    from app.kiosk.document_scanner import DocumentScanner
    from app.kiosk.service import Kiosk
    from app.kiosk.sticks import Sticks
    from app.printing.service import Printer
    from views.platform.kiosk_page import KioskPage

TAKES_LONGER = "/drafts/", "/sign-in", "/pay/", "/lookup/bills/", "/kiosk/hand-over"
"""Routes at which somebody thinks, or looks at a phone: a terminal waits longer there."""


def session_of(channel: Channel, order: Order, *, route: Callable[[], str]) -> tuple[Kiosk, KioskPage]:
    """Return what a citizen's session is to the keeper, and to the scripts of its page.

    Args:
        channel: The way to the keeper.
        order: What the keeper said.
        route: Returns where the citizen is.
    """
    from app.kiosk.service import Kiosk
    from app.scanning.hand_scanner import HandScanner
    from views.platform.kiosk_page import KioskPage

    kiosk = Kiosk(
        order.settings, channel, monotonic=time.monotonic,
        is_form_open=lambda: route().startswith(TAKES_LONGER),
        is_just_erased=order.is_just_erased, idle_s=float(os.environ.get("MOTCUA_KIOSK_IDLE_S") or 0) or None,
    )  # fmt: skip
    return kiosk, KioskPage(kiosk, HandScanner())


def registered(kiosk: Kiosk | None) -> OAuthClient | None:
    """Return the client that a terminal is at its portal."""
    if kiosk is None:
        return None
    from app.kiosk.registration import client_of

    return client_of(kiosk.settings)


def printer_of(kiosk: Kiosk | None) -> Printer | None:
    """Return the terminal's printer, None where there is none."""
    if kiosk is None or not kiosk.settings.printer:
        return None
    from app.printing.service import Printer

    return Printer(kiosk.settings.printer, kiosk.settings.paper)


def sticks_of(kiosk: Kiosk | None) -> Sticks | None:
    """Return a terminal's USB sticks, where the office allows them."""
    if kiosk is None or not kiosk.settings.allows_usb:
        return None
    from app.kiosk.sticks import Sticks

    return Sticks()


def document_scanner_of(kiosk: Kiosk | None) -> DocumentScanner | None:
    """Return the document scanner beside a terminal."""
    if kiosk is None or not kiosk.settings.scan_folder:
        return None
    from app.kiosk.document_scanner import DocumentScanner

    return DocumentScanner(Path(kiosk.settings.scan_folder))


def by_phone(identity: Identity, portal: PortalClient, terminal: OAuthClient) -> Callable[[str], DeviceSignIn]:
    """Return what begins a sign-in at a terminal."""
    from app.identity.device_sign_in import DeviceSignIn

    return lambda route: DeviceSignIn(identity, portal, now, terminal=terminal, return_route=route)


async def tell_calls(kiosk: Kiosk, portal: PortalClient, terminal: OAuthClient) -> None:
    """Tell the office's desk of calls for staff, as long as the session lasts."""
    from app.kiosk.calling import tell_desk

    await tell_desk(kiosk, lambda calls: portal.identity.call_staff(client=terminal, calls=calls))
