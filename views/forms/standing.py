"""Where the person stands on one step: what was left, put right, rewritten, opened, and where the focus goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.flow import Field, Problem
from views.forms.row_cards import Removed, RowCards, renumbered


@dataclass
class Standing:
    """What happened on one step since it was opened; the answers themselves are the draft's."""

    left: frozenset[str] = frozenset()
    reported: Mapping[str, str] = field(default_factory=dict)
    writings: Mapping[str, int] = field(default_factory=dict)
    derived: Mapping[str, Any] = field(default_factory=dict)
    summary: tuple[Problem, ...] = ()
    refusals: int = 0
    cards: RowCards = field(default_factory=RowCards)
    focus: tuple[str, int] = ("", 0)

    def write(self, *pointers: str) -> None:
        """Have fields show their answers anew."""
        self.writings = {**self.writings, **{p: self.writings.get(p, 0) + 1 for p in pointers}}

    def take_focus(self, target: str) -> None:
        """Bring the focus to a field or, as ``<pointer>#<what>``, to a button."""
        self.focus = (target, self.focus[1] + 1)

    def refuse(self, found: tuple[Problem, ...]) -> None:
        """Take over what Continue found."""
        self.summary = found
        self.refusals += 1 if found else 0


class RowMoves:
    """What becomes of the rows of one table or list, and of where the person stands in them."""

    def __init__(self, list_field: Field, rows: list[Any], standing: Standing) -> None:
        self._field = list_field
        self._pointer = list_field.pointer
        self._rows = rows
        self._standing = standing

    def add(self, *, closing: Sequence[int] = ()) -> list[Any]:
        """Add an empty row and begin in it; the rows ``closing`` are closed."""
        count = len(self._rows)
        rows = self._arranged([*range(count), None])
        for at in closing:
            self._standing.cards.set_open(self._pointer, at, is_open=False)
        self.enter(count)
        return rows

    def remove(self, index: int, about: str) -> list[Any]:
        """Take a row away; a card can be put back."""
        rows = self._arranged([at for at in range(len(self._rows)) if at != index])
        if self._field.kind == "list":
            self._standing.cards.removed = Removed(self._pointer, index, self._rows[index], about)
            self._standing.take_focus(f"{self._pointer}#undo")
        return rows

    def put_back(self, removed: Removed) -> list[Any]:
        """Put a row back where it stood, closed."""
        order: list[int | None] = list(range(len(self._rows)))
        order.insert(removed.index, None)
        rows = self._arranged(order, removed.row)
        self._standing.cards.set_open(self._pointer, removed.index, is_open=False)
        self._standing.take_focus(f"{self._pointer}/{removed.index}#open")
        return rows

    def move(self, index: int, by: int) -> list[Any]:
        """Let a row change places with the one above or below it; the focus stays with it."""
        order, to = list(range(len(self._rows))), index + by
        order[index], order[to] = order[to], order[index]
        rows = self._arranged(order)
        self._standing.cards.move(self._pointer, to)
        is_at_an_end = to in (0, len(rows) - 1)
        is_up = (by < 0) is not is_at_an_end
        self._standing.take_focus(f"{self._pointer}/{to}#{'up' if is_up else 'down'}")
        return rows

    def enter(self, index: int) -> None:
        """Open a row and bring the focus to its first question."""
        columns: Sequence[Field] = self._field.options.get("columns", ())
        self._standing.cards.set_open(self._pointer, index, is_open=True)
        self._standing.take_focus(f"{self._pointer}/{index}{columns[0].pointer if columns else ''}")

    def close(self, index: int) -> None:
        """Close a row; the focus goes to what opens it again."""
        self._standing.cards.set_open(self._pointer, index, is_open=False)
        self._standing.take_focus(f"{self._pointer}/{index}#open")

    def _arranged(self, order: Sequence[int | None], new: Any = None) -> list[Any]:
        """Return the rows in their new order; what is remembered of them follows them."""
        standing, columns = self._standing, self._field.options.get("columns", ())
        count = max(len(order), len(self._rows))
        standing.left = renumbered(standing.left, self._pointer, order)
        standing.write(*(f"{self._pointer}/{at}{column.pointer}" for at in range(count) for column in columns))
        standing.cards.arrange(self._pointer, order)
        return [(new or {}) if old is None else self._rows[old] for old in order]
