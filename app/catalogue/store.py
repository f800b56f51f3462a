"""The catalogue on this device: one plain SQLite file (it is public), read by code, changed in one transaction.

Bodies are packed one by one, each with its own check sum, so that a start reads the head and nothing else, and damage
is found where it is. ``searched`` and ``derived`` hold what is made from the procedures: what is searched of each,
their summaries and the search index.
"""

import contextlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from pydantic import ValidationError

from app.catalogue import searchable
from app.catalogue.summary import Summary, decode_all, place_of
from forms.procedure import Procedure

FILE_NAME: Final = "catalogue.json.gz"
"""How a catalogue is shipped."""
STORE_NAME: Final = "catalogue.sqlite3"
FORMAT: Final = 1
"""Another one is made anew from what was shipped."""
_SCHEMA: Final = f"""
CREATE TABLE head (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE procedures (code TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE searched (code TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE derived (name TEXT PRIMARY KEY, value BLOB NOT NULL);
PRAGMA user_version = {FORMAT};
"""
T = TypeVar("T")


class CatalogueDamagedError(Exception):
    """What is there is not a catalogue."""


@dataclass(frozen=True, slots=True)
class StoreHead:
    """Everything but the procedures."""

    version: str
    built_on: date
    count: int
    life_events: list[dict[str, Any]]
    lists: dict[str, list[dict[str, Any]]]
    calendar: dict[str, Any]
    shipped: str = ""
    """Digest of the shipped file that was last considered."""
    refreshed_at: str | None = None
    """When the portal last said that this is its newest."""
    refused: str | None = None
    """ETag of an answer that was of no use."""


