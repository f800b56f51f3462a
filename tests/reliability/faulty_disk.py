"""A disk whose n-th write fails: ``faulty_disk.c``, put before the C library of one process with ``LD_PRELOAD``.

It counts ``write``, ``pwrite``, ``fsync``, ``fdatasync``, ``ftruncate`` and ``rename`` below one folder, whoever calls
them: SQLite or Python. Only a process started with ``environment()`` has it.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("faulty_disk.c")
COMPILER = shutil.which("cc") or shutil.which("gcc") if sys.platform == "linux" else None
DIE = 0
"""Instead of an error: the process is killed when half of the write is done."""


def environment() -> dict[str, str]:
    """Return the environment of a process that can arm it; the usual one where there is no C compiler."""
    return {**os.environ, "LD_PRELOAD": str(_library())} if COMPILER else {**os.environ}


def _library() -> Path:
    """Compile it once for this machine."""
    source = SOURCE.read_bytes()
    library = Path(tempfile.gettempdir()) / f"motcua-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if not library.exists():
        fresh = library.with_suffix(f".{os.getpid()}")
        subprocess.run([str(COMPILER), "-O1", "-shared", "-fPIC", "-o", fresh, SOURCE, "-ldl"], check=True)
        fresh.replace(library)
    return library


def arm(folder: Path, *, nth: int, error: int, stays: bool) -> None:
    """Let the ``nth`` write below ``folder`` fail with ``error`` (or ``DIE``), and all after it if that ``stays``."""
    ctypes.CDLL(None).faulty_disk_arm(os.fsencode(folder), nth, error, int(stays))


def slow(folder: Path, *, sync_seconds: float) -> None:
    """Let every sync of a file below ``folder`` take that much longer."""
    ctypes.CDLL(None).faulty_disk_slow(os.fsencode(folder), int(sync_seconds * 1000))


def seen() -> int:
    """Return how many writes there were since ``arm``."""
    return int(ctypes.CDLL(None).faulty_disk_seen())


def disarm() -> None:
    """Let everything be written again."""
    ctypes.CDLL(None).faulty_disk_disarm()
