"""Life events as drawn tiles, on the home screen and where one browses."""

import flet as ft

from views.design import Tile
from views.home.icons import icon_named
from views.shared.context import Surroundings
from views.shared.navigation import to

GAP = 10
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
    """Return tiles as high as the highest of them.

    The gaps are controls: ``spacing`` is forgotten in Flet 1.0.5 when the height of a row is measured, so that tiles
    count as wider than they are and the last line of a label is cut off.
    """
    beside: list[ft.Control] = []
    for tile in (*tiles, *(ft.Container(expand=1) for _ in range(columns - len(tiles)))):
        beside += [ft.Container(width=GAP), tile] if beside else [tile]
    return ft.Row(beside, spacing=0, intrinsic_height=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
