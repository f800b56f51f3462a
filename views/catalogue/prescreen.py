"""A few questions before anybody signs in: they tailor papers, fee and time, advise, and never block."""

from collections.abc import Callable
from datetime import date

import flet as ft

from app.catalogue.service import CatalogueService
from app.drafts.model import Subject
from app.i18n import Formats, Translator
from forms.formats import normalise
from forms.procedure import Procedure, Question
from forms.tailoring import advice, questions
from views.catalogue.case import CaseModel, OneCase
from views.catalogue.for_whom import subject_notes, subject_words, subjects_of
from views.catalogue.inert import inert
from views.design import Body, Button, Card, DateInput, Divider, Link, Notice, Section, Small, Space, Stack, Strong
from views.design.cards import Row
from views.design.fields import TextInput
from views.design.notices import NoticeKind
from views.shared.boundary import keyed, view
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_value
from views.shared.navigation import to


@view
def Prescreen(procedure: Procedure, case: OneCase) -> ft.Control:
    """What was answered, the one question open now, and what follows from the answers."""
    model = case.model
    t, formats, state = use_text(), use_formats(), model.state
    asked = questions(procedure, state.answers, today=model.today)
    subjects = subjects_of(procedure)
    lines: list[ft.Control] = []
    if len(subjects) > 1:
        if state.subject is None:
            lines.append(_for_whom(subjects, model, t))
        else:
            chosen = (
                Small(t("For whom is it?")),
                Body(subject_words(state.subject, t)),
                *subject_notes(state.subject, t),
            )
            again = Link(t("Change for whom it is"), model.forget_subject, key="change-subject", wrap=True)
            lines.append(_answered(chosen, again))
    current = model.open_question(procedure) if len(subjects) < 2 or state.subject is not None else None
    for question in asked:
        if question is current:
            lines.append(keyed(f"q-{question.id}", OpenQuestion, question, case))
        elif question.id in state.answers or question.id in state.skipped:
            words = answer_words(question, state.answers.get(question.id), t, formats)
            said = Small(t.text(question.title)), Body(words)
            again = Link(
                t("Change the answer: {question}", question=t.text(question.title)),
                lambda question=question: model.ask_again(question.id),  # type: ignore[misc] # a lambda's default
                key=f"change-{question.id}",
                wrap=True,
            )
            lines.append(_answered(said, again))
    with_hairlines = [part for line in lines for part in (Divider(), line)][1:]
    intro = Small(t("The answers fit papers, fee and time to your case. They are not sent anywhere."))
    head: list[ft.Control] = [Section(t("Is it like this for you?")), intro]
    return Stack([Stack(head, spacing=2), Card(with_hairlines, spacing=Space.M)], spacing=10)


def has_prescreen(procedure: Procedure) -> bool:
    """Return whether there is anything to ask."""
    return bool(procedure.questions) or len(subjects_of(procedure)) > 1


def _for_whom(subjects: tuple[Subject, ...], model: CaseModel, t: Translator) -> ft.Control:
    buttons = [
        Button(subject_words(subject, t), _choose(model, subject), kind="secondary", key=f"subject-{subject}")
        for subject in subjects
    ]
    return _fieldset(t("For whom is it?"), "", Row(buttons, wrap=True))


def _choose(model: CaseModel, subject: Subject) -> Callable[[], None]:
    return lambda: model.apply_for(subject)


@view
def OpenQuestion(question: Question, case: OneCase) -> ft.Control:
    """The question to answer now; after an answer it has the focus."""
    model = case.model
    t = use_text()
    title, hint = t.text(question.title), t.text(question.hint) if question.hint else ""
    if question.kind in ("date", "number"):
        return keyed(question.id, TypedQuestion, question, case)
    if question.kind == "yes_no":
        choices: list[tuple[bool | int | str, str]] = [(True, t("Yes")), (False, t("No"))]
    else:
        choices = [(answer.value, t.text(answer.label)) for answer in question.choices]
    buttons: list[ft.Control] = [
        Button(
            label,
            lambda value=value: model.answer(question.id, value),  # type: ignore[misc] # a lambda's default
            kind="secondary",
            key=f"answer-{question.id}-{str(value).lower()}",
            autofocus=number == 0 and model.state.has_answered,
        )
        for number, (value, label) in enumerate(choices)
    ]
    buttons.append(_skip(question, model, t))
    return _fieldset(title, hint, Row(buttons, wrap=True))


