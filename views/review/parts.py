"""The parts of the check: answers, papers, what may come later, fees."""

import flet as ft

from app.i18n import Formats, Translator
from views.design import Fact, Facts, Section, Small, StatusPill
from views.forms.journey import papers_route
from views.forms.kinds.registry import show
from views.forms.sources import source_words
from views.review.lines import Line, LineCard
from views.review.state import Answer, Later, PaperCheck, Part, Reviewing
from views.review.words import fee_facts, total_words, when_words
from views.shared.context import Surroundings
from views.shared.shortening import shortened


def answers_part(part: Part, t: Translator, surroundings: Surroundings) -> list[ft.Control]:
    """Return the answers of one step, each with the way to change it."""
    name = t.text(part.name)
    if part.is_empty:
        change = t("Change {what}", what=name[:1].lower() + name[1:])
        empty = Line(
            name, t("Left empty"), change=change, route=part.route, key=f"change-{part.step_id}", is_empty=True
        )
        return [Section(name), LineCard([empty], surroundings)]
    return [
        Section(name),
        LineCard([_answer(one, t) for one in part.answers], surroundings, key=f"part-{part.step_id}"),
    ]


def _answer(answer: Answer, t: Translator) -> Line:
    notes = []
    if answer.source:
        notes.append(source_words(answer.source, t))
    if answer.confirmed:
        notes.append(t("You confirmed this: {message}", message=t.text(answer.confirmed)))
    if answer.later:
        notes.append(t.text(answer.later))
    return Line(
        t.text(answer.label),
        t("Left empty") if answer.is_empty else t.text(answer.words),
        tuple(notes),
        change=t("Change {what}", what=t.text(answer.what)) if answer.route else "",
        route=answer.route,
        key=f"change-{answer.pointer}",
        is_empty=answer.is_empty,
        shown=None if answer.is_empty else show(answer.reading, t),
        is_long=bool(answer.reading.rows),
    )


def later_part(state: Reviewing, t: Translator, surroundings: Surroundings) -> list[ft.Control]:
    """Return what the office will ask for after the filing, each with the way to give it now."""
    if not state.later:
        return []
    lines = [
        Line(
            t.text(one.name),
            t.text(one.message) or t("Not attached yet"),
            change=_give_now(one, t),
            route=one.route,
            key=f"later-{number}",
            is_empty=True,
        )
        for number, one in enumerate(state.later)
    ]
    lead = Small(t("You can submit without these. The office asks for them afterwards."))
    return [Section(t("What may come later")), lead, LineCard(lines, surroundings, key="part-later")]


def _give_now(one: Later, t: Translator) -> str:
    what = _lowered(t.text(one.name))
    return t("Attach now: {what}", what=what) if one.is_paper else t("Fill in now: {what}", what=what)


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def papers_part(state: Reviewing, t: Translator, formats: Formats, surroundings: Surroundings) -> list[ft.Control]:
    """Return the papers that are attached or missing."""
    if not state.papers:
        return []
    lines = [_paper(check, state, t, formats) for check in state.papers if check.files or check.is_missing]
    if not lines:
        route = papers_route(state.draft_id)
        words, change = t("No file attached"), t("Change the papers")
        lines = [Line(t("Papers"), words, change=change, route=route, key="change-papers", is_empty=True)]
    return [Section(t("Papers")), LineCard(lines, surroundings, key="part-papers")]


def _paper(check: PaperCheck, state: Reviewing, t: Translator, formats: Formats) -> Line:
    title = t.text(check.paper.title)
    size = formats.file_size(sum(file.size_bytes for file in check.files))
    if check.is_missing:
        words = t("Not attached yet")
    elif len(check.files) == 1:
        words = f"{shortened(check.files[0].file_name)} · {size}"
    else:
        words = t("{count} files · {size}", count=len(check.files), size=size)
    return Line(
        title,
        words,
        change=t("Change {what}", what=title[:1].lower() + title[1:]),
        route=papers_route(state.draft_id),
        key=f"change-paper-{check.paper.id}",
        extra=StatusPill("draft", t("On this device, not filed")) if check.files else None,
        is_empty=check.is_missing,
    )


def fees_part(state: Reviewing, t: Translator, formats: Formats) -> list[ft.Control]:
    """Return what it costs and the sum."""
    if not state.fees:
        return []
    facts = fee_facts(state.fees, t, formats)
    facts.append(Fact(t("In all"), total_words(state.fees, t, formats), note=when_words(state.fees, t)))
    return [Section(t("Fees, computed from your answers")), Facts(facts, key="part-fees")]
