"""What can be told of a vault without its key and without disturbing the app that has it open: counts, no content."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.vault import schema
from app.vault.errors import VaultDamagedError
from app.vault.file import FILE_NAME

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
    path = folder / FILE_NAME
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return Inspection(
                schema_version=schema.version_of(connection),
                records=dict(connection.execute(_COUNTS)),
                files=_count(connection, "SELECT count(*) FROM blobs"),
                quarantined=_count(connection, "SELECT count(*) FROM quarantine"),
                size_bytes=sum(part.stat().st_size for part in folder.glob(f"{FILE_NAME}*")),
            )
    except sqlite3.Error as error:
        raise VaultDamagedError(type(error).__name__) from error


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
