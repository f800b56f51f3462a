"""Files in a folder: fsync of the file and of its folder before anything is acknowledged."""

import asyncio
import contextlib
import hashlib
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, ClassVar, Self

from portal.db import StorageFullError
from portal.storage.model import BLOCK, StoredFile, file_name, shelf

NAMES_AT_ONCE = 500
WRITE_BACK_BYTES = 4 * 1024 * 1024
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
        """Give chunks to be looked at as they lie here."""
        parts = tuple(self._chunks / name for name in chunks)
        size = sum(part.stat().st_size for part in parts)
        copy = self._files / f"{_TEMPORARY}{file_id}"
        try:
            yield FolderFile(parts, size, self._files, file_id, lambda: self._join(parts, copy))
        finally:
            copy.unlink(missing_ok=True)

    def _join(self, parts: Sequence[Path], copy: Path) -> Path:
        if len(parts) == 1:
            return parts[0]
        with disk_errors(), self._create(copy) as file:
            file.writelines(_blocks(parts))
        return copy

    def store(self, data: bytes, file_id: str) -> StoredFile:
        """Keep ``data``."""
        sha256 = hashlib.sha256(data).hexdigest()
        temporary, target = self._files / f"{_TEMPORARY}{file_id}", self._path(file_name(sha256, file_id))
        try:
            with disk_errors():
                with self._create(temporary) as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                _place(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        return StoredFile(target.name, sha256, len(data))

    def find_size(self, name: str) -> int | None:
        """Return the bytes of a finished file."""
        try:
            return sum(part.stat().st_size for part in _parts(self._path(name)))
        except FileNotFoundError:
            return None

    def file_names(self, *, before: datetime) -> Iterator[list[str]]:
        """Yield the names of finished files, and of those a killed portal left half written."""
        names = (path.name for path in self._all_files() if _written_at(path) < before)
        while batch := list(itertools.islice(names, NAMES_AT_ONCE)):
            yield batch

    def delete(self, names: Sequence[str]) -> None:
        """Remove finished files."""
        for name in names:
            path = self._path(name)
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Yield a finished file's content."""
        blocks = _blocks(await asyncio.to_thread(_parts, self._path(name)))
        try:
            while block := await asyncio.to_thread(next, blocks, b""):
                yield block
        finally:
            blocks.close()

    def _path(self, name: str) -> Path:
        return self._files / (name if name.startswith(_TEMPORARY) else shelf(name))

    def _all_files(self) -> Iterator[Path]:
        for entry in sorted(self._files.glob("*")):
            yield from [entry] if entry.name.startswith(_TEMPORARY) else entry.glob("*")


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A whole file whose chunks are durable already: keeping it writes nothing a second time."""

    parts: tuple[Path, ...]
    size_bytes: int
    folder: Path
    file_id: str
    joined: Callable[[], Path]
    is_as_received: ClassVar[bool] = True

    def keep(self, sha256: str) -> StoredFile:
        """Give its bytes their name: one chunk is the file, several are the parts of a folder of that name."""
        name = file_name(sha256, self.file_id)
        new = self.folder / f"{_TEMPORARY}{self.file_id}.kept"
        try:
            with disk_errors():
                if len(self.parts) == 1:
                    make_folder(new.parent)
                    _link(self.parts[0], new)
                else:
                    make_folder(new.parent)
                    new.mkdir()
                    for number, part in enumerate(self.parts):
                        _link(part, new / f"{number:06d}")
                    sync_folder(new)
                _place(new, self.folder / shelf(name))
        finally:
            shutil.rmtree(new, ignore_errors=True)
            new.unlink(missing_ok=True)
        return StoredFile(name, sha256, self.size_bytes)


class FolderChunk:
    """A chunk in a file of its own, opened with the first byte."""

    def __init__(self, path: Path, create: Callable[[Path], BinaryIO]) -> None:
        self._path = path
        self._create = create
        self._file: BinaryIO | None = None
        self._on_its_way = 0
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

    def write(self, data: bytes | memoryview) -> None:
        """Append ``data``."""
        with disk_errors():
            if self._file is None:
                self._file = self._create(self._path)
            self._file.write(data)
            self.size_bytes += len(data)
            if self.size_bytes - self._on_its_way >= WRITE_BACK_BYTES:
                self._write_back(self._file)

    def _write_back(self, file: BinaryIO) -> None:
        """Have the system begin to write what came, so that ``finish`` waits for little (16 MiB: 0.5 ms, not 11)."""
        file.flush()
        if hasattr(os, "posix_fadvise"):
            length = self.size_bytes - self._on_its_way
            os.posix_fadvise(file.fileno(), self._on_its_way, length, os.POSIX_FADV_DONTNEED)
        self._on_its_way = self.size_bytes

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


def _parts(path: Path) -> list[Path]:
    """Return the files that hold a finished file's bytes, in order."""
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _blocks(parts: Iterable[Path]) -> Generator[bytes, None, None]:
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _written_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # gone since it was listed
        return datetime.max.replace(tzinfo=UTC)


def _link(part: Path, target: Path) -> None:
    """Let ``target`` be the durable file ``part`` too, as young as now; a copy where a disk knows no links."""
    os.utime(part)
    try:
        target.hardlink_to(part)
    except OSError:
        with part.open("rb") as source, target.open("xb") as copy:
            shutil.copyfileobj(source, copy, BLOCK)
            copy.flush()
            os.fsync(copy.fileno())


def _place(new: Path, target: Path) -> None:
    """Give what is durable its final name, durably."""
    make_folder(target.parent)
    new.replace(target)
    sync_folder(target.parent)
    sync_folder(target.parent.parent)


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
