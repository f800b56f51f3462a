"""One person, one active window: a newer tab takes over, the older one says so and writes nothing."""

import flet as ft

from views.design.buttons import Button
from views.design.text import Body, Title
from views.design.tokens import Color, Space
from views.shared.boundary import page
from views.shared.context import use_text


class OneWindow(ft.Observable):
    """Which session is the active one."""

    def __init__(self) -> None:
        self.state = ""

    def activate(self, session: str) -> None:
        """Make ``session`` the active one; every other gives up its screens."""
        self.state = session


@page
def OpenElsewhere(window: OneWindow, session: str) -> ft.View:
    """What an older tab shows."""
    t = use_text()
    return ft.View(
        route=ft.context.page.route,
        bgcolor=Color.PAPER,
        padding=Space.XL,
        vertical_alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Column(
                [
                    ft.Icon(ft.Icons.TAB, size=48, color=Color.BRAND),
                    Title(t("Open in another tab")),
                    Body(t("Everything you filled in is kept. Go on in the other tab, or here.")),
                    Button(t("Go on here"), lambda: window.activate(session), key="take-over"),
                ],
                spacing=Space.L,
                width=420,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            )
        ],
    )
