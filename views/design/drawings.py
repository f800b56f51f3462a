"""Our own line drawings (``assets/drawings``): life events and empty states, in the ink of the theme."""

import flet as ft

from views.design.tokens import Color

DRAWINGS = frozenset(
    {
        "bills",
        "business",
        "copies_and_papers",
        "death_of_a_relative",
        "driving",
        "empty_shelf",
        "having_a_child",
        "health_insurance",
        "housing_and_land",
        "marriage",
        "nothing_found",
        "residence",
        "social_support",
        "taxes",
        "work_and_pension",
    }
)
"""Names of the files; a test compares them with the folder."""


def Drawing(drawing: str, *, size: int = 40, color: ft.ColorValue = Color.BRAND) -> ft.Control:
    """Return the drawing of this name, one of ``DRAWINGS``; it says nothing that the words beside it do not."""
    return ft.Image(
        src=f"drawings/{drawing}.svg",
        width=size,
        height=size,
        color=color,
        exclude_from_semantics=True,
        gapless_playback=True,
    )
