"""Reads an export line by line: one record a line; what is broken is told with its number and left out."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

LONGEST_LINE: Final = 8 * 1024 * 1024
"""Bytes; the longest real page has 0.1 MB. A longer line is left out without being held in memory."""
LONGEST_SECTION: Final = 100_000
"""Characters kept of one section, as many as a device shows; the longest real one has 51,526."""
_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Record:
    """One page as exported: its sections by the source's own names, in their order, word for word."""

    line: int
    code: str
    sections: dict[str, str]

    def text(self, section: str) -> str:
        """Return a section's text; "" where the page has none."""
        return self.sections.get(section, "")


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no record."""

    line: int
    reason: str


def read(path: Path) -> Iterator[Record | Broken]:
    """Yield what each line of a ``.jsonl`` or ``.jsonl.gz`` file holds; empty lines are passed over.

    A packed file that ends too early or is damaged gives what can be read of it, then one ``Broken``.

    Raises:
        OSError: if the file cannot be opened.
    """
    with path.open("rb") as file:
        is_packed = file.read(2) == _GZIP
        file.seek(0)
        with gzip.open(file) if is_packed else file as lines:
            yield from _records(lines)


def _records(lines: "IO[bytes] | gzip.GzipFile") -> Iterator[Record | Broken]:
    number = 0
    while True:
        number += 1
        try:
            line = lines.readline(LONGEST_LINE + 1)
            is_too_long = len(line) > LONGEST_LINE
            while is_too_long and line and not line.endswith(b"\n"):
                line = lines.readline(LONGEST_LINE)
        except (EOFError, OSError, zlib.error) as error:
            yield Broken(number, f"the file cannot be read further: {type(error).__name__}")
            return
        if is_too_long:
            yield Broken(number, f"longer than {LONGEST_LINE:,} bytes")
        elif not line:
            return
        elif line.strip():
            yield decode(number, line)


def decode(number: int, line: bytes) -> Record | Broken:
    """Return the record that a line holds."""
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Broken(number, f"no JSON: {type(error).__name__}")
    if not isinstance(said, dict):
        return Broken(number, f"no object, but {type(said).__name__}")
    sections = {_safe(str(name))[:80]: _words(value) for name, value in said.items()}
    code = sections.get("ma_thu_tuc", "").strip()
    if not _CODE.fullmatch(code):
        return Broken(number, "no code (ma_thu_tuc)" if not code else f"no usable code: {code[:40]!r}")
    if not sections.get("ten_thu_tuc", "").strip():
        return Broken(number, f"{code} has no name (ten_thu_tuc)")
    return Record(number, code, {name: text for name, text in sections.items() if text.strip()})


def _words(value: object) -> str:
    """Return a value as text: of anything that is no text, what a reader would see."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _safe(value)
    if isinstance(value, list):
        return _safe("\n".join(part for item in value if (part := _words(item))))
    with suppress(ValueError, RecursionError):
        return _safe(json.dumps(value, ensure_ascii=False))
    return ""


def _safe(text: str) -> str:
    """Return ``text`` as it can be stored everywhere: no lone surrogate, no NUL (PostgreSQL), not without end."""
    kept = text[:LONGEST_SECTION].replace("\x00", "")
    return kept.encode("utf-8", "replace").decode("utf-8")
