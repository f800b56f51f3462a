"""What a session asks of the process that keeps the terminal."""

from typing import Protocol

from app.kiosk.model import EndReason
from app.kiosk.settings import KioskSettings


class Keeper(Protocol):
    """The process around the session: it starts each, kills each, and wipes what it left."""

    async def end(self, reason: EndReason) -> None:
        """Ask that this session be ended; the process is killed soon after."""

    async def is_pin(self, pin: str) -> bool:
        """Return whether ``pin`` is the staff's; too many wrong ones are all wrong for a while, across sessions."""

    async def keep(self, settings: KioskSettings) -> None:
        """Keep new settings, once staff have said their PIN; they hold from the next session on.

        Raises:
            OSError: the old ones stand.
        """

    async def stop(self) -> None:
        """End the service, once staff have said their PIN: this session is wiped and no other one begins."""
