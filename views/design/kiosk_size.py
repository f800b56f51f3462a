"""How a kiosk shows what a phone or a desktop shows: the same drawing, so many times larger."""

import flet as ft

from views.shared.context import Surroundings

SHARES = 1000


def magnified(content: ft.Control, surroundings: Surroundings) -> ft.Control:
    """Draw ``content`` so many times larger that it fills the window: letters, targets and spaces alike.

    The height is the client's to share out: a keyboard on the screen takes of it without anything being drawn anew.
    What is drawn comes last and grows upwards: Flutter asks the last child first who is touched, and an empty container
    of Flet 1.0.5 keeps every touch on its place for itself.
    """
    if surroundings.width is None:
        return content
    by, width = surroundings.magnified, surroundings.width
    drawn = ft.Container(
        content=content,
        width=width,
        expand=SHARES,
        scale=ft.Scale(scale=by, alignment=ft.Alignment.BOTTOM_LEFT),
    )
    rest = ft.Container(expand=max(1, round(SHARES * (by - 1))))
    return ft.Column([rest, drawn], spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.START)
