"""What is found in a file's bytes while they come, however they are cut: their hash, and what is to be looked at."""

import copy
import hashlib
import re
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path

_PDF = b"%PDF-"
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
MAX_STREAMS = 50_000
MAX_NAMES = 5_000_000
"""Slashes looked behind in one file; each takes 130 ns, in which nothing else runs."""

BLOCK = 256 * 1024
_SEAM = 64
"""Longer than anything looked for with what must stand around it."""

_BEFORE = 3
"""``end`` before ``stream``."""


def _named(*names: str) -> re.Pattern[bytes]:
    """Return what finds PDF names, each letter plain or as ``#`` and two hex digits (ISO 32000-1, 7.3.5)."""
    either = ("".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names)
    firsts = "".join(sorted({name[0] for name in names}))  # looked at first: twice as fast on what is packed
    return re.compile(f"/(?=[{firsts}#])(?:{'|'.join(either)})(?![A-Za-z0-9#_.-])".encode())


_ACTIVE = ("JavaScript", "Launch", "ImportData", "SubmitForm", "RichMedia", "XFA")
_REFUSED = {
    "encrypted": _named("Encrypt"),
    "active-content": _named(*_ACTIVE),
    "embedded-files": _named("EmbeddedFile"),
}
_ANY_REFUSED = _named("Encrypt", *_ACTIVE, "EmbeddedFile")
_STREAM = re.compile(rb"stream\r?\n")  # begins with plain letters: a thing to look behind takes 40 times as long
OBJECTS, IMAGE = _named("ObjStm"), _named("Image")


class Traces:
    """Names that a PDF must not have, and where its streams begin; the same for one block as for the file in many."""

    def __init__(self) -> None:
        self.is_pdf = True
        """Whether anything but ``malware`` is looked for."""
        self.names = 0
        """Slashes; above ``MAX_NAMES`` nothing more is looked for."""
        self.found: set[str] = set()
        """Reasons to refuse: ``malware``, ``encrypted``, ``active-content``, ``embedded-files``."""
        self.streams = array("Q")
        """Where ``stream`` stands; one more than ``MAX_STREAMS`` at most."""
        self._rest = b""
        self._begins_at = 0
        self._looked_at = 0

    @classmethod
    def of(cls, data: bytes) -> "Traces":
        """Return those of the whole of ``data``."""
        return cls().take(data).end()

    def take(self, block: bytes) -> "Traces":
        """Look at what follows."""
        seam = self._rest + block[: _BEFORE + _SEAM]
        if len(block) <= _BEFORE + _SEAM:
            return self._look(seam, until=max(self._looked_at, len(seam) - _SEAM))
        self._look(seam, until=len(self._rest) + _BEFORE)  # which leaves off in ``block``
        return self._look(block, until=len(block) - _SEAM)

    def end(self) -> "Traces":
        """Look at the last bytes, after which nothing comes."""
        return self._look(self._rest, until=len(self._rest))

    def _look(self, data: bytes, *, until: int) -> "Traces":
        """Find what begins from where this has come to up to ``until``; what follows there can be seen already."""
        begin = self._looked_at
        if 0 <= data.find(EICAR, begin) < until:
            self.found.add("malware")
        names = _slashes(data[begin:until]) if self.is_pdf and self.names <= MAX_NAMES else 0
        self.names += names
        if self.is_pdf and self.names <= MAX_NAMES:
            # Nearly no file has one: it is read once, not once for each reason.
            if names and _ANY_REFUSED.search(data, begin):
                for reason, pattern in _REFUSED.items():
                    first = pattern.search(data, begin)
                    if first and first.start() < until:
                        self.found.add(reason)
            for stream in _STREAM.finditer(data, begin):
                at = stream.start()
                if at < until and data[max(0, at - _BEFORE) : at] != b"end" and len(self.streams) <= MAX_STREAMS:
                    self.streams.append(self._begins_at + at)
        kept = max(0, until - _BEFORE)
        self._rest, self._looked_at = data[kept:], until - kept
        self._begins_at += kept
        return self


def _slashes(data: bytes) -> int:
    """Return how many there are; ``count`` goes byte by byte and takes ten times as long (Python 3.11)."""
    return len(data) - len(data.replace(b"/", b""))


class Passed:
    """What is known of the first bytes of a file."""

    def __init__(self) -> None:
        self.size_bytes = 0
        self.traces = Traces()
        self._digest = hashlib.sha256()

    @classmethod
    def over(cls, parts: Iterable[Path]) -> "Passed":
        """Return what is known of files that are one. Reads the disk; call it in a thread."""
        passed = cls()
        for block in _blocks(parts):
            passed.take(block)
        return passed

    @property
    def sha256(self) -> str:
        """Return their hash in hex."""
        return self._digest.hexdigest()

    def take(self, block: bytes) -> None:
        """Look at the bytes that follow."""
        if self.size_bytes == 0 and len(block) >= len(_PDF):
            self.traces.is_pdf = block.startswith(_PDF)
        self._digest.update(block)
        self.size_bytes += len(block)
        self.traces.take(block)

    def copy(self) -> "Passed":
        """Return the same, to go on with."""
        other = Passed()
        other.size_bytes, other.traces = self.size_bytes, copy.deepcopy(self.traces)
        other._digest = self._digest.copy()
        return other


class Passing:
    """What this process knows of the uploads it received last; of others the bytes are read anew at their end."""

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._kept: OrderedDict[str, Passed] = OrderedDict()

    def find(self, upload_id: str, size_bytes: int) -> Passed | None:
        """Return what is known of an upload's first ``size_bytes`` bytes, None when that is not exactly known."""
        if size_bytes == 0:
            return Passed()
        kept = self._kept.get(upload_id)
        return kept.copy() if kept is not None and kept.size_bytes == size_bytes else None

    def keep(self, upload_id: str, passed: Passed | None) -> None:
        """Remember what is known of bytes that are durable now; forget the upload when nothing is."""
        self._kept.pop(upload_id, None)
        if passed is not None:
            self._kept[upload_id] = passed
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def _blocks(parts: Iterable[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
