"""The vault's file on the disk: opening, folding in, and what SQLite's errors mean."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
LOG_NAME = f"{FILE_NAME}-wal"
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

LOG_BYTES, LONGEST_LOG_BYTES = 4 << 20, 64 << 20
"""From where on a commit that is synced, and one that is not, folds the log into its file."""


def connect(path: Path, *, only_reads: bool = False) -> sqlite3.Connection:
    """Open a file; nothing in it or beside it changes until something is written."""
    address = f"{path.absolute().as_uri()}?mode={'ro' if only_reads else 'rwc'}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
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
    connection.execute("PRAGMA wal_autocheckpoint=0")  # see ``fold_when_long``
    connection.execute("PRAGMA temp_store=MEMORY")


def refuse_unsound(connection: sqlite3.Connection) -> None:
    """Return when the pages of a file fit together: what is wrong in it is then wrong by itself.

    Raises:
        FileDamagedError: they do not, and SQLite may read one table's page as another's, or none: more is found page by
            page (``app.vault.rescue``).
    """
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise FileDamagedError("pages that do not fit together")


@contextmanager
def unsynced(connection: sqlite3.Connection) -> Iterator[None]:
    """Let a commit inside return once the operating system has it: it survives the process, not yet the power."""
    connection.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous=FULL")


def sync_log(folder: Path) -> None:
    """Bring every commit to the disk; from any thread, beside further commits.

    Raises:
        OSError: the disk may lack some of them, and what is written after them in the log is then lost with the power:
            ``empty_log`` first.
    """
    try:
        descriptor = os.open(folder / LOG_NAME, os.O_RDWR)
    except FileNotFoundError:  # folded into its file, which was synced then
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def empty_log(connection: sqlite3.Connection) -> None:
    """Write every commit to the file itself, whatever became of the log."""
    (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise VaultLockedError("another program reads the file")


def begin_log(connection: sqlite3.Connection, folder: Path) -> None:
    """Let an empty log have its head, which SQLite syncs: the first commit that is not synced would wait for that."""
    log = folder / LOG_NAME
    if log.exists() and log.stat().st_size:
        return
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    with suppress(sqlite3.OperationalError):  # a full disk: whatever is stored next says so
        connection.execute(f"PRAGMA user_version={version}")


def fold_when_long(connection: sqlite3.Connection, folder: Path, *, log_bytes: int) -> None:
    """Fold a log longer than ``log_bytes`` into its file and begin it anew; while another program reads, it may grow.

    Both wait for the disk: by itself SQLite would do either within a commit of what is typed.
    """
    log = folder / LOG_NAME
    if not log.exists() or log.stat().st_size <= log_bytes:
        return
    with suppress(VaultLockedError):
        empty_log(connection)
        begin_log(connection, folder)


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
    except UnicodeDecodeError as error:  # by Python's sqlite3, where SQLite's own message quotes a damaged name
        raise FileDamagedError(type(error).__name__) from error
    except OSError as error:
        raise not_written(error) from error
