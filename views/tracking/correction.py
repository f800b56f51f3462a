"""One asked field, drawn and handled like a question of the form, but of the dossier's answers and nothing else."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import flet as ft

from app.i18n import Translator
from forms.flow import Field, Problem, Step
from forms.places import Places
from forms.pointers import find_answer
from views.forms.entry import displayed, is_typed, stored_value
from views.forms.open_draft import is_unfinished
from views.forms.questions import Asker, question
from views.forms.row_intents import RowIntents
from views.forms.screen_model import StepModel
from views.forms.shown import REPEATED, chosen_in, rows_of
from views.forms.standing import Standing
from views.forms.state import Asking, Row
from views.tracking.request_model import RequestModel
from views.tracking.state import Answering, ItemAnswer


class Correction:
    """What a question reads and intends (as ``views.forms.screen_model.StepModel``), for one asked item."""

    def __init__(self, item_id: str, model: RequestModel) -> None:
        self._item_id = item_id
        self._model = model
        self._corrections = model.corrections
        self.rows = RowIntents(self)

    # --- as the questions of a step use it ----------------------------------------------------------------------------

    def typed_text(self, field: Field, language: str = "vi") -> str:
        """Return the text a typed field begins with."""
        return displayed(field, self._answer(field.pointer), language)

    def typed_part(self, field: Field, part: str) -> str:
        """Return the text a typed part of an address begins with."""
        return str(self._answer(f"{field.pointer}/{part}") or "")

    def words_of(self, field: Field, language: str) -> str:
        """Return an answer in words."""
        form = self._corrections.form
        return form.stringify(field, self._corrections.answers, language) if form is not None else ""

    def answer(self, field: Field, value: Any) -> None:
        """Take an answer as it is typed or picked."""
        self._put(field.pointer, stored_value(field, value), is_typing=is_typed(field))

    def answer_part(self, field: Field, part: str, value: str) -> None:
        """Take one part of an address; another province asks for its commune anew."""
        before = self._answer(field.pointer)
        parts = {**(before if isinstance(before, Mapping) else {}), part: value}
        if part == "province":
            parts.pop("commune", None)
        self._put(field.pointer, parts, is_typing=part == "detail")

    async def leave(self, field: Field, language: str = "vi") -> str | None:
        """Say what is wrong with a field one has left; return its text in proper form."""
        self.standing.left |= {field.pointer}
        self.show()
        value = self._answer(field.pointer)
        return displayed(field, value, language) if is_typed(field) and value not in (None, "") else None

    def take_over(self, values: Mapping[str, tuple[Any, str]]) -> None:
        """Fill in what the person agreed to, read from a card: ``{pointer: (value, source)}``."""
        self._make_rows()
        for pointer, (value, _source) in values.items():
            self._corrections.put(pointer, value)
        self.standing.left |= {pointer for pointer, (value, _source) in values.items() if not is_unfinished(value)}
        self.standing.write(*values)
        self.show()

    def confirm(self, check_id: str, *, given: bool) -> None:
        """Take the person's word that something unusual is right, or take it back."""
        self._model.confirm(check_id, given=given)

    def report_wrong(self, field: Field) -> None:
        """Nothing here comes from a register."""

    # --- for ``RowIntents`` -------------------------------------------------------------------------------------------

    @property
    def standing(self) -> Standing:
        """Where the person stands in the asked field."""
        return self._corrections.standing(self._item_id)

    def rows_of(self, field: Field) -> list[Any]:
        """Return the rows of a table or list as they are shown."""
        return rows_of(field, self._corrections.answers)

    def keep_rows(self, field: Field, arranged: Callable[[], list[Any]]) -> None:
        """Keep the rows as ``arranged`` gives them."""
        self._corrections.put(field.pointer, arranged())
        self.show()

    def show(self) -> None:
        """Show the asked field as it stands now."""
        self._model.show_item(self._item_id)

    def wrong_in(self, row: str) -> tuple[Problem, ...]:
        """Return what must be mended in a row, of what the person has been told."""
        item = self._model.item(self._item_id)
        return tuple(p for p in item.wrong if p.pointer.startswith(f"{row}/")) if item is not None else ()

    def all_wrong(self) -> tuple[Problem, ...]:
        """Return everything that is wrong with the asked field now, told or not."""
        item = self._model.item(self._item_id)
        return self._corrections.wrong(item.field) if item is not None and item.field is not None else ()

    def cards_at(self, pointer: str) -> tuple[Row, ...]:
        """Return the cards of a list as they are shown."""
        item = self._model.item(self._item_id)
        return item.rows if item is not None and item.field is not None and item.field.pointer == pointer else ()

    def _answer(self, pointer: str) -> Any:
        return find_answer(self._corrections.answers, pointer)

    def _put(self, pointer: str, value: Any, *, is_typing: bool) -> None:
        self._make_rows()
        self._corrections.put(pointer, value)
        if not is_typing:
            if not is_unfinished(value):
                self.standing.left |= {pointer}
            self.show()

    def _make_rows(self) -> None:
        """Make the rows that are shown before anything stands in them."""
        item = self._model.item(self._item_id)
        field = item.field if item is not None else None
        if field is not None and field.kind in REPEATED:
            self._corrections.put(field.pointer, self.rows_of(field))


def CorrectionQuestion(
    item: ItemAnswer, field: Field, state: Answering, *, model: RequestModel, t: Translator, places: Places
) -> ft.Control:
    """Ask one field of the dossier again."""
    correction = Correction(item.item.id, model)
    cells = [cell for row in item.rows for cell in row.fields]
    answers = model.corrections.answers
    asking = Asking(
        draft_id="",
        procedure_name=state.dossier.procedure_name,
        step=Step(id="correction", title={}, name={}, intro={}, fields=(field,)),
        stops=(),
        number=1,
        chosen={field.pointer: item.chosen, **chosen_in((field, *cells), answers, {})},
        rows={field.pointer: len(correction.rows_of(field))},
        lists={field.pointer: item.rows} if field.kind == "list" else {},
        removed=item.removed,
        moved=item.moved,
        writings=item.writings,
        confirmed=state.confirmed,
        problems=item.wrong,
        focus=item.focus,
    )

    async def proceed() -> None:
        await model.send()

    asker = Asker(
        model=cast(StepModel, correction),
        state=asking,
        t=t,
        places=places,
        is_wide=True,  # the reason for the question is the one the office gives
        focused=("", 0),
        proceed=proceed,
        last=None,
    )
    return question(field, asker)
