"""A service that the office does not offer at this terminal, met by an address, a code or a link."""

import flet as ft

from views.design import Body, Button, Screen
from views.shared.boundary import page
from views.shared.context import use_services, use_text
from views.shared.navigation import to


@page
def NotOfferedPage(name: str) -> ft.View:
    """Say so, and who helps."""
    kiosk, t = use_services().kiosk, use_text()
    call = [Button(t("Call staff to the terminal"), kiosk.call_staff, key="call", full=True)] if kiosk else []
    return Screen(
        name,
        [Body(t("This terminal does not offer this service. Staff tell you where it is done.")), *call],
        back="/",
        footer=[Button(t("See all services"), to("/search"), kind="secondary", key="all-services", full=True)],
        navigation=False,
    )
