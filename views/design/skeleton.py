"""What stands where text will be: the page does not jump when data arrives."""

import flet as ft

from views.design.cards import Card
from views.design.tokens import Color, Space


def Skeleton(*, lines: int = 3, cards: int = 1, label: str = "") -> ft.Control:
    """Grey lines in cards; ``label`` ("Loading") is spoken instead."""
    drawn = ft.Column(
        [Card([_line(width) for width in _WIDTHS[:lines]], spacing=Space.M) for _ in range(cards)],
        spacing=Space.M,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Semantics(label=label, exclude_semantics=True, content=drawn)


_WIDTHS = (220, 280, 160, 240, 200, 120)


def _line(width: int) -> ft.Control:
    return ft.Row([ft.Container(width=width, height=14, bgcolor=Color.HAIRLINE, border_radius=7)])
