"""An answer that is shown and not asked: on a step, on the review page, in a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import flet as ft

from app.i18n import LANGUAGES, Translator
from forms.answers import EMPTY
from forms.flow import Field, Form
from forms.pointers import find_answer
from forms.procedure import Text
from forms.words import amount_in_words
from views.design import Body, Card, Small, Stack, Strong
from views.forms.asker import Asker


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row of a table or list: what it is called, and each answer in it with its label."""

    title: Text
    answers: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer in words, in both languages."""

    kind: str
    words: Text
    rows: tuple[RowReading, ...] = ()
    more: Text | None = None
    """An amount written out."""


def in_words(form: Form, field: Field, answers: Mapping[str, Any], language: str) -> str:
    """Return an answer as one text, "" where there is none: as the form language words it for app and portal."""
    return form.stringify(field, answers, language)


def show_value(field: Field, asker: Asker) -> ft.Control:
    """Return a value that other answers give, or that a rule forbids to change."""
    words = asker.model.words_of(field, asker.t.language)
    lines: list[ft.Control] = [Small(asker.t.text(field.label)), Body(words or asker.t("Not known yet"))]
    if hint := asker.t.text(field.hint):
        lines.append(Small(hint))
    return Card(lines, spacing=2)


def read(form: Form, field: Field, data: Mapping[str, Any], *, today: date) -> Reading:
    """Return what an answer says.

    Args:
        form: In the version the answers were given with.
        field: As the answers show it.
        data: What ``Form.calculate`` or ``Form.submission`` gave.
        today: The day to judge by.
    """
    value = find_answer(data, field.pointer)
    return Reading(
        kind=field.kind,
        words={language: in_words(form, field, data, language) for language in LANGUAGES},
        rows=_rows(form, field, data, today) if field.kind in ("table", "list") else (),
        more=_written_out(value) if field.kind == "vnd" or field.options.get("format") == "vnd" else None,
    )


def show_words(reading: Reading, t: Translator) -> ft.Control:
    """Return an answer as one text."""
    return Body(t.text(reading.words))


def show_amount(reading: Reading, t: Translator) -> ft.Control:
    """Return an amount in figures and written out."""
    written_out = t.text(reading.more)
    return Stack([Body(t.text(reading.words)), *([Small(written_out)] if written_out else [])], spacing=0)


def show_rows(reading: Reading, t: Translator) -> ft.Control:
    """Return the rows below each other, each answer under its label."""
    parts: list[ft.Control] = []
    for row in reading.rows:
        lines: list[ft.Control] = [ft.Semantics(heading_level=3, content=Strong(t.text(row.title)))]
        for label, words in row.answers:
            lines.append(Stack([Small(t.text(label)), Body(t.text(words))], spacing=0))
        parts.append(Stack(lines, spacing=4))
    return Stack(parts, spacing=14)


def _rows(form: Form, field: Field, data: Mapping[str, Any], today: date) -> tuple[RowReading, ...]:
    value = find_answer(data, field.pointer)
    rows: Sequence[Any] = value if isinstance(value, list | tuple) else ()
    return tuple(
        RowReading(
            title={language: words.replace("{number}", str(at + 1)) for language, words in _item(field).items()},
            answers=tuple(
                (cell.label, {language: form.stringify(cell, data, language) for language in LANGUAGES})
                for cell in form.row_fields(data, field.pointer, at, today=today)
                if cell.value not in EMPTY
            ),
        )
        for at in range(len(rows))
    )


def _item(field: Field) -> Text:
    item: Text = field.options.get("item") or {"vi": "Dòng {number}", "en": "Line {number}"}
    return item


def _written_out(value: Any) -> Text | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return {language: amount_in_words(value, language) for language in LANGUAGES}
