"""What frames are made of: the head of a screen, its scrolling body, footer, side panel, and what always stands."""

from collections.abc import Sequence

import flet as ft

from views.design.buttons import IconButton
from views.design.signs import Sign
from views.design.text import Small, Title
from views.design.tokens import Color, Space, Type
from views.shared.context import Surroundings
from views.shared.navigation import to
from views.shared.parts import Parts

SIDE_WIDTH = 320
READING_WIDTH = 680


def head_rows(parts: Parts, surroundings: Surroundings, *, has_back: bool = True) -> list[ft.Control]:
    """Return what stands above the body: the way back, words of the header, actions, status, title."""
    t = surroundings.text
    rows: list[ft.Control] = []
    head: list[ft.Control] = []
    back = parts.back if has_back else None
    if back is not None:
        head.append(IconButton(ft.Icons.ARROW_BACK, t("Back"), to(back), key="back"))
    if parts.header:
        head.append(ft.Container(content=Small(parts.header), expand=True))
    elif parts.status is not None or parts.actions:
        head.append(ft.Container(expand=True))
    if parts.status is not None and not surroundings.is_large_text:
        head.append(parts.status)
    head.extend(parts.actions)
    if head:
        margin = ft.Margin.only(left=-Space.M) if back is not None else None
        rows.append(ft.Container(content=ft.Row(head, spacing=Space.XS), margin=margin))
    if parts.status is not None and surroundings.is_large_text:
        rows.append(parts.status)
    rows.extend(parts.above)
    if parts.is_title_shown:
        rows.append(Title(parts.title, wide=surroundings.layout == "desktop"))
    return rows


def permanent_notices(parts: Parts, surroundings: Surroundings) -> list[ft.Control]:
    """Return the notices that stand as long as they are so, on the places of the app."""
    if parts.back is not None:
        return []
    t = surroundings.text
    return [
        ft.Row(
            [Sign(ft.Icons.LOCK_OPEN, size=18, color=Color.WAITING), ft.Container(Small(t(notice)), expand=True)],
            spacing=Space.S,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for notice in surroundings.services.notices()
    ]


def scrolling(
    inside: Sequence[ft.Control],
    parts: Parts,
    *,
    horizontal: int,
    top: int,
    width: int | None = None,
    centred: bool = False,
) -> ft.Control:
    """Return the one scrolling column of a screen."""
    column = ft.Column(list(inside), spacing=Space.L, width=width, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    padding = ft.Padding.only(left=horizontal, right=horizontal, top=top, bottom=Space.XL)
    alignment = ft.Alignment.TOP_CENTER if centred else ft.Alignment.TOP_LEFT
    # a task that ends (review -> submitted) begins at the top again, for assistive technology too
    return ft.Column(
        [ft.Container(content=column, padding=padding, alignment=alignment)],
        key="place" if parts.has_navigation else "task",
        ref=parts.scroller.column if parts.scroller is not None else None,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def sticky_footer(controls: Sequence[ft.Control], *, horizontal: int, width: int | None = None) -> ft.Control:
    """Return the primary action and what belongs to it, at the lower edge; ``width`` wide in the middle."""
    return ft.Container(
        bgcolor=Color.PAPER,
        border=ft.Border.only(top=ft.BorderSide(1, Color.HAIRLINE)),
        padding=ft.Padding.symmetric(horizontal=horizontal, vertical=Space.M),
        alignment=None if width is None else ft.Alignment.TOP_CENTER,
        content=ft.Column(
            list(controls), width=width, spacing=Space.S, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        ),
    )


def side_panel(side: Sequence[ft.Control], *, width: int = SIDE_WIDTH) -> ft.Control:
    """Return the panel beside the body of a wide window."""
    inside = ft.Column(list(side), spacing=Space.L, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(
        width=width,
        bgcolor=ft.Colors.with_opacity(0.45, Color.SURFACE),
        border=ft.Border.only(left=ft.BorderSide(1, Color.HAIRLINE)),
        content=ft.Column(
            [ft.Container(content=inside, padding=ft.Padding.symmetric(horizontal=26, vertical=36))],
            scroll=ft.ScrollMode.AUTO,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def trial_band(surroundings: Surroundings) -> ft.Control:
    """Return the band that says that this is a trial."""
    t = surroundings.text
    words = t("Trial version, not connected to any state agency.")
    text = ft.Text(words, theme_style=Type.TINY, color=Color.TRIAL, expand=True)
    return ft.Container(
        bgcolor=Color.TRIAL_SOFT,
        padding=ft.Padding.symmetric(horizontal=18, vertical=5),
        content=ft.Row([Sign(ft.Icons.SCIENCE_OUTLINED, size=16, color=Color.TRIAL), text], spacing=Space.S),
    )
