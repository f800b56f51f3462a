"""Bringing a part of the screen into sight."""

import flet as ft

from views.shared.hooks import use_once


class Scroller:
    """Scrolls the body of one screen; parts to scroll to have ``key=ft.ScrollKey("name")``."""

    def __init__(self) -> None:
        self.column: ft.Ref[ft.Column] = ft.Ref()

    async def to_part(self, name: str) -> None:
        """Bring the part named ``name`` into sight."""
        if self.column.current is not None:
            await self.column.current.scroll_to(scroll_key=name, duration=150)

    async def to_top(self) -> None:
        """Bring the beginning into sight: a new error summary stands there."""
        if self.column.current is not None:
            await self.column.current.scroll_to(offset=0, duration=150)


def use_scroller() -> Scroller:
    """Return the scroller of this screen, to be given to ``Screen(scroller=...)``."""
    return use_once(Scroller)
