"""The questions that a card answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.scanning.filling import SOURCE, CardHolder, card_holders, card_values
from forms.flow import Field
from views.forms.screen_model import StepModel
from views.forms.state import Asking
from views.scanning.state import Read


class Fillable:
    """The questions that a card answers, of a step or of a row, as they are handed to the offer.

    Flet 1.0.5 subscribes a component to every observable among its arguments; only the step's page subscribes.
    """

    def __init__(self, model: StepModel, pointer: str = "", index: int = 0) -> None:
        self._model = model
        self._pointer = pointer
        self._index = index

    def holder(self, who: str) -> CardHolder | None:
        """Return the person's fields as they are shown now."""
        return next((one for one in card_holders(self._fields()) if one.who == who), None)

    def fill(self, who: str, read: Read) -> None:
        """Fill in what the card says, then what is asked only because of that; in a row it is as if typed."""
        filled: set[str] = set()
        for _ in range(2):
            holder = self.holder(who)
            values = card_values(read.card, read.address, holder) if holder else {}
            fresh = {pointer: value for pointer, value in values.items() if pointer not in filled}
            filled |= fresh.keys()
            if fresh:
                sources = {pointer: "" if self._pointer else _source(value) for pointer, value in fresh.items()}
                self._model.take_over({pointer: (value, sources[pointer]) for pointer, value in fresh.items()})

    def _fields(self) -> Sequence[Field]:
        if self._pointer:
            rows = self._model.cards_at(self._pointer)
            return rows[self._index].fields if self._index < len(rows) else ()
        state = self._model.state
        return state.step.fields if isinstance(state, Asking) else ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fillable) and other._key() == self._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[int, str, int]:
        return id(self._model), self._pointer, self._index


def _source(value: Any) -> str:
    """Return the source to show; an address without its commune is still asked."""
    return "" if isinstance(value, Mapping) and not value.get("commune") else SOURCE
