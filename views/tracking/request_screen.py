"""Answer one request: the asked paper or field, the draft result to check, and nothing else."""

import asyncio

import flet as ft

from app.i18n import Formats, Translator
from views.design import (
    Body,
    Button,
    Card,
    ErrorSummary,
    FieldError,
    Link,
    Notice,
    Row,
    Screen,
    Section,
    Small,
    Strong,
    SummaryLine,
    TextInput,
)
from views.documents.files import Choose
from views.documents.slot import choose_with, slot_parts
from views.documents.words import limits_words
from views.forms.parts import named_part
from views.forms.saved import AnswerSaved
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import request_route, to
from views.shared.scrolling import Scroller, use_scroller
from views.shared.services import Services
from views.shared.shortening import shortened
from views.shared.told_apart import told_apart
from views.tracking.absent import absent_page
from views.tracking.correction import CorrectionQuestion
from views.tracking.proof import proof_parts
from views.tracking.refreshing import keep_refreshing
from views.tracking.request_model import RequestModel
from views.tracking.state import Answering, AnswerProblem, ItemAnswer, NotHere, OnItsWay, Settled
from views.tracking.words import dossier_title, request_due_words


@page
def RequestPage(dossier_id: str, request_id: str) -> ft.View:
    """The request that the address names; each address is a screen of its own."""
    return keyed(f"{dossier_id}/{request_id}", RequestScreen, dossier_id, request_id)


@page
def RequestScreen(dossier_id: str, request_id: str) -> ft.View:
    """One request of one dossier."""
    services, t = use_services(), use_text()
    model, _ = use_value(use_once(lambda: RequestModel(dossier_id, request_id, services)))
    scroller = use_scroller()

    async def follow() -> None:
        await model.open()
        await keep_refreshing(model.refresh, asyncio.sleep)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_task(follow)
    match model.state:
        case NotHere() as state:
            return absent_page(state, t)
        case Answering() as state if state.request.kind == "proof":
            return _proof(state, model)
        case Answering() as state if state.request.kind == "supplement":
            return _supplement(state, model, services, scroller)
        case Answering() as state:
            return _elsewhere(state.dossier.id, state.request.bill_id, t)
        case OnItsWay() as state:
            return _on_its_way(state, t)
        case Settled() as state:
            return _settled(state, t)


# --- a supplement -----------------------------------------------------------------------------------------------------


def _supplement(state: Answering, model: RequestModel, services: Services, scroller: Scroller) -> ft.View:
    t, formats = use_text(), use_formats()

    choose = choose_with(services.device, model.files)

    async def send() -> None:
        await model.send()
        if isinstance(model.state, Answering):
            await scroller.to_top()

    count = len(state.items)
    title = t("1 thing to fix") if count == 1 else t("{count} things to fix", count=count)
    until = request_due_words(state.request, state.due, t, formats)
    return Screen(
        title,
        [
            Body(t("Everything else stays as it is. You need not do it again.")),
            *([Strong(until)] if until else []),
            *([Notice("plain", t("The office writes"), state.request.note)] if state.request.note else []),
            *_refused(state, t),
            *(_item(item, state, model, services, choose=choose, formats=formats) for item in state.items),
            keyed("comment", Comment, model),
            AnswerSaved(model.answer_id),
            *_not_sent(state, t),
        ],
        header=dossier_title(state.dossier, t, part_id=state.request.part_id),
        back=f"/dossiers/{state.dossier.id}",
        above=_summary(state, t, scroller),
        footer=[Button(t("Send to the office"), send, icon=ft.Icons.SEND_OUTLINED, key="send-answer")],
        active="applications",
        navigation=False,
        scroller=scroller,
    )


def _item(
    item: ItemAnswer, state: Answering, model: RequestModel, services: Services, *, choose: Choose, formats: Formats
) -> ft.Control:
    t = use_text()
    reason = item.item.reason
    parts: list[ft.Control] = (
        [Section(reason)] if item.field is not None else [Section(_item_title(item, t)), Strong(reason)]
    )
    if item.item.how_to_fix:
        parts.append(Body(item.item.how_to_fix))
    if item.slot is not None:
        files = [file.attachment for one in state.items if one.slot is not None for file in one.slot.files]
        names = told_apart({file.id: shortened(file.file_name) for file in files})
        parts.append(Small(limits_words(item.slot.paper, t, formats)))
        if item.problem is not None:
            parts.append(FieldError(problem_words(item, t)))
        parts += slot_parts(item.slot, model.files, choose, names=names, t=t, formats=formats)
    elif item.field is not None:
        if before := t.text(item.before):
            parts.append(Small(t("You wrote: {answer}", answer=before)))
        if item.problem in (AnswerProblem.EMPTY, AnswerProblem.UNCHANGED):
            parts.append(FieldError(problem_words(item, t)))
        places = services.catalogue.places
        parts.append(CorrectionQuestion(item, item.field, state, model=model, t=t, places=places))
    else:
        parts.append(Body(t("This version of the app cannot ask this. Update it, or go to the office.")))
    return named_part(item.item.id, Card(parts, kind="needs_you", key=f"item-{item.item.id}", spacing=10))


def _item_title(item: ItemAnswer, t: Translator) -> str:
    if item.slot is not None:
        return t.text(item.slot.paper.title)
    return t.text(item.field.label) if item.field is not None else t("Something new")