class CatalogueStore:
    """An open catalogue; every method may be called from any thread.

    Raises:
        CatalogueDamagedError: by every method, when the file turns out to be damaged.
    """

    def __init__(self, path: Path | None, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the folder's catalogue.

        Raises:
            FileNotFoundError: there is none.
            CatalogueDamagedError: it cannot be read.
        """
        path = folder / STORE_NAME
        if not path.exists():
            raise FileNotFoundError(path)
        with _telling_damage():
            store = cls(path, _connect(path))
            try:
                if store._connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
                    raise CatalogueDamagedError("another format")
                head = store.head()
                if store._connection.execute("SELECT count(*) FROM procedures").fetchone() != (head.count,):
                    raise CatalogueDamagedError("procedures are missing")
            except BaseException:
                store.close()
                raise
        return store

    @classmethod
    def create(
        cls,
        folder: Path | None,
        head: StoreHead,
        bodies: Iterable[tuple[str, bytes, bytes]],
        summaries: Iterable[Summary],
    ) -> Self:
        """Make a catalogue, in memory without a folder; one that is there gives way in one transaction.

        Raises:
            OSError, sqlite3.Error: it cannot be written.
        """
        path = folder / STORE_NAME if folder is not None else None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    connection.execute(statement)
            writing = Writing(connection, level=0)
            writing.clear()
            for code, body, searched in bodies:
                writing.put(code, body)
                writing.put_searched(code, searched)
            writing.put_summaries(summaries)
            writing.put_head(head)
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    # --- read ---------------------------------------------------------------------------------------------------------

    def head(self) -> StoreHead:
        """Return everything but the procedures."""
        return self._reading(read_head)

    def body(self, code: str) -> bytes | None:
        """Return a procedure's JSON, None when there is none."""
        row = self._reading(lambda c: c.execute("SELECT body FROM procedures WHERE code = ?", (code,)).fetchone())
        return self._reading(lambda _: zlib.decompress(row[0])) if row else None

    def find(self, code: str) -> Procedure | None:
        """Return a procedure, None when there is none."""
        body = self.body(code)
        return self._reading(lambda _: Procedure.model_validate_json(body)) if body is not None else None

    def procedures(self) -> Iterator[Procedure]:
        """Yield every procedure by code, one at a time."""
        codes = self._reading(lambda c: [code for (code,) in c.execute("SELECT code FROM procedures ORDER BY code")])
        for code in codes:
            procedure = self.find(code)
            if procedure is not None:
                yield procedure

    def searched(self) -> Iterator[Procedure]:
        """Yield every procedure as far as it is searched, by code."""
        rows = self._reading(
            lambda c: c.execute(
                "SELECT p.code, s.body FROM procedures p LEFT JOIN searched s ON s.code = p.code ORDER BY p.code"
            ).fetchall()
        )
        for code, packed in rows:
            procedure = self._decoded(packed) if packed is not None else self.find(code)
            if procedure is not None:
                yield procedure

    def summaries(self) -> tuple[Summary, ...]:
        """Return every procedure as lists show it, in Vietnamese order of their names."""
        kept = self.derived("summaries")
        if kept is None:
            return tuple(sorted(map(Summary.of, self.procedures()), key=place_of))
        return self._reading(lambda _: tuple(decode_all(json.loads(kept))))

    def derived(self, name: str) -> bytes | None:
        """Return what was made from the procedures, None when it has to be made."""
        row = self._reading(lambda c: c.execute("SELECT value FROM derived WHERE name = ?", (name,)).fetchone())
        return self._reading(lambda _: zlib.decompress(row[0])) if row else None

    # --- write --------------------------------------------------------------------------------------------------------

    def write(self, work: "Callable[[Writing], T]") -> T:
        """Do ``work`` in one transaction: a reader, another process or a power cut finds all of it or nothing.

        In a file it has a connection of its own, so that reading goes on meanwhile.

        Raises:
            sqlite3.Error: it could not be written; nothing changed.
        """
        if self.path is None:
            with self._lock:
                return _in_transaction(self._connection, work)
        connection = _connect(self.path)
        try:
            result = _in_transaction(connection, work)
            with contextlib.suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return result
        finally:
            connection.close()

    def copied_to_memory(self) -> "CatalogueStore":
        """Return a copy that needs no disk."""
        memory = _connect(None)
        with self._lock, _telling_damage():
            self._connection.backup(memory)
        return CatalogueStore(None, memory)

    def _decoded(self, packed: bytes) -> Procedure:
        return self._reading(lambda _: searchable.decode(zlib.decompress(packed)))

    def _reading(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock, _telling_damage():
            return work(self._connection)


class Writing:
    """The changes of one transaction."""

    def __init__(self, connection: sqlite3.Connection, *, level: int = 3) -> None:
        self._connection = connection
        self._level = level
        """How hard bodies are packed; a first start has no time for it."""

    def clear(self) -> None:
        """Take out every procedure and what is made from them."""
        for table in ("procedures", "searched", "derived"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608  the three names above

    def put(self, code: str, body: bytes) -> None:
        """Put in a procedure's JSON, or put it in the place of the old one."""
        self._put("procedures", code, body)

    def put_searched(self, code: str, body: bytes) -> None:
        """Keep what is searched of a procedure."""
        self._put("searched", code, body)

    def remove(self, code: str) -> bool:
        """Take out a procedure and return whether there was one."""
        self._connection.execute("DELETE FROM searched WHERE code = ?", (code,))
        return self._connection.execute("DELETE FROM procedures WHERE code = ?", (code,)).rowcount > 0

    def searched(self, code: str) -> bytes | None:
        """Return what is searched of a procedure, None when there is no such procedure."""
        kept = self._get("searched", code)
        if kept is None and (body := self._get("procedures", code)) is not None:
            return searchable.encode(Procedure.model_validate_json(body))
        return kept

    def all_searched(self) -> Iterator[Procedure]:
        """Yield every procedure as far as it is searched, by code."""
        codes = [code for (code,) in self._connection.execute("SELECT code FROM procedures ORDER BY code")]
        for code in codes:
            yield searchable.decode(self.searched(code) or b"")

    def has_derived(self, name: str) -> bool:
        """Whether this was made from the procedures."""
        return self._connection.execute("SELECT 1 FROM derived WHERE name = ?", (name,)).fetchone() is not None

    def find_all(self, codes: Iterable[str]) -> Iterator[Procedure]:
        """Yield these procedures as they are now."""
        for code in codes:
            row = self._connection.execute("SELECT body FROM procedures WHERE code = ?", (code,)).fetchone()
            yield Procedure.model_validate_json(zlib.decompress(row[0]))

    def count(self) -> int:
        """Return how many procedures there are now."""
        return int(self._connection.execute("SELECT count(*) FROM procedures").fetchone()[0])

    def head(self) -> StoreHead:
        """Return the head as it is now."""
        return read_head(self._connection)

    def put_head(self, head: StoreHead) -> None:
        """Replace everything but the procedures."""
        said = {name: getattr(head, name) for name in StoreHead.__slots__} | {"built_on": head.built_on.isoformat()}
        self._connection.execute("INSERT OR REPLACE INTO head VALUES ('head', ?)", (_packed(said),))

    def put_derived(self, name: str, value: bytes) -> None:
        """Keep what was made from the procedures."""
        self._connection.execute("INSERT OR REPLACE INTO derived VALUES (?, ?)", (name, zlib.compress(value, 3)))

    def _put(self, table: str, code: str, body: bytes) -> None:
        packed = zlib.compress(body, self._level)
        self._connection.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", (code, packed))  # noqa: S608  see callers

    def _get(self, table: str, code: str) -> bytes | None:
        row = self._connection.execute(f"SELECT body FROM {table} WHERE code = ?", (code,)).fetchone()  # noqa: S608  see callers
        return zlib.decompress(row[0]) if row else None

    def put_summaries(self, summaries: Iterable[Summary]) -> None:
        """Keep the summaries, given in Vietnamese order of their names."""
        said = [summary.encode() for summary in summaries]
        self.put_derived("summaries", json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())


def read_head(connection: sqlite3.Connection) -> StoreHead:
    """Return the head; raises what damage raises."""
    (packed,) = connection.execute("SELECT value FROM head WHERE name = 'head'").fetchone()
    said: Mapping[str, Any] = json.loads(zlib.decompress(packed))
    return StoreHead(**{**said, "built_on": date.fromisoformat(said["built_on"])})


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False, timeout=3)
    try:
        if path is not None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")  # whole after a power cut, if perhaps the one before
    except BaseException:
        connection.close()
        raise
    return connection


def _in_transaction(connection: sqlite3.Connection, work: Callable[[Writing], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(Writing(connection))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return result


@contextlib.contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, zlib.error, ValidationError, ValueError, TypeError, LookupError) as error:
        raise CatalogueDamagedError(type(error).__name__) from error


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 3)
