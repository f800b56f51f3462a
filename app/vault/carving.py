"""What can still be read in a damaged SQLite file: rows found page by page, whatever became of the rest.

Only the leaves and inner pages of b-trees are read, as the file format says (sqlite.org/fileformat2.html, 1.6 and 2.1).
Nothing found here is believed for itself: the caller takes what opens under the vault's key.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

Value = int | str | bytes | None
Row = tuple[int | None, list[Value]]
"""The row's number, None in a table without one, and its columns."""

_PAGE_BYTES = 4096
_INNER_INDEX, _LEAF_INDEX, _LEAF_TABLE = 0x02, 0x0A, 0x0D
_MOST_COLUMNS = 16
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_WAL_HEAD, _FRAME_HEAD = 32, 24


def carve(path: Path) -> Iterator[Row]:
    """Yield every row that can be made out in the file at ``path`` and in the write-ahead log beside it."""
    pages = _pages(path)
    for number, page in pages.items():
        start = 100 if number == 1 else 0
        kind = page[start]
        if kind in (_INNER_INDEX, _LEAF_INDEX, _LEAF_TABLE):
            yield from _rows(pages, page, start, kind)


def _pages(path: Path) -> dict[int, bytes]:
    """Return the pages by number; those of the log stand for those of the file."""
    data = path.read_bytes()
    pages = {
        number + 1: data[number * _PAGE_BYTES : (number + 1) * _PAGE_BYTES].ljust(_PAGE_BYTES, b"\0")
        for number in range((len(data) + _PAGE_BYTES - 1) // _PAGE_BYTES)
    }
    log = path.with_name(path.name + "-wal")
    logged = log.read_bytes() if log.exists() else b""
    for start in range(_WAL_HEAD, len(logged) - _FRAME_HEAD - _PAGE_BYTES + 1, _FRAME_HEAD + _PAGE_BYTES):
        number, _size, salt = struct.unpack(">II8s", logged[start : start + 16])
        if salt != logged[16:24]:
            break  # left over from before the log was begun anew
        if 0 < number < 2**31:
            pages[number] = logged[start + _FRAME_HEAD : start + _FRAME_HEAD + _PAGE_BYTES]
    return pages


def _rows(pages: dict[int, bytes], page: bytes, start: int, kind: int) -> Iterator[Row]:
    (count,) = struct.unpack_from(">H", page, start + 3)
    pointers = start + (12 if kind == _INNER_INDEX else 8)
    for place in range(pointers, min(pointers + 2 * count, _PAGE_BYTES - 2), 2):
        (at,) = struct.unpack_from(">H", page, place)
        try:
            row_id = None
            at += 4 if kind == _INNER_INDEX else 0
            size, at = _varint(page, at)
            if kind == _LEAF_TABLE:
                row_id, at = _varint(page, at)
            yield row_id, _columns(_payload(pages, page, at, size, is_table=kind == _LEAF_TABLE))
        except (IndexError, ValueError, struct.error):
            continue


def _payload(pages: dict[int, bytes], page: bytes, at: int, size: int, *, is_table: bool) -> bytes:
    """Return the whole payload of a cell, its overflow pages included."""
    most = _PAGE_BYTES - 35 if is_table else (_PAGE_BYTES - 12) * 64 // 255 - 23
    if size <= most:
        local = size
    else:
        least = (_PAGE_BYTES - 12) * 32 // 255 - 23
        local = least + (size - least) % (_PAGE_BYTES - 4)
        local = local if local <= most else least
    parts, length = [page[at : at + local]], local
    if length < size:
        (following,) = struct.unpack_from(">I", page, at + local)
        while length < size:
            if following not in pages:
                raise ValueError("the chain of pages is broken")
            overflow = pages[following]
            parts.append(overflow[4 : 4 + min(size - length, _PAGE_BYTES - 4)])
            length += len(parts[-1])
            (following,) = struct.unpack_from(">I", overflow)
    payload = b"".join(parts)
    if len(payload) != size:
        raise ValueError("the cell is cut")
    return payload


def _columns(payload: bytes) -> list[Value]:
    end, at = _varint(payload, 0)
    body, columns = end, list[Value]()
    while at < end and len(columns) < _MOST_COLUMNS:
        kind, at = _varint(payload, at)
        size = _INTEGERS.get(kind, (kind - 12) // 2 if kind >= 12 else 0)
        part = payload[body : body + size]
        if len(part) != size:
            raise ValueError("a column is cut")
        body += size
        if kind >= 12:
            columns.append(part.decode() if kind % 2 else part)
        elif kind in _INTEGERS:
            columns.append(int.from_bytes(part, signed=True))
        else:
            columns.append({8: 0, 9: 1}.get(kind))
    return columns


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = data[at + count]
        if count == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    raise ValueError("no number")
