"""Which version of which record is the newest: what tells a record put back from the one that was stored last."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from app.vault.sealing import NotAuthenticError, Seal

Changes = Mapping[tuple[str, str], int | None]
"""The new version of each ``(kind, id)`` that a commit touched, None for one it deleted."""
_FEWEST_ROWS = 256


class Journal:
    """A sealed row for every commit that changed records, in the same transaction; at times one row holds all.

    The number of the row is the version of every record that the commit wrote. So a record older than its journal, or
    deleted and put back, or gone although nobody deleted it, is told from the newest. Rows have no gap between them and
    open only under their number; a journal cut short is told by records that are ahead of it.
    """

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self._newest: dict[str, dict[str, int]] = {}
        self._rows = self._rows_then = 0
        self.number = 0
        """Of the last commit."""
        self.is_whole = False

    def load(self, connection: sqlite3.Connection) -> None:
        """Read it from the file."""
        self.replay(connection.execute("SELECT number, sealed FROM journal ORDER BY number"))

    def replay(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Take rows in order of number; ``is_whole`` tells whether every one was there and opened."""
        self._newest, self._rows, self.number, self.is_whole = {}, 0, 0, False
        for number, sealed in rows:
            try:
                said = json.loads(self._seal.open(sealed, "journal", number))
            except NotAuthenticError:
                self.is_whole = False
                self.number = max(self.number, number)
                continue
            if "all" in said:
                self._newest, self.is_whole = said["all"], True
            else:
                self.is_whole = self.is_whole and number == self.number + 1
                _with(self._newest, {(kind, id_): version for kind, id_, version in said["set"]})
            self.number, self._rows = number, self._rows + 1

    def of(self, kind: str) -> Mapping[str, int]:
        """Return the newest version of every record of a kind, by id."""
        return self._newest.get(kind, {})

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of which there are records."""
        return tuple(kind for kind, known in self._newest.items() if known)

    def write(self, connection: sqlite3.Connection, changes: Changes) -> None:
        """Add the row of the commit under way; ``settle`` when that is done."""
        if self._rows > _FEWEST_ROWS + sum(map(len, self._newest.values())) // 8:
            self.write_all(connection, after=changes)
        else:
            self._insert(connection, {"set": [[kind, id_, version] for (kind, id_), version in changes.items()]})
            self._rows_then = self._rows + 1

    def write_all(self, connection: sqlite3.Connection, *, after: Changes | None = None) -> None:
        """Let one row hold all, in the commit under way."""
        connection.execute("DELETE FROM journal")
        self._insert(
            connection, {"all": _with({kind: dict(known) for kind, known in self._newest.items()}, after or {})}
        )
        self._rows_then = 1

    def settle(self, changes: Changes) -> None:
        """Learn what a commit changed, now that it is on the disk."""
        _with(self._newest, changes)
        self.number, self._rows, self.is_whole = self.number + 1, self._rows_then, True

    def trust(self, kind: str, id_: str, version: int) -> None:
        """Take a record for the newest where the journal itself cannot tell; ``write_all`` makes it last."""
        self._newest.setdefault(kind, {})[id_] = version
        self.number = max(self.number, version)

    def _insert(self, connection: sqlite3.Connection, said: Mapping[str, Any]) -> None:
        number = self.number + 1
        plain = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        row = (number, self._seal.close(plain, "journal", number))
        connection.execute("INSERT INTO journal (number, sealed) VALUES (?, ?)", row)


def _with(newest: dict[str, dict[str, int]], changes: Changes) -> dict[str, dict[str, int]]:
    for (kind, id_), version in changes.items():
        if version is None:
            newest.get(kind, {}).pop(id_, None)
        else:
            newest.setdefault(kind, {})[id_] = version
    return newest
