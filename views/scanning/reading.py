"""A card that was read, as the person looks at it before agreeing."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import flet as ft

from app.i18n import Translator
from app.scanning.filling import CardHolder, card_values
from forms.places import Places
from views.design import Body, Button, Card, Choice, ChoiceGroup, Fact, Notice, Row, Small, Stack, Strong
from views.forms.answer_words import answer_words
from views.scanning.fillable import Fillable
from views.scanning.screen_model import ScanModel
from views.scanning.state import Read

_MOST_CANDIDATES: Final = 8
"""So many communes can be chosen from here; of more the form's own field asks, which can be searched."""


def facts_read(holder: CardHolder, values: Mapping[str, Any], places: Places, t: Translator) -> list[Fact]:
    """Return every answer that would be filled in, under the name it has in the form."""
    return [
        Fact(t.text(field.label), answer_words(values[field.pointer], field, places, t))
        for field in holder.fields.values()
        if field.pointer in values
    ]


def card_read(
    model: ScanModel, read: Read, holder: CardHolder, *, t: Translator, places: Places, step: Fillable
) -> ft.Control:
    """Return what a card says, to be agreed to before anything is filled in."""
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
    if read.card.has_lost_letters:
        lost = t("The scanner cannot type Vietnamese letters: write name and residence yourself.")
        lines.insert(1, Notice("info", "", lost, key="scan-lost-letters"))
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
