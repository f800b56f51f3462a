"""Each office's part of a linked dossier, as cards: who does it, how far it is, when it is due, its result."""

import flet as ft

from api_client.models import Part
from app.i18n import Formats, Translator
from views.design import Card, Link, Row, Section, Small, Stack, StatusPill, Strong
from views.shared.navigation import to
from views.tracking.parts import part_kind, part_status_words, result_of
from views.tracking.state import Following
from views.tracking.words import due_words


def part_cards(state: Following, *, t: Translator, formats: Formats) -> list[ft.Control]:
    """Return the section of the parts; nothing for a dossier of one office."""
    if not state.dossier.parts:
        return []
    cards = [PartCard(part, state, t=t, formats=formats) for part in state.dossier.parts]
    return [Section(t("What each office does")), Stack(cards, spacing=12)]


def PartCard(part: Part, state: Following, *, t: Translator, formats: Formats) -> ft.Control:
    """One part: its state in words first, as everywhere."""
    dossier, due = state.dossier, state.part_due(part.id)
    lines: list[ft.Control] = [
        StatusPill(part_kind(part), part_status_words(part, dossier, t, t.text)),
        Strong(t.text(part.name)),
        Small(t.text(part.office.name)),
    ]
    if due is not None:
        when, stands = due_words(due, t, formats)
        lines.append(Small(f"{when} · {stands}" if stands else when))
    result = result_of(part, dossier)
    if result is not None:
        route = f"/dossiers/{dossier.id}/documents/{result.id}"
        label = t("Open: {title}", title=t.text(result.title))
        lines.append(Row([Link(label, to(route), key=f"result-{part.id}")], wrap=True))
    return Card(lines, key=f"part-{part.id}")