@view
def TypedQuestion(question: Question, case: OneCase) -> ft.Control:
    """A question answered by a date or a number."""
    model = case.model
    t, formats = use_text(), use_formats()
    stored = model.state.answers.get(question.id)
    text, set_text = use_value(_as_typed(question, stored))
    error, set_error = use_value("")
    is_date = question.kind == "date"

    def go_on() -> None:
        value = read_answer(question.kind, text)
        if value is None:
            set_error(t("Write the date as day/month/year.") if is_date else t("Write a number."))
            return
        model.answer(question.id, value)

    title, hint = t.text(question.title), t.text(question.hint) if question.hint else ""
    field: ft.Control
    key = f"answer-{question.id}"
    if is_date:
        field = DateInput(title, text, set_text, hint=hint, error=error, on_submit=go_on, field_key=key)
    else:
        field = TextInput(
            title, text, set_text, hint=hint, error=error, keyboard="number", width=220, on_submit=go_on, field_key=key
        )
    del formats
    buttons: list[ft.Control] = [
        Button(t("Use this answer"), go_on, kind="secondary", key=f"use-{question.id}"),
        _skip(question, model, t),
    ]
    return Stack([field, Row(buttons, wrap=True)], spacing=Space.S)


def read_answer(kind: str, text: str) -> str | int | None:
    """Return what a rule can read of a typed answer, None when it is none."""
    if kind == "date":
        value = normalise("date", text)
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            return None
    digits = text.strip().replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def _as_typed(question: Question, value: object) -> str:
    if question.kind == "date" and isinstance(value, str):
        return "/".join(reversed(value.split("-")))
    return "" if value is None else str(value)


def answer_words(question: Question, value: object, t: Translator, formats: Formats) -> str:
    """Return an answer as it is read."""
    if value is None:
        return t("Not answered")
    if question.kind == "yes_no":
        return t("Yes") if value else t("No")
    if question.kind == "date":
        return formats.date(date.fromisoformat(str(value)))
    if question.kind == "number" and isinstance(value, int):
        return formats.number(value)
    return next((t.text(answer.label) for answer in question.choices if answer.value == value), str(value))


def _skip(question: Question, model: CaseModel, t: Translator) -> ft.Control:
    return Link(t("Skip this question"), lambda: model.skip(question.id), key=f"skip-{question.id}")


def _answered(said: tuple[ft.Control, ...], again: ft.Control) -> ft.Control:
    return Stack(
        [Stack(said, spacing=0), ft.Container(Row([again], wrap=True), margin=ft.Margin.only(left=-8))], spacing=0
    )


def _fieldset(title: str, hint: str, body: ft.Control) -> ft.Control:
    lines: list[ft.Control] = [Strong(title)]
    if hint:
        lines.append(Small(hint))
    return ft.Semantics(label=title, container=True, live_region=True, content=Stack([*lines, body], spacing=Space.S))


def advice_notices(
    procedure: Procedure, model: CaseModel, t: Translator, catalogue: CatalogueService
) -> list[ft.Control]:
    """Return what to say in this case: why it may not fit, and where to go instead. It stops nobody."""
    said: list[ft.Control] = []
    for one in advice(procedure, model.state.answers, today=model.today):
        kind, title = _looks(one.kind, t)
        said.append(Notice(kind, title, inert(t.text(one.text)), announced=True, key=f"advice-{one.id}"))
        for code in one.procedures:
            other = catalogue.find(code)
            if other is not None:
                words = t("Go to: {service}", service=t.text(other.name))
                said.append(Row([Link(words, to(f"/procedures/{code}"), key=f"instead-{code}", wrap=True)], wrap=True))
    return said


def _looks(kind: str, t: Translator) -> tuple[NoticeKind, str]:
    if kind == "may_not_qualify":
        return "waiting", t("This may not be for you")
    if kind == "elsewhere":
        return "info", t("Another service may fit better")
    return "info", ""


@view
def Advice(procedure: Procedure, case: OneCase) -> ft.Control:
    """What follows from the answers."""
    t, services = use_text(), use_services()
    return Stack(advice_notices(procedure, case.model, t, services.catalogue), spacing=Space.S)
