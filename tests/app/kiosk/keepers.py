"""What a session has of the process around it, in tests of the session alone."""

from app.kiosk.model import EndReason
from app.kiosk.settings import KioskSettings


class StillKeeper:
    """Notes why the session ended; nobody is staff here."""

    def __init__(self) -> None:
        self.ended: list[EndReason] = []

    async def end(self, reason: EndReason) -> None:
        self.ended.append(reason)

    async def is_pin(self, pin: str) -> bool:
        return False

    async def keep(self, settings: KioskSettings) -> None:
        raise AssertionError(settings)

    async def stop(self) -> None:
        raise AssertionError
