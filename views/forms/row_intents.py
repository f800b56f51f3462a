"""What a person can intend with the rows of a table or list, whoever keeps the answers."""

from collections.abc import Callable
from typing import Any, Protocol

from forms.answers import compact
from forms.flow import Field, Problem
from views.forms.journey import is_empty
from views.forms.standing import RowMoves, Standing
from views.forms.state import Row


class Answers(Protocol):
    """Where the rows are: in a draft, or in a dossier of which something is being corrected."""

    @property
    def standing(self) -> Standing:
        """Where the person stands."""

    def rows_of(self, field: Field) -> list[Any]:
        """Return the rows of a table or list as they are shown."""

    def keep_rows(self, field: Field, arranged: Callable[[], list[Any]]) -> None:
        """Keep the rows that ``arranged`` gives and show them; where nothing may be changed any more, leave all."""

    def show(self) -> None:
        """Show what stands now."""

    def wrong_in(self, row: str) -> tuple[Problem, ...]:
        """Return what must be mended in a row, of what the person has been told."""

    def all_wrong(self) -> tuple[Problem, ...]:
        """Return everything that is wrong now, told or not."""

    def cards_at(self, pointer: str) -> tuple[Row, ...]:
        """Return the cards of a list as they are shown."""


class RowIntents:
    """Add, remove, put back, move, open and close."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def add(self, field: Field) -> None:
        """Add an empty row and begin in it; cards that are whole are closed."""
        whole = self._whole(field) if field.kind == "list" else []
        self._arrange(field, lambda moves: moves.add(closing=whole))

    def remove(self, field: Field, index: int) -> None:
        """Take a row away; the others move up with what was typed."""
        cards = self._answers.cards_at(field.pointer)
        about = cards[index].about if index < len(cards) else ""
        self._arrange(field, lambda moves: moves.remove(index, about))

    def put_back(self, field: Field) -> None:
        """Put the row back that was taken away last."""
        removed = self._answers.standing.cards.removed
        if removed is not None and removed.pointer == field.pointer:
            self._arrange(field, lambda moves: moves.put_back(removed))

    def move(self, field: Field, index: int, by: int) -> None:
        """Let a row change places with the one above or below it."""
        if 0 <= index + by < len(self._answers.rows_of(field)):
            self._arrange(field, lambda moves: moves.move(index, by))

    def open(self, field: Field, index: int) -> None:
        """Show the questions of a row that was closed."""
        self._moves(field).enter(index)
        self._answers.show()

    def close(self, field: Field, index: int) -> None:
        """Close a row; one in which something is wrong stays open and says so."""
        row = f"{field.pointer}/{index}"
        self._answers.standing.left |= {row}
        self._answers.show()
        wrong = self._answers.wrong_in(row)
        if wrong:
            self._answers.standing.take_focus(wrong[0].pointer)
        else:
            self._moves(field).close(index)
        self._answers.show()

    def _whole(self, field: Field) -> list[int]:
        """Return the rows in which something stands and nothing is wrong."""
        wrong = [problem.pointer for problem in self._answers.all_wrong()]
        return [
            at
            for at, row in enumerate(self._answers.rows_of(field))
            if not is_empty(compact(row)) and not any(one.startswith(f"{field.pointer}/{at}/") for one in wrong)
        ]

    def _moves(self, field: Field) -> RowMoves:
        return RowMoves(field, self._answers.rows_of(field), self._answers.standing)

    def _arrange(self, field: Field, change: Callable[[RowMoves], list[Any]]) -> None:
        self._answers.keep_rows(field, lambda: change(self._moves(field)))
