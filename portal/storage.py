"""Where file contents live: chunks of uploads on their way, and finished files.

A finished file's name begins with its SHA-256 (content-addressed) and ends with a random id, so that no two owners
share one file and deleting one can never take another's away. Nothing is acknowledged before it is on the disk (fsync
of the file and of its folder).
"""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from portal.db import StorageFullError
from portal.settings import SettingsError

BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A finished file: its name in the storage and what it is."""

    name: str
    sha256: str
    size_bytes: int


def open_storage(url: str) -> "FolderStorage":
    """Return the storage of a ``file://`` URL.

    Raises:
        SettingsError: for any other kind of URL.
    """
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise SettingsError(
            f"Storage URLs of the kind {parts.scheme or url!r} are not supported yet; use file:///folder."
        )
    path = url2pathname(parts.path) if os.name == "nt" else unquote(parts.path)
    return FolderStorage(Path(path))


class FolderStorage:
    """Files in a folder; any number of processes may use the same one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._chunks = root / "chunks"
        self._files = root / "files"

    def write_chunk(self, name: str) -> "ChunkWriter":
        """Return a writer for a new chunk; it exists for others only after ``finish``."""
        return ChunkWriter(self._chunks / name)

    def delete_chunks(self, names: Sequence[str]) -> None:
        """Remove chunks that are no longer needed."""
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                (self._chunks / name).unlink()

    def chunk_names(self) -> list[str]:
        """Return the names of all chunks."""
        return [entry.name for entry in os.scandir(self._chunks)] if self._chunks.exists() else []

    def assemble(self, chunks: Sequence[str], file_id: str) -> StoredFile:
        """Join chunks to a finished file.

        Raises:
            FileNotFoundError: if a chunk is gone.
        """

        def blocks() -> Iterator[bytes]:
            for name in chunks:
                with (self._chunks / name).open("rb") as chunk:
                    while block := chunk.read(BLOCK):
                        yield block

        return self._store(blocks(), file_id)

    def store(self, data: bytes, file_id: str) -> StoredFile:
        """Keep ``data`` as a finished file."""
        return self._store(iter([data]), file_id)

    def path(self, name: str) -> Path:
        """Return the path of a finished file."""
        return self._files / name[:2] / name

    def delete(self, name: str) -> None:
        """Remove a finished file."""
        with contextlib.suppress(FileNotFoundError):
            self.path(name).unlink()

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Yield a finished file's content."""
        opened: BinaryIO = await asyncio.to_thread(self.path(name).open, "rb")
        try:
            while block := await asyncio.to_thread(opened.read, BLOCK):
                yield block
        finally:
            opened.close()

    def _store(self, blocks: Iterator[bytes], file_id: str) -> StoredFile:
        temporary = self._files / f".{file_id}"
        digest, size = hashlib.sha256(), 0
        with _disk_errors():
            temporary.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    for block in blocks:
                        digest.update(block)
                        size += len(block)
                        file.write(block)
                    file.flush()
                    os.fsync(file.fileno())
                name = f"{digest.hexdigest()}.{file_id}"
                target = self.path(name)
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary.replace(target)
                sync_folder(target.parent)
                sync_folder(self._files)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        return StoredFile(name, digest.hexdigest(), size)


class ChunkWriter:
    """Writes one chunk; without ``finish`` nothing of it stays.

    Every method works on the disk: call it in a thread.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self.size_bytes = 0

    def __enter__(self) -> "ChunkWriter":
        """Return self; the file is opened with the first byte."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Throw away what was not finished."""
        self.discard()

    def write(self, data: bytes) -> None:
        """Append ``data``."""
        with _disk_errors():
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("xb")
            self._file.write(data)
        self.size_bytes += len(data)

    def finish(self) -> None:
        """Make what was written durable."""
        if self._file is None:
            return
        with _disk_errors():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            sync_folder(self._path.parent)
        self._file = None

    def discard(self) -> None:
        """Remove an unfinished chunk."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._path.unlink(missing_ok=True)
            self._file = None


def sync_folder(folder: Path) -> None:
    """Make a new or renamed entry of ``folder`` durable; Windows does that itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    """Translate "no space", "read-only" and "I/O error" into ``StorageFullError``."""
    try:
        yield
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError as error:
        raise StorageFullError(error.strerror or "disk") from error
