"""Reads a catalogue, or differences, as the portal sends them: line by line where it does, checked on the way."""

import json
import lzma
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from pydantic import Field, ValidationError

from api_client.catalogue import LINES, About
from app.catalogue.soundness import LONGEST_NAME, LONGEST_TEXT, UnsoundError, harmless
from forms.procedure import LifeEvent, Procedure, Value

LONGEST_LINE: Final = 4 * 1024 * 1024
LIMIT_BYTES: Final = 512 * 1024 * 1024
"""Unpacked; 6,400 procedures with their original texts are 50 MB."""
PIECE: Final = 64 * 1024
_SUSPICIOUS: Final = re.compile(
    rb"\\u(?:00[01]|061c|20[0-6]|feff|fff)|\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|"
    rb'\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb]|"(?:moved_to|url)"',
    re.IGNORECASE,
)
"""Where one of these bytes is, the procedure is read letter by letter; most have none."""


class Head(Value):
    """What a download says besides procedures."""

    version: str = Field(min_length=1, max_length=64)
    built_on: date
    since: str | None = None
    """The version these are the differences to; None: this is the whole."""
    removed: tuple[str, ...] = ()
    count: int | None = None
    life_events: tuple[LifeEvent, ...] | None = None
    lists: dict[str, tuple[dict[str, Any], ...]] | None = None
    calendar: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure: its value, and the JSON that is kept."""

    procedure: Procedure
    body: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A catalogue or differences; ``entries`` can be gone through once and raises ``UnsoundError`` on the way."""

    head: Head
    entries: Iterator[Entry]


def read(content: bytes, about: About) -> Incoming:
    """Return what was downloaded.

    Raises:
        UnsoundError: it cannot be read.
    """
    try:
        pieces = _unpacked(content, about.coding)
        return _read_lines(_lines(pieces)) if about.media_type == LINES else _read_object(b"".join(pieces))
    except (zlib.error, lzma.LZMAError, ValueError, RecursionError, TypeError) as error:
        raise UnsoundError(f"unreadable: {type(error).__name__}") from None


def entry_of(line: bytes) -> Entry:
    """Return a procedure made harmless.

    Raises:
        UnsoundError: it is none.
    """
    try:
        if len(line) > LONGEST_TEXT or _SUSPICIOUS.search(line):
            line = _dumped(harmless(json.loads(line)))
        procedure = Procedure.model_validate_json(line)
        if any(len(text) > LONGEST_NAME for text in procedure.name.values()):
            line = _dumped(harmless(json.loads(line)))
            procedure = Procedure.model_validate_json(line)
    except (ValidationError, ValueError, RecursionError, TypeError, AttributeError) as error:
        raise UnsoundError(f"a procedure that is none: {type(error).__name__}") from None
    return Entry(procedure, line)


def _read_lines(lines: Iterator[bytes]) -> Incoming:
    head = Head.model_validate_json(next(lines, b""))
    return Incoming(head, _entries(lines, head))


def _entries(lines: Iterator[bytes], head: Head) -> Iterator[Entry]:
    count = 0
    try:
        for line in lines:
            yield entry_of(line)
            count += 1
    except (zlib.error, lzma.LZMAError) as error:
        raise UnsoundError(f"unreadable: {type(error).__name__}") from None
    if head.count is not None and head.count != count:
        raise UnsoundError(f"{count} procedures of {head.count}")


def _read_object(content: bytes) -> Incoming:
    said = json.loads(content)
    if not isinstance(said, dict):
        raise UnsoundError("not an object")
    listed = said.get("procedures" if said.get("since") is None else "changed", [])
    head = {name: value for name, value in said.items() if name in Head.model_fields}
    if not isinstance(listed, list):
        raise UnsoundError("no list of procedures")
    return Incoming(Head.model_validate(head), (entry_of(_dumped(procedure)) for procedure in listed))


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...


def _unpacked(content: bytes, coding: str) -> Iterator[bytes]:
    """Yield the bytes unpacked, a piece at a time: a few kilobytes can hold gigabytes."""
    total = 0
    for piece in _plain(content) if coding == "identity" else _unxz(content) if coding == "xz" else _gunzip(content):
        total += len(piece)
        if total > LIMIT_BYTES:
            raise UnsoundError("too long")
        yield piece


def _plain(content: bytes) -> Iterator[bytes]:
    yield from (content[start : start + PIECE] for start in range(0, len(content), PIECE))


def _gunzip(content: bytes) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=31)
    for start in range(0, len(content), PIECE):
        waiting = content[start : start + PIECE]
        while waiting:
            yield unpack.decompress(waiting, PIECE)
            waiting = unpack.unconsumed_tail
    while not unpack.eof and (more := unpack.decompress(b"", PIECE)):
        yield more
    _is_whole(unpack)


def _unxz(content: bytes) -> Iterator[bytes]:
    unpack = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=128 * 1024 * 1024)
    for start in range(0, len(content), PIECE):
        if unpack.eof:
            raise UnsoundError("more than one file")
        yield unpack.decompress(content[start : start + PIECE], PIECE)
        while not unpack.eof and not unpack.needs_input:
            yield unpack.decompress(b"", PIECE)
    _is_whole(unpack)


def _is_whole(unpack: _Unpacker) -> None:
    if not unpack.eof:
        raise UnsoundError("cut short")


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    waiting = b""
    for piece in pieces:
        *whole, waiting = (waiting + piece).split(b"\n")
        yield from (line for line in whole if line)
        if len(waiting) > LONGEST_LINE:
            raise UnsoundError("an endless line")
    if waiting:
        yield waiting


def _dumped(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
