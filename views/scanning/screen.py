"""A card instead of the keyboard: offered over the questions that it can answer."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import flet as ft

from app.i18n import Translator
from app.scanning.filling import SOURCE, CardHolder, card_holders, card_values
from app.scanning.pictures import can_read_pictures
from forms.flow import Field
from forms.places import Places
from views.design import (
    Body,
    Button,
    Card,
    Choice,
    ChoiceGroup,
    FieldError,
    Link,
    Notice,
    Row,
    Small,
    Stack,
    Strong,
    TextInput,
)
from views.forms.screen_model import StepModel
from views.forms.sources import OWN
from views.forms.state import Asking
from views.forms.state import Row as ListRow
from views.platform.camera import CameraPanel, can_take_photos
from views.scanning.reading import facts_read
from views.scanning.screen_model import ScanModel
from views.scanning.state import Offered, Read, Waiting
from views.scanning.words import problem_words
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_value

_MOST_CANDIDATES = 8
"""So many communes can be chosen from here; of more the form's own field asks, which can be searched."""


def scan_offers(model: StepModel, state: Asking, t: Translator) -> list[ft.Control]:
    """Return the offer to scan, one for each person of the step whose answers are not all there already."""
    holders = [
        holder
        for holder in card_holders(state.step.fields)
        if any(_is_open(field, state.sources) for field in holder.fields.values())
    ]
    names = {holder.who: _name(holder, t) if len(holders) > 1 else "" for holder in holders}
    step = _Scanned(model)
    return [keyed(f"scan-{holder.who}", ScanOffer, holder, names[holder.who], step) for holder in holders]


def scan_offers_in_row(model: StepModel, row: ListRow, at: tuple[str, int], whose: str) -> list[ft.Control]:
    """Return the offer to scan the card of the person whom a row of a list is about.

    Args:
        model: Of the step.
        row: As it is shown.
        at: Pointer of the list and number of the row.
        whose: What the row is called.
    """
    scanned = _Scanned(model, *at)
    return [
        keyed(f"scan-{at[0]}/{at[1]}-{holder.who}", ScanOffer, holder, whose, scanned)
        for holder in card_holders(row.fields)
    ]


def _is_open(field: Field, sources: Mapping[str, str]) -> bool:
    """Return whether neither a register nor other answers have given this one."""
    source = sources.get(field.pointer)
    return not field.is_derived if source is None else source in OWN


class _Scanned:
    """The questions that a card answers, of a step or of a row, as they are handed to the offer.

    Flet 1.0.5 subscribes a component to every observable among its arguments; only the step's page subscribes.
    """

    def __init__(self, model: StepModel, pointer: str = "", index: int = 0) -> None:
        self._model = model
        self._pointer = pointer
        self._index = index

    def holder(self, who: str) -> CardHolder | None:
        """Return the person's fields as they are shown now."""
        return next((one for one in card_holders(self._fields()) if one.who == who), None)

    def fill(self, who: str, read: Read) -> None:
        """Fill in what the card says, then what is asked only because of that; in a row it is as if typed."""
        filled: set[str] = set()
        for _ in range(2):
            holder = self.holder(who)
            values = card_values(read.card, read.address, holder) if holder else {}
            fresh = {pointer: value for pointer, value in values.items() if pointer not in filled}
            filled |= fresh.keys()
            if fresh:
                sources = {pointer: "" if self._pointer else _source(value) for pointer, value in fresh.items()}
                self._model.take_over({pointer: (value, sources[pointer]) for pointer, value in fresh.items()})

    def _fields(self) -> Sequence[Field]:
        if self._pointer:
            rows = self._model.cards_at(self._pointer)
            return rows[self._index].fields if self._index < len(rows) else ()
        state = self._model.state
        return state.step.fields if isinstance(state, Asking) else ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Scanned) and other._key() == self._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[int, str, int]:
        return id(self._model), self._pointer, self._index


def _source(value: Any) -> str:
    """Return the source to show; an address without its commune is still asked."""
    return "" if isinstance(value, Mapping) and not value.get("commune") else SOURCE


