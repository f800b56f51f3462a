"""Looks for a citizen in what a terminal's processes hold in memory and in what they left behind."""

import base64
import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

_WRITABLE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw")
_STEP = 1024 * 1024
_OVERLAP = 256
_NOTHING = bytes(_STEP + _OVERLAP)
_LONGEST_FILE = 200 * 1024 * 1024


def ways(canary: str) -> dict[str, bytes]:
    """Return how a canary can stand in memory or a file; of ASCII letters and digits, so that most ways are one."""
    assert canary.isascii()
    assert quote(canary, safe="") == canary
    found = {"as it is": canary.encode(), "utf-16": canary.encode("utf-16-le")}
    for start in range(3):
        packed = base64.b64encode(bytes(start) + canary.encode())
        found[f"base64 at {start}"] = packed[4 if start else 0 : -4 if (start + len(canary)) % 3 else None]
    return found


def children_of(pid: int) -> dict[int, list[int]]:
    """Return which processes are whose children, for ``below``."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            with contextlib.suppress(OSError):
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(place.name))
    return parents


def below(pid: int) -> list[int]:
    """Return a process and all below it."""
    parents, found, waiting = children_of(pid), [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], ())
    return found


def name_of(pid: int) -> str:
    """Return what a process is, in words for a failure."""
    with contextlib.suppress(OSError):
        words = (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\0")
        kind = next((word for word in words if word.startswith(b"--type=")), words[-2] if len(words) > 1 else b"")
        return f"{pid} {os.path.basename(words[0].decode())} {kind.decode()[-40:]}"
    return str(pid)


def find_in_memory(canaries: Mapping[str, str], pids: Iterable[int]) -> list[str]:
    """Return which canary stands in whose memory and how: every page that a process can write."""
    wanted = [(name, way, data) for name, canary in canaries.items() for way, data in ways(canary).items()]
    return [
        f"{name} in the memory of {name_of(pid)} {way}"
        for pid in pids
        for name, way in sorted({(n, w) for part in memory_of(pid) for n, w, data in wanted if data in part})
    ]


def memory_of(pid: int) -> Iterator[bytes]:
    """Yield what a process can write, in pieces."""
    try:
        lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    except OSError:  # it has ended
        return
    with contextlib.suppress(OSError), open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for found in filter(None, map(_WRITABLE.match, lines)):
            start, end = (int(word, 16) for word in found.groups())
            for at in range(start, end, _STEP):
                with contextlib.suppress(OSError, ValueError):  # a piece that is reserved, not there
                    memory.seek(at)
                    part = memory.read(min(_STEP, end - at) + _OVERLAP)
                    if part != _NOTHING[: len(part)]:
                        yield part


def find_in_files(canaries: Mapping[str, str], folders: Iterable[Path], *, since: float) -> list[str]:
    """Return which canary stands in the name or the content of which file that was written since then."""
    wanted = [(name, way, data) for name, canary in canaries.items() for way, data in ways(canary).items()]
    found = []
    for path, content in _files(folders, since):
        found += [
            f"{name} in {path} {way}" for name, way, data in wanted if data in content or data in os.fsencode(path)
        ]
    return found


def _files(folders: Iterable[Path], since: float) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                path = Path(place, name)
                with contextlib.suppress(OSError):
                    facts = path.lstat()
                    if path.is_file() and facts.st_mtime >= since and facts.st_size <= _LONGEST_FILE:
                        yield path, path.read_bytes()
