"""What to have ready: papers of this case to tick, and the same list on paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import flet as ft

from app.i18n import Formats, Translator
from forms.procedure import Paper, Procedure
from forms.tailoring import papers, possible_papers
from views.catalogue.case import CaseModel, OneCase
from views.catalogue.inert import inert
from views.catalogue.words import paper_words
from views.design import Card, Divider, Link, Section, Small, Space, Stack, Tick
from views.printing.showing import printing_news, use_showing
from views.shared.boundary import view
from views.shared.context import use_formats, use_text

TITLE_LIMIT = 600


@dataclass(frozen=True, slots=True)
class Line:
    """One paper with what to know of it."""

    id: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that are to be had in the same way."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""


def groups_of(
    procedure: Procedure, answers: Mapping[str, Any], t: Translator, formats: Formats, *, today: date
) -> tuple[Group, ...]:
    """Return the papers of this case by what to do with them; those to have in any case come first."""
    needed = papers(procedure, answers, today=today)
    must = [one.paper for one in needed if one.paper.attach and one.required]
    looked_up = [one.paper for one in needed if one.paper.attach and not one.required and one.paper.office_can_look_up]
    rest = [one.paper for one in needed if one.paper.attach and not one.required and not one.paper.office_can_look_up]
    shown = [one.paper for one in needed if not one.paper.attach]
    maybe = [*rest, *possible_papers(procedure, answers, today=today)]
    promised = t("If they cannot find it, they will ask you to show it.")
    found = (
        Group("", _lines(must, t, formats)),
        Group(t("Only in some cases"), _lines(maybe, t, formats)),
        Group(t("Usually not needed: the office looks it up"), _lines(looked_up, t, formats), promised),
        Group(t("Bring along, do not send"), _lines(shown, t, formats)),
    )
    return tuple(group for group in found if group.lines)


def _lines(of: Sequence[Paper], t: Translator, formats: Formats) -> tuple[Line, ...]:
    lines = []
    for paper in of:
        note = inert(paper_words(paper, t, formats), limit=TITLE_LIMIT)
        original = t("Show the original.") if paper.bring_original and paper.attach else ""
        lines.append(Line(paper.id, inert(t.text(paper.title), limit=TITLE_LIMIT), f"{note} {original}".strip()))
    return tuple(lines)


@view
def Checklist(procedure: Procedure, case: OneCase, draw: Callable[[bool], tuple[str, bytes]]) -> ft.Control:
    """The papers of this case, each with a box to tick; ticks stay on this page.

    Args:
        procedure: Whose.
        case: Whose answers.
        draw: Returns the file's name and the PDF; on a roll when True.
    """
    model = case.model
    t, formats = use_text(), use_formats()
    showing = use_showing()
    groups = groups_of(procedure, model.state.answers, t, formats, today=model.today)
    parts: list[ft.Control] = []
    for group in groups:
        if parts:
            parts.append(Divider())
        if group.title:
            parts.append(ft.Semantics(heading_level=3, content=Small(group.title, strong=True)))
        if group.note:
            parts.append(Small(group.note))
        parts.extend(_ticks(group, model))

    async def print_it() -> None:
        await showing.show(*draw(showing.on_roll))

    printing = Link(t("Print the list"), print_it, icon=ft.Icons.PRINT_OUTLINED, key="print")
    heading = Section(t("You will need"), trailing=printing if showing.is_possible else None)
    return Stack([heading, *printing_news(showing.printed, t), Card(parts, spacing=Space.XS)], spacing=10)


def _ticks(group: Group, model: CaseModel) -> list[ft.Control]:
    return [
        Tick(
            line.title,
            line.id in model.state.ticked,
            lambda _ticked, line=line: model.tick(line.id),  # type: ignore[misc] # a lambda's default
            hint=line.note,
            key=f"paper-{line.id}",
        )
        for line in group.lines
    ]
