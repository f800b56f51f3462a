"""Records and blobs in one file: sealed chunks, and for each blob a record that says which chunks it has."""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from app.vault.contents import encode, put_chunk
from app.vault.errors import VaultDamagedError, VaultError
from app.vault.file import transaction, translated
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
        super().__init__(folder, seal, clock=clock)

    def write(self, writes: Iterable[Write]) -> None:
        """Do all of ``writes`` or none, and return once they are on the disk."""
        with self.commit() as changes:
            for write in writes:
                match write:
                    case Put(table, id_, value):
                        self.put(changes, table, id_, encode(value))
                    case Delete(table, id_):
                        self.delete(changes, table, id_)
                    case AdoptBlob(id_):
                        self._adopt(changes, id_)
                    case DeleteBlob(id_):
                        self.delete(changes, BLOB, id_)
                        self._connection.execute("DELETE FROM chunks WHERE blob_id=?", (self._name(id_),))

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
                if not self.is_set_aside(BLOB, blob_id):
                    self.note(BLOB, blob_id, "damaged")
                raise VaultDamagedError(BLOB) from None

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
