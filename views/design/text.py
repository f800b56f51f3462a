"""Text by role: headings carry their level for assistive technology."""

import re

import flet as ft

from views.design.tokens import Color, Type

Ink = ft.ColorValue

_CODE = re.compile(r"\b[A-Z]\d{2}[\d.]*-\d{6}-\d{4,}\b")
"""A dossier's code: at large text it goes on in a second line after a hyphen, not before its last digit."""


def Title(text: str, *, wide: bool = False) -> ft.Control:
    """The screen's title, heading level 1."""
    return _heading(text, level=1, role=Type.TITLE_WIDE if wide else Type.TITLE)


def Section(text: str, *, trailing: ft.Control | None = None) -> ft.Control:
    """Title of a part of the screen, heading level 2, with an optional link at its end."""
    heading = _heading(text, level=2, role=Type.SECTION)
    if trailing is None:
        return heading
    return ft.Row(
        [heading, trailing],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        wrap=True,
        run_spacing=0,
    )


def Body(text: str, *, color: Ink = Color.INK) -> ft.Text:
    """Running text."""
    return _text(text, role=Type.BODY, color=color)


def Strong(text: str, *, color: Ink = Color.INK) -> ft.Text:
    """Running text that must not be missed."""
    return _text(text, role=Type.STRONG, color=color)


def Muted(text: str) -> ft.Text:
    """Running text of the second rank."""
    return _text(text, role=Type.BODY, color=Color.MUTED)


def Small(text: str, *, color: Ink = Color.MUTED, strong: bool = False) -> ft.Text:
    """Help and remarks."""
    return _text(text, role=Type.SMALL_STRONG if strong else Type.SMALL, color=color)


def Figure(text: str) -> ft.Text:
    """A sum of money to pay, large."""
    return _text(text, role=Type.FIGURE, color=Color.INK)


def _text(text: str, *, role: ft.TextThemeStyle, color: Ink) -> ft.Text:
    # never selectable: Flet 1.0.5 then shows assistive technology an input field without the words
    shown = _CODE.sub(lambda code: code[0].replace("-", "-\u200b"), text)
    return ft.Text(shown, theme_style=role, color=color, semantics_label=text if shown != text else None)


def _heading(text: str, *, level: int, role: ft.TextThemeStyle) -> ft.Semantics:
    return ft.Semantics(heading_level=level, content=_text(text, role=role, color=Color.INK))
