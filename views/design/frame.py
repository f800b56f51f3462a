"""The frame of every screen: bottom navigation on a phone, a rail and a side panel on a desktop, a bar at a kiosk."""

from collections.abc import Sequence

import flet as ft

from views.design.frame_parts import (
    READING_WIDTH,
    head_rows,
    permanent_notices,
    scrolling,
    side_panel,
    sticky_footer,
    trial_band,
)
from views.design.places import bottom_navigation, rail, rail_places
from views.design.tokens import Color, Space
from views.design.unforeseen import UnforeseenNotice
from views.shared.boundary import keyed
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_task
from views.shared.parts import Parts, Place
from views.shared.scrolling import Scroller


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
    sticks: bool = False,
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
        sticks: The footer sticks to the bottom on a desktop too, for a long page that is read in parts.
    """
    parts = Parts(
        title, body, header, back, above, actions, side, footer, active, navigation, form, show_title, scroller, status,
        sticks,
    )  # fmt: skip
    return ft.View(
        route=ft.context.page.route,
        padding=0,
        spacing=0,
        bgcolor=Color.PAPER,
        controls=[ft.SafeArea(content=_Frame(parts), expand=True, minimum_padding=0)],
    )


@ft.component
def _Frame(parts: Parts) -> ft.Control:
    surroundings = use_surroundings()
    page = ft.context.page

    async def name_the_tab() -> None:
        page.title = f"{parts.title} · Một Cửa"
        page.update()

    use_task(name_the_tab, parts.title)
    if surroundings.frame is not None:
        return surroundings.frame(parts, surroundings)
    if surroundings.layout == "desktop":
        return _desktop(parts, surroundings)
    return _phone(parts, surroundings)


def _phone(parts: Parts, surroundings: Surroundings) -> ft.Control:
    """One column; at large text nothing sticks: band, footer and navigation take their turn in it."""
    sticks = not surroundings.is_large_text
    horizontal = 48 if surroundings.layout == "tablet" else Space.L
    band = [trial_band(surroundings)] if parts.back is None else []
    footer = [sticky_footer(parts.footer, horizontal=horizontal)] if parts.footer else []
    navigation = [bottom_navigation(parts.active, surroundings)] if parts.has_navigation else []
    inside = [*head_rows(parts, surroundings), *parts.body]
    if not sticks:
        inside = [*band, *inside, *parts.footer]
    inside.extend([*parts.side, *permanent_notices(parts, surroundings)])
    if not sticks and parts.has_navigation:
        inside.append(ft.Column(rail_places(parts.active, surroundings), spacing=0))
    body = scrolling(inside, parts, horizontal=horizontal, top=Space.S if parts.back else Space.L)
    told = keyed("told", UnforeseenNotice)
    rows = [*band, body, told, *footer, *navigation] if sticks else [body, told]
    return ft.Column(rows, spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _desktop(parts: Parts, surroundings: Surroundings) -> ft.Control:
    has_panel = bool(parts.side) and surroundings.is_wide
    width = READING_WIDTH if surroundings.is_wide else None
    inside = [*head_rows(parts, surroundings), *parts.body]
    footer = [ft.Row(list(parts.footer), spacing=Space.M, wrap=True, run_spacing=Space.M)] if parts.footer else []
    sticks = parts.sticks and not surroundings.is_large_text
    if not sticks:
        inside.extend(footer)
    if not has_panel:
        inside.extend(parts.side)
    inside.extend(permanent_notices(parts, surroundings))
    below = [sticky_footer(footer, horizontal=48)] if footer and sticks else []
    columns: list[ft.Control] = [
        rail(parts.active, surroundings, beside=parts.is_form),
        ft.Container(width=1, bgcolor=Color.HAIRLINE),
        ft.Column(
            [
                trial_band(surroundings),
                scrolling(inside, parts, horizontal=48, top=28, width=width),
                keyed("told", UnforeseenNotice),
                *below,
            ],
            spacing=0,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    ]
    if has_panel:
        columns.append(side_panel(parts.side))
    return ft.Row(columns, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
