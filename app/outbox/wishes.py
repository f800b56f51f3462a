"""What the person wants of sending, kept in the vault; the sender never writes it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.outbox.model import Wishes
from app.vault.errors import VaultDamagedError, VaultError
from app.vault.vault import Vault

OUTBOX = "outbox"
_WISHES = "wishes"


class KeptWishes:
    """The wishes in force (``now``) and how a person changes them; one that cannot be stored holds until the app ends.

    Args:
        vault: Keeps them.
        changed: Told that there may be something else to do.
    """

    def __init__(self, vault: Vault, *, changed: Callable[[], None]) -> None:
        self._vault = vault
        self._changed = changed
        self.now = Wishes()

    async def load(self) -> None:
        """Read them; none are as if nobody ever wished anything."""
        record: Mapping[str, Any] = {}
        with suppress(VaultDamagedError):  # set aside and said
            record = await self._vault.get(OUTBOX, _WISHES) or {}
        self.now = Wishes(
            order=tuple(record.get("order", ())),
            paused=frozenset(record.get("paused", ())),
            wifi_only=bool(record.get("wifi_only", False)),
        )

    async def pause(self, parcel_id: str) -> None:
        """Let a parcel rest after the request now under way; what the portal has of it stays there."""
        await self._become(replace(self.now, paused=self.now.paused | {parcel_id}))

    async def resume(self, parcel_id: str) -> None:
        """Let a parcel that rests go on where it was."""
        await self._become(replace(self.now, paused=self.now.paused - {parcel_id}))

    async def put_first(self, id_: str) -> None:
        """Send a parcel before all others, or a file before the other files of its parcel."""
        await self._become(self.now.with_first(id_))

    async def use_wifi_only(self, *, wanted: bool) -> None:
        """Send over Wi-Fi only, or over whatever network there is."""
        await self._become(replace(self.now, wifi_only=wanted))

    async def _become(self, wishes: Wishes) -> None:
        if wishes == self.now:
            return
        self.now = wishes
        value = {"order": list(wishes.order), "paused": sorted(wishes.paused), "wifi_only": wishes.wifi_only}
        with suppress(VaultError):
            await self._vault.put(OUTBOX, _WISHES, value)
        self._changed()
