"""What a person saw of a procedure when they last looked at it, so that its page can say what has changed since.

Which pages somebody read is theirs: it is kept sealed in the vault, by owner, never in the catalogue's plain file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import uuid4

from app.vault.errors import VaultError
from forms.differences import Difference, differences, facts, from_facts
from forms.procedure import Procedure

TABLE: Final = "seen_procedures"


class Records(Protocol):
    """The vault, as far as it is needed here."""

    async def put(self, table: str, id: str, value: Mapping[str, Any]) -> None:  # noqa: A002 - the vault's own word
        """Keep one record."""

    async def all(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        """Return every record of a table."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A procedure as an owner saw it."""

    id: str
    facts: Mapping[str, Any]


class SeenProcedures:
    """The last look of each owner at each procedure, sealed in the vault; in memory only without one (the kiosk)."""

    def __init__(
        self,
        records: Records | None = None,
        *,
        owner: Callable[[], str | None] = lambda: None,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._records = records
        self._owner = owner
        self._new_id = new_id
        self._looks: dict[tuple[str | None, str], _Look] | None = None

    async def keep(self, procedure: Procedure) -> None:
        """Remember the procedure as it is now; what a full device cannot write is forgotten at the next start."""
        looks, key, now = await self._loaded(), (self._owner(), procedure.code), facts(procedure)
        known = looks.get(key)
        if known is not None and known.facts == now:
            return
        look = looks[key] = _Look(known.id if known else self._new_id(), now)
        if self._records is not None:
            try:
                await self._records.put(TABLE, look.id, {"owner": key[0], "facts": dict(now)})
            except VaultError:
                return

    async def changes(self, procedure: Procedure) -> tuple[Difference, ...]:
        """Return what changed since it was kept; nothing when it never was."""
        known = (await self._loaded()).get((self._owner(), procedure.code))
        try:
            return differences(from_facts(known.facts), procedure) if known else ()
        except ValueError:
            return ()

    async def _loaded(self) -> dict[tuple[str | None, str], _Look]:
        if self._looks is None:
            try:
                kept = await self._records.all(TABLE) if self._records is not None else []
            except VaultError:
                kept = []
            self._looks = {
                (record.get("owner"), str(record["facts"].get("code"))): _Look(id_, record["facts"])
                for id_, record in kept
            }
        return self._looks
