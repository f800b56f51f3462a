"""USB sticks at a terminal where the office allows them: a sealed draft onto one, papers from one.

A stick is somebody's and anything may be on it. Only plain files of a few kinds are listed, the newest first and not
more than a screen can show; links are not followed, nothing is run, and what is read goes through the checks of every
other file. Every call waits for a disk that may be slow or gone: call it in a thread.

Source:
    proc_pid_mounts(5) for the list and its escapes; ``removable`` in /sys/class/block (sysfs ABI).
"""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.documents.staging import display_name
from app.vault.lock import sync_folder

MOST_LOOKED_AT: Final = 20_000
MOST_SHOWN: Final = 100
PAPERS: Final = (".pdf", ".jpg", ".jpeg", ".png")
DRAFTS: Final = (".motcua",)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
"""Never through a link that waits on the stick."""
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")


class StickProblem(StrEnum):
    """Why a stick could not be used; on the terminal everything is as before."""

    FULL = "full"
    READ_ONLY = "read_only"
    PULLED_OUT = "pulled_out"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Stick:
    """A removable file system that is mounted."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class StickFile:
    """A file on a stick that may be read."""

    name: str
    path: Path = field(repr=False)
    size_bytes: int
    written_at_s: float


@dataclass(frozen=True, slots=True)
class Listing:
    """What is on a stick, the newest first."""

    files: tuple[StickFile, ...]
    is_all: bool


class Sticks:
    """The sticks of this machine.

    Args:
        mounts: The kernel's list of what is mounted.
        blocks: The kernel's block devices.
    """

    def __init__(self, mounts: Path = Path("/proc/self/mounts"), blocks: Path = Path("/sys/class/block")) -> None:
        self._mounts = mounts
        self._blocks = blocks

    def find(self) -> tuple[Stick, ...]:
        """Return the sticks that are mounted now."""
        mounted = []
        for line in self._mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            source, _, rest = line.partition(" ")
            folder = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), rest.partition(" ")[0]))
            if source.startswith("/dev/") and self._is_removable(device := source.removeprefix("/dev/")):
                mounted.append((self._disk_of(device), folder))
        own = {disk for disk, folder in mounted if folder == Path("/")}  # a machine may run from a disk on USB
        return tuple(Stick(display_name(folder.name), folder) for disk, folder in mounted if disk not in own)

    def save(self, stick: Stick, name: str, data: bytes) -> StickProblem | None:
        """Keep ``data`` on a stick, durably, under a name of its own; None: it is there, and the same."""
        part, target = stick.folder / f".{name}.part", stick.folder / name
        try:
            if not self._is_there(stick):
                return StickProblem.PULLED_OUT
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if part.read_bytes() != data:
                return StickProblem.UNREADABLE
            part.replace(target)
            sync_folder(stick.folder)
        except OSError as error:
            return _problem_of(error)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return None

    def list(self, stick: Stick, kinds: tuple[str, ...] = PAPERS) -> Listing | StickProblem:
        """Return the files of some kinds on a stick, in its folder and the folders right in it."""
        found, looked_at = [], 0
        try:
            if not self._is_there(stick):
                return StickProblem.PULLED_OUT
            for entry in _entries(stick.folder):
                looked_at += 1
                if looked_at > MOST_LOOKED_AT:
                    break
                if entry.name.lower().endswith(kinds) and not entry.name.startswith("."):
                    known = entry.stat(follow_symlinks=False)
                    name = display_name(entry.name)  # bytes that are no text would stop the screen
                    found.append(StickFile(name, Path(entry.path), known.st_size, known.st_mtime))
        except OSError as error:
            return _problem_of(error)
        found.sort(key=lambda file: (-file.written_at_s, file.name))
        is_all = looked_at <= MOST_LOOKED_AT and len(found) <= MOST_SHOWN
        return Listing(tuple(found[:MOST_SHOWN]), is_all)

    def read(self, file: StickFile, *, max_bytes: int) -> bytes | StickProblem:
        """Return a file's bytes."""
        return read_file(file.path, max_bytes=max_bytes)

    def _is_there(self, stick: Stick) -> bool:
        """Whether it is still mounted: a folder whose stick was pulled out takes files too, on the terminal's disk."""
        return stick in self.find()

    def _is_removable(self, device: str) -> bool:
        """Whether a device or the disk that it is a part of says that it can be taken out, or hangs on USB."""
        if "/" in device or device in ("", ".", ".."):
            return False
        place = (self._blocks / device).resolve()
        for folder in (place, place.parent):
            with contextlib.suppress(OSError):
                if (folder / "removable").read_text().strip() == "1":
                    return True
        return any(part.startswith("usb") for part in place.parts)

    def _disk_of(self, device: str) -> Path:
        """Return the device itself, or the disk that it is a part of."""
        place = (self._blocks / device).resolve()
        return place.parent if (place / "partition").exists() else place


def read_file(path: Path, *, max_bytes: int) -> bytes | StickProblem:
    """Return the bytes of a plain file that somebody else put there; no link is followed, no pipe waited for."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as source:
            known = os.fstat(source.fileno())
            if not stat.S_ISREG(known.st_mode):
                return StickProblem.UNREADABLE
            data = source.read(max_bytes + 1)
    except OSError as error:
        return _problem_of(error)
    if len(data) > max_bytes:
        return StickProblem.TOO_LARGE
    return data if len(data) == known.st_size else StickProblem.UNREADABLE


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield the plain files of a folder and of the folders right in it, following no link."""
    folders = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                yield entry
            elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                folders.append(entry.path)
    for below in folders[:MOST_SHOWN]:
        with contextlib.suppress(OSError), os.scandir(below) as entries:
            yield from (entry for entry in entries if entry.is_file(follow_symlinks=False))


def _problem_of(error: OSError) -> StickProblem:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return StickProblem.FULL
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return StickProblem.READ_ONLY
        case errno.EIO | errno.ENODEV | errno.ENOENT | errno.ENXIO | errno.ENOTCONN:
            return StickProblem.PULLED_OUT
    return StickProblem.UNREADABLE
