"""The vault's file itself: SQLite in WAL mode with ``synchronous=FULL``, used by one thread only.

``NORMAL`` loses acknowledged commits at power loss (``tests/reliability/test_power_loss.py`` shows it); a draft commit
with ``FULL`` costs under a millisecond on a laptop, so there is nothing to gain.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app.vault import schema
from app.vault.errors import (
    VaultDamagedError,
    VaultError,
    VaultFullError,
    VaultLockedError,
    VaultReadOnlyError,
    VaultTooNewError,
    WrongKeyError,
    not_written,
)
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Put, Write
from app.vault.sealing import OVERHEAD_BYTES, NotAuthenticError, Seal

FILE_NAME = "vault.db"
_CHECK = b"motcua vault"
_FULL_BYTES = 128 * 1024
"""With less than this free, an I/O error means "full": SQLite's shared-memory file reports no better reason."""

_ERRORS: tuple[tuple[str, type[VaultError]], ...] = (
    ("SQLITE_FULL", VaultFullError),
    ("SQLITE_READONLY", VaultReadOnlyError),
    ("SQLITE_CANTOPEN", VaultReadOnlyError),
    ("SQLITE_PERM", VaultReadOnlyError),
    ("SQLITE_CORRUPT", VaultDamagedError),
    ("SQLITE_NOTADB", VaultDamagedError),
    ("SQLITE_BUSY", VaultLockedError),
    ("SQLITE_LOCKED", VaultLockedError),
)


