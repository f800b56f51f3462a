"""Going from screen to screen by route."""

from collections.abc import Callable

import flet as ft

Navigate = Callable[[str], None]


def to(route: str) -> Callable[[], None]:
    """Return the intent of going to ``route``."""
    return lambda: go(route)


def go(route: str) -> None:
    """Show the screen of ``route``."""
    ft.context.page.navigate(route)
