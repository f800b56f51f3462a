"""Values taken over, from a register or a card: shown with their source, changed only after saying so."""

from collections.abc import Sequence
from functools import partial

import flet as ft

from forms.flow import Field
from views.design import Body, Card, Divider, FieldError, Flush, Link, Row, Sign, Small, Stack
from views.design.tokens import Color
from views.forms.asker import Asker
from views.forms.help import confirmation
from views.forms.parts import named_part
from views.forms.sources import OWN, source_words, wrong_words

_LETTERS_BESIDE = 68
"""So many letters fit beside each other in a wide form."""


def taken_over(fields: Sequence[Field], source: str, asker: Asker) -> ft.Control:
    """Return the values of one source in one card."""
    words = Small(source_words(source, asker.t))
    words.expand = True
    icon = ft.Icons.INFO_OUTLINE if source in OWN else ft.Icons.VERIFIED_USER_OUTLINED
    lines: list[ft.Control] = [Row([Sign(icon, size=18, color=Color.DONE), words])]
    is_beside = asker.is_wide and all(_fits_beside(field, asker) for field in fields)
    for field in fields:
        lines += [Divider(), named_part(field.pointer, _known_value(field, asker, is_beside=is_beside))]
    return Card(lines, spacing=10)


def _fits_beside(field: Field, asker: Asker) -> bool:
    report = wrong_words(asker.state.sources.get(field.pointer, ""), asker.t.text(field.short), asker.t)
    return len(asker.model.words_of(field, asker.t.language)) + len(report) <= _LETTERS_BESIDE


def _known_value(field: Field, asker: Asker, *, is_beside: bool) -> ft.Control:
    t = asker.t
    words: list[ft.Control] = [Small(t.text(field.label)), Body(asker.model.words_of(field, t.language))]
    if error := asker.error_at(field.pointer):
        words.append(FieldError(error))
    report = Link(
        wrong_words(asker.state.sources.get(field.pointer, ""), t.text(field.short), t),
        partial(asker.model.report_wrong, field),
        key=f"wrong-{field.pointer}",
        wrap=not is_beside,
    )
    value = Stack(words, spacing=0)
    if is_beside:
        value.expand = True
        row: ft.Control = ft.Row([value, report], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
    else:
        row = Stack([value, Flush(ft.Row([report], wrap=True), by=8)], spacing=0)
    return Stack([row, *confirmation(field, asker)], spacing=4)
