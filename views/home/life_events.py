"""Life events as drawn tiles, on the home screen and where one browses."""

import flet as ft

from views.design import Tile
from views.home.icons import icon_named
from views.shared.context import Surroundings
from views.shared.navigation import to

NARROW = 360
"""Below this width two tiles stand beside each other instead of three."""


def life_event_tiles(around: Surroundings) -> list[ft.Control]:
    """Return rows of tiles."""
    width = ft.context.page.width
    is_narrow = width is not None and width < NARROW
    columns = 2 if around.is_large_text or is_narrow else 4 if around.layout == "desktop" else 3
    tiles = [
        Tile(
            around.text.text(event.title),
            icon_named(event.icon),
            to(f"/search?event={event.id}"),
            drawing=event.id,
            key=f"event-{event.id}",
        )
        for event in around.services.catalogue.life_events()
    ]
    return [_row(tiles[start : start + columns], columns) for start in range(0, len(tiles), columns)]


def _row(tiles: list[ft.Control], columns: int) -> ft.Control:
    gaps: list[ft.Control] = [ft.Container(expand=1) for _ in range(columns - len(tiles))]
    return ft.Row([*tiles, *gaps], spacing=10, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
