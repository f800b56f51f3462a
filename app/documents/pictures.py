"""What a photo says besides its picture is taken out, without touching the picture: place, time, device, previews.

Pixels and colour profile stay as they are, byte for byte; the orientation stays, as an Exif block that holds nothing
else.
"""

import struct
from collections.abc import Iterator

_ORIENTATION = 0x0112
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_PNG_HEADER = b"\x89PNG\r\n\x1a\n"
_PNG_PRIVATE = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


class NotAPictureError(ValueError):
    """The bytes do not follow the format they begin with."""


def without_private_data(data: bytes, media_type: str) -> bytes:
    """Return a JPEG or PNG without metadata that could betray a person; other types come back unchanged.

    Raises:
        NotAPictureError: the file is cut off or malformed.
    """
    if media_type == "image/jpeg":
        return _clean_jpeg(data)
    if media_type == "image/png":
        return _clean_png(data)
    return data


def find_orientation(exif: bytes) -> int:
    """Return the orientation 1..8 from the payload of an Exif APP1 segment, 1 when there is none.

    Source:
        Exif 2.32 (JEITA CP-3451E) 4.6.4; TIFF 6.0 for the directory.
    """
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        (offset,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, offset)
        for index in range(min(count, 512)):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", tiff, offset + 2 + 12 * index)
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _clean_jpeg(data: bytes) -> bytes:
    """Keep what draws the picture (ITU-T T.81 annex B) and end at its end: nothing hidden behind it stays."""
    kept, orientation = bytearray(), 1
    for marker, part in _jpeg_parts(data):
        if marker == _APP1 and part[4:8] == b"Exif":
            orientation = find_orientation(part[4:])
        if _draws(marker, part):
            kept += part
    if orientation == 1:
        return b"\xff\xd8" + bytes(kept)
    return b"\xff\xd8" + _orientation_segment(orientation) + bytes(kept)


def _draws(marker: int, part: bytes) -> bool:
    if marker == _APP2:
        return part[4:15] == b"ICC_PROFILE"
    return marker in (_APP0, _APP14) or not (_APP0 <= marker <= 0xEF or marker == _COM)


def _jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield every marker segment after SOI, a scan with its entropy-coded data, up to and with EOI."""
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if at + 2 > len(data) or data[at] != 0xFF:
            raise NotAPictureError
        marker = data[at + 1]
        if marker == _EOI:
            yield marker, data[at : at + 2]
            return
        if at + 4 > len(data):
            raise NotAPictureError
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOS:
            end = _scan_end(data, end)
        if end > len(data):
            raise NotAPictureError
        yield marker, data[at:end]
        at = end


def _scan_end(data: bytes, at: int) -> int:
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise NotAPictureError
        follower = data[at + 1]
        if follower == 0x00 or 0xD0 <= follower <= 0xD7:  # a stuffed byte, a restart marker
            at += 2
        elif follower == 0xFF:
            at += 1
        else:
            return at


def _orientation_segment(orientation: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    exif = b"Exif\x00\x00MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + b"\x00\x00\x00\x00"
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _clean_png(data: bytes) -> bytes:
    """Drop text, time and Exif chunks and whatever follows IEND (ISO/IEC 15948 clause 5)."""
    kept, at = bytearray(_PNG_HEADER), len(_PNG_HEADER)
    while True:
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if len(kind) < 4 or end > len(data):
            raise NotAPictureError
        if kind not in _PNG_PRIVATE:
            kept += data[at:end]
        if kind == b"IEND":
            return bytes(kept)
        at = end
