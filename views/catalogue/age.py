"""How old the catalogue is, and what is wrong with it: said wherever figures are read from it."""

from typing import Final

import flet as ft

from app.catalogue.trouble import Trouble
from app.i18n import N_
from views.design import Color, Notice, Sign, Small, Space, Stack
from views.shared.boundary import view
from views.shared.context import use_surroundings
from views.shared.hooks import use_redraw, use_subscription

TROUBLES: Final = {
    Trouble.DAMAGED: N_(
        "The catalogue kept here was damaged. The one that came with the app is used; nothing of yours is lost."
    ),
    Trouble.UNUSABLE: N_("An update of the catalogue could not be used. The last good one is shown."),
    Trouble.NOT_KEPT: N_("An update of the catalogue could not be stored. It is used until the app is closed."),
}


@view
def CatalogueAge() -> ft.Control:
    """The day of the catalogue, when the portal last confirmed it, and trouble where there is any."""
    around = use_surroundings()
    t, formats, catalogue = around.text, around.formats, around.services.catalogue
    redraw = use_redraw()
    use_subscription(lambda: catalogue.subscribe(redraw))
    words = t("Catalogue of {date}.", date=formats.date(catalogue.built_on))
    if catalogue.refreshed_at is not None:
        ago = formats.age(catalogue.refreshed_at, now=around.services.clock())
        words = f"{words} {t('Compared with the portal {ago}.', ago=ago)}"
    line = ft.Row(
        [Sign(ft.Icons.UPDATE, size=18, color=Color.MUTED), ft.Container(Small(words), expand=True)],
        spacing=Space.S,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    trouble = catalogue.trouble
    notices: list[ft.Control] = [Notice("waiting", "", t(TROUBLES[trouble]), key="trouble")] if trouble else []
    return Stack([*notices, line], spacing=Space.S)
