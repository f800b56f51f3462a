"""What can be told of a vault without changing it: counts without its key, and with its key what its records say."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from app.vault import schema
from app.vault.contents import READ, Item, Piece, Record, SetAside
from app.vault.errors import FileDamagedError, VaultDamagedError
from app.vault.file import FILE_NAME, connect, translated
from app.vault.journal import Journal
from app.vault.key_check import check_key
from app.vault.lock import FolderLock
from app.vault.sealing import Seal

_JUST_FOUND = "now"
_COUNTS = "SELECT kind, count(*) FROM records WHERE kind <> 'blob' GROUP BY kind ORDER BY kind"


@dataclass(frozen=True, slots=True)
class Inspection:
    """Counts of one vault file."""

    schema_version: int
    records: dict[str, int]
    """By table name."""
    files: int
    quarantined: int
    size_bytes: int


def inspect(folder: Path) -> Inspection | None:
    """Return the counts of the vault in ``folder``, None when there is none.

    Raises:
        VaultDamagedError: the file cannot be read as a vault.
    """
    if not (folder / FILE_NAME).exists():
        return None
    try:
        with _unchanged(folder) as connection:
            return Inspection(
                schema_version=schema.version_of(connection),
                records=dict(connection.execute(_COUNTS)),
                files=_count(connection, "SELECT count(*) FROM blobs"),
                quarantined=_count(connection, "SELECT count(*) FROM quarantine"),
                size_bytes=sum(part.stat().st_size for part in folder.glob(f"{FILE_NAME}*")),
            )
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where SQLite's message quotes a damaged name
        raise VaultDamagedError(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class Reading:
    """The records of a vault as its file holds them."""

    tables: dict[str, dict[str, dict[str, Any]]]
    """Values by table and id."""
    unsound: int
    """Records that are damaged, older than they were, or gone: the app's next start sets them aside and says so."""


def read_records(folder: Path, key: bytes) -> Reading:
    """Return the records of the vault in ``folder``; an older version is read as it is, a damaged file not mended.

    Raises:
        VaultLockedError: the app has it open; WrongKeyError: it was made with another key.
        VaultDamagedError, VaultTooNewError: it cannot be read.
    """
    lock, seal = FolderLock(folder), Seal(key)
    try:
        with translated(folder), _unchanged(folder) as connection:
            version = schema.readable_version_of(connection)
            if version not in READ:
                raise FileDamagedError("not a vault")
            check_key(connection, seal, mends=False)
            items = takewhile(lambda item: not isinstance(item, Piece), READ[version](connection, seal, _JUST_FOUND))
            records, damaged = _told_apart(items)
            journal = Journal(seal)
            if version == schema.VERSION:
                journal.load(connection)
    finally:
        lock.close()
    sound = [item for item in records if not journal.is_whole or journal.of(item.kind).get(item.id) == item.version]
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for item in sound:
        tables.setdefault(item.kind, {})[item.id] = json.loads(item.plain)
    known = sum(len(journal.of(kind)) for kind in journal.kinds()) if journal.is_whole else len(sound) + damaged
    return Reading(tables, known - len(sound))


def _told_apart(items: Iterable[Item]) -> tuple[list[Record], int]:
    """Return the records that opened, and how many did not; what was set aside before is no longer among them."""
    found = list(items)
    records = [item for item in found if isinstance(item, Record)]
    return records, sum(isinstance(item, SetAside) and item.found_at == _JUST_FOUND for item in found)


@contextmanager
def _unchanged(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(folder / FILE_NAME, only_reads=True)) as connection:
        yield connection


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
