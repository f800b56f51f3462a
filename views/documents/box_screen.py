"""The page on which a paper is taken from those kept on this device."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from app.documents.box import BoxedPaper
from app.i18n import Formats, Translator
from views.design import Body, Button, Card, Link, Notice, Row, Screen, Section, Small, Strong
from views.design.tokens import Color
from views.documents.box_model import BoxChoiceModel
from views.documents.box_state import Choosing
from views.documents.holding import Holding, holding_of
from views.documents.issued import IssuedResult
from views.documents.words import refused_words
from views.documents_box.words import expiry_words, kind_words
from views.forms.closed import opening_draft
from views.forms.state import Absent, Locked, Opening
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.navigation import go, to
from views.shared.told_apart import told_apart
from views.tracking.words import dossier_title

Take = Callable[[BoxedPaper | IssuedResult], Awaitable[None]]


@page
def FromBoxPage(paper_id: str, draft_id: str = "", dossier_id: str = "", request_id: str = "") -> ft.View:
    """The papers that can be taken for the paper that the address names, of a draft or of an answer to a request."""
    holding = holding_of(use_services(), draft_id=draft_id, dossier_id=dossier_id, request_id=request_id)
    return keyed(f"{holding.holder_id}/{paper_id}", FromBoxScreen, holding, paper_id)


@page
def FromBoxScreen(holding: Holding, paper_id: str) -> ft.View:
    """The papers kept on this device, to take one for a paper."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(
        use_once(
            lambda: BoxChoiceModel(
                holding,
                paper_id,
                holders=services.holders,
                box=services.box,
                tracking=services.tracking,
                clock=services.clock,
                name_of=t.text,
            )
        )
    )
    use_task(model.open)
    match model.state:
        case Opening():
            return opening_draft(t("My documents"), back=holding.route)
        case Absent() | Locked() as closed:
            return holding.closed(closed, t)
        case Choosing() as state:
            return _choosing(state, model, t=t, formats=formats)


def _choosing(state: Choosing, model: BoxChoiceModel, *, t: Translator, formats: Formats) -> ft.View:
    async def take(chosen: BoxedPaper | IssuedResult) -> None:
        if (route := await model.take(chosen)) is not None:
            go(route)

    kept = told_apart({paper.id: paper.name for paper in state.kept})
    issued = told_apart({one.document.id: _issued_name(one, t) for one in state.issued})
    cards = [_kept_card(paper, state, model, take, name=kept[paper.id], t=t, formats=formats) for paper in state.kept]
    results = [_issued_card(one, state, model, take, name=issued[one.document.id], t=t) for one in state.issued]
    body: list[ft.Control] = [Body(t("A copy goes with this application; the paper stays among yours."))]
    body += _troubles(state, t, formats)
    body += [Section(t("Papers to use again")), *cards] if cards else []
    body += [Section(t("Issued electronically")), *results] if results else []
    if not cards and not results:
        link = Link(t("Keep a paper"), to("/documents/kept/new"))
        body.append(Notice("plain", t("No papers kept yet"), t("Keep a paper once and use it again here."), link))
    return Screen(
        t("For: {paper}", paper=t.text(state.paper.title)),
        body,
        header=t.text(state.procedure_name),
        back=model.holding.route,
        active="applications",
        navigation=False,
    )


def _kept_card(
    paper: BoxedPaper,
    state: Choosing,
    model: BoxChoiceModel,
    take: Take,
    *,
    name: str,
    t: Translator,
    formats: Formats,
) -> ft.Control:
    lines: list[ft.Control] = [Strong(name), Small(kind_words(paper.kind, t))]
    if words := expiry_words(paper, t, formats, today=model.today):
        is_urgent = paper.expiry(model.today) in ("soon", "expired")
        lines.append(Small(words, color=Color.NEEDS_YOU if is_urgent else Color.MUTED, strong=is_urgent))
    if state.asked == paper:
        question = t("It has expired. Use it all the same?")
        lines += _question(question, partial(take, paper), model, yes=t("Use it all the same"), t=t)
    else:
        lines.append(Row([Button(t("Use: {name}", name=name), partial(take, paper), kind="secondary")], wrap=True))
    return Card(lines, key=f"kept-{paper.id}")


def _issued_card(
    issued: IssuedResult, state: Choosing, model: BoxChoiceModel, take: Take, *, name: str, t: Translator
) -> ft.Control:
    lines: list[ft.Control] = [Strong(name), Small(dossier_title(issued.dossier, t))]
    if state.asked == issued:
        question = t(
            "The office gets this signed document instead of a scan: all that stands in it, for this application only. "
            "Do you agree?"
        )
        lines += _question(question, partial(take, issued), model, yes=t("I agree, use it"), t=t)
    else:
        lines.append(Row([Button(t("Use: {name}", name=name), partial(take, issued), kind="secondary")], wrap=True))
    return Card(lines, key=f"issued-{issued.document.id}")


def _question(
    words: str, agree: Callable[[], Awaitable[None]], model: BoxChoiceModel, *, yes: str, t: Translator
) -> list[ft.Control]:
    buttons = [
        Button(yes, agree, key="agree-to-use"),
        Button(t("Do not use it"), model.leave_it, kind="secondary", autofocus=True),
    ]
    return [ft.Semantics(live_region=True, container=True, content=Body(words)), Row(buttons, wrap=True)]


def _issued_name(issued: IssuedResult, t: Translator) -> str:
    return f"{t.text(issued.document.title)} · {issued.document.number}"


def _troubles(state: Choosing, t: Translator, formats: Formats) -> list[ft.Control]:
    if state.refused is not None:
        title, fix = refused_words(state.refused, state.paper, t, formats)
        return [Notice("error", title, fix, announced=True)]
    if state.has_failed:
        words = t("It is not on this device yet, or could not be read. Try again when there is a network.")
        return [Notice("error", t("The file was not kept"), words, announced=True)]
    return []
