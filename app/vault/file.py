"""The vault's file on the disk: opening, folding in, and what SQLite's errors mean."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.vault.errors import (
    FileDamagedError,
    VaultError,
    VaultFullError,
    VaultLockedError,
    VaultReadOnlyError,
    not_written,
)
from app.vault.lock import sync_folder

FILE_NAME = "vault.db"
FRESH_NAME = "vault.db.new"
_FULL_BYTES = 128 * 1024
"""With less than this free, an I/O error means "full": SQLite's shared-memory file reports no better reason."""

_ERRORS: tuple[tuple[str, type[VaultError]], ...] = (
    ("SQLITE_FULL", VaultFullError),
    ("SQLITE_READONLY", VaultReadOnlyError),
    ("SQLITE_CANTOPEN", VaultReadOnlyError),
    ("SQLITE_PERM", VaultReadOnlyError),
    ("SQLITE_CORRUPT", FileDamagedError),
    ("SQLITE_NOTADB", FileDamagedError),
    ("SQLITE_ERROR", FileDamagedError),  # our own statements are right: a table or column is gone
    ("SQLITE_BUSY", VaultLockedError),
    ("SQLITE_LOCKED", VaultLockedError),
)


def connect(path: Path) -> sqlite3.Connection:
    """Open a file; nothing in it or beside it changes until something is written."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = lambda text: text.decode(errors="replace")  # a damaged text is a wrong text, no error
    return connection


def use_log(connection: sqlite3.Connection) -> None:
    """Write through a write-ahead log with ``synchronous=FULL``.

    ``NORMAL`` loses acknowledged commits at power loss (``tests/reliability/test_power_loss.py`` shows it); a draft
    commit with ``FULL`` costs under a millisecond on a laptop, so there is nothing to gain.
    """
    (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != "wal":
        raise VaultReadOnlyError("the file system allows no write-ahead log")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA temp_store=MEMORY")


def fold_in(connection: sqlite3.Connection, folder: Path) -> None:
    """Fold the write-ahead log into its file: no old log may ever meet a new file."""
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete":
        raise VaultLockedError("another program reads the file")
    sync_folder(folder)


def put_in_place(folder: Path) -> None:
    """Let the fresh file stand for the old one: on the disk first, then in one step."""
    fresh = folder / FRESH_NAME
    descriptor = os.open(fresh, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.replace(folder / FILE_NAME)
    sync_folder(folder)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of what is done inside, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself rolls back on some errors, a full disk among them
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Raise a ``VaultError`` for whatever SQLite or the operating system refuses."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        for prefix, kind in _ERRORS:
            if name.startswith(prefix):
                raise kind(name) from error
        if name.startswith("SQLITE_IOERR") and shutil.disk_usage(folder).free < _FULL_BYTES:
            raise VaultFullError(name) from error
        raise VaultError(name or type(error).__name__) from error
    except OSError as error:
        raise not_written(error) from error
