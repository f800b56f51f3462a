"""What screens may ask of the app: one value built in ``views/running``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.catalogue.service import CatalogueService
    from app.catalogue.shelf import Shelf
    from app.changes import Changes
    from app.documents.binders import Binders
    from app.documents.box import Box
    from app.documents.holders import Holders
    from app.documents.service import Documents
    from app.drafts.service import Drafts
    from app.earlier.service import Earlier
    from app.identity.device_sign_in import DeviceSignIn
    from app.identity.service import Identity
    from app.kiosk.document_scanner import DocumentScanner
    from app.kiosk.service import Kiosk
    from app.kiosk.sticks import Sticks
    from app.outbox.service import Outbox
    from app.payments.service import Payments
    from app.printing.service import Printer
    from app.relay.service import Relay
    from app.safe import Safe
    from app.scanning.hand_scanner import HandScanner
    from app.seals.service import Seals
    from app.tracking.begun import BegunAnswers
    from app.tracking.service import Tracking
    from views.platform.device import Device
    from views.platform.kiosk_page import KioskPage
    from views.platform.speech import Speech
    from views.shared.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Services:
    """The app's services; every screen gets this one value by ``use_services()``."""

    catalogue: CatalogueService
    shelf: Shelf
    drafts: Drafts
    documents: Documents
    holders: Holders
    binders: Binders
    box: Box
    outbox: Outbox
    identity: Identity
    tracking: Tracking
    begun: BegunAnswers
    """What was typed of answers to offices."""
    payments: Payments
    seals: Seals
    earlier: Earlier
    relay: Relay
    """Drafts and papers between a terminal and a phone."""
    changes: Changes
    preferences: Preferences
    device: Device
    clock: Callable[[], datetime]
    """Aware UTC."""
    return_url: str
    """Where the sign-in page and the payment gateway send the browser back to: ``http://127.0.0.1:PORT/callback``."""
    safe: Safe
    """The vault and how its key is kept."""
    notices: Callable[[], tuple[str, ...]] = tuple
    """Returns the message ids of the notices that stand as long as they are so."""
    speech: Speech | None = None
    """Reads aloud; None where the window cannot."""
    printer: Printer | None = None
    """At a terminal: prints without a dialog; None where there is none, and on one's own device."""
    kiosk: Kiosk | None = None
    """The session at a terminal used by many; None on one's own device."""
    sticks: Sticks | None = None
    """There, and where the office allows them: USB sticks."""
    document_scanner: DocumentScanner | None = None
    """There, where one stands beside the terminal."""
    kiosk_page: KioskPage | None = None
    """There: the page's own scripts, which show the keyboard."""
    scanner: HandScanner | None = None
    """There: what the hand scanner reads."""
    sign_in_by_phone: Callable[[str], DeviceSignIn] | None = None
    """Begins a sign-in at a terminal, given the route to go on at; None where the terminal is not registered."""

    @property
    def is_kiosk(self) -> bool:
        """Whether many use this terminal: then nothing of one's own is brought to it or taken away as a file."""
        return self.kiosk is not None
