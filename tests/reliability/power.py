"""Power loss, replayed: what a traced process did to a folder, cut at a random moment.

``strace`` records every write, rename and sync. An image of the disk at a cut holds what was synced before it, and of
the rest what chance left: half of it survives, in any order, and one write in five is torn at a sector of 512 bytes. A
file's bytes are made to last by a sync of the file, its name (new, moved, gone) by a sync of its folder.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

SECTOR = 512
ON_NAMES = (
    "openat",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "mkdir",
    "mkdirat",
    "rmdir",
)
ON_FILES = ("write", "pwrite64", "fdatasync", "fsync", "ftruncate", "lseek")
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
_OPEN_FILE = re.compile(r"^(\d+)<([^>]*)>")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Event:
    """One traced call on a file or folder below the root, or an acknowledgement (``ack``) on standard output."""

    kind: str
    path: str = ""
    data: bytes = b""
    at: int = 0
    target: str = ""
    number: int = 0
    """Which file; a disk gives numbers."""

    @property
    def is_on_content(self) -> bool:
        return self.kind in ("write", "truncate")


def trace(root: Path, record: Path, *arguments: str) -> list[Event]:
    """Run Python with ``arguments`` under strace and return what it did below ``root``."""
    options = [
        "-f",
        "--seccomp-bpf",
        "-xx",
        "-y",
        "-s",
        "3000000",
        "-e",
        f"trace={','.join(ON_NAMES + ON_FILES)}",
        "-o",
        str(record),
    ]
    command = ["strace", *options, sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return list(_Reader(str(root)).events(record))


class _Reader:
    """Reads a record of strace; follows where each open file's next ``write`` goes."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._positions: dict[str, int] = {}
        self._unfinished: dict[str, str] = {}

    def events(self, record: Path) -> Iterator[Event]:
        with record.open(encoding="ascii") as lines:
            for line in lines:
                match = _LINE.match(self._whole(line.rstrip("\n")))
                if match and int(match[3]) >= 0:
                    yield from self._event(match[1], match[2], int(match[3]))

    def _whole(self, line: str) -> str:
        """Return a call in one piece; threads that ran meanwhile cut it in two."""
        pid, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            self._unfinished[pid] = rest.removesuffix("<unfinished ...>")
            return ""
        if rest.startswith("<... "):
            return self._unfinished.pop(pid, "") + rest.partition("resumed>")[2]
        return rest

    def _event(self, call: str, arguments: str, result: int) -> Iterator[Event]:
        if call in ON_NAMES:
            yield from self._on_names(call, arguments, result)
            return
        found = _OPEN_FILE.match(arguments)
        if found is None:
            return
        path = _text(found[2]) if found[2].startswith("\\x") else found[2]
        if call == "write" and found[1] == "1":
            yield from (Event("ack", data=line) for line in _data(arguments).splitlines())
        elif path.startswith(self._root):
            yield from self._on_file(call, found[1], path, arguments, result)

    def _on_names(self, call: str, arguments: str, result: int) -> Iterator[Event]:
        paths = [_text(quoted) for quoted in _QUOTED.findall(arguments)]
        if not paths or not paths[-1].startswith(f"{self._root}/"):
            return
        if call == "openat":
            self._positions[str(result)] = 0
            if "O_CREAT" in arguments:
                yield Event("create", paths[0])
            if "O_TRUNC" in arguments:
                yield Event("truncate", paths[0])
        elif call.startswith("mkdir"):
            yield Event("mkdir", paths[0])
        elif call.startswith(("rename", "link")):
            yield Event(call[: 6 if call.startswith("rename") else 4], paths[0], target=paths[1])
        else:
            yield Event("unlink", paths[0])

    def _on_file(self, call: str, number: str, path: str, arguments: str, result: int) -> Iterator[Event]:
        if call == "pwrite64":
            yield Event("write", path, _data(arguments)[:result], int(arguments.rsplit(", ", 1)[1]))
        elif call == "write":
            at = self._positions.get(number, 0)
            self._positions[number] = at + result
            yield Event("write", path, _data(arguments)[:result], at)
        elif call == "lseek":
            self._positions[number] = result
        elif call == "ftruncate":
            yield Event("truncate", path, at=int(arguments.rsplit(", ", 1)[1]))
        else:
            yield Event("sync", path)


