"""Whether a PDF is whole and only paper: no code, no files inside, nothing that unpacks without end.

Read without drawing it (ISO 32000-1): names as they may be written (``/Java#53cript``), also inside compressed object
streams; every compressed stream is unpacked once, in pieces, and thrown away.
"""

import re
import zlib
from dataclasses import dataclass, field

from portal.uploads.joined import Bytes
from portal.uploads.pictures import MAX_PIXELS, RefusedError
from portal.uploads.traces import IMAGE, MAX_NAMES, MAX_STREAMS, OBJECTS, Traces

STREAM_BYTES = 160 * 1024 * 1024
"""One page scanned at 600 dpi in colour unpacks to 105 MB."""

ALL_BYTES = 320 * 1024 * 1024
LZW_BYTES = 64 * 1024
"""LZW of old files; it cannot be unpacked here, and much of it could be a bomb."""

LOOKED_AT_BYTES = 16 * 1024 * 1024

_STEP = 1024 * 1024
_HEADER_BYTES = 4096

_END = re.compile(rb"%%EOF[\s\0]*\Z")
_PACKERS = re.compile(rb"/(?:FlateDecode|LZWDecode|RunLengthDecode|Fl|LZW|RL)(?![A-Za-z])")
_LZW = re.compile(rb"/LZW(?:Decode)?(?![A-Za-z])")
_WORD = b"stream\r\n"
"""Or without the carriage return."""

_WIDTH, _HEIGHT = re.compile(rb"/Width\s+(\d{1,12})"), re.compile(rb"/Height\s+(\d{1,12})")


def examine_pdf(data: Bytes, traces: Traces) -> None:
    """Read a PDF through.

    Args:
        data: Its bytes.
        traces: What was found in them as they came.

    Raises:
        RefusedError: as the reason says.
    """
    tail = data[-4096:]
    if b"%%EOF" not in tail:
        raise RefusedError("damaged")
    if not _END.search(tail):
        raise RefusedError("hidden-data")
    _Streams(data).examine(traces)


@dataclass
class _Streams:
    data: Bytes
    unpacked: int = field(default=0, init=False)
    names: int = field(default=0, init=False)

    def examine(self, traces: Traces) -> None:
        self._check(traces, "encrypted", "active-content", "embedded-files")
        before = 0
        for number, at in enumerate(traces.streams):
            if number >= MAX_STREAMS:
                raise RefusedError("opaque")
            low = max(before, at - _HEADER_BYTES)
            read = self.data[low : at + len(_WORD)]
            header, word = read[: at - low], read[at - low :]
            before = at + (len(_WORD) if word == _WORD else len(_WORD) - 1)
            self._examine_one(header[header.rfind(b" obj") + 1 :], before)

    def _examine_one(self, header: bytes, start: int) -> None:
        width, height = _WIDTH.search(header), _HEIGHT.search(header)
        if width and height and int(width[1]) * int(height[1]) > MAX_PIXELS:
            raise RefusedError("pixels")
        if len(_PACKERS.findall(header)) > 1 or (_LZW.search(header) and self._length(start) > LZW_BYTES):
            raise RefusedError("opaque")
        is_image = IMAGE.search(header) is not None
        content = self._unpack(start, keep=0 if is_image else LOOKED_AT_BYTES)
        if content is not None:
            self._check(Traces.of(content), "active-content", "embedded-files")
        elif OBJECTS.search(header) and b"/Filter" in header:
            raise RefusedError("opaque")

    def _check(self, traces: Traces, *reasons: str) -> None:
        self.names += traces.names
        if self.names > MAX_NAMES:
            raise RefusedError("opaque")
        for reason in reasons:
            if reason in traces.found:
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
