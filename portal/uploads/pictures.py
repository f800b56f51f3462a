"""Whether a photo is whole, of a bearable size, and says nothing but its picture; read without drawing it.

The bytes that were sent are the bytes that are kept (I7), so nothing is taken out here: a photo that tells where it was
taken, by whose device, or carries something behind the picture is refused, and nothing of it is kept. The app takes all
of that out on the device; other clients must do the same (ASVS 5.0, 14.2.8).
"""

import math
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_PIXELS = 100_000_000
"""A phone's 100-megapixel photo passes; a "pixel flood" of 50,000 x 50,000 does not."""

MAX_RAW_BYTES = 4 * MAX_PIXELS
MAX_SCANS = 64
"""A progressive JPEG has about ten; hundreds keep a decoder busy for minutes."""

MAX_DECODED_BYTES = 40 * 1024 * 1024
"""What a decoder may hold: a larger progressive JPEG is only read through, not drawn."""

MAX_PROFILE_BYTES = 4 * 1024 * 1024
MAX_EXIF_BYTES = 512
PLAIN_TAGS = frozenset(
    {0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0112, 0x0115, 0x011A, 0x011B, 0x0128, 0x0213, 0x8769}
    | {0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003}
)
"""Exif tags that say how to draw: sizes, resolution, orientation, colour space, and the pointer to the rest."""

PLAIN_TEXTS = (b"Software\0", b"date:")
"""What drawing programs write into PNG files by themselves."""

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_FRAMES = range(0xC0, 0xD0)
_NO_FRAMES = (0xC4, 0xC8, 0xCC)
_KNOWN_FRAMES = (0xC0, 0xC1, 0xC2)
_PROGRESSIVE = 0xC2
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_COMMENT = re.compile(rb"[\x20-\x7e\r\n\0]{0,120}")
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


class RefusedError(Exception):
    """The content is not taken; ``reason`` is a key of ``portal.uploads.inspection.REFUSALS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Frame:
    is_progressive: bool
    pixels: int
    samples: int


def examine_jpeg(data: bytes, path: Path) -> None:
    """Read a JPEG through to its end (ITU-T T.81 annex B), and draw it small where that is bearable.

    Raises:
        RefusedError: as the reason says.
    """
    frame: _Frame | None = None
    profile: dict[int, bytes] = {}
    scans = 0
    for marker, start, end in _segments(data):
        if marker in _FRAMES and marker not in _NO_FRAMES:
            if frame is not None or marker not in _KNOWN_FRAMES:
                raise RefusedError("damaged")
            frame = _frame(data[start + 4 : end], is_progressive=marker == _PROGRESSIVE)
        elif marker == _SOS:
            scans += 1
            if frame is None or scans > MAX_SCANS:
                raise RefusedError("damaged")
        elif marker == _APP2 and data[start + 4 : start + 16] == b"ICC_PROFILE\0":
            profile[data[start + 16]] = data[start + 18 : end]
        elif marker == _EOI:
            if data[end:].strip(b"\0"):
                raise RefusedError("hidden-data")
        else:
            _check_segment(marker, data, start, end)
    if frame is None or not scans:
        raise RefusedError("damaged")
    if profile:
        check_profile(b"".join(profile[number] for number in sorted(profile)))
    if not frame.is_progressive or (2 * frame.samples <= MAX_DECODED_BYTES and frame.pixels * scans <= 4 * MAX_PIXELS):
        _draw_small(path)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of every segment after SOI; a scan ends where its coded data end."""
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if at + 2 > len(data) or data[at] != 0xFF:
            raise RefusedError("damaged")
        marker = data[at + 1]
        if marker == _EOI:
            yield marker, at, at + 2
            return
        if at + 4 > len(data) or marker in (_SOI, 0x00, 0x01) or 0xD0 <= marker <= 0xD7:
            raise RefusedError("damaged")
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise RefusedError("damaged")
        if marker == _SOS:
            found = _AFTER_SCAN.search(data, end)
            if found is None:
                raise RefusedError("damaged")
            end = found.start()
        yield marker, at, end
        at = end


def _frame(header: bytes, *, is_progressive: bool) -> _Frame:
    if len(header) < 6 or len(header) < 6 + 3 * header[5] or not header[5]:
        raise RefusedError("damaged")
    height, width = struct.unpack_from(">HH", header, 1)
    if not height or not width:
        raise RefusedError("damaged")
    if width * height > MAX_PIXELS:
        raise RefusedError("pixels")
    factors = [(header[7 + 3 * number] >> 4, header[7 + 3 * number] & 15) for number in range(header[5])]
    widest = max(across for across, _ in factors) * max(down for _, down in factors)
    if not widest:
        raise RefusedError("damaged")
    samples = width * height * sum(across * down for across, down in factors) // widest
    return _Frame(is_progressive, width * height, samples)


def _check_segment(marker: int, data: bytes, start: int, end: int) -> None:
    if marker == _APP1 and data[start + 4 : start + 10] == b"Exif\0\0":
        check_exif(data[start + 10 : end])
    elif marker == _COM:
        if not _COMMENT.fullmatch(data[start + 4 : end]):
            raise RefusedError("private-data")
    elif _APP0 < marker <= _APP15 and marker != _APP14:
        raise RefusedError("private-data")


