"""The places of the app: bottom navigation of a phone, rail of a desktop, and the switch of the language."""

import flet as ft

from views.design.buttons import AsideButton
from views.design.tokens import Color, Radius, Space, Type
from views.shared.context import Surroundings
from views.shared.events import Intent, handler
from views.shared.navigation import to
from views.shared.parts import Place

RAIL_WIDTH, LARGE_RAIL_WIDTH = 232, 304

_PLACES: tuple[tuple[Place, str, ft.IconData, ft.IconData], ...] = (
    ("home", "/", ft.Icons.HOME_OUTLINED, ft.Icons.HOME),
    ("applications", "/applications", ft.Icons.FOLDER_OUTLINED, ft.Icons.FOLDER),
    ("pay", "/pay", ft.Icons.PAYMENTS_OUTLINED, ft.Icons.PAYMENTS),
    ("documents", "/documents", ft.Icons.BADGE_OUTLINED, ft.Icons.BADGE),
    ("account", "/account", ft.Icons.PERSON_OUTLINE, ft.Icons.PERSON),
)


def _place_names(surroundings: Surroundings) -> dict[Place, str]:
    t = surroundings.text
    return {
        "home": t("Home"),
        "applications": t("Applications"),
        "pay": t("Pay"),
        "documents": t("Documents"),
        "account": t("Account"),
    }


def bottom_navigation(active: Place, surroundings: Surroundings) -> ft.Control:
    """Return the places as the bar at the lower edge of a phone."""
    names = _place_names(surroundings)
    places = [
        _bottom_place(names[place], route, filled if place == active else outlined, is_active=place == active)
        for place, route, outlined, filled in _PLACES
    ]
    return ft.Container(
        bgcolor=Color.SURFACE,
        border=ft.Border.only(top=ft.BorderSide(1, Color.HAIRLINE)),
        padding=ft.Padding.symmetric(horizontal=2, vertical=3),
        content=ft.Row(places, spacing=0, vertical_alignment=ft.CrossAxisAlignment.START),
    )


def _bottom_place(name: str, route: str, icon: ft.IconData, *, is_active: bool) -> ft.Control:
    ink = Color.BRAND if is_active else Color.MUTED
    mark = ft.Container(
        content=ft.Icon(icon, size=24, color=ink),
        bgcolor=Color.BRAND_SOFT if is_active else None,
        border_radius=Radius.PILL,
        padding=ft.Padding.symmetric(horizontal=16, vertical=4),
    )
    label = ft.Text(name, theme_style=Type.NAVIGATION, color=ink, text_align=ft.TextAlign.CENTER)
    button = ft.TextButton(
        key=f"place-{route}",
        on_click=handler(to(route)),
        content=ft.Column([mark, label], spacing=2, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER),
        style=_place_style(ft.Padding.symmetric(horizontal=0, vertical=4), alignment=ft.Alignment.CENTER),
    )
    return ft.Container(content=ft.Semantics(selected=is_active, content=button), expand=1)


def rail_places(active: Place, surroundings: Surroundings, *, beside: bool = False) -> list[ft.Control]:
    """Return the places below each other."""
    names = _place_names(surroundings)
    return [
        _rail_place(
            names[place],
            to(route),
            filled if place == active else outlined,
            is_active=place == active,
            beside=beside,
        )
        for place, route, outlined, filled in _PLACES
    ]


def rail_width(surroundings: Surroundings) -> int:
    """Return how wide the rail is: no name of a place is broken within a word."""
    return LARGE_RAIL_WIDTH if surroundings.is_large_text else RAIL_WIDTH


def rail(active: Place, surroundings: Surroundings, *, beside: bool) -> ft.Control:
    """Return the rail of a desktop: brand, places, language."""
    places = rail_places(active, surroundings, beside=beside)
    language = LanguageButton(surroundings, beside=beside)
    return ft.Container(
        width=rail_width(surroundings),
        bgcolor=Color.SURFACE,
        padding=ft.Padding.symmetric(horizontal=14, vertical=18),
        content=ft.Column(
            [_brand(), ft.Container(height=Space.S), *places, ft.Container(expand=True), language],
            spacing=Space.XS,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _brand() -> ft.Control:
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=10, vertical=4),
        content=ft.Row(
            [
                ft.Icon(ft.Icons.DOOR_FRONT_DOOR, size=28, color=Color.BRAND),
                ft.Text("Một Cửa", theme_style=Type.BRAND, color=Color.BRAND),
            ],
            spacing=Space.M,
        ),
    )


def _rail_place(name: str, intent: Intent, icon: ft.IconData, *, is_active: bool, beside: bool) -> ft.Control:
    ink = Color.BRAND if is_active else Color.INK
    label = ft.Text(name, theme_style=Type.STRONG if is_active else Type.BODY, color=ink, expand=True)
    content = ft.Row([ft.Icon(icon, size=24, color=ink), label], spacing=Space.M)
    if beside:
        ground = Color.BRAND_SOFT if is_active else None
        return AsideButton(content, intent, selected=is_active, bgcolor=ground, padding=_RAIL_PADDING)
    style = _place_style(_RAIL_PADDING, is_active=is_active)
    button = ft.TextButton(on_click=handler(intent), content=content, style=style)
    return ft.Semantics(selected=is_active, content=button)


_RAIL_PADDING = ft.Padding.symmetric(horizontal=12, vertical=12)


def LanguageButton(surroundings: Surroundings, *, pill: bool = False, beside: bool = False) -> ft.Control:
    """Switch to the other language; named in that language, so that whoever needs it can read it."""
    preferences = surroundings.services.preferences
    other, name = ("en", "English") if preferences.state.language == "vi" else ("vi", "Tiếng Việt")
    icon = ft.Icon(ft.Icons.LANGUAGE, size=24, color=Color.INK)
    label = ft.Text(name, theme_style=Type.SMALL_STRONG if pill else Type.BODY, color=Color.INK)
    if beside:
        row = ft.Row([icon, label], spacing=Space.M)
        return AsideButton(row, lambda: preferences.use_language(other), key="language", padding=_RAIL_PADDING)
    style = _place_style(ft.Padding.symmetric(horizontal=14 if pill else 12, vertical=Space.M))
    if pill:
        style.bgcolor = Color.DRAFT_SOFT
        style.shape = ft.RoundedRectangleBorder(radius=Radius.PILL)
    return ft.TextButton(
        key="language",
        on_click=handler(lambda: preferences.use_language(other)),
        content=label if pill else ft.Row([icon, label], spacing=Space.M),
        style=style,
    )


def _place_style(
    padding: ft.PaddingValue, *, is_active: bool = False, alignment: ft.Alignment = ft.Alignment.CENTER_LEFT
) -> ft.ButtonStyle:
    return ft.ButtonStyle(
        padding=padding,
        bgcolor=Color.BRAND_SOFT if is_active else None,
        alignment=alignment,
        shape=ft.RoundedRectangleBorder(radius=Radius.FIELD),
        side={ft.ControlState.FOCUSED: ft.BorderSide(3, Color.ACTION)},
    )
