"""A new file in place of the old one: for an older version, another key, or what was saved of a damaged file.

The new file is made whole beside the old one, read back, compared, and only then put in its place in one step. Killed
or without power in the middle, the old file is what it was, and the next start begins anew.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from app.vault import schema
from app.vault.contents import READ, Item, Survey, survey, write
from app.vault.errors import VaultDamagedError
from app.vault.file import FRESH_NAME, connect, fold_in, put_in_place
from app.vault.sealing import Seal


def discard_unfinished(folder: Path) -> None:
    """Delete what a rebuilding left behind that did not end."""
    for name in (FRESH_NAME, f"{FRESH_NAME}-journal"):
        (folder / name).unlink(missing_ok=True)


def upgrade(connection: sqlite3.Connection, folder: Path, seal: Seal, *, now: str) -> None:
    """Put a file of the newest version in place of one of an earlier version.

    Args:
        connection: The only one to the old file; closed when this returns.
        folder: Where the file is.
        seal: Opened its key check.
        now: The time of what is found damaged on the way.

    Raises:
        VaultDamagedError: what was written is not what was read; the old file stands.
    """
    read = READ[schema.version_of(connection)]
    _replace(connection, folder, lambda: read(connection, seal, now), seal=seal, number=0, now=now)


def reseal(connection: sqlite3.Connection, folder: Path, old: Seal, new: Seal, *, number: int, now: str) -> None:
    """Put a file sealed with ``new`` in place of one sealed with ``old``; see ``upgrade``."""
    read = READ[schema.VERSION]
    _replace(connection, folder, lambda: read(connection, old, now), seal=new, number=number, now=now)


def _replace(
    connection: sqlite3.Connection,
    folder: Path,
    items: Callable[[], Iterable[Item]],
    *,
    seal: Seal,
    number: int,
    now: str,
) -> None:
    fold_in(connection, folder)
    expected = survey(items())
    write_fresh(folder, items(), seal=seal, number=number, now=now, expected=expected)
    connection.close()
    put_in_place(folder)


def write_fresh(
    folder: Path, items: Iterable[Item], *, seal: Seal, number: int, now: str, expected: Survey | None = None
) -> None:
    """Write ``items`` into a fresh file beside the old one and read it back.

    Raises:
        VaultDamagedError: it is not as ``expected``, or SQLite finds a fault in it; it is deleted.
    """
    discard_unfinished(folder)
    try:
        with closing(connect(folder / FRESH_NAME)) as fresh:
            fresh.execute("PRAGMA journal_mode=OFF")  # nobody reads it before it is whole and synced
            fresh.execute("PRAGMA synchronous=OFF")
            fresh.execute("BEGIN")
            write(fresh, seal, items, number=number)
            fresh.execute("COMMIT")
            (verdict,) = fresh.execute("PRAGMA integrity_check").fetchone()
            found = survey(READ[schema.VERSION](fresh, seal, now))
        if verdict != "ok" or (expected is not None and found != expected):
            raise VaultDamagedError("the new file is not what was to be written")
    except BaseException:
        discard_unfinished(folder)
        raise