def _name(holder: CardHolder, t: Translator) -> str:
    first = next(iter(holder.fields.values()))
    return t.text(first.options.get("group")) or t.text(first.short)


@view
def ScanOffer(holder: CardHolder, whose: str, step: _Scanned) -> ft.Control:
    """A button; pressed, what reads the card; then the card, to be agreed to."""
    t, services = use_text(), use_services()
    places = services.catalogue.places
    model, _ = use_value(use_once(lambda: ScanModel(services.device, places)))
    match model.state:
        case Offered(has_filled=has_filled):
            return _offer(model, holder, whose, t=t, has_filled=has_filled)
        case Waiting() as waiting:
            return _waiting(model, waiting, whose, t=t, takes_pictures=can_read_pictures() and not services.is_kiosk)
        case Read() as read:
            return _read(model, read, step.holder(holder.who) or holder, t=t, places=places, step=step)


def _offer(model: ScanModel, holder: CardHolder, whose: str, *, t: Translator, has_filled: bool) -> ft.Control:
    label = t("Scan the identity card: {whose}", whose=whose) if whose else t("Scan the identity card")
    button = Button(label, model.begin, kind="secondary", icon=ft.Icons.QR_CODE_SCANNER, key=f"scan-{holder.who}")
    lines: list[ft.Control] = [ft.Row([button], wrap=True)]
    if has_filled:
        words = t("Filled in from the card. Compare it with the card before you go on.")
        lines.insert(0, Notice("done", "", words, announced=True, key=f"scanned-{holder.who}"))
    return Stack(lines, spacing=8)


def _waiting(model: ScanModel, waiting: Waiting, whose: str, *, t: Translator, takes_pictures: bool) -> ft.Control:
    """A shared terminal has its scanner, and nobody's pictures."""
    title = t("Scan the identity card: {whose}", whose=whose) if whose else t("Scan the identity card")
    lines: list[ft.Control] = [
        Strong(title),
        Small(t("It is read on this device and kept nowhere. Nothing is filled in before you say so.")),
    ]
    if waiting.problem:
        lines.append(FieldError(problem_words(waiting.problem, t), key="scan-problem"))
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
    if takes_pictures:
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


def _read(
    model: ScanModel, read: Read, holder: CardHolder, *, t: Translator, places: Places, step: _Scanned
) -> ft.Control:
    values = card_values(read.card, read.address, holder)

    def agree() -> None:
        step.fill(holder.who, read)
        model.put_away(has_filled=True)

    lines: list[ft.Control] = [
        ft.Semantics(live_region=True, container=True, content=Strong(t("The card says"))),
        *(Stack([Small(fact.name), Body(fact.value)], spacing=0) for fact in facts_read(holder, values, places, t)),
        *_residence(model, read, holder, t=t),
        Row(
            [
                Button(t("Fill in these answers"), agree, kind="secondary", key="scan-agree", autofocus=True),
                Button(t("Do not fill in"), model.put_away, kind="quiet", key="scan-drop"),
            ],
            wrap=True,
        ),
        Small(t("It replaces what stands in these fields now.")),
    ]
    return Card(lines, spacing=10, key="scan-read")


def _residence(model: ScanModel, read: Read, holder: CardHolder, *, t: Translator) -> list[ft.Control]:
    """Return what the card's address has become, and the choice where it may be several communes."""
    if "residence" not in holder.fields or not read.card.address:
        return []
    printed = Small(t("Residence as printed on the card: {address}", address=read.card.address))
    candidates: Sequence[Any] = read.address.candidates
    if not candidates:
        return [printed]
    if len(candidates) > _MOST_CANDIDATES:
        return [printed, Small(t("This place became several communes. Choose yours in the form."))]
    choice = ChoiceGroup(
        t("Which commune is it today?"),
        [Choice(place.commune, place.full_name(t.language)) for place in candidates],
        read.address.commune or None,
        partial(_choose, model),
        hint=t("This place became several communes. Without a choice the form asks."),
        key_prefix="scan-commune",
    )
    return [printed, choice]


def _choose(model: ScanModel, commune: str) -> None:
    model.choose_commune(commune)