class Records:
    """Sealed records and chunks in one SQLite file. Every method runs on the thread that made the object."""

    def __init__(self, folder: Path, seal: Seal, *, clock: Callable[[], datetime]) -> None:
        """Open or create the file.

        Raises:
            WrongKeyError: the file was made with another key.
            VaultDamagedError: it is not a vault, or damaged beyond opening.
            VaultTooNewError: a newer app made it.
        """
        self._folder = folder
        self._seal = seal
        self._clock = clock
        with _translated(self._folder):
            self._connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        try:
            with _translated(self._folder):
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        (folder_is_wal,) = self._connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if folder_is_wal != "wal":
            raise VaultReadOnlyError("the file system allows no write-ahead log")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA temp_store=MEMORY")
        if schema.version_of(self._connection) > schema.VERSION:
            raise VaultTooNewError
        self._check_key()
        if schema.version_of(self._connection) < schema.VERSION:
            with self._transaction():
                schema.upgrade(self._connection)
                self._connection.execute(
                    "INSERT OR IGNORE INTO meta (name, value) VALUES ('key_check', ?)",
                    (self._seal.close(_CHECK, "meta", "key_check"),),
                )
        self._drop_staged_chunks()

    def _check_key(self) -> None:
        if schema.version_of(self._connection) == 0:
            if self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise VaultDamagedError("not a vault")
            return
        row = self._connection.execute("SELECT value FROM meta WHERE name='key_check'").fetchone()
        if row is None:
            raise VaultDamagedError("the key check is gone")
        try:
            self._seal.open(row[0], "meta", "key_check")
        except NotAuthenticError:
            raise WrongKeyError from None

    def _drop_staged_chunks(self) -> None:
        orphaned = "blob_id NOT IN (SELECT id FROM blobs)"
        if self._connection.execute(f"SELECT 1 FROM chunks WHERE {orphaned} LIMIT 1").fetchone():  # noqa: S608 - constant
            with self._transaction():
                self._connection.execute(f"DELETE FROM chunks WHERE {orphaned}")  # noqa: S608 - constant

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._connection.close()

    # --- records ------------------------------------------------------------------------------------------------------

    def write(self, writes: Iterable[Write]) -> None:
        """Do all of ``writes`` or none, and return once they are on the disk."""
        with _translated(self._folder), self._transaction():
            for write in writes:
                match write:
                    case Put(table, id_, value):
                        self._put(table, id_, encode(value))
                    case Delete(table, id_):
                        self._connection.execute("DELETE FROM records WHERE kind=? AND id=?", (table, id_))
                    case AdoptBlob(id_):
                        self._adopt(id_)
                    case DeleteBlob(id_):
                        self._connection.execute("DELETE FROM blobs WHERE id=?", (id_,))
                        self._connection.execute("DELETE FROM chunks WHERE blob_id=?", (id_,))

    def _put(self, table: str, id_: str, plain: bytes) -> None:
        row = self._connection.execute("SELECT version FROM records WHERE kind=? AND id=?", (table, id_)).fetchone()
        version = row[0] + 1 if row else 1
        self._connection.execute(
            "INSERT INTO records (kind, id, version, sealed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET version=excluded.version, sealed=excluded.sealed",
            (table, id_, version, self._seal.close(plain, table, id_, version)),
        )

    def read(self, table: str, id_: str) -> dict[str, Any] | None:
        """Return a record, None when there is none.

        Raises:
            VaultDamagedError: it was damaged; it is in quarantine now.
        """
        with _translated(self._folder):
            row = self._connection.execute(
                "SELECT version, sealed FROM records WHERE kind=? AND id=?", (table, id_)
            ).fetchone()
            if row is None:
                return None
            value = self._open(table, id_, *row)
            if value is None:
                raise VaultDamagedError(table)
            return value

    def read_all(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        """Return every record of ``table`` by id; damaged ones go to quarantine and are left out."""
        with _translated(self._folder):
            rows = self._connection.execute(
                "SELECT id, version, sealed FROM records WHERE kind=? ORDER BY id", (table,)
            ).fetchall()
            opened = [(id_, self._open(table, id_, version, sealed)) for id_, version, sealed in rows]
            return [(id_, value) for id_, value in opened if value is not None]

    def _open(self, table: str, id_: str, version: int, sealed: bytes) -> dict[str, Any] | None:
        try:
            value = json.loads(self._seal.open(sealed, table, id_, version))
        except (NotAuthenticError, TypeError):
            self._quarantine(table, id_)
            return None
        return value if isinstance(value, dict) else None

    def _quarantine(self, table: str, id_: str) -> None:
        with self._transaction():
            self._connection.execute(
                "INSERT INTO quarantine (kind, id, version, sealed, found_at)"
                " SELECT kind, id, version, sealed, ? FROM records WHERE kind=? AND id=?",
                (self._clock().isoformat(), table, id_),
            )
            self._connection.execute("DELETE FROM records WHERE kind=? AND id=?", (table, id_))

    def count_quarantined(self) -> int:
        """Return how many damaged records were set aside."""
        with _translated(self._folder):
            return int(self._connection.execute("SELECT count(*) FROM quarantine").fetchone()[0])

    # --- blobs --------------------------------------------------------------------------------------------------------

    def stage_chunk(self, blob_id: str, number: int, plain: bytes) -> None:
        """Store one chunk of a blob that no transaction has adopted yet."""
        with _translated(self._folder), self._transaction():
            if self._connection.execute("SELECT 1 FROM blobs WHERE id=?", (blob_id,)).fetchone():
                raise VaultError("a blob is written once")
            self._connection.execute(
                "INSERT OR REPLACE INTO chunks (blob_id, number, sealed) VALUES (?, ?, ?)",
                (blob_id, number, self._seal.close(plain, "blob", blob_id, number)),
            )

    def _adopt(self, blob_id: str) -> None:
        count, last, size = self._connection.execute(
            "SELECT count(*), max(number), sum(length(sealed)) FROM chunks WHERE blob_id=?", (blob_id,)
        ).fetchone()
        if not count or last != count - 1:
            raise VaultError("the staged blob is not whole")
        header = encode({"chunks": count, "size_bytes": size - count * OVERHEAD_BYTES})
        self._connection.execute(
            "INSERT OR IGNORE INTO blobs (id, sealed) VALUES (?, ?)",
            (blob_id, self._seal.close(header, "blob", blob_id)),
        )

    def read_chunk(self, blob_id: str, number: int) -> bytes | None:
        """Return one chunk, None after the last.

        Raises:
            VaultDamagedError: the chunk is missing or was changed.
            KeyError: there is no such blob.
        """
        with _translated(self._folder):
            chunks, _size = self._blob(blob_id)
            if number >= chunks:
                return None
            row = self._connection.execute(
                "SELECT sealed FROM chunks WHERE blob_id=? AND number=?", (blob_id, number)
            ).fetchone()
            try:
                return self._seal.open(row[0] if row else b"", "blob", blob_id, number)
            except NotAuthenticError:
                raise VaultDamagedError("blob") from None

    def blob_size(self, blob_id: str) -> int:
        """Return the size of an adopted blob in bytes.

        Raises:
            KeyError: there is no such blob.
        """
        with _translated(self._folder):
            return self._blob(blob_id)[1]

    def _blob(self, blob_id: str) -> tuple[int, int]:
        row = self._connection.execute("SELECT sealed FROM blobs WHERE id=?", (blob_id,)).fetchone()
        if row is None:
            raise KeyError(blob_id)
        try:
            header = json.loads(self._seal.open(row[0], "blob", blob_id))
        except NotAuthenticError:
            raise VaultDamagedError("blob") from None
        return int(header["chunks"]), int(header["size_bytes"])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite itself rolls back on some errors, a full disk among them
                self._connection.execute("ROLLBACK")
            raise


def encode(value: Any) -> bytes:
    """Return canonical JSON: sorted names, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
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
