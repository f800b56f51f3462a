"""What each office does of a linked procedure: its part, how long it takes, what it waits for, what comes of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import flet as ft

from app.i18n import Formats, Translator
from forms.procedure import LinkedPart, Procedure
from forms.tailoring import parts, possible_parts
from views.catalogue.inert import inert
from views.catalogue.words import amount_of_time, office_kind_words, unverified_words
from views.design import Body, Card, Section, Small, Stack, Strong


def linked_parts(
    procedure: Procedure, answers: Mapping[str, Any], t: Translator, formats: Formats, *, today: date
) -> list[ft.Control]:
    """Return the parts that this case has, then those it may still have; nothing where one office does all."""
    sure, open_ = parts(procedure, answers, today=today), possible_parts(procedure, answers, today=today)
    shown = [part for part in procedure.parts if part in sure or part in open_]
    if not shown:
        return []
    cards = [_card(part, shown, t, formats, is_open=part in open_) for part in shown]
    head: list[ft.Control] = [Section(t("What each office does"))]
    if not all(part.time is None or part.time.verified for part in shown):
        head.append(Small(unverified_words(t)))
    return [Stack([Stack(head, spacing=2), *cards], spacing=10)]


def _card(part: LinkedPart, shown: list[LinkedPart], t: Translator, formats: Formats, *, is_open: bool) -> ft.Control:
    before = [inert(t.text(other.name), limit=200) for other in shown if other.id in part.after]
    lines: list[ft.Control] = [
        Strong(inert(t.text(part.name), limit=200)),
        Body(office_kind_words(part.office, t)),
        Body(t("Time: {time}", time=_time(part, t, formats))),
    ]
    if before:
        lines.append(Body(t("Begins after: {parts}", parts=", ".join(before))))
    if part.result is not None:
        lines.append(Body(t("Result: {result}", result=inert(t.text(part.result), limit=200))))
    if is_open:
        lines.append(Small(t("Depends on your answers")))
    return Card(lines, key=f"part-{part.id}", spacing=2)


def _time(part: LinkedPart, t: Translator, formats: Formats) -> str:
    """Return how long from acceptance by its own office."""
    if part.time is None:
        return t("Not stated")
    amount = amount_of_time(part.time, t, formats)
    return f"{amount} ({inert(t.text(part.time.note), limit=200)})" if part.time.note else amount
