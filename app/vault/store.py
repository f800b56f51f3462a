"""Records and blobs in one file: sealed chunks, and for each blob a record that says which chunks it has."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.vault.contents import encode, put_chunk
from app.vault.errors import VaultDamagedError, VaultError
from app.vault.file import (
    LOG_BYTES,
    LONGEST_LOG_BYTES,
    empty_log,
    fold_when_long,
    refuse_unsound,
    sync_log,
    transaction,
    translated,
    unsynced,
)
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Put, Write
from app.vault.records import Commit, Records
from app.vault.schema import BLOB
from app.vault.sealing import OVERHEAD_BYTES, NotAuthenticError, Seal

_EDITION_BYTES = 12


class Store(Records):
    """What one vault's thread does; see ``Vault`` for what it promises.

    Each staging of a blob has an edition of its own, to which its chunks are sealed: those of an earlier blob of the
    same id open nowhere.
    """

    def __init__(
        self,
        folder: Path,
        seal: Seal,
        *,
        clock: Callable[[], datetime],
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._random = random
        self._editions: dict[str, str] = {}
        self._log_is_doubtful = False
        super().__init__(folder, seal, clock=clock)

    def write(self, writes: Iterable[Write]) -> None:
        """Do all of ``writes`` or none, and return once they are on the disk."""
        self._write(writes)
        self._fold(LOG_BYTES)

    def _fold(self, log_bytes: int) -> None:
        try:
            with translated(self._folder):
                fold_when_long(self._connection, self._folder, log_bytes=log_bytes)
        except VaultError:  # what was stored is in the log; whether on the disk, a disk that refused now says only once
            self._log_is_doubtful = True

    def _write(self, writes: Iterable[Write]) -> None:
        if self._log_is_doubtful:
            with translated(self._folder):
                empty_log(self._connection)
            self._log_is_doubtful = False
        with self.commit() as changes:
            for write in writes:
                match write:
                    case Put(table, id_, value):
                        self.put(changes, table, id_, _encoded(value))
                    case Delete(table, id_):
                        self.delete(changes, table, id_)
                    case AdoptBlob(id_):
                        self._adopt(changes, id_)
                    case DeleteBlob(id_):
                        self.delete(changes, BLOB, id_)
                        self._connection.execute("DELETE FROM chunks WHERE blob_id=?", (self._name(id_),))

    def write_unsynced(self, writes: Iterable[Write]) -> None:
        """Do all of ``writes`` or none; they survive the process at once, the power after the next ``sync``."""
        with translated(self._folder), unsynced(self._connection):
            self._write(writes)
        self._fold(LONGEST_LOG_BYTES)

    def sync(self) -> None:
        """Bring every commit to the disk; the one method for another thread, for a slow disk takes its time.

        Raises:
            VaultError: it may not be there; what was written while an earlier sync failed stands behind what the disk
                may lack, although the disk, asked again, reports a failure only once.
        """
        if self._log_is_doubtful:
            raise VaultError("the log may be broken further up")
        try:
            with translated(self._folder):
                sync_log(self._folder)
        except VaultError:
            self._log_is_doubtful = True
            raise

    def stage_chunk(self, blob_id: str, number: int, plain: bytes) -> None:
        """Store one chunk of a blob that no transaction has adopted yet; number 0 begins it anew."""
        with translated(self._folder), transaction(self._connection):
            if self._connection.execute("SELECT 1 FROM blobs WHERE id=?", (self._name(blob_id),)).fetchone():
                raise VaultError("a blob is written once")
            if number == 0:
                self._connection.execute("DELETE FROM chunks WHERE blob_id=?", (self._name(blob_id),))
                self._editions[blob_id] = self._random(_EDITION_BYTES).hex()
            elif blob_id not in self._editions:
                raise VaultError("the beginning of the staged blob is gone")
            sealed = self._seal.close(plain, "chunk", blob_id, self._editions[blob_id], number)
            put_chunk(self._connection, self._seal, blob_id, number=number, sealed=sealed)
        self._fold(LOG_BYTES)

    def _adopt(self, changes: Commit, blob_id: str) -> None:
        if self._connection.execute("SELECT 1 FROM blobs WHERE id=?", (self._name(blob_id),)).fetchone():
            return
        count, last, size = self._connection.execute(
            "SELECT count(*), max(number), sum(length(sealed)) FROM chunks WHERE blob_id=?", (self._name(blob_id),)
        ).fetchone()
        if not count or last != count - 1 or blob_id not in self._editions:
            raise VaultError("the staged blob is not whole")
        header = {
            "chunks": count,
            "size_bytes": size - count * OVERHEAD_BYTES,
            "edition": self._editions[blob_id],
        }
        self.put(changes, BLOB, blob_id, encode(header))

    def read_chunk(self, blob_id: str, number: int) -> bytes | None:
        """Return one chunk, None after the last.

        Raises:
            VaultDamagedError: the chunk is missing or was changed.
            KeyError: there is no such blob.
        """
        header = self._header(blob_id)
        if number >= header["chunks"]:
            return None
        with translated(self._folder):
            row = self._connection.execute(
                "SELECT sealed FROM chunks WHERE blob_id=? AND number=?", (self._name(blob_id), number)
            ).fetchone()
            try:
                return self._seal.open(row[0] if row else b"", "chunk", blob_id, header["edition"], number)
            except NotAuthenticError:
                refuse_unsound(self._connection)
                if not self.is_set_aside(BLOB, blob_id):
                    self.note(BLOB, blob_id, "damaged")
                raise VaultDamagedError(BLOB) from None

    def read_chunks_into(self, blob_id: str, memory: memoryview, *, chunks: Iterable[int], skip: int) -> int:
        """Fill ``memory`` with ``chunks`` but its first ``skip`` bytes; return how many came, see ``read_chunk``."""
        filled = 0
        for number in chunks:
            chunk = self.read_chunk(blob_id, number) if filled < len(memory) else None
            if chunk is None:
                break
            part = memoryview(chunk)[skip : skip + len(memory) - filled]
            memory[filled : filled + len(part)] = part
            filled, skip = filled + len(part), 0
        return filled

    def blob_size(self, blob_id: str) -> int:
        """Return the size of an adopted blob in bytes.

        Raises:
            VaultDamagedError: it is damaged.
            KeyError: there is no such blob.
        """
        return int(self._header(blob_id)["size_bytes"])

    def _header(self, blob_id: str) -> dict[str, Any]:
        header = self.read(BLOB, blob_id)
        if header is None:
            with translated(self._folder):
                if self.is_set_aside(BLOB, blob_id):
                    raise VaultDamagedError(BLOB)
            raise KeyError(blob_id)
        return header

    def _name(self, blob_id: str) -> bytes:
        return self._seal.close_name(blob_id, BLOB)


def _encoded(value: Mapping[str, Any]) -> bytes:
    try:
        return encode(value)
    except (TypeError, ValueError) as error:  # half a letter, a number without an end: said like a disk that refuses
        raise VaultError("this cannot be stored") from error
