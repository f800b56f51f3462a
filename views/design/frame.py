"""The frame of every screen: bottom navigation on a phone, a rail and a side panel on a desktop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import flet as ft

from views.design.buttons import AsideButton, IconButton
from views.design.text import Small, Title
from views.design.tokens import Color, Radius, Space, Type
from views.shared.context import Surroundings, use_surroundings
from views.shared.events import Intent, handler
from views.shared.hooks import use_task
from views.shared.navigation import to
from views.shared.scrolling import Scroller

Place = Literal["home", "applications", "pay", "documents", "account"]

RAIL_WIDTH = 232
SIDE_WIDTH = 320
READING_WIDTH = 680


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a screen put into its frame."""

    title: str
    body: Sequence[ft.Control]
    header: str
    back: str | None
    above: Sequence[ft.Control]
    actions: Sequence[ft.Control]
    side: Sequence[ft.Control]
    footer: Sequence[ft.Control]
    active: Place
    has_navigation: bool
    is_form: bool
    is_title_shown: bool
    scroller: Scroller | None
    status: ft.Control | None


def Screen(
    title: str,
    body: Sequence[ft.Control],
    *,
    header: str = "",
    back: str | None = None,
    above: Sequence[ft.Control] = (),
    actions: Sequence[ft.Control] = (),
    side: Sequence[ft.Control] = (),
    footer: Sequence[ft.Control] = (),
    active: Place = "home",
    navigation: bool = True,
    form: bool = False,
    show_title: bool = True,
    scroller: Scroller | None = None,
    status: ft.Control | None = None,
) -> ft.View:
    """Return the view of a route, to be returned by a ``@page`` component.

    Args:
        title: Heading level 1 and title of the browser's tab.
        body: Parts below each other, 16 px apart, in one scrolling column.
        header: Words beside the back arrow ("Step 3 of 6 · The mother").
        back: Route the back arrow leads to; None draws no arrow.
        above: Drawn before the title: progress, pill, error summary.
        actions: Icon buttons at the end of the header.
        side: The side panel of a wide window; below the body elsewhere.
        footer: The primary action and what belongs to it; sticks to the bottom on a phone, follows the body on a
            desktop and at large text.
        active: The place of the navigation this screen belongs to.
        navigation: False hides the bottom navigation on a phone (inside a form, where the footer is).
        form: Fields follow each other: the rail of a desktop is then no stop of the Tab key, which would go to its
            places between the fields.
        show_title: False when ``body`` draws its own heading.
        scroller: Lets the screen scroll to a part (``use_scroller()``).
        status: A live status at the end of the header ("Saved 10:42").
    """
    parts = _Parts(
        title, body, header, back, above, actions, side, footer, active, navigation, form, show_title, scroller, status
    )
    return ft.View(
        route=ft.context.page.route,
        padding=0,
        spacing=0,
        bgcolor=Color.PAPER,
        controls=[ft.SafeArea(content=_Frame(parts), expand=True, minimum_padding=0)],
    )


@ft.component
def _Frame(parts: _Parts) -> ft.Control:
    surroundings = use_surroundings()
    page = ft.context.page

    async def name_the_tab() -> None:
        page.title = f"{parts.title} · Một Cửa"
        page.update()

    use_task(name_the_tab, parts.title)
    if surroundings.layout == "desktop":
        return _desktop(parts, surroundings)
    return _phone(parts, surroundings)


