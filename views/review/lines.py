"""The lines of a card of answers: what was asked, what was answered, the link that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from views.design import Body, Card, Divider, Flush, Link, Small, Stack
from views.shared.context import Surroundings
from views.shared.navigation import to

_LETTER_PX, _SMALL_LETTER_PX, _LINK_PADDING_PX = 8.9, 7.4, 16
_WIDTHS_PX = {"phone": 318, "tablet": 462, "desktop": 560}
_WIDE_PX = 596
_MOST_WORDS_PX = 150
"""An answer may go on in a second line; its label and the link may not."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``change`` is the whole text of the link, "" for what cannot be changed."""

    label: str
    words: str
    notes: tuple[str, ...] = ()
    change: str = ""
    route: str = ""
    key: str = ""
    extra: ft.Control | None = None
    is_empty: bool = False
    shown: ft.Control | None = None
    """The answer where it is more than a line: an amount written out, the rows of a group."""
    is_long: bool = False
    """Whether the link stands below the answer, whatever the other lines of the card do."""


def LineCard(lines: Sequence[Line], surroundings: Surroundings, *, key: str | None = None) -> ft.Control:
    """A card of lines with hairlines between them; all links of a card stand beside the answers, or all below."""
    scale = surroundings.services.preferences.state.text_scale
    room = (_WIDE_PX if surroundings.is_wide else _WIDTHS_PX[surroundings.layout]) / scale
    is_beside = all(_width(line) <= room for line in lines if line.change and not line.is_long)
    rows: list[ft.Control] = []
    for number, line in enumerate(lines):
        if number:
            rows.append(Divider())
        rows.append(_row(line, is_beside=is_beside and not line.is_long))
    return Card(rows, key=key, spacing=8)


def _width(line: Line) -> float:
    answer = max(len(line.label) * _SMALL_LETTER_PX, min(len(line.words) * _LETTER_PX, _MOST_WORDS_PX))
    return answer + len(line.change) * _LETTER_PX + _LINK_PADDING_PX


def _row(line: Line, *, is_beside: bool) -> ft.Control:
    value = line.shown or (Small(line.words) if line.is_empty else Body(line.words))
    texts: list[ft.Control] = [Small(line.label), value, *(Small(note) for note in line.notes)]
    words = Stack(texts, spacing=0)
    if not line.change:
        return words if line.extra is None else Stack([words, line.extra], spacing=4)
    link = Link(line.change, to(line.route), key=line.key or None, wrap=not is_beside)
    if is_beside:
        words.expand = True
        aside = ft.Container(content=link, margin=ft.Margin.only(right=-8))
        row = ft.Row([words, aside], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
        return row if line.extra is None else Stack([row, line.extra], spacing=4)
    if line.extra is not None:
        words = Stack([words, line.extra], spacing=4)
    return Stack([words, Flush(ft.Row([link], wrap=True), by=8)], spacing=0)
