"""Files in a folder: fsync of the file and of its folder before anything is acknowledged."""

import asyncio
import contextlib
import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from portal.db import StorageFullError
from portal.storage.model import BLOCK, StoredFile, file_name, shelf, write_hashed

NAMES_AT_ONCE = 500
_TEMPORARY = "."


def create(path: Path) -> BinaryIO:
    """Open a new file for writing."""
    make_folder(path.parent)
    return path.open("xb")


class FolderStorage:
    """Files in a folder; any number of processes may use the same one.

    Args:
        root: The folder.
        create: Opens a new file; a test gives one that is on a full disk.
    """

    def __init__(self, root: Path, create: Callable[[Path], BinaryIO] = create) -> None:
        self.root = root
        self._chunks = root / "chunks"
        self._files = root / "files"
        self._create = create

    def write_chunk(self, name: str) -> "FolderChunk":
        """Return a writer for a new chunk."""
        return FolderChunk(self._chunks / name, self._create)

    def chunk_names(self) -> list[str]:
        """Return the names of all chunks."""
        return [entry.name for entry in os.scandir(self._chunks)] if self._chunks.exists() else []

    def delete_chunks(self, names: Sequence[str]) -> None:
        """Remove chunks."""
        for name in names:
            (self._chunks / name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def assemble(self, chunks: Sequence[str], file_id: str) -> Iterator["FolderFile"]:
        """Join chunks to a file beside the finished ones."""

        def blocks() -> Iterator[bytes]:
            for name in chunks:
                with (self._chunks / name).open("rb") as chunk:
                    while block := chunk.read(BLOCK):
                        yield block

        with self._written(blocks(), file_id) as file:
            yield file

    def store(self, data: bytes, file_id: str) -> StoredFile:
        """Keep ``data``."""
        with self._written(iter([data]), file_id) as file:
            return file.keep()

    def find_size(self, name: str) -> int | None:
        """Return the bytes of a finished file."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None

    def file_names(self, *, before: datetime) -> Iterator[list[str]]:
        """Yield the names of finished files, and of those a killed portal left half written."""
        names = self._old_names(before)
        while batch := list(itertools.islice(names, NAMES_AT_ONCE)):
            yield batch

    def delete(self, names: Sequence[str]) -> None:
        """Remove finished files."""
        for name in names:
            self._path(name).unlink(missing_ok=True)

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Yield a finished file's content."""
        opened: BinaryIO = await asyncio.to_thread(self._path(name).open, "rb")
        try:
            while block := await asyncio.to_thread(opened.read, BLOCK):
                yield block
        finally:
            opened.close()

    def _path(self, name: str) -> Path:
        return self._files / (name if name.startswith(_TEMPORARY) else shelf(name))

    def _old_names(self, before: datetime) -> Iterator[str]:
        for folder, _, names in os.walk(self._files):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    if datetime.fromtimestamp((Path(folder) / name).stat().st_mtime, UTC) < before:
                        yield name

    @contextlib.contextmanager
    def _written(self, blocks: Iterator[bytes], file_id: str) -> Iterator["FolderFile"]:
        temporary = self._files / f"{_TEMPORARY}{file_id}"
        try:
            with disk_errors(), self._create(temporary) as file:
                sha256, size = write_hashed(file, blocks)
                file.flush()
                os.fsync(file.fileno())
            name = file_name(sha256, file_id)
            yield FolderFile(temporary, sha256, size, target=self._path(name))
        finally:
            temporary.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A whole file, durable under a temporary name."""

    path: Path
    sha256: str
    size_bytes: int
    target: Path

    def keep(self) -> StoredFile:
        """Give it its name."""
        with disk_errors():
            make_folder(self.target.parent)
            self.path.replace(self.target)
            sync_folder(self.target.parent)
            sync_folder(self.target.parent.parent)
        return StoredFile(self.target.name, self.sha256, self.size_bytes)


class FolderChunk:
    """A chunk in a file of its own, opened with the first byte."""

    def __init__(self, path: Path, create: Callable[[Path], BinaryIO]) -> None:
        self._path = path
        self._create = create
        self._file: BinaryIO | None = None
        self.size_bytes = 0

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Throw away what was not finished."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._path.unlink(missing_ok=True)
            self._file = None

    def write(self, data: bytes) -> None:
        """Append ``data``."""
        with disk_errors():
            if self._file is None:
                self._file = self._create(self._path)
            self._file.write(data)
        self.size_bytes += len(data)

    def finish(self) -> None:
        """Make what was written durable."""
        if self._file is None:
            return
        with disk_errors():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            sync_folder(self._path.parent)
        self._file = None


def make_folder(folder: Path) -> None:
    """Make a folder and each above it that is missing, all of them durable."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


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
def disk_errors() -> Iterator[None]:
    """Translate "no space", "read-only" and "I/O error" into ``StorageFullError``."""
    try:
        yield
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError as error:
        raise StorageFullError(error.strerror or "disk") from error
