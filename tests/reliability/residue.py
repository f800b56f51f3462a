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


def ways(canary: str | bytes) -> dict[str, bytes]:
    """Return how a canary can stand in memory or a file; of ASCII letters and digits, so that most ways are one."""
    if isinstance(canary, bytes):
        return {"as it is": canary}
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


def find_in_memory(canaries: Mapping[str, str | bytes], pids: Iterable[int]) -> list[str]:
    """Return which canary stands in whose memory and how: every page that a process can write."""
    return [
        f"{hit[0]} in the memory of {name_of(pid)} {hit[1]}" for pid in pids for hit in _hits(canaries, memory_of(pid))
    ]


def find_in(canaries: Mapping[str, str | bytes], parts: Iterable[bytes]) -> list[str]:
    """Return which canary stands in one of these and how."""
    return [f"{name} {way}" for name, way in _hits(canaries, parts)]


def _hits(canaries: Mapping[str, str | bytes], parts: Iterable[bytes]) -> list[tuple[str, str]]:
    wanted = [(name, way, data) for name, canary in canaries.items() for way, data in ways(canary).items()]
    return sorted({(name, way) for part in parts for name, way, data in wanted if data in part})


def swapped(listing: Path = Path("/proc/swaps")) -> Iterator[bytes]:
    """Yield what lies in the swap of this machine, in pieces, where there is any and it may be read."""
    for line in listing.read_text().splitlines()[1:]:
        with contextlib.suppress(OSError), open(line.split()[0], "rb", buffering=0) as area:
            while len(part := area.read(_STEP + _OVERLAP)) > _OVERLAP:
                yield part
                area.seek(-_OVERLAP, os.SEEK_CUR)


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


def find_in_files(canaries: Mapping[str, str | bytes], folders: Iterable[Path], *, since: float) -> list[str]:
    """Return which canary stands in the name or the content of which file that was written since then."""
    return [
        f"{name} in {path} {way}"
        for path, content in _files(folders, since)
        for name, way in _hits(canaries, [content, os.fsencode(path)])
    ]


def _files(folders: Iterable[Path], since: float) -> Iterator[tuple[Path, bytes]]:
    waiting = [os.fspath(folder) for folder in folders]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith("pytest-of-"):  # what other tests made
                            waiting.append(entry.path)
                    elif entry.stat(follow_symlinks=False).st_mtime >= since and entry.is_file():
                        path = Path(entry.path)
                        if path.stat().st_size <= _LONGEST_FILE:
                            yield path, path.read_bytes()
