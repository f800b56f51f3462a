"""What a person keeps at hand: favourite services and those looked at lately.

A person's shelf is theirs alone. What a guest put on it becomes the person's who signs in, as a guest's drafts do.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4

from app.listeners import Listeners
from app.vault.errors import VaultError
from app.vault.model import Delete, Put, Write
from app.vault.vault import Vault

TABLE: Final = "shelf"
MOST_RECENT: Final = 12
MOST_FAVOURITES: Final = 200


@dataclass(frozen=True, slots=True)
class _Kept:
    """One person's shelf, codes with the newest first; ``owner`` None is the guest's."""

    id: str
    owner: str | None
    favourites: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()


class Shelf:
    """Favourites and recent services of whoever is signed in, or of the guest.

    Reading is from memory and never waits; a change shows at once and is then stored. A full device loses the mark at
    the next start, no more.

    Args:
        vault: Where it is kept; None keeps it in memory only (the kiosk).
        owner: The subject of whoever is signed in, None for a guest.
        new_id: Makes ids of records.
    """

    def __init__(
        self,
        vault: Vault | None,
        *,
        owner: Callable[[], str | None],
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._vault = vault
        self._owner = owner
        self._new_id = new_id
        self._kept: dict[str | None, _Kept] = {}
        self._listeners = Listeners[[]]()

    async def load(self) -> None:
        """Read every shelf of this device."""
        if self._vault is not None:
            kept = [_decode(id_, record) for id_, record in await self._vault.all(TABLE)]
            self._kept = {shelf.owner: shelf for shelf in kept}
        await self.adopt()

    # --- reading ------------------------------------------------------------------------------------------------------

    @property
    def favourites(self) -> tuple[str, ...]:
        """Return the codes of favourite services, the newest first."""
        return self._mine().favourites

    @property
    def recent(self) -> tuple[str, ...]:
        """Return the codes of services looked at lately, the newest first."""
        return self._mine().recent

    def is_favourite(self, code: str) -> bool:
        """Return whether a service is among the favourites."""
        return code in self._mine().favourites

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change; returns the way to stop it."""
        return self._listeners.add(listener)

    # --- changing -----------------------------------------------------------------------------------------------------

    async def toggle_favourite(self, code: str) -> None:
        """Make a service a favourite, or no longer one."""
        mine = self._mine()
        others = tuple(known for known in mine.favourites if known != code)
        favourites = others if code in mine.favourites else (code, *others)[:MOST_FAVOURITES]
        await self._change(replace(mine, favourites=favourites))

    async def look_at(self, code: str) -> None:
        """Note that a service is looked at now."""
        mine = self._mine()
        if mine.recent[:1] != (code,):
            recent = (code, *(known for known in mine.recent if known != code))[:MOST_RECENT]
            await self._change(replace(mine, recent=recent))

    async def forget_recent(self) -> None:
        """Forget which services were looked at; favourites stay."""
        await self._change(replace(self._mine(), recent=()))

    async def adopt(self) -> None:
        """Give the signed-in person what stands on the guest's shelf; to be called when somebody signs in."""
        owner, guest = self._owner(), self._kept.get(None)
        if owner is None or guest is None:
            self._tell()
            return
        mine = self._mine()
        together = replace(
            mine,
            favourites=tuple(dict.fromkeys((*guest.favourites, *mine.favourites)))[:MOST_FAVOURITES],
            recent=tuple(dict.fromkeys((*guest.recent, *mine.recent)))[:MOST_RECENT],
        )
        del self._kept[None]
        await self._change(together, Delete(TABLE, guest.id))

    # --- small ones ---------------------------------------------------------------------------------------------------

    def _mine(self) -> _Kept:
        owner = self._owner()
        return self._kept.get(owner) or _Kept(self._new_id(), owner)

    async def _change(self, shelf: _Kept, *also: Write) -> None:
        self._kept[shelf.owner] = shelf
        self._tell()
        if self._vault is None:
            return
        with contextlib.suppress(VaultError):  # memory has it; a mark is not worth a message
            await self._vault.transact([_put(shelf), *also])  # the vault writes in the order it is asked

    def _tell(self) -> None:
        self._listeners.tell()


def _put(shelf: _Kept) -> Put:
    record = {"owner": shelf.owner, "favourites": list(shelf.favourites), "recent": list(shelf.recent)}
    return Put(TABLE, shelf.id, record)


def _decode(id_: str, record: Mapping[str, Any]) -> _Kept:
    codes = {name: tuple(map(str, record.get(name) or ())) for name in ("favourites", "recent")}
    return _Kept(id_, record.get("owner"), **codes)
