"""Life events as drawn tiles, on the home screen and where one browses."""

from collections.abc import Sequence

import flet as ft

from forms.procedure import LifeEvent
from views.design import Tile
from views.design.frame_parts import READING_WIDTH, SIDE_WIDTH
from views.design.places import rail_width
from views.home.icons import icon_named
from views.shared.context import Surroundings
from views.shared.navigation import to

GAP = 10
NARROW = 360
"""Below this width two tiles stand beside each other instead of three."""
TEXT_SIZE, LINE_HEIGHT = 14.0, 1.5
AROUND_LABEL = 2 * 14 + 40 + 8 + 2
"""What a tile is high without its label."""
NARROW_SIGNS, WIDE_SIGNS = frozenset("fijlrt I.,()"), frozenset("mwMW")


def life_event_tiles(around: Surroundings, *, only: Sequence[str] = ()) -> list[ft.Control]:
    """Return rows of tiles, each row as high as its longest label needs.

    Args:
        around: What the screen is rendered in.
        only: The life events to show, in this order, those that there are; empty: all.

    Fewer tiles stand beside each other where a word would be broken. The height is reckoned here: a row that measures
    itself (``intrinsic_height``) cuts off the last line of a label in Flet 1.0.5 when that begins by a hair.
    """
    width = around.width or ft.context.page.width or NARROW
    columns = 2 if around.is_large_text or width < NARROW else 4 if around.layout == "desktop" and not only else 3
    events = _chosen(around.services.catalogue.life_events(), only)
    labels = [around.text.text(event.title) for event in events]
    scale = around.services.preferences.state.text_scale
    longest = max((em_of(word) for label in labels for word in label.split()), default=0.0)
    while columns > 1 and longest > _width_em(columns, width, around):
        columns -= 1
    lines = [lines_of(label, _width_em(columns, width, around)) for label in labels]
    heights = [max(lines[start : start + columns]) for start in range(0, len(lines), columns) for _ in range(columns)]
    tiles = [
        Tile(
            label,
            icon_named(event.icon),
            to(f"/search?event={event.id}"),
            drawing=event.id,
            height=round(AROUND_LABEL + height * TEXT_SIZE * LINE_HEIGHT * scale),
            key=f"event-{event.id}",
        )
        for event, label, height in zip(events, labels, heights, strict=False)
    ]
    return [_row(tiles[start : start + columns], columns) for start in range(0, len(tiles), columns)]


def _chosen(events: Sequence[LifeEvent], only: Sequence[str]) -> Sequence[LifeEvent]:
    by_id = {event.id: event for event in events}
    return [by_id[name] for name in only if name in by_id] if only else events


def _width_em(columns: int, width: float, around: Surroundings) -> float:
    """Return how wide a tile is inside, in sizes of its letters, where so many stand beside each other."""
    inner = (column_width(width, around) - GAP * (columns - 1)) / columns - 18
    return inner / (TEXT_SIZE * around.services.preferences.state.text_scale)


def column_width(width: float, around: Surroundings) -> float:
    """Return how wide the column of a screen is in a window of this width (``views/design/frame.py``)."""
    if around.services.is_kiosk:
        return width - 48 if around.layout == "phone" else READING_WIDTH
    if around.layout == "phone":
        return width - 32
    if around.layout == "tablet":
        return width - 96
    beside = rail_width(around) + (SIDE_WIDTH + 2 if around.is_wide else 0)
    return min(READING_WIDTH if around.is_wide else width, width - beside - 96)


def lines_of(label: str, width_em: float) -> int:
    """Return into how many lines words fall that are broken at spaces; a word longer than a line is broken itself."""
    lines, used = 1, 0.0
    for word in label.split():
        length = em_of(word)
        if used and used + 0.25 + length > width_em:
            lines, used = lines + 1, 0.0
        used += length + (0.25 if used else 0.0)
        while used > width_em > 1:
            lines, used = lines + 1, used - width_em
    return lines


def em_of(word: str) -> float:
    """Return how wide a word is, in sizes of the font."""
    return sum(_em(sign) for sign in word)


def _em(sign: str) -> float:
    """Return how wide a letter of Be Vietnam Pro is, in sizes of the font, rather too much than too little."""
    if sign in NARROW_SIGNS:
        return 0.42
    return 0.92 if sign in WIDE_SIGNS else 0.74 if sign.isupper() else 0.61


def _row(tiles: list[ft.Control], columns: int) -> ft.Control:
    gaps: list[ft.Control] = [ft.Container(expand=1) for _ in range(columns - len(tiles))]
    return ft.Row([*tiles, *gaps], spacing=GAP)