def _data(arguments: str) -> bytes:
    found = _QUOTED.search(arguments)
    return bytes.fromhex(found[1].replace("\\x", "")) if found else b""


def _text(quoted: str) -> str:
    return bytes.fromhex(quoted.replace("\\x", "")).decode()


Image = dict[str, bytes]
"""Contents by path."""


@dataclass
class Disk:
    """Files by number, names that lead to them, and what of both no sync has made to last yet."""

    contents: dict[int, bytearray] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    unsynced: list[Event] = field(default_factory=list)
    _running: dict[str, int] = field(default_factory=dict)
    """Names as the running process sees them."""

    def do(self, event: Event) -> None:
        """Take the next event."""
        match event.kind:
            case "ack":
                return
            case "sync":
                self._settle(event.path)
                return
            case "create":
                if event.path in self._running:
                    return
                self._running[event.path] = len(self.contents) + 1
                self.contents[self._running[event.path]] = bytearray()
                event = replace(event, number=self._running[event.path])
            case "rename" | "link" | "unlink":
                event = replace(event, number=self._running.get(event.path, 0))
                _apply(event, self.contents, self._running, set())
            case "write" | "truncate":
                event = replace(event, number=self._running[event.path])
        self.unsynced.append(event)

    def _settle(self, path: str) -> None:
        """Make what a sync of this file or folder covers last."""
        number, rest = self._running.get(path), []
        for event in self.unsynced:
            if event.number == number if event.is_on_content else path in _folders_of(event):
                _apply(event, self.contents, self.names, self.folders)
            else:
                rest.append(event)
        self.unsynced = rest

    def after_power_loss(self, chance: random.Random) -> Image:
        """Return one image of the disk."""
        touched = {event.number for event in self.unsynced if event.is_on_content}
        contents = {n: bytearray(data) if n in touched else data for n, data in self.contents.items()}
        names, folders = dict(self.names), set(self.folders)
        survivors = [event for event in self.unsynced if chance.random() < 0.5]
        if chance.random() < 0.3:
            chance.shuffle(survivors)
        for event in survivors:
            if event.kind == "write" and chance.random() < 0.2:
                kept = SECTOR * chance.randint(0, len(event.data) // SECTOR)
                event = replace(event, data=event.data[:kept])  # torn
            _apply(event, contents, names, folders)
        made = {event.path for event in self.unsynced if event.kind == "mkdir"} - folders
        return {
            name: contents[number]
            for name, number in names.items()
            if not any(name.startswith(f"{folder}/") for folder in made)
        }


def _folders_of(event: Event) -> set[str]:
    return {str(Path(name).parent) for name in (event.path, event.target) if name}


def _apply(event: Event, contents: dict[int, Any], names: dict[str, int], folders: set[str]) -> None:
    match event.kind:
        case "create":
            names[event.path] = event.number
        case "mkdir":
            folders.add(event.path)
        case "unlink":
            names.pop(event.path, None)
        case "link":
            names[event.target] = event.number
        case "rename" if event.number:
            names.pop(event.path, None)
            names[event.target] = event.number
        case "rename":  # of a folder
            for name in [name for name in names if name.startswith(f"{event.path}/")]:
                names[event.target + name[len(event.path) :]] = names.pop(name)
        case "truncate":
            content = contents[event.number]
            del content[event.at :]
            content.extend(bytes(event.at - len(content)))
        case "write":
            content = contents[event.number]
            content.extend(bytes(max(0, event.at - len(content))))
            content[event.at : event.at + len(event.data)] = event.data


def images(events: list[Event], *, chance: random.Random, count: int) -> Iterator[tuple[list[str], Image]]:
    """Yield what was acknowledged before each of ``count`` random cuts, and the image of the disk then.

    One cut in ten falls into the time before the first acknowledgement.
    """
    first = next(number for number, event in enumerate(events) if event.kind == "ack")
    cuts = sorted(
        chance.randint(*((1, first) if chance.random() < 0.1 else (first + 1, len(events)))) for _ in range(count)
    )
    disk, acknowledged, done = Disk(), [], 0
    for cut in cuts:
        for event in events[done:cut]:
            disk.do(event)
            if event.kind == "ack":
                acknowledged.append(event.data.decode())
        done = cut
        yield acknowledged, disk.after_power_loss(chance)
