"""How a kiosk shows what a phone or a desktop shows: the same drawing, so many times larger."""

import flet as ft

from views.shared.context import Surroundings


def magnified(content: ft.Control, surroundings: Surroundings) -> ft.Control:
    """Draw ``content`` so many times larger that it fills the window: letters, targets and spaces alike."""
    if surroundings.size is None:
        return content
    width, height = surroundings.size
    drawn = ft.Container(
        content=content,
        left=0,
        top=0,
        width=width,
        height=height,
        scale=ft.Scale(scale=surroundings.magnified, alignment=ft.Alignment.TOP_LEFT),
    )
    return ft.Stack([drawn], expand=True)
