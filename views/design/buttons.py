"""Buttons and links: real buttons for assistive technology and the keyboard, with a focus ring of 3 px."""

from typing import Literal

import flet as ft

from views.design.signs import Sign, grown
from views.design.tokens import Color, Radius, Space, Type
from views.shared.events import Intent, handler

ButtonKind = Literal["primary", "secondary", "quiet", "danger"]


def Button(
    label: str,
    on_click: Intent | None = None,
    *,
    kind: ButtonKind = "primary",
    icon: ft.IconData | None = None,
    trailing_icon: ft.IconData | None = None,
    key: str | None = None,
    url: str | None = None,
    busy: bool = False,
    disabled: bool = False,
    expand: bool | int | None = None,
    full: bool = False,
    autofocus: bool = False,
) -> ft.Control:
    """One action, named by what it does.

    Args:
        label: Visible label, also the accessible name.
        on_click: The intent; ignored while ``busy``.
        kind: One ``primary`` a screen; ``secondary`` beside it; ``quiet`` without an edge; ``danger`` destroys.
        icon: Drawn before the label.
        trailing_icon: Drawn after the label.
        key: Stable key for tests.
        url: Opened by the client itself (for pages outside the app).
        busy: Shows that the action is under way; the label stays.
        disabled: Rarely right: better let the press explain what is missing.
        expand: As in a Flet row.
        full: As wide as its column.
        autofocus: Takes the focus when it appears in the place of what had it.
    """
    ink, ground = Color.MUTED if disabled else _INKS[kind], _GROUNDS[kind]
    parts: list[ft.Control] = []
    if busy:
        parts.append(ft.ProgressRing(width=20, height=20, stroke_width=2.5, color=ink))
    elif icon is not None:
        parts.append(Sign(icon, size=22, color=ink))
    parts.append(ft.Text(label, theme_style=Type.BUTTON, color=ink, text_align=ft.TextAlign.CENTER))
    if trailing_icon is not None:
        parts.append(Sign(trailing_icon, size=22, color=ink))
    for part in parts:
        if isinstance(part, ft.Text):
            part.expand_loose = True
            part.expand = True
    return ft.FilledButton(
        key=key,
        url=url,
        expand=expand,
        disabled=disabled,
        autofocus=autofocus,
        on_click=None if busy else handler(on_click),
        content=ft.Row(parts, spacing=Space.S, tight=not full, alignment=ft.MainAxisAlignment.CENTER),
        style=ft.ButtonStyle(
            bgcolor={ft.ControlState.DISABLED: Color.HAIRLINE, ft.ControlState.DEFAULT: ground},
            shape=ft.RoundedRectangleBorder(radius=Radius.BUTTON),
            padding=ft.Padding.symmetric(horizontal=20, vertical=13.5),
            elevation=0,
            shadow_color=ft.Colors.TRANSPARENT,  # Flet 1.0.5 draws a shadow in spite of elevation=0
            side=_sides(kind),
            animation_duration=120,
        ),
    )


def Link(
    label: str,
    on_click: Intent | None = None,
    *,
    icon: ft.IconData | None = None,
    key: str | None = None,
    url: str | None = None,
    strong: bool = True,
    wrap: bool = False,
) -> ft.Control:
    """A quiet action in running text or at the end of a row, at least 48 px high to touch.

    ``wrap`` lets long words go on in a second line; only where the width is bounded (a column, a wrapping row).
    """
    parts: list[ft.Control] = []
    if icon is not None:
        parts.append(Sign(icon, size=20, color=Color.ACTION))
    role = Type.STRONG if strong else Type.BODY
    words = ft.Text(label, theme_style=role, color=Color.ACTION)
    if wrap:
        words.expand, words.expand_loose = True, True
    parts.append(words)
    return ft.TextButton(
        key=key,
        url=url,
        on_click=handler(on_click),
        content=ft.Row(parts, spacing=6, tight=True),
        style=ft.ButtonStyle(
            padding=ft.Padding.symmetric(horizontal=Space.S, vertical=Space.M),
            shape=ft.RoundedRectangleBorder(radius=Radius.FIELD),
            side={ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION)},
        ),
    )


def AsideButton(
    content: ft.Control,
    on_click: Intent,
    *,
    key: str | None = None,
    selected: bool | None = None,
    bgcolor: ft.ColorValue | None = None,
    padding: ft.PaddingValue = 0,
) -> ft.Control:
    """A button beside a form, for the pointer and assistive technology, where the Tab key does not stop.

    Flet 1.0.5 goes by Tab row by row across the whole window and has no groups: what stands beside a form would come
    between its fields. What such a button does must also be done by one where Tab stops (decision 0009).
    """
    return ft.MergeSemantics(
        content=ft.Semantics(
            button=True,
            selected=selected,
            content=ft.Container(
                key=key,
                content=content,
                on_click=handler(on_click),
                bgcolor=bgcolor,
                padding=padding,
                border_radius=Radius.FIELD,
            ),
        )
    )


def IconButton(
    icon: ft.IconData,
    label: str,
    on_click: Intent | None = None,
    *,
    key: str | None = None,
    color: ft.ColorValue = Color.INK,
) -> ft.Control:
    """A button of one sign; ``label`` is its name and its tooltip (which alone names nothing in Flet 1.0.5)."""
    return ft.IconButton(
        icon=ft.Icon(icon, semantics_label=label),
        key=key,
        tooltip=label,
        icon_color=color,
        icon_size=min(grown(24), 32),  # what its 48 px leave
        width=48,
        height=48,
        on_click=handler(on_click),
        style=ft.ButtonStyle(side={ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION)}),
    )


_INKS: dict[ButtonKind, ft.ColorValue] = {
    "primary": Color.ON_ACTION,
    "secondary": Color.ACTION,
    "quiet": Color.ACTION,
    "danger": Color.ERROR,
}
_GROUNDS: dict[ButtonKind, ft.ColorValue] = {
    "primary": Color.ACTION,
    "secondary": Color.SURFACE,
    "quiet": ft.Colors.TRANSPARENT,
    "danger": Color.SURFACE,
}


def _sides(kind: ButtonKind) -> dict[ft.ControlState, ft.BorderSide]:
    edges = {"secondary": ft.BorderSide(1, Color.ACTION_EDGE), "danger": ft.BorderSide(1, Color.ERROR)}
    ring = Color.INK if kind == "primary" else Color.ACTION
    return {
        ft.ControlState.FOCUSED: ft.BorderSide(3, ring),
        ft.ControlState.DEFAULT: edges.get(kind, ft.BorderSide(0, ft.Colors.TRANSPARENT)),
    }
