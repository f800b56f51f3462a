"""An identity card that a terminal's scanner read inside a form, wherever the focus was."""

from collections.abc import Callable

import flet as ft

from app.i18n import Translator
from forms.id_card import IdCard, read_id_card
from views.design import Body, Button, Card, Space, Strong
from views.kiosk.watch import over_everything
from views.scanning.fillable import Fillable
from views.scanning.reading import card_read
from views.scanning.screen_model import ScanModel
from views.scanning.state import Read
from views.shared.boundary import view
from views.shared.context import use_surroundings
from views.shared.hooks import use_once, use_subscription, use_value


def below_each_other(parts: list[ft.Control]) -> ft.Control:
    """Return what a dialog holds, as high as its parts are."""
    return ft.Column(parts, spacing=Space.L, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@view
def HeardCard(whose: tuple[tuple[str, str], ...], step: Fillable) -> ft.Control:
    """Nothing, until a card is scanned: then the card over everything, to be agreed to.

    Args:
        whose: The people of the step whose card may be meant, and what each is called; one alone needs no name.
        step: The questions that are filled in.
    """
    around = use_surroundings()
    services, t = around.services, around.text
    places = services.catalogue.places
    model, _ = use_value(use_once(lambda: ScanModel(services.device, places)))
    chosen, choose = use_value("")
    scanner = services.scanner

    def take(text: str) -> bool:
        card = read_id_card(text, is_typed=True)
        if not isinstance(card, IdCard):
            return False
        choose(whose[0][0] if len(whose) == 1 else "")
        model.show(card)
        return True

    use_subscription(lambda: scanner.listen(take) if scanner is not None else lambda: None, whose)
    content: ft.Control | None = None
    if isinstance(model.state, Read):
        holder = step.holder(chosen) if chosen else None
        if holder is None:
            content = _whose(model.state, whose, choose, t=t, put_away=model.put_away)
        else:
            content = card_read(model, model.state, holder, t=t, places=places, step=step)
    ft.use_dialog(
        over_everything(below_each_other([content]), around, name=t("Scanned")) if content is not None else None
    )
    return ft.Container(visible=False)


def _whose(
    read: Read,
    whose: tuple[tuple[str, str], ...],
    choose: Callable[[str], None],
    *,
    t: Translator,
    put_away: Callable[[], None],
) -> ft.Control:
    def of(who: str) -> Callable[[], None]:
        return lambda: choose(who)

    return Card(
        [
            ft.Semantics(live_region=True, container=True, content=Strong(t("Whose card is this?"))),
            Body(read.card.full_name or read.card.number),
            *(
                Button(name, of(who), kind="secondary", key=f"scan-whose-{who}", full=True, autofocus=at == 0)
                for at, (who, name) in enumerate(whose)
            ),
            Button(t("Do not fill in"), put_away, kind="quiet", key="scan-drop"),
        ],
        spacing=10,
        key="scan-whose",
    )
