"""The index as one run of bytes: named sections behind a table, used where they lie, checked as a whole."""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Final

MAGIC: Final = b"MCSEARCH2\n"
_HEAD: Final = struct.Struct("<II")
_ALIGNED: Final = 8


class IndexDamagedError(Exception):
    """These bytes are not an index, not a whole one, or one of another version."""


def pack(sections: Mapping[str, bytes]) -> bytes:
    """Return the sections as one run of bytes."""
    table: dict[str, tuple[int, int]] = {}
    place, parts = 0, []
    for name, content in sections.items():
        table[name] = (place, len(content))
        padding = -len(content) % _ALIGNED
        parts += [content, bytes(padding)]
        place += len(content) + padding
    body = b"".join(parts)
    written = json.dumps(table).encode()
    written += b" " * (-(len(MAGIC) + _HEAD.size + len(written)) % _ALIGNED)
    return MAGIC + _HEAD.pack(len(written), zlib.crc32(written + body, len(written))) + written + body


def unpack(data: bytes) -> dict[str, memoryview]:
    """Return the sections by name, as views into ``data``.

    Raises:
        IndexDamagedError: a byte is missing or another than was written.
    """
    first = len(MAGIC) + _HEAD.size
    if len(data) < first or not data.startswith(MAGIC):
        raise IndexDamagedError("not an index of this version")
    size, checksum = _HEAD.unpack_from(data, len(MAGIC))
    if zlib.crc32(memoryview(data)[first:], size) != checksum:
        raise IndexDamagedError("the index is not as it was written")
    table = json.loads(data[first : first + size])
    body = memoryview(data)[first + size :]
    return {name: body[start : start + length] for name, (start, length) in table.items()}
