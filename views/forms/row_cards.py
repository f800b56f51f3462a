"""The rows of a repeating group: which are open, which one was just taken away or moved, where the person stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Removed:
    """A row that was taken away and can be put back."""

    pointer: str
    index: int
    row: Any
    about: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that changed places; ``to`` is its index now."""

    pointer: str
    to: int
    times: int
    """How often something was moved, so that the same news is told anew."""


@dataclass
class RowCards:
    """Which rows of which list are open, and the last thing done to one."""

    removed: Removed | None = None
    moved: Moved | None = None
    _open: dict[str, list[bool]] = field(default_factory=dict)

    def is_known(self, pointer: str) -> bool:
        """Return whether a list was opened already."""
        return pointer in self._open

    def begin(self, pointer: str, are_open: Sequence[bool]) -> None:
        """Take over a list as it is when its step is opened."""
        self._open[pointer] = list(are_open)

    def is_open(self, pointer: str, index: int) -> bool:
        """Return whether a row shows its questions; one not heard of does."""
        rows = self._open.get(pointer, [])
        return rows[index] if index < len(rows) else True

    def set_open(self, pointer: str, index: int, *, is_open: bool) -> None:
        """Open or close one row."""
        rows = self._open.setdefault(pointer, [])
        rows += [True] * (index + 1 - len(rows))
        rows[index] = is_open

    def arrange(self, pointer: str, order: Sequence[int | None]) -> None:
        """Let the open rows follow their rows; ``order`` as for ``renumbered``. What was done before is past."""
        self._open[pointer] = [True if old is None else self.is_open(pointer, old) for old in order]
        self.removed = None

    def move(self, pointer: str, to: int) -> None:
        """Remember that a row stands at ``to`` now."""
        self.moved = Moved(pointer, to, (self.moved.times if self.moved else 0) + 1)


def renumbered(pointers: Iterable[str], pointer: str, order: Sequence[int | None]) -> frozenset[str]:
    """Return pointers into the rows of a list with the numbers that the rows have now; those of rows gone are left out.

    Args:
        pointers: Of anything.
        pointer: The list.
        order: For each row that is there now the index it had, None for a new one.
    """
    now = {old: new for new, old in enumerate(order) if old is not None}
    found: set[str] = set()
    for one in pointers:
        row, inside = _row_of(one, pointer)
        if row is None:
            found.add(one)
        elif row in now:
            found.add(f"{pointer}/{now[row]}{inside}")
    return frozenset(found)


def _row_of(one: str, pointer: str) -> tuple[int | None, str]:
    """Return the number of the row of a list that a pointer lies in, and what comes after it."""
    if not one.startswith(f"{pointer}/"):
        return None, ""
    number, slash, inside = one[len(pointer) + 1 :].partition("/")
    return (int(number), slash + inside) if number.isdigit() else (None, "")
