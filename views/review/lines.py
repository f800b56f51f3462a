"""The lines of a card of answers: what was asked, what was answered, the link that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from views.design import Body, Card, Divider, Link, Small, Stack
from views.shared.context import Layout
from views.shared.navigation import to

_FITS_BESIDE = 22
"""So many letters of a link stand beside an answer of as many on a phone; otherwise it goes below."""


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


def LineCard(lines: Sequence[Line], layout: Layout, *, key: str | None = None) -> ft.Control:
    """A card of lines with hairlines between them."""
    rows: list[ft.Control] = []
    for number, line in enumerate(lines):
        if number:
            rows.append(Divider())
        rows.append(_row(line, layout))
    return Card(rows, key=key, spacing=8)


def _row(line: Line, layout: Layout) -> ft.Control:
    value = Small(line.words) if line.is_empty else Body(line.words)
    texts: list[ft.Control] = [Small(line.label), value, *(Small(note) for note in line.notes)]
    words = Stack(texts, spacing=0)
    if not line.change:
        return words
    is_beside = layout == "desktop" or max(len(line.change), len(line.words)) <= _FITS_BESIDE
    link = Link(line.change, to(line.route), key=line.key or None, wrap=not is_beside)
    if is_beside:
        words.expand = True
        row = ft.Row([words, link], spacing=8, vertical_alignment=ft.CrossAxisAlignment.START)
        return row if line.extra is None else Stack([row, line.extra], spacing=4)
    if line.extra is not None:
        words = Stack([words, line.extra], spacing=4)
    return Stack([words, ft.Container(ft.Row([link], wrap=True), margin=ft.Margin.only(left=-8))], spacing=0)