def check_exif(tiff: bytes) -> None:
    """Let pass an Exif block that only says how to draw the picture (Exif 2.32, 4.6; TIFF 6.0 for the directory).

    Raises:
        RefusedError: ``private-data`` for any other tag, a preview, or a block that cannot be read.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) > MAX_EXIF_BYTES:
        raise RefusedError("private-data")
    try:
        directories = [struct.unpack_from(order + "I", tiff, 4)[0]]
        for at in directories:
            (count,) = struct.unpack_from(order + "H", tiff, at)
            for number in range(count):
                tag, _kind, _count, value = struct.unpack_from(order + "HHII", tiff, at + 2 + 12 * number)
                if tag not in PLAIN_TAGS:
                    raise RefusedError("private-data")
                if tag == 0x8769 and len(directories) == 1:
                    directories.append(value)
            after = at + 2 + 12 * count
            if len(tiff) >= after + 4 and struct.unpack_from(order + "I", tiff, after)[0]:
                raise RefusedError("private-data")
    except struct.error:
        raise RefusedError("private-data") from None


def check_profile(profile: bytes) -> None:
    """Let pass a colour profile whose table stays within it (ICC.1:2022, 7.2 and 7.3).

    Raises:
        RefusedError: ``damaged``.
    """
    size = int.from_bytes(profile[:4], "big")
    if not 132 <= size <= len(profile) <= MAX_PROFILE_BYTES or profile[36:40] != b"acsp":
        raise RefusedError("damaged")
    count = int.from_bytes(profile[128:132], "big")
    if 132 + 12 * count > size:
        raise RefusedError("damaged")
    for number in range(count):
        offset, length = struct.unpack_from(">II", profile, 132 + 12 * number + 4)
        if offset + length > size:
            raise RefusedError("damaged")


def _draw_small(path: Path) -> None:
    from PIL import Image

    try:
        with Image.open(path, formats=("JPEG",)) as image:
            image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
            image.load()
    except Exception:  # noqa: BLE001  Pillow's decoders raise many kinds for hostile bytes: all mean "damaged"
        raise RefusedError("damaged") from None


def examine_png(data: bytes) -> None:
    """Read a PNG through to its end (ISO/IEC 15948): every checksum, and as many pixels as its header promises.

    Raises:
        RefusedError: as the reason says.
    """
    header = b""
    pixels: _Pixels | None = None
    at = 8
    while True:
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if len(kind) < 4 or end > len(data):
            raise RefusedError("damaged")
        if kind == b"IDAT":
            if pixels is None:
                pixels = _Pixels(header)
            pixels.add(data, at + 8, end - 4)
        elif zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise RefusedError("damaged")
        content = data[at + 8 : end - 4] if kind != b"IDAT" else b""
        if not header:
            if kind != b"IHDR" or length != 13:
                raise RefusedError("damaged")
            header = content
            _raw_bytes(header)
        _check_chunk(kind, content)
        at = end
        if kind == b"IEND":
            break
    if pixels is None or not pixels.is_whole:
        raise RefusedError("damaged")
    if data[at:].strip(b"\0"):
        raise RefusedError("hidden-data")


def _check_chunk(kind: bytes, content: bytes) -> None:
    if kind == b"eXIf":
        check_exif(content)
    elif kind in (b"iTXt", b"zTXt") or (kind == b"tEXt" and not _is_plain(content)):
        raise RefusedError("private-data")
    elif kind == b"iCCP":
        unpack = zlib.decompressobj()
        try:
            check_profile(unpack.decompress(content.partition(b"\0")[2][1:], MAX_PROFILE_BYTES + 1))
        except zlib.error:
            raise RefusedError("damaged") from None


def _is_plain(content: bytes) -> bool:
    return len(content) <= 120 and content.startswith(PLAIN_TEXTS)


def _raw_bytes(header: bytes) -> int:
    """Return how many bytes a PNG unpacks to, by its IHDR."""
    width, height, depth, colour, _packing, _filter, interlace = struct.unpack(">IIBBBBB", header)
    if not width or not height or colour not in _PNG_CHANNELS or depth not in (1, 2, 4, 8, 16) or interlace > 1:
        raise RefusedError("damaged")
    if width * height > MAX_PIXELS:
        raise RefusedError("pixels")
    bits = depth * _PNG_CHANNELS[colour]
    passes = _ADAM7 if interlace else ((0, 0, 1, 1),)
    total = 0
    for left, top, across, down in passes:
        columns, rows = math.ceil((width - left) / across), math.ceil((height - top) / down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    if total > MAX_RAW_BYTES:
        raise RefusedError("pixels")
    return total


class _Pixels:
    """Unpacks a PNG's pixels and keeps none: only how many there are."""

    STEP = 1024 * 1024

    def __init__(self, header: bytes) -> None:
        self._missing = _raw_bytes(header)
        self._unpack = zlib.decompressobj()

    def add(self, data: bytes, start: int, end: int) -> None:
        """Unpack the next IDAT chunk, ``data[start:end]``, with its kind before and its checksum behind it."""
        checksum = zlib.crc32(b"IDAT")
        for at in range(start, end, self.STEP):
            piece = data[at : min(at + self.STEP, end)]
            checksum = zlib.crc32(piece, checksum)
            self._unpacked(piece)
        if checksum != int.from_bytes(data[end : end + 4], "big"):
            raise RefusedError("damaged")

    def _unpacked(self, piece: bytes) -> None:
        try:
            while piece:
                self._missing -= len(self._unpack.decompress(piece, self.STEP))
                piece = self._unpack.unconsumed_tail
                if self._missing < 0:
                    raise RefusedError("damaged")
        except zlib.error:
            raise RefusedError("damaged") from None

    @property
    def is_whole(self) -> bool:
        """Whether exactly the promised pixels came."""
        if not self._unpack.eof:
            self._unpacked(b"")
            self._missing -= len(self._unpack.flush(self.STEP))
        return self._missing == 0 and self._unpack.eof
