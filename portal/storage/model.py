"""What every storage keeps to, wherever its bytes are.

A finished file's name begins with its SHA-256 (content-addressed) and ends with a random id, so that no two owners
share one file and deleting one can never take another's away. Nothing is acknowledged before it is durable. A storage
keeps nothing in the memory of a process: any number of workers may use the same one.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

BLOCK = 256 * 1024


class StorageUnreachableError(Exception):
    """The object store does not answer or refuses us; nothing of the request was kept."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A finished file: its name in the storage and what it is."""

    name: str
    sha256: str
    size_bytes: int


class ChunkWriter(Protocol):
    """Writes one chunk; without ``finish`` nothing of it stays. Call it in a thread."""

    @property
    def size_bytes(self) -> int:
        """Return how much was written."""

    def __enter__(self) -> Self:
        """Return self."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Throw away what was not finished."""

    def write(self, data: bytes | memoryview) -> None:
        """Append ``data``."""

    def finish(self) -> None:
        """Make what was written durable; nothing written makes no chunk."""


class Assembled(Protocol):
    """A whole file that is not kept yet: to be looked at where it lies on this machine."""

    @property
    def parts(self) -> Sequence[Path]:
        """Return the files that hold its bytes, in order."""

    @property
    def size_bytes(self) -> int:
        """Return its length."""

    @property
    def is_as_received(self) -> bool:
        """Whether its bytes never left this machine since they were received and synced."""

    def joined(self) -> Path:
        """Return one file that holds all of its bytes."""

    def keep(self, sha256: str) -> StoredFile:
        """Make it a finished file, whose hash in hex this is."""


class Storage(Protocol):
    """Chunks and finished files. Every method but ``read`` works on a disk or a network: call it in a thread.

    All of them raise ``StorageFullError`` or ``StorageUnreachableError`` where the bytes cannot be had or kept.
    """

    def write_chunk(self, name: str) -> ChunkWriter:
        """Return a writer for a new chunk; it exists for others only after ``finish``."""

    def chunk_names(self) -> list[str]:
        """Return the names of all chunks."""

    def delete_chunks(self, names: Sequence[str]) -> None:
        """Remove chunks that are no longer needed; one that is gone already is fine."""

    def assemble(self, chunks: Sequence[str], file_id: str) -> AbstractContextManager[Assembled]:
        """Join chunks to a file that is gone after the block unless it was kept.

        Raises:
            FileNotFoundError: if a chunk is gone.
        """

    def store(self, data: bytes, file_id: str) -> StoredFile:
        """Keep ``data`` as a finished file."""

    def find_size(self, name: str) -> int | None:
        """Return the bytes of a finished file, None when it is not there."""

    def file_names(self, *, before: datetime) -> Iterator[list[str]]:
        """Yield the names of finished files last written before a moment, some hundred at a time."""

    def delete(self, names: Sequence[str]) -> None:
        """Remove finished files; one that is gone already is fine."""

    def read(self, name: str) -> AsyncIterator[bytes]:
        """Yield a finished file's content."""


def file_name(sha256: str, file_id: str) -> str:
    """Return the name of a finished file."""
    return f"{sha256}.{file_id}"


def shelf(name: str) -> str:
    """Return where below ``files/`` a finished file lies: 256 folders, by the first two digits of its hash."""
    return f"{name[:2]}/{name}"
