"""An address that leads nowhere."""

import flet as ft

from views.design import Body, Button, Row, Screen
from views.shared.boundary import page
from views.shared.context import use_text
from views.shared.navigation import to


@page
def NotFoundPage() -> ft.View:
    """Say so, without blame, with the way home."""
    t = use_text()
    return Screen(
        t("There is no such page"),
        [
            Body(t("The address may be old. Your drafts and applications are safe.")),
            Row([Button(t("Go to the home screen"), to("/"))], wrap=True),
        ],
        back="/",
    )
