"""Power loss, replayed: what a traced writer did to its files, cut at a random moment.

``strace`` records every write and sync. An image of the disk at a cut holds what was synced before it, and of the rest
what chance left: half of the writes survive, in any order, and one in five is torn at a sector of 512 bytes.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink,unlinkat,rename,renameat"
_LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
_FILE = re.compile(r"^(\d+)<([^>]*)>")


@dataclass(frozen=True)
class Event:
    """One traced call on a file of the folder, or an acknowledgement on standard output."""

    kind: str
    name: str = ""
    data: bytes = b""
    at: int = 0


def trace(folder: Path, record: Path, *arguments: str) -> list[Event]:
    """Run the writer under strace and return what it did in ``folder``."""
    command = ["strace", "-f", "-xx", "-y", "-s", "3000000", "-e", f"trace={CALLS}", "-o", str(record)]
    done = subprocess.run([*command, sys.executable, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return list(_events(record.read_text(), folder))


def _events(text: str, folder: Path) -> Iterator[Event]:
    waiting: dict[str, str] = {}
    for line in text.splitlines():
        pid, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            waiting[pid] = rest.removesuffix("<unfinished ...>")
            continue
        if rest.startswith("<... "):
            rest = waiting.pop(pid, "") + rest.partition("resumed>")[2]
        match = _LINE.match(rest)
        if match and int(match[3]) >= 0:
            yield from _event(match[1], match[2], int(match[3]), folder)


def _event(call: str, arguments: str, result: int, folder: Path) -> Iterator[Event]:
    if call == "openat":
        path = _text(arguments.split(", ")[1])
        if "O_CREAT" in arguments and Path(path).parent == folder:
            yield Event("create", Path(path).name)
        return
    if call in ("unlink", "unlinkat"):
        path = Path(_text(arguments.split(", ")[0 if call == "unlink" else 1]))
        if path.parent == folder:
            yield Event("unlink", path.name)
        return
    found = _FILE.match(arguments)
    if found is None:
        return
    path = Path(bytes.fromhex(found[2].replace("\\x", "")).decode() if found[2].startswith("\\x") else found[2])
    if call == "write" and found[1] == "1":
        yield from (Event("ack", data=word) for word in _data(arguments).split())
    elif path == folder:
        yield Event("sync-folder")
    elif path.parent == folder:
        yield from _on_file(call, path.name, arguments, result)


def _on_file(call: str, name: str, arguments: str, result: int) -> Iterator[Event]:
    if call == "pwrite64":
        yield Event("write", name, _data(arguments)[:result], int(arguments.rsplit(", ", 1)[1]))
    elif call in ("fdatasync", "fsync"):
        yield Event("sync", name)
    elif call == "ftruncate":
        yield Event("truncate", name, at=int(arguments.rsplit(", ", 1)[1]))


def _data(arguments: str) -> bytes:
    return bytes.fromhex(arguments.split('"')[1].replace("\\x", ""))


def _text(argument: str) -> str:
    return _data(argument).decode()


@dataclass
class Disk:
    """The files as they would be found after the power came back."""

    files: dict[str, bytearray] = field(default_factory=dict)
    unsynced: list[Event] = field(default_factory=list)

    def do(self, event: Event) -> None:
        """Take the next event; a sync makes what came before it on that file last."""
        if event.kind == "sync":
            self._settle([pending for pending in self.unsynced if pending.name == event.name])
        elif event.kind == "sync-folder":
            self._settle([pending for pending in self.unsynced if pending.kind in ("create", "unlink")])
        elif event.kind != "ack":
            self.unsynced.append(event)

    def _settle(self, settled: list[Event]) -> None:
        for event in settled:
            apply(self.files, event)
        gone = {id(event) for event in settled}
        self.unsynced = [event for event in self.unsynced if id(event) not in gone]

    def after_power_loss(self, chance: random.Random) -> dict[str, bytearray]:
        """Return one image of the disk."""
        image = {name: bytearray(content) for name, content in self.files.items()}
        survivors = [event for event in self.unsynced if chance.random() < 0.5]
        if chance.random() < 0.3:
            chance.shuffle(survivors)
        for event in survivors:
            if event.kind == "write" and chance.random() < 0.2:
                kept = SECTOR * chance.randint(0, len(event.data) // SECTOR)
                event = Event("write", event.name, event.data[:kept], event.at)  # torn
            apply(image, event)
        return image


def apply(files: dict[str, bytearray], event: Event) -> None:
    """Do one event to files."""
    if event.kind == "create":
        files.setdefault(event.name, bytearray())
    elif event.kind == "unlink":
        files.pop(event.name, None)
    elif event.kind == "truncate":
        content = files.setdefault(event.name, bytearray())
        del content[event.at :]
        content.extend(bytes(event.at - len(content)))
    elif event.kind == "write":
        content = files.setdefault(event.name, bytearray())
        content.extend(bytes(max(0, event.at - len(content))))
        content[event.at : event.at + len(event.data)] = event.data
