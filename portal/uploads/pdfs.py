"""Whether a PDF is whole and only paper: no code, no files inside, nothing that unpacks without end.

Read without drawing it (ISO 32000-1): names as they may be written (``/Java#53cript``), also inside compressed object
streams; every compressed stream is unpacked once, in pieces, and thrown away.
"""

import re
import zlib
from dataclasses import dataclass, field

from portal.uploads.pictures import MAX_PIXELS, RefusedError

STREAM_BYTES = 160 * 1024 * 1024
"""One page scanned at 600 dpi in colour unpacks to 105 MB."""

ALL_BYTES = 320 * 1024 * 1024
LZW_BYTES = 64 * 1024
"""LZW of old files; it cannot be unpacked here, and much of it could be a bomb."""

LOOKED_AT_BYTES = 16 * 1024 * 1024
MAX_STREAMS = 50_000
MAX_NAMES = 5_000_000
"""Slashes looked behind in one file; each takes 130 ns, in which nothing else runs."""

_STEP = 1024 * 1024
_HEADER_BYTES = 4096


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
_END = re.compile(rb"%%EOF[\s\0]*\Z")
_PACKERS = re.compile(rb"/(?:FlateDecode|LZWDecode|RunLengthDecode|Fl|LZW|RL)(?![A-Za-z])")
_LZW = re.compile(rb"/LZW(?:Decode)?(?![A-Za-z])")
_OBJECTS, _IMAGE = _named("ObjStm"), _named("Image")
_WIDTH, _HEIGHT = re.compile(rb"/Width\s+(\d{1,12})"), re.compile(rb"/Height\s+(\d{1,12})")


def examine_pdf(data: bytes) -> None:
    """Read a PDF through.

    Raises:
        RefusedError: as the reason says.
    """
    tail = data[-4096:]
    if b"%%EOF" not in tail:
        raise RefusedError("damaged")
    if not _END.search(tail):
        raise RefusedError("hidden-data")
    _Streams(data).examine()


@dataclass
class _Streams:
    data: bytes
    unpacked: int = field(default=0, init=False)
    names: int = field(default=0, init=False)

    def examine(self) -> None:
        self._check_names(self.data, "encrypted", "active-content", "embedded-files")
        before = 0
        begun = (
            found for found in _STREAM.finditer(self.data) if self.data[found.start() - 3 : found.start()] != b"end"
        )
        for number, found in enumerate(begun):
            if number >= MAX_STREAMS:
                raise RefusedError("opaque")
            header = self.data[max(before, found.start() - _HEADER_BYTES) : found.start()]
            before = found.end()
            self._examine_one(header[header.rfind(b" obj") + 1 :], found.end())

    def _examine_one(self, header: bytes, start: int) -> None:
        width, height = _WIDTH.search(header), _HEIGHT.search(header)
        if width and height and int(width[1]) * int(height[1]) > MAX_PIXELS:
            raise RefusedError("pixels")
        if len(_PACKERS.findall(header)) > 1 or (_LZW.search(header) and self._length(start) > LZW_BYTES):
            raise RefusedError("opaque")
        is_image = _IMAGE.search(header) is not None
        content = self._unpack(start, keep=0 if is_image else LOOKED_AT_BYTES)
        if content is not None:
            self._check_names(content, "active-content", "embedded-files")
        elif _OBJECTS.search(header) and b"/Filter" in header:
            raise RefusedError("opaque")

    def _check_names(self, data: bytes, *reasons: str) -> None:
        self.names += sum(data[at : at + _STEP].count(b"/") for at in range(0, len(data), _STEP))
        if self.names > MAX_NAMES:
            raise RefusedError("opaque")
        if _ANY_REFUSED.search(data):  # nearly no file has one: it is read once, not once for each reason
            for reason in reasons:
                if _REFUSED[reason].search(data):
                    raise RefusedError(reason)

    def _length(self, start: int) -> int:
        end = self.data.find(b"endstream", start)
        return (len(self.data) if end < 0 else end) - start

    def _unpack(self, start: int, *, keep: int) -> bytes | None:
        """Unpack what begins at ``start``; return its first ``keep`` bytes, None when it is not of zlib's kind."""
        first = self.data[start : start + 2]
        if len(first) < 2 or first[0] & 15 != 8 or int.from_bytes(first, "big") % 31:
            return None
        unpack, kept, total = zlib.decompressobj(), bytearray(), 0
        at, piece = start, b""
        try:
            while not unpack.eof and (piece or at < len(self.data)):
                if not piece:
                    piece, at = self.data[at : at + _STEP], at + _STEP
                out = unpack.decompress(piece, _STEP)
                piece = unpack.unconsumed_tail
                total += len(out)
                if total > STREAM_BYTES or self.unpacked + total > ALL_BYTES:
                    raise RefusedError("bomb")
                kept += out[: max(0, keep - len(kept))]
        except zlib.error:
            pass  # cut or not zlib after all: what came until then was looked at
        self.unpacked += total
        return bytes(kept)
