"""What of a step the screen is told: everything but what is typed, so that a keystroke changes nothing around it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.i18n import LANGUAGES
from forms.evaluation import Evaluation
from forms.flow import Field, Form, Problem, Step
from forms.pointers import find_answer
from forms.procedure import Text
from views.forms.entry import is_typed
from views.forms.journey import is_empty
from views.forms.row_cards import RowCards
from views.forms.state import Row

REPEATED = frozenset({"table", "list"})
"""Kinds of field that hold rows."""

_MOST_WORDS = 3
"""So many answers of a closed row are shown beside its name."""


def rows_of(field: Field, answers: Mapping[str, Any]) -> list[Any]:
    """Return the rows of a table or list, with the empty ones that it begins with."""
    rows = find_answer(answers, field.pointer)
    kept = list(rows) if isinstance(rows, list | tuple) else []
    fewest = max(int(field.options.get("min_items") or 0), 1 if field.required else 0)
    return [*kept, *({} for _ in range(fewest - len(kept)))]


def without_typed(step: Step, sources: Mapping[str, str]) -> Step:
    """Return the step without what is typed, so that a keystroke leaves it as it was."""
    return replace(step, fields=tuple(_without_typed(field, sources) for field in step.fields))


def _without_typed(field: Field, sources: Mapping[str, str]) -> Field:
    is_own = field.pointer not in sources and not field.is_derived
    if is_own and (is_typed(field) or field.kind in REPEATED):
        return replace(field, value=None)
    return replace(field, value=picked(field.value))


def picked(value: Any) -> Any:
    """Return what of an answer is picked: the house and street of an address are typed."""
    return {name: part for name, part in value.items() if name != "detail"} if isinstance(value, Mapping) else value


def chosen_in(fields: Sequence[Field], answers: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """Return what is picked, calculated or taken over, by pointer."""
    chosen: dict[str, Any] = {}
    for field in fields:
        if field.kind == "table":
            chosen |= _chosen_cells(field, answers)
        elif field.kind != "list" and (field.pointer in sources or not is_typed(field)):
            chosen[field.pointer] = picked(field.value)
    return chosen


def _chosen_cells(table: Field, answers: Mapping[str, Any]) -> dict[str, Any]:
    columns = [column for column in table.options.get("columns", ()) if not is_typed(column)]
    return {
        f"{table.pointer}/{at}{column.pointer}": find_answer(row, column.pointer)
        for at, row in enumerate(rows_of(table, answers))
        for column in columns
    }


def cards_of(field: Field, evaluation: Evaluation, form: Form, *, cards: RowCards) -> tuple[Row, ...]:
    """Return the rows of a list as cards, with what each closed one says of itself."""
    found = []
    for at in range(len(rows_of(field, evaluation.answers))):
        cells = evaluation.row_fields(field.pointer, at)
        found.append(
            Row(
                fields=cells,
                is_open=cards.is_open(field.pointer, at),
                about=_about(cells),
                words=_words(form, cells),
            )
        )
    return tuple(found)


def row_without_typed(row: Row, before: Row | None) -> Row:
    """Return a row without what is typed; while one types it keeps the words it had ``before``."""
    fields = tuple(_without_typed(field, {}) for field in row.fields)
    if before is None:
        return replace(row, fields=fields)
    return replace(row, fields=fields, about=before.about, words=before.words)


def _about(cells: Sequence[Field]) -> str:
    """Return the first name in a row, else its first typed answer."""
    named = sorted((cell for cell in cells if is_typed(cell)), key=lambda cell: cell.kind != "name")
    return next((str(cell.value) for cell in named if not is_empty(cell.value)), "")


def _words(form: Form, cells: Sequence[Field]) -> Text:
    told = [cell for cell in cells if not is_empty(cell.value) and str(cell.value) != _about(cells)][:_MOST_WORDS]
    return {language: " · ".join(form.stringify(cell, {}, language) for cell in told) for language in LANGUAGES if told}


def is_at(pointer: str, places: frozenset[str]) -> bool:
    """Return whether a pointer is one of some places or lies in one."""
    return any(pointer == place or pointer.startswith(f"{place}/") for place in places)


def problems_of(
    evaluation: Evaluation, form: Form, step: Step, *, given: frozenset[str], today: date
) -> tuple[Problem, ...]:
    """Return what is wrong on a step, with the confirmations given: they stay in sight."""
    open_ones = evaluation.problems(step_id=step.id)
    asked = form.problems(evaluation.answers, today=today, step_id=step.id) if given else ()
    wrong = {problem.pointer for problem in open_ones}
    answered = [p for p in asked if p.id in given and p.severity == "confirm" and p.pointer not in wrong]
    return (*open_ones, *answered)