def _phone(parts: _Parts, surroundings: Surroundings) -> ft.Control:
    """One column; at large text nothing sticks: band, footer and navigation take their turn in it."""
    sticks = not surroundings.is_large_text
    horizontal = 48 if surroundings.layout == "tablet" else Space.L
    band = [_trial_band(surroundings)] if parts.back is None else []
    footer = [_footer(parts.footer, horizontal=horizontal)] if parts.footer else []
    navigation = [_bottom_navigation(parts.active, surroundings)] if parts.has_navigation else []
    inside = [*_top(parts, surroundings), *parts.body]
    if not sticks:
        inside = [*band, *inside, *parts.footer]
    inside.extend([*parts.side, *_permanent_notices(parts, surroundings)])
    if not sticks and parts.has_navigation:
        inside.append(ft.Column(_rail_places(parts.active, surroundings), spacing=0))
    top = Space.S if parts.back else Space.L
    body = _scrolling(inside, parts, horizontal=horizontal, top=top)
    rows = [*band, body, *footer, *navigation] if sticks else [body]
    return ft.Column(rows, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _desktop(parts: _Parts, surroundings: Surroundings) -> ft.Control:
    has_panel = bool(parts.side) and surroundings.is_wide
    inside = [*_top(parts, surroundings), *parts.body]
    if parts.footer:
        inside.append(ft.Row(list(parts.footer), spacing=Space.M, wrap=True, run_spacing=Space.M))
    if not has_panel:
        inside.extend(parts.side)
    inside.extend(_permanent_notices(parts, surroundings))
    columns: list[ft.Control] = [
        _rail(parts.active, surroundings, beside=parts.is_form),
        ft.Container(width=1, bgcolor=Color.HAIRLINE),
        ft.Column(
            [_trial_band(surroundings), _scrolling(inside, parts, horizontal=48, top=28, width=_width(surroundings))],
            spacing=0,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    ]
    if has_panel:
        columns.append(_panel(parts.side))
    return ft.Row(columns, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _width(surroundings: Surroundings) -> int | None:
    return READING_WIDTH if surroundings.is_wide else None


def _top(parts: _Parts, surroundings: Surroundings) -> list[ft.Control]:
    t = surroundings.text
    rows: list[ft.Control] = []
    head: list[ft.Control] = []
    if parts.back is not None:
        head.append(IconButton(ft.Icons.ARROW_BACK, t("Back"), to(parts.back), key="back"))
    if parts.header:
        head.append(ft.Container(content=Small(parts.header), expand=True))
    elif parts.status is not None or parts.actions:
        head.append(ft.Container(expand=True))
    if parts.status is not None and not surroundings.is_large_text:
        head.append(parts.status)
    head.extend(parts.actions)
    if head:
        margin = ft.Margin.only(left=-Space.M) if parts.back is not None else None
        rows.append(ft.Container(content=ft.Row(head, spacing=Space.XS), margin=margin))
    if parts.status is not None and surroundings.is_large_text:
        rows.append(parts.status)
    rows.extend(parts.above)
    if parts.is_title_shown:
        rows.append(Title(parts.title, wide=surroundings.layout == "desktop"))
    return rows


def _permanent_notices(parts: _Parts, surroundings: Surroundings) -> list[ft.Control]:
    if parts.back is not None:
        return []
    t = surroundings.text
    return [
        ft.Row(
            [ft.Icon(ft.Icons.LOCK_OPEN, size=18, color=Color.WAITING), ft.Container(Small(t(notice)), expand=True)],
            spacing=Space.S,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for notice in surroundings.services.notices()
    ]


def _scrolling(
    inside: Sequence[ft.Control], parts: _Parts, *, horizontal: int, top: int, width: int | None = None
) -> ft.Control:
    column = ft.Column(list(inside), spacing=Space.L, width=width, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    padding = ft.Padding.only(left=horizontal, right=horizontal, top=top, bottom=Space.XL)
    # a task that ends (review -> submitted) begins at the top again, for assistive technology too
    return ft.Column(
        [ft.Container(content=column, padding=padding, alignment=ft.Alignment.TOP_LEFT)],
        key="place" if parts.has_navigation else "task",
        ref=parts.scroller.column if parts.scroller is not None else None,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _footer(controls: Sequence[ft.Control], *, horizontal: int) -> ft.Control:
    return ft.Container(
        bgcolor=Color.PAPER,
        border=ft.Border.only(top=ft.BorderSide(1, Color.HAIRLINE)),
        padding=ft.Padding.symmetric(horizontal=horizontal, vertical=Space.M),
        content=ft.Column(list(controls), spacing=Space.S, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )


def _panel(side: Sequence[ft.Control]) -> ft.Control:
    inside = ft.Column(list(side), spacing=Space.L, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(
        width=SIDE_WIDTH,
        bgcolor=ft.Colors.with_opacity(0.45, Color.SURFACE),
        border=ft.Border.only(left=ft.BorderSide(1, Color.HAIRLINE)),
        content=ft.Column(
            [ft.Container(content=inside, padding=ft.Padding.symmetric(horizontal=26, vertical=36))],
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _trial_band(surroundings: Surroundings) -> ft.Control:
    t = surroundings.text
    words = t("Trial version, not connected to any state agency.")
    text = ft.Text(words, theme_style=Type.TINY, color=Color.TRIAL, expand=True)
    return ft.Container(
        bgcolor=Color.TRIAL_SOFT,
        padding=ft.Padding.symmetric(horizontal=18, vertical=5),
        content=ft.Row([ft.Icon(ft.Icons.SCIENCE_OUTLINED, size=16, color=Color.TRIAL), text], spacing=Space.S),
    )


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


def _bottom_navigation(active: Place, surroundings: Surroundings) -> ft.Control:
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


def _rail_places(active: Place, surroundings: Surroundings, *, beside: bool = False) -> list[ft.Control]:
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


def _rail(active: Place, surroundings: Surroundings, *, beside: bool) -> ft.Control:
    places = _rail_places(active, surroundings, beside=beside)
    language = LanguageButton(surroundings, beside=beside)
    return ft.Container(
        width=RAIL_WIDTH,
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
