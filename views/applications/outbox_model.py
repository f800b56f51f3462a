"""What a person can do with what waits to be sent."""

from dataclasses import dataclass, replace

import flet as ft

from app.outbox.model import FileProgress, Parcel
from app.outbox.results import AlreadyReceived, NotKnownYet
from app.outbox.service import Outbox


@dataclass(frozen=True, slots=True)
class OutboxState:
    """What waits, in the order it is sent, and what became of the last intent."""

    parcels: tuple[Parcel, ...] = ()
    paused: frozenset[str] = frozenset()
    """Ids of parcels that rest, whatever else they wait for."""
    wifi_only: bool | None = None
    """None: this device cannot tell Wi-Fi from mobile data."""
    asked: str = ""
    """Parcel that the person wants to take back and has not confirmed yet."""
    received: str | None = None
    """Title of a parcel that turned out to be with the portal already."""
    unknown: bool = False
    """Whether the portal has it could not be found out, so it was not taken back."""
    put_first: str = ""
    """Title or file name of what was put first last, to be said."""


class OutboxModel(ft.Observable):
    """What waits to be sent, and what a person can do about it."""

    state: OutboxState

    def __init__(self, outbox: Outbox, *, can_carry: bool = True) -> None:
        """Read what waits; ``can_carry`` is False at a terminal used by many, where nothing is taken away."""
        super().__init__()
        self.can_carry = can_carry
        self._outbox = outbox
        self.state = OutboxState()
        self.load()

    def load(self, *_changes: object) -> None:
        """Show what waits now."""
        wishes = self._outbox.wishes.now
        self.state = replace(
            self.state,
            parcels=tuple(parcel for parcel in self._outbox.parcels() if not parcel.is_delivered),
            paused=wishes.paused,
            wifi_only=wishes.wifi_only if self._outbox.can_tell_network else None,
        )

    def files_of(self, parcel: Parcel) -> tuple[FileProgress, ...]:
        """Return the files of a parcel in the order they are sent."""
        return self._outbox.wishes.now.arranged(parcel.files, lambda file: file.attachment.id)

    async def send_now(self, parcel_id: str) -> None:
        """Try at once instead of at the next planned time."""
        await self._outbox.send_now(parcel_id)
        self.load()

    async def pause(self, parcel_id: str) -> None:
        """Let it rest."""
        await self._outbox.wishes.pause(parcel_id)
        self.load()

    async def resume(self, parcel_id: str) -> None:
        """Let it go on."""
        await self._outbox.wishes.resume(parcel_id)
        self.load()

    async def put_first(self, id_: str, name: str) -> None:
        """Send a parcel before the others, or a file before its parcel's others."""
        await self._outbox.wishes.put_first(id_)
        self.state = replace(self.state, put_first=name)
        self.load()

    async def use_wifi_only(self, *, wanted: bool) -> None:
        """Send over Wi-Fi only, or over whatever network there is."""
        await self._outbox.wishes.use_wifi_only(wanted=wanted)
        self.load()

    def ask_to_cancel(self, parcel_id: str) -> None:
        """Ask once more before taking something back."""
        self.state = replace(self.state, asked=parcel_id, received=None, unknown=False, put_first="")

    def keep(self) -> None:
        """Leave it where it is."""
        self.state = replace(self.state, asked="")

    async def cancel(self, parcel: Parcel) -> None:
        """Take it back, so that the draft can be edited again; refused once the portal may have it."""
        result = await self._outbox.cancel(parcel.id)
        self.state = replace(
            self.state,
            asked="",
            received=parcel.title if isinstance(result, AlreadyReceived) else None,
            unknown=isinstance(result, NotKnownYet),
        )
        self.load()
