"""Flet themes made of the tokens."""

import flet as ft

from views.design.tokens import TYPE_SCALE, Color, Font, Palette, Radius, scheme_of


def theme_of(palette: Palette, *, text_scale: float = 1.0) -> ft.Theme:
    """Return the theme that draws ``palette`` with text at ``text_scale`` times its size (2.0 for 200 %)."""
    return ft.Theme(
        font_family=Font.REGULAR,
        color_scheme=scheme_of(palette),
        text_theme=_text_theme(text_scale),
        scaffold_bgcolor=palette.paper,
        page_transitions=_no_transitions(),
        visual_density=ft.VisualDensity.STANDARD,
        scrollbar_theme=ft.ScrollbarTheme(thumb_visibility=False, thickness=6, radius=Radius.PILL),
        focus_color=ft.Colors.with_opacity(0.12, Color.ACTION),
        hover_color=ft.Colors.with_opacity(0.06, Color.INK),
        splash_color=ft.Colors.with_opacity(0.10, Color.ACTION),
    )


def _text_theme(scale: float) -> ft.TextTheme:
    styles = {
        role.name.lower(): ft.TextStyle(
            size=size * scale, font_family=family, height=line, letter_spacing=0, weight=ft.FontWeight.NORMAL
        )
        for role, (size, family, line) in TYPE_SCALE.items()
    }
    return ft.TextTheme(**styles)


def _no_transitions() -> ft.PageTransitionsTheme:
    none = ft.PageTransitionTheme.NONE
    return ft.PageTransitionsTheme(android=none, ios=none, linux=none, macos=none, windows=none)
