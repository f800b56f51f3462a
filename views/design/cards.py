"""Surfaces: cards with a hairline instead of a shadow, facts, tiles."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from views.design.drawings import DRAWINGS, Drawing
from views.design.signs import Sign
from views.design.text import Body, Small, Strong
from views.design.tokens import Color, Radius, Space, Type
from views.shared.events import Intent, handler


def Stack(parts: Sequence[ft.Control], *, spacing: int = Space.L) -> ft.Column:
    """Parts below each other, as wide as the column."""
    return ft.Column(list(parts), spacing=spacing, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def Row(parts: Sequence[ft.Control], *, spacing: int = Space.S, wrap: bool = False) -> ft.Row:
    """Parts beside each other, centred on one line; ``wrap`` lets them go on below."""
    if wrap:
        return ft.Row(list(parts), spacing=spacing, run_spacing=spacing, wrap=True)
    return ft.Row(list(parts), spacing=spacing, vertical_alignment=ft.CrossAxisAlignment.CENTER)


def Flush(control: ft.Control, *, by: int) -> ft.Control:
    """Let a button without an edge begin where the text above it does: ``by`` is its own padding."""
    return ft.Container(content=control, margin=ft.Margin.only(left=-by))


def Card(
    parts: Sequence[ft.Control],
    *,
    key: str | None = None,
    kind: str = "plain",
    padding: int = Space.L,
    spacing: int = Space.S,
) -> ft.Control:
    """Things that belong together; ``kind="needs_you"`` draws the edge of what waits for the person."""
    edge = ft.Border.all(2, Color.NEEDS_YOU) if kind == "needs_you" else ft.Border.all(1, Color.HAIRLINE)
    return ft.Container(
        key=key,
        bgcolor=Color.SURFACE,
        border=edge,
        border_radius=Radius.CARD,
        padding=padding,
        content=Stack(parts, spacing=spacing),
    )


def ClickableCard(
    parts: Sequence[ft.Control],
    on_click: Intent,
    *,
    key: str | None = None,
    chevron: bool = True,
    spacing: int = Space.XS,
) -> ft.Control:
    """A card that is one button: its texts are its name."""
    row: list[ft.Control] = [ft.Column(list(parts), spacing=spacing, expand=True)]
    if chevron:
        row.append(ft.Icon(ft.Icons.CHEVRON_RIGHT, size=26, color=Color.INK))
    return ft.TextButton(
        key=key,
        on_click=handler(on_click),
        content=ft.Row(row, spacing=Space.S, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        style=_surface(padding=ft.Padding.all(Space.L)),
    )


def Tile(
    label: str,
    icon: ft.IconData,
    on_click: Intent,
    *,
    drawing: str = "",
    height: int | None = None,
    key: str | None = None,
    expand: int = 1,
) -> ft.Control:
    """A square to press: a drawing (``icon`` where there is none of that name) and two words, for life events."""
    sign = Drawing(drawing) if drawing in DRAWINGS else ft.Icon(icon, size=32, color=Color.BRAND)
    return ft.TextButton(
        key=key,
        expand=expand,
        height=height,
        on_click=handler(on_click),
        content=ft.Container(
            height=None,
            content=ft.Column(
                [
                    sign,
                    ft.Text(label, theme_style=Type.SMALL, color=Color.INK, text_align=ft.TextAlign.CENTER),
                ],
                spacing=Space.S,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            alignment=ft.Alignment.TOP_CENTER,
        ),
        style=_surface(padding=ft.Padding.symmetric(horizontal=Space.S, vertical=14)),
    )


def Divider() -> ft.Control:
    """A hairline."""
    return ft.Container(height=1, bgcolor=Color.HAIRLINE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One named fact: ``name`` small above ``value``, ``note`` below, ``action`` (a link) at the end."""

    name: str
    value: str
    note: str = ""
    icon: ft.IconData | None = None
    action: ft.Control | None = None
    extra: ft.Control | None = None


def Facts(facts: Sequence[Fact], *, key: str | None = None) -> ft.Control:
    """A card of facts below each other with hairlines between."""
    lines: list[ft.Control] = []
    for number, fact in enumerate(facts):
        if number:
            lines.append(Divider())
        lines.append(_fact_line(fact))
    return Card(lines, key=key, padding=Space.L, spacing=10)


def FactGrid(facts: Sequence[Fact], *, columns: int = 2) -> ft.Control:
    """A strip of facts with signs, two beside each other, in one card."""
    rows: list[ft.Control] = []
    for start in range(0, len(facts), columns):
        if start:
            rows.append(Divider())
        beside = facts[start : start + columns]
        longest = max(range(len(beside)), key=lambda number: _length(beside[number]))
        cells: list[ft.Control] = [
            _fact_cell(fact, line_before=number == longest and number > 0, line_after=number == longest == 0)
            for number, fact in enumerate(beside)
        ]
        rows.append(ft.Row(cells, spacing=0, vertical_alignment=ft.CrossAxisAlignment.START))
    return ft.Container(
        bgcolor=Color.SURFACE,
        border=ft.Border.all(1, Color.HAIRLINE),
        border_radius=Radius.CARD,
        content=Stack(rows, spacing=0),
    )


def _fact_line(fact: Fact) -> ft.Control:
    texts: list[ft.Control] = [Small(fact.name), Body(fact.value)]
    if fact.note:
        texts.append(Small(fact.note))
    if fact.extra is not None:
        texts.append(fact.extra)
    row: list[ft.Control] = [ft.Column(texts, spacing=0, expand=True)]
    if fact.action is not None:
        row.append(fact.action)
    return ft.Row(row, spacing=Space.S, vertical_alignment=ft.CrossAxisAlignment.START)


def _length(fact: Fact) -> int:
    return len(fact.value) * 2 + len(fact.note)


def _fact_cell(fact: Fact, *, line_before: bool, line_after: bool) -> ft.Control:
    """A cell; the longest of a row carries the line between (``intrinsic_height`` cuts texts off in Flet 1.0.5)."""
    head: list[ft.Control] = []
    if fact.icon is not None:
        head.append(Sign(fact.icon, size=20, color=Color.MUTED))
    name = Small(fact.name)
    name.expand = True
    head.append(name)
    texts: list[ft.Control] = [ft.Row(head, spacing=Space.S), Strong(fact.value)]
    if fact.note:
        texts.append(Small(fact.note))
    line = ft.BorderSide(1, Color.HAIRLINE)
    return ft.Container(
        content=ft.Column(texts, spacing=0),
        expand=True,
        padding=14,
        border=ft.Border.only(left=line if line_before else None, right=line if line_after else None),
    )


def _surface(*, padding: ft.PaddingValue) -> ft.ButtonStyle:
    return ft.ButtonStyle(
        bgcolor=Color.SURFACE,
        padding=padding,
        shape=ft.RoundedRectangleBorder(radius=Radius.CARD),
        alignment=ft.Alignment.CENTER_LEFT,
        side={
            ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION),
            ft.ControlState.DEFAULT: ft.BorderSide(1, Color.HAIRLINE),
        },
    )
