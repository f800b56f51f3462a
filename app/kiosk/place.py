"""Where a session's files lie: on storage that is memory, below one folder that goes with it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

PREFIX = "motcua-kiosk-"
LOCK = "lock"
MARK = "MOTCUA_KIOSK_FOLDER"
"""In the environment of every process of a session."""
_MEMORY = ("tmpfs", "ramfs")


def memory_storage(environment: Mapping[str, str], *, mounts: Path = Path("/proc/mounts")) -> Path | None:
    """Return a folder on memory-backed storage that this account may write to, None where there is none."""
    kinds = {}
    try:
        for line in mounts.read_text().splitlines():
            _, place, kind, *_ = line.split(" ")
            kinds[Path(place.replace("\\040", " "))] = kind
    except OSError:
        return None
    wanted = ("/dev/shm", environment.get("XDG_RUNTIME_DIR"), "/run/shm")  # noqa: S108 - a folder of 0700 is made in it
    for folder in (Path(name) for name in wanted if name):
        under = next((kinds[one] for one in (folder, *folder.parents) if one in kinds), "")
        if under in _MEMORY and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
            return folder
    return None


class MemoryPlace:
    """The keeper's folder on memory-backed storage, with one below it for each session."""

    def __init__(self, storage: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=storage))  # 0700
        self._lock = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def session_folder(self) -> Path:
        """Make the folder of a session."""
        return Path(tempfile.mkdtemp(prefix="session-", dir=self.folder))

    def give_up(self) -> None:
        """Delete the folder; the keeper ends."""
        wipe(self.folder)
        os.close(self._lock)


def wipe(folder: Path) -> bool:
    """Delete ``folder`` with all that is in it; return whether it is gone."""
    for _ in range(3):  # a file made meanwhile stops the first try
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return True
    return False


def left_by_the_dead(storage: Path) -> list[Path]:
    """Return the folders of keepers of this account that live no more."""
    return [
        folder
        for folder in storage.glob(f"{PREFIX}*")
        if folder.is_dir() and folder.stat().st_uid == os.getuid() and not is_held(folder / LOCK)
    ]


def is_held(lock: Path) -> bool:
    """Whether a living keeper holds this lock."""
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
