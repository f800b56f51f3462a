"""The strip of facts of a procedure, and its fees one by one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import flet as ft

from app.i18n import Formats, Translator
from forms.procedure import Procedure
from forms.tailoring import fees
from views.catalogue.inert import inert
from views.catalogue.words import (
    amount_of_time,
    channel_words,
    fee_amount,
    fee_note,
    fee_words,
    time_of_case,
    unverified_words,
)
from views.design import Body, Card, Divider, Fact, FactGrid, Facts, Section, Small, Stack, Strong
from views.shared.context import Surroundings

SHORT = 160
"""A fact in the strip is no longer than this; the rest stands in its own part of the page."""


def facts_strip(procedure: Procedure, answers: Mapping[str, Any], around: Surroundings, *, today: date) -> ft.Control:
    """Return time, fee, office and result in this case."""
    t, formats = around.text, around.formats
    time, time_note = time_of_case(procedure, answers, today, t, formats)
    fee, fee_aside = fee_words(procedure, answers, today, t, formats)
    if len(fees(procedure, answers, today=today)) > 1:
        fee_aside = t("See the fees below.")
    elif procedure.ways and len(fee_aside) > SHORT:
        fee_aside = unverified_words(t)  # the words of the source stand with its ways to file
    agency = t.text(procedure.agency) if procedure.agency else t("Not stated")
    result = t.text(procedure.result) if procedure.result else t("Not stated")
    return FactGrid(
        [
            Fact(t("Time"), time, time_note, ft.Icons.SCHEDULE),
            Fact(t("Fee"), fee, fee_aside, ft.Icons.PAYMENTS_OUTLINED),
            Fact(t("Where"), inert(agency, limit=SHORT), "", ft.Icons.PLACE_OUTLINED),
            Fact(t("Result"), inert(result, limit=SHORT), "", ft.Icons.DESCRIPTION_OUTLINED),
        ],
        columns=1 if around.is_large_text else 2,
    )


def fee_list(
    procedure: Procedure, answers: Mapping[str, Any], t: Translator, formats: Formats, *, today: date
) -> list[ft.Control]:
    """Return every fee with its amount in this case and why; one fee alone needs no list."""
    due = fees(procedure, answers, today=today)
    if len(due) < 2:
        return []
    lines = [
        Fact(
            t.text(fee.fee.title),
            fee_amount(fee, procedure, answers, today, t, formats),
            fee_note(fee, procedure, answers, today, t),
        )
        for fee in due
    ]
    return [Stack([Section(t("Fees")), Facts(lines)], spacing=10)]


def ways_to_file(procedure: Procedure, t: Translator, formats: Formats) -> list[ft.Control]:
    """Return each way to file of an imported procedure, with what its source says of time and fee there."""
    lines: list[ft.Control] = []
    for number, way in enumerate(procedure.ways):
        if number:
            lines.append(Divider())
        time = amount_of_time(way.time, t, formats) if way.time else _as_said(way.time_text, t, limit=SHORT)
        fee = _as_said(way.fee_text, t, limit=SHORT * 3) or (formats.money(way.fee_vnd) if way.fee_vnd else "")
        parts: list[ft.Control] = [Strong(channel_words(way.channel, t))]
        parts.extend(Body(t("Time: {time}", time=time)) for _ in (1,) if time)
        parts.extend(Body(t("Fee: {fee}", fee=fee)) for _ in (1,) if fee)
        parts.extend(Small(note) for note in [inert(way.note, limit=SHORT * 3)] if note)
        lines.append(Stack(parts, spacing=0))
    if not lines:
        return []
    return [Stack([Section(t("Ways to file")), Card([*lines, Small(unverified_words(t))], spacing=10)], spacing=10)]


def _as_said(words: str, t: Translator, *, limit: int) -> str:
    """Return the source's own words, those that it always uses in the reader's language."""
    fixed = {"Miễn phí": t("Free"), "Không có thông tin": t("Not stated")}
    return fixed.get(words) or inert(words, limit=limit)