def problem_words(item: ItemAnswer, t: Translator) -> str:
    """Return what is still missing of an item, and how to mend it."""
    match item.problem:
        case AnswerProblem.NO_FILE:
            return t("Attach this paper again")
        case AnswerProblem.EMPTY:
            return t("Write the corrected answer")
        case AnswerProblem.UNCHANGED:
            return t("This is what you wrote before. Correct it, or tell the office below why it is right.")
        case AnswerProblem.WRONG if item.wrong:
            return t.text(item.wrong[0].message)
        case AnswerProblem.USELESS_FILE:
            return t("Remove the file that cannot be used, then attach another one")
        case AnswerProblem.UNKNOWN:
            return t("This version of the app cannot ask this. Update it, or go to the office.")
        case _:
            return t("Look at this again")


def _summary(state: Answering, t: Translator, scroller: Scroller) -> list[ft.Control]:
    wrong = [item for item in state.items if item.problem is not None]
    if not state.attempts or not wrong:
        return []
    lines = [SummaryLine(item.item.id, problem_words(item, t)) for item in wrong]
    return [keyed(f"summary-{state.attempts}", ErrorSummary, lines, scroller.to_part)]


@ft.component
def Comment(model: RequestModel) -> ft.Control:
    """What the citizen wants to say to the office beside the asked items."""
    t = use_text()
    return TextInput(t("Write to the office"), model.begun.comment, model.write_comment, optional=True, multiline=True)


def _refused(state: Answering, t: Translator) -> list[ft.Control]:
    """Say that the portal did not take the answer, and what to do."""
    if state.refused is None:
        return []
    words = t("The office does not have it. Look at what is marked below, then send it again.")
    title = state.refused.detail or t("The portal did not take your answer")
    return [Notice("error", title, words, announced=True, key="answer-refused")]


def _not_sent(state: Answering, t: Translator) -> list[ft.Control]:
    if state.problem is AnswerProblem.SIGN_IN:
        route = request_route(state.dossier.id, state.request.id)
        link = Link(t("Sign in"), to(f"/sign-in?return={route}"))
        return [Notice("waiting", t("Sign in to send it."), t("What you have given is kept."), link, announced=True)]
    if state.problem is AnswerProblem.STORAGE:
        words = t("This device has no room left. Free some room, then send again.")
        return [Notice("error", t("Not sent"), words, announced=True)]
    return []


# --- a proof ----------------------------------------------------------------------------------------------------------


def _proof(state: Answering, model: RequestModel) -> ft.View:
    t, formats = use_text(), use_formats()
    footer: list[ft.Control]
    if state.correcting:
        footer = [
            Button(t("Send the correction to the office"), model.ask_for_correction, key="send-correction"),
            Button(t("Go back"), model.stop_correcting, kind="quiet"),
        ]
    else:
        footer = [
            Button(t("It is right, I agree"), model.agree, icon=ft.Icons.CHECK, key="agree"),
            Button(t("Ask for a correction"), model.start_correcting, kind="secondary", key="correct"),
        ]
    return Screen(
        t("Check the draft result"),
        [*proof_parts(state, model, t=t, formats=formats), *_not_sent(state, t)],
        header=dossier_title(state.dossier, t, part_id=state.request.part_id),
        back=f"/dossiers/{state.dossier.id}",
        footer=footer,
        active="applications",
        navigation=False,
    )


# --- after ------------------------------------------------------------------------------------------------------------


def _on_its_way(state: OnItsWay, t: Translator) -> ft.View:
    words = t("The office does not have it yet. We send it when there is a network. Keep the app.")
    return Screen(
        t("Your answer waits to be sent"),
        [
            Notice("waiting", "", words, announced=True),
            Row([Link(t("See what waits"), to("/applications/outbox"))], wrap=True),
            Row([Link(t("See the application"), to(f"/dossiers/{state.dossier.id}"))], wrap=True),
        ],
        header=dossier_title(state.dossier, t, part_id=state.request.part_id),
        back=f"/dossiers/{state.dossier.id}",
        active="applications",
    )


def _settled(state: Settled, t: Translator) -> ft.View:
    match state.request.state:
        case "answered":
            kind, words = "done", t("The office has your answer.")
        case "lapsed" if state.request.on_silence == "agreed":
            kind, words = "info", t("The time is over. No answer counts as agreement.")
        case _:
            kind, words = "info", t("The office no longer waits for an answer.")
    return Screen(
        t("Nothing more to answer"),
        [
            Notice(kind, "", words, announced=True),  # type: ignore[arg-type] # one of its literals
            Row(
                [Button(t("See the application"), to(f"/dossiers/{state.dossier.id}"), key="see-application")],
                wrap=True,
            ),
        ],
        header=dossier_title(state.dossier, t, part_id=state.request.part_id),
        back=f"/dossiers/{state.dossier.id}",
        active="applications",
    )


def _elsewhere(dossier_id: str, bill_id: str | None, t: Translator) -> ft.View:
    """A request that is not answered by writing: a bill is paid, a visit is made."""
    body: list[ft.Control]
    if bill_id is not None:
        body = [Row([Button(t("See the bill"), to(f"/pay/{bill_id}"))], wrap=True)]
    else:
        body = [Body(t("This is not answered here. The application's page says what to do."))]
    link = Row([Link(t("See the application"), to(f"/dossiers/{dossier_id}"))], wrap=True)
    return Screen(t("What the office asks"), [*body, link], back=f"/dossiers/{dossier_id}", active="applications")
