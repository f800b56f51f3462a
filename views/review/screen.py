"""Check your answers, declare, submit; then how far the sending is, until the portal has it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from app.i18n import Translator
from forms.flow import Field
from views.copies.links import draft_copy_links
from views.design import (
    Button,
    Card,
    ErrorSummary,
    Notice,
    Row,
    Screen,
    Sign,
    Small,
    Strong,
    SummaryLine,
    Tick,
)
from views.design.tokens import Color
from views.forms.closed import absent_draft, opening_draft
from views.forms.journey import papers_route
from views.forms.newer import NewerFormNotice
from views.forms.parts import named_part
from views.forms.saved import SavedState
from views.forms.state import Absent, Opening
from views.forms.way import StepMap, WayBar, WayOut, leave_button, where_words
from views.review.for_whom import for_whom
from views.review.helping import PART, helping
from views.review.outcome import filed_page, waiting_page
from views.review.parts import answers_part, fees_part, later_part, papers_part
from views.review.screen_model import ReviewModel, mending_route
from views.review.state import Filed, Reviewing, Waiting
from views.review.words import office_words
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_surroundings, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import go, to
from views.shared.scrolling import Scroller, use_scroller

_LOOK_AGAIN_SECONDS = 0.5


@page
def ReviewPage(draft_id: str) -> ft.View:
    """The check of the draft that the address names."""
    return keyed(draft_id, ReviewScreen, draft_id)


@page
def ReviewScreen(draft_id: str) -> ft.View:
    """The check of one draft, and its sending."""
    services, t = use_services(), use_text()
    model, _ = use_value(
        use_once(
            lambda: ReviewModel(
                draft_id,
                drafts=services.drafts,
                catalogue=services.catalogue,
                outbox=services.outbox,
                identity=services.identity,
                tracking=services.tracking,
                clock=services.clock,
            )
        )
    )
    scroller = use_scroller()

    async def follow_the_sending() -> None:
        while isinstance(model.state, Waiting):
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            model.refresh()

    use_task(model.open)
    use_subscription(lambda: services.changes.subscribe(lambda _changed: model.refresh()))
    use_subscription(lambda: services.identity.subscribe(model.refresh))
    use_task(follow_the_sending, isinstance(model.state, Waiting))
    match model.state:
        case Opening():
            return opening_draft(t("Check your answers"))
        case Absent() as state:
            return absent_draft(t, state.procedure_code)
        case Waiting() as state:
            return waiting_page(state, model)
        case Filed() as state:
            return filed_page(state)
        case Reviewing() as state:
            return _reviewing(state, model, scroller)


# --- checking ---------------------------------------------------------------------------------------------------------


def _reviewing(state: Reviewing, model: ReviewModel, scroller: Scroller) -> ft.View:
    surroundings, services = use_surroundings(), use_services()
    t, formats = surroundings.text, use_formats()
    is_desktop = surroundings.layout == "desktop"

    async def submit() -> None:
        route = await model.submit()
        if route is not None:
            go(route)
        elif isinstance(model.state, Reviewing):
            await scroller.to_top()

    async def follow(line: str) -> None:
        route = _routes_of(state).get(line, "")
        if route:
            go(route)
        else:
            await scroller.to_part(line)

    number = len(state.stops)
    where = where_words(state.stops, number, t)
    back = state.stops[number - 2].route if number > 1 else "/applications"
    words = t("Submit the application") if state.is_signed_in else t("Sign in to submit the application")
    footer = [Button(words, submit, key="submit", busy=state.is_submitting, full=not is_desktop)]
    if is_desktop:
        footer.append(Button(t("Previous step"), to(back), kind="secondary", key="previous-step"))
    if is_desktop:
        footer.append(leave_button(t))
    return Screen(
        t("Check your answers before submitting"),
        [
            for_whom(state.draft_id),
            _office(t),
            *(control for part in state.parts for control in answers_part(part, t, surroundings)),
            *papers_part(state, t, formats, surroundings),
            *later_part(state, t, surroundings),
            *fees_part(state, t, formats),
            *_sign_in(state, t),
            *_declarations(state, model, t),
            helping(state.draft_id, shows_errors=state.refusals > 0, focus=state.refusals),
            draft_copy_links(state.draft_id, services, t.language),
            SavedState(state.draft_id),
        ],
        header=f"{t.text(state.procedure_name)} · {where}" if is_desktop else where,
        status=SavedState(state.draft_id, is_brief=True),
        back=back,
        above=[
            WayBar(state.stops, number, t),
            NewerFormNotice(state.draft_id, model.open),
            *_not_stored(state, t),
            *_summary(state, t, follow),
        ],
        side=[StepMap(state.stops), WayOut()],
        footer=footer,
        active="applications",
        navigation=False,
        form=True,
        scroller=scroller,
    )


def _office(t: Translator) -> ft.Control:
    return Card(
        [
            Row([Sign(ft.Icons.ACCOUNT_BALANCE_OUTLINED, size=22, color=Color.MUTED), Small(t("It will go to"))]),
            Strong(office_words(t)),
            Small(t("In this trial version everything goes to the sample office, whichever office you named.")),
        ],
        spacing=2,
    )


def _sign_in(state: Reviewing, t: Translator) -> list[ft.Control]:
    if state.is_signed_in:
        return []
    return [
        Notice(
            "info",
            t("You sign in before submitting"),
            t("So that the office knows who asks. You come back to this page; everything stays as it is."),
        )
    ]


def _declarations(state: Reviewing, model: ReviewModel, t: Translator) -> list[ft.Control]:
    errors = {problem.pointer: t.text(problem.message) for problem in state.problems if problem.step_id == "review"}
    return [
        named_part(
            field.pointer,
            Tick(
                t.text(field.label),
                state.declared.get(field.pointer, False),
                partial(_declare, model, field),
                error=errors.get(field.pointer, ""),
                key=f"declare-{field.pointer}",
                boxed=True,
            ),
        )
        for field in state.declarations
    ]


def _declare(model: ReviewModel, field: Field, ticked: bool) -> None:
    model.declare(field, given=ticked)


def _summary(state: Reviewing, t: Translator, follow: Callable[[str], Awaitable[None]]) -> list[ft.Control]:
    lines = [SummaryLine(problem.pointer, t.text(problem.message)) for problem in state.problems]
    lines += [
        SummaryLine(f"paper:{paper.id}", t("Attach this paper: {paper}", paper=t.text(paper.title)))
        for paper in state.missing_papers
    ]
    if state.lacks_agreement:
        lines.append(SummaryLine(PART, t("The applicant must agree before it is submitted.")))
    return [keyed(f"summary-{state.refusals}", ErrorSummary, lines, follow)] if lines else []


def _routes_of(state: Reviewing) -> dict[str, str]:
    routes = {problem.pointer: mending_route(state, problem) for problem in state.problems}
    return routes | {f"paper:{paper.id}": papers_route(state.draft_id) for paper in state.missing_papers}


def _not_stored(state: Reviewing, t: Translator) -> list[ft.Control]:
    if state.not_stored is None:
        return []
    return [
        Notice(
            "error",
            t("Not submitted: this device could not keep it"),
            t("Free some room on this device, then submit again. Your answers are as they were."),
            announced=True,
        )
    ]
