"""One asked field, drawn and handled like a question of the form, but of the dossier's answers and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import flet as ft

from app.i18n import Translator
from forms.flow import Field, Step
from forms.places import Places
from forms.pointers import find_answer
from views.forms.entry import displayed, is_typed, stored_value
from views.forms.questions import Asker, question
from views.forms.screen_model import StepModel
from views.forms.state import Asking
from views.tracking.request_model import RequestModel
from views.tracking.state import Answering, ItemAnswer


class Correction:
    """What a question reads and intends (as ``views.forms.screen_model.StepModel``), for one asked item."""

    def __init__(self, item_id: str, model: RequestModel) -> None:
        self._item_id = item_id
        self._model = model

    def typed_text(self, field: Field, language: str = "vi") -> str:
        """Return the text a typed field begins with."""
        return displayed(field, find_answer(self._model.answers, field.pointer), language)

    def typed_part(self, field: Field, part: str) -> str:
        """Return the text a typed part of an address begins with."""
        return str(find_answer(self._model.answers, f"{field.pointer}/{part}") or "")

    def words_of(self, field: Field, language: str) -> str:
        """Return an answer in words."""
        form = self._model.form
        return form.stringify(field, self._model.answers, language) if form is not None else ""

    def answer(self, field: Field, value: Any) -> None:
        """Take an answer as it is typed or picked."""
        self._correct(field.pointer, stored_value(field, value), is_typing=is_typed(field))

    def answer_part(self, field: Field, part: str, value: str) -> None:
        """Take one part of an address; another province asks for its commune anew."""
        before = find_answer(self._model.answers, field.pointer)
        parts = {**(before if isinstance(before, Mapping) else {}), part: value}
        if part == "province":
            parts.pop("commune", None)
        self._correct(field.pointer, parts, is_typing=part == "detail")

    async def leave(self, field: Field, language: str = "vi") -> str | None:
        """Say what is wrong with a field one has left; return its text in proper form."""
        self._model.leave(self._item_id)
        value = find_answer(self._model.answers, field.pointer)
        return displayed(field, value, language) if is_typed(field) and value not in (None, "") else None

    def add_row(self, field: Field) -> None:
        """Add an empty row to a table."""
        self._correct(field.pointer, [*self._rows(field), {}], is_typing=False)

    def remove_row(self, field: Field, index: int) -> None:
        """Take a row out of a table; the others move up with what was typed."""
        rows = self._rows(field)
        self._model.write_anew(self._item_id, _cells(field, len(rows)))
        self._correct(field.pointer, rows[:index] + rows[index + 1 :], is_typing=False)

    def confirm(self, check_id: str, *, given: bool) -> None:
        """Take the person's word that something unusual is right, or take it back."""
        self._model.confirm(check_id, given=given)

    def report_wrong(self, field: Field) -> None:
        """Nothing here comes from a register."""

    def _rows(self, field: Field) -> list[Any]:
        rows = find_answer(self._model.answers, field.pointer)
        return list(rows) if isinstance(rows, list | tuple) and rows else [{}]

    def _correct(self, pointer: str, value: Any, *, is_typing: bool) -> None:
        self._model.correct(self._item_id, pointer, value, is_typing=is_typing)


def CorrectionQuestion(
    item: ItemAnswer, field: Field, state: Answering, *, model: RequestModel, t: Translator, places: Places
) -> ft.Control:
    """Ask one field of the dossier again."""
    correction = Correction(item.item.id, model)
    rows = item.chosen if isinstance(item.chosen, list | tuple) else ()
    asking = Asking(
        draft_id="",
        procedure_name=state.dossier.procedure_name,
        step=Step(id="correction", title={}, name={}, intro={}, fields=(field,)),
        stops=(),
        number=1,
        chosen={field.pointer: item.chosen, **_chosen_cells(field, model)},
        rows={field.pointer: max(len(rows), 1)},
        writings=item.writings,
        confirmed=state.confirmed,
        problems=item.wrong,
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
        last_typed=None,
    )
    return question(field, asker)


def _cells(table: Field, rows: int) -> tuple[str, ...]:
    columns: Sequence[Field] = table.options.get("columns", ())
    return tuple(f"{table.pointer}/{at}{column.pointer}" for at in range(rows) for column in columns)


def _chosen_cells(table: Field, model: RequestModel) -> dict[str, Any]:
    """Return what is picked in the lines of a table; what is typed is the fields' own."""
    rows = find_answer(model.answers, table.pointer) if table.kind == "table" else None
    count = len(rows) if isinstance(rows, list | tuple) else 0
    return {pointer: find_answer(model.answers, pointer) for pointer in _cells(table, count)}
