"""Files that are one, read as one: sliced and searched like bytes, without a copy of the whole."""

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

_FIRST_BYTES, _MOST_BYTES = 4096, 1024 * 1024


class Bytes(Protocol):
    """What looking at a file needs of its bytes."""

    def __len__(self) -> int: ...
    def __getitem__(self, where: slice, /) -> bytes: ...
    def find(self, wanted: bytes, start: int = 0, end: int | None = None, /) -> int:
        """Return where ``wanted`` first stands between ``start`` and ``end``, -1 if nowhere."""


class Joined:
    """The bytes of files one after another; one of them is open at a time, for there may be thousands."""

    def __init__(self, parts: Sequence[Path]) -> None:
        self._parts = parts
        self._ends = list(itertools.accumulate(part.stat().st_size for part in parts))
        self._number = -1
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the open file."""
        if self._file is not None:
            self._file.close()

    def __len__(self) -> int:
        """Return the bytes of all."""
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, where: slice, /) -> bytes:
        """Return some of the bytes."""
        at, stop, _step = where.indices(len(self))
        found = []
        while at < stop:
            number = bisect_right(self._ends, at)
            begin = self._ends[number - 1] if number else 0
            found.append(self._read(number, at - begin, min(stop, self._ends[number]) - at))
            at = self._ends[number]
        return b"".join(found)

    def find(self, wanted: bytes, start: int = 0, end: int | None = None, /) -> int:
        """Return where ``wanted`` first stands, read in growing steps."""
        end, size = len(self) if end is None else end, _FIRST_BYTES
        while start < end:
            place = self[start : min(end, start + size + len(wanted) - 1)].find(wanted)
            if place >= 0:
                return start + place
            start, size = start + size, min(2 * size, _MOST_BYTES)
        return -1

    def _read(self, number: int, at: int, count: int) -> bytes:
        if self._file is None or number != self._number:
            if self._file is not None:
                self._file.close()
            self._file, self._number = self._parts[number].open("rb"), number
        self._file.seek(at)
        return self._file.read(count)
