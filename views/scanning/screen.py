"""A card instead of the keyboard: offered over the questions that it can answer."""

from collections.abc import Mapping

import flet as ft

from app.i18n import Translator
from app.scanning.filling import CardHolder, card_holders
from app.scanning.pictures import can_read_pictures
from forms.flow import Field
from views.design import Button, Card, FieldError, Link, Notice, Row, Small, Stack, Strong, TextInput
from views.forms.screen_model import StepModel
from views.forms.sources import OWN
from views.forms.state import Asking
from views.forms.state import Row as ListRow
from views.platform.camera import CameraPanel, can_take_photos
from views.scanning.fillable import Fillable
from views.scanning.heard import HeardCard
from views.scanning.reading import card_read
from views.scanning.screen_model import ScanModel
from views.scanning.state import Offered, Read, Waiting
from views.scanning.words import problem_words
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_value


def scan_offers(model: StepModel, state: Asking, t: Translator) -> list[ft.Control]:
    """Return the offer to scan, one for each person of the step whose answers are not all there already."""
    holders = [
        holder
        for holder in card_holders(state.step.fields)
        if any(_is_open(field, state.sources) for field in holder.fields.values())
    ]
    names = {holder.who: _name(holder, t) if len(holders) > 1 else "" for holder in holders}
    step = Fillable(model)
    offers = [keyed(f"scan-{holder.who}", ScanOffer, holder, names[holder.who], step) for holder in holders]
    if holders and use_services().scanner is not None:
        whose = tuple((holder.who, names[holder.who]) for holder in holders)
        return [keyed("scan-heard", HeardCard, whose, step), *offers]
    return offers


def scan_offers_in_row(model: StepModel, row: ListRow, at: tuple[str, int], whose: str) -> list[ft.Control]:
    """Return the offer to scan the card of the person whom a row of a list is about.

    Args:
        model: Of the step.
        row: As it is shown.
        at: Pointer of the list and number of the row.
        whose: What the row is called.
    """
    scanned = Fillable(model, *at)
    return [
        keyed(f"scan-{at[0]}/{at[1]}-{holder.who}", ScanOffer, holder, whose, scanned)
        for holder in card_holders(row.fields)
    ]


def _is_open(field: Field, sources: Mapping[str, str]) -> bool:
    """Return whether neither a register nor other answers have given this one."""
    source = sources.get(field.pointer)
    return not field.is_derived if source is None else source in OWN


def _name(holder: CardHolder, t: Translator) -> str:
    first = next(iter(holder.fields.values()))
    return t.text(first.options.get("group")) or t.text(first.short)


@view
def ScanOffer(holder: CardHolder, whose: str, step: Fillable) -> ft.Control:
    """A button; pressed, what reads the card; then the card, to be agreed to."""
    t, services = use_text(), use_services()
    places = services.catalogue.places
    model, _ = use_value(use_once(lambda: ScanModel(services.device, places)))
    scanner = services.scanner
    use_subscription(lambda: scanner.listen(model.take_scanned) if scanner is not None else lambda: None)
    match model.state:
        case Offered(has_filled=has_filled):
            return _offer(model, holder, whose, t=t, has_filled=has_filled)
        case Waiting() as waiting:
            return _waiting(model, waiting, whose, t=t, is_kiosk=services.is_kiosk)
        case Read() as read:
            return card_read(model, read, step.holder(holder.who) or holder, t=t, places=places, step=step)


def _offer(model: ScanModel, holder: CardHolder, whose: str, *, t: Translator, has_filled: bool) -> ft.Control:
    label = t("Scan the identity card: {whose}", whose=whose) if whose else t("Scan the identity card")
    button = Button(label, model.begin, kind="secondary", icon=ft.Icons.QR_CODE_SCANNER, key=f"scan-{holder.who}")
    lines: list[ft.Control] = [ft.Row([button], wrap=True)]
    if has_filled:
        words = t("Filled in from the card. Compare it with the card before you go on.")
        lines.insert(0, Notice("done", "", words, announced=True, key=f"scanned-{holder.who}"))
    return Stack(lines, spacing=8)


def _waiting(model: ScanModel, waiting: Waiting, whose: str, *, t: Translator, is_kiosk: bool) -> ft.Control:
    """A shared terminal has its scanner, and nobody's pictures."""
    title = t("Scan the identity card: {whose}", whose=whose) if whose else t("Scan the identity card")
    lines: list[ft.Control] = [
        Strong(title),
        Small(t("It is read on this device and kept nowhere. Nothing is filled in before you say so.")),
    ]
    if waiting.problem:
        lines.append(FieldError(problem_words(waiting.problem, t, is_kiosk=is_kiosk), key="scan-problem"))
    if waiting.is_camera_open:
        lines.append(
            CameraPanel(
                t("The side of the card with the square code"),
                t("Read the code now"),
                model.read_photo,
                model.close_camera,
                advice=t("The code near, whole and sharp, without glare."),
            )
        )
        return Card(lines, spacing=10, key="scan-waiting")
    if can_read_pictures() and not is_kiosk:
        lines.append(Row(_pictures(model, waiting, t), wrap=True))
    lines.append(
        keyed(
            "scan-text",
            TextInput,
            t("With a hand scanner: scan the code now"),
            "",
            model.type_in,
            hint=t("The scanner types the code here and ends with Enter."),
            on_submit=model.read_typed,
            on_blur=model.read_typed,
            revision=waiting.readings,
            focus=waiting.readings + 1,  # Flet 1.0.5 autofocuses only where nothing has the focus
            field_key="scan-text",
        )
    )
    lines.append(Row([Link(t("Do not scan"), model.put_away, key="scan-close")], wrap=True))
    return Card(lines, spacing=10, key="scan-waiting")


def _pictures(model: ScanModel, waiting: Waiting, t: Translator) -> list[ft.Control]:
    choose = Button(
        t("Choose a picture of the card"),
        model.choose_picture,
        kind="secondary",
        icon=ft.Icons.IMAGE_OUTLINED,
        busy=waiting.is_busy,
        key="scan-picture",
    )
    if not can_take_photos():
        return [choose]
    look = t("Use the camera")
    icon = ft.Icons.PHOTO_CAMERA_OUTLINED
    return [Button(look, model.open_camera, kind="secondary", icon=icon, key="scan-camera"), choose]
