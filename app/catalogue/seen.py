"""What a person saw of a procedure when they last looked at it, so that its page can say what has changed since.

Which pages somebody read is theirs: it is kept sealed in the vault, by owner, never in the catalogue's plain file.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from app.vault.errors import VaultError
from forms.differences import Difference, differences, facts, from_facts
from forms.procedure import Procedure

TABLE: Final = "seen_procedures"


class Records(Protocol):
    """Where it is kept: the vault, or memory."""

    async def put(self, table: str, id: str, value: Mapping[str, Any]) -> None:  # noqa: A002 - the vault's own word
        """Keep one record."""

    async def get(self, table: str, id: str) -> dict[str, Any] | None:  # noqa: A002 - the vault's own word
        """Return one record, None when there is none."""


class InMemory:
    """Keeps it as long as the program runs."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[str, Any]] = {}

    async def put(self, table: str, id: str, value: Mapping[str, Any]) -> None:  # noqa: A002 - the vault's own word
        """Keep one record."""
        self._kept[table, id] = dict(value)

    async def get(self, table: str, id: str) -> dict[str, Any] | None:  # noqa: A002 - the vault's own word
        """Return one record, None when there is none."""
        return self._kept.get((table, id))


class SeenProcedures:
    """The last look of each owner at each procedure."""

    def __init__(self, records: Records | None = None, *, owner: Callable[[], str | None] = lambda: None) -> None:
        self._records = records or InMemory()
        self._owner = owner

    async def keep(self, procedure: Procedure) -> None:
        """Remember the procedure as it is now; a device that cannot write forgets it."""
        try:
            await self._records.put(TABLE, self._id(procedure.code), facts(procedure))
        except VaultError:
            return

    async def changes(self, procedure: Procedure) -> tuple[Difference, ...]:
        """Return what changed since it was kept; nothing when it never was."""
        try:
            kept = await self._records.get(TABLE, self._id(procedure.code))
            return differences(from_facts(kept), procedure) if kept else ()
        except (VaultError, ValueError):
            return ()

    def _id(self, code: str) -> str:
        return f"{self._owner() or ''}:{code}"
