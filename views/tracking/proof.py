"""The draft result to check: what it will say, until when, and what silence means."""

from collections.abc import Sequence

import flet as ft

from app.i18n import Formats, Translator
from forms.flow import Form
from views.design import Body, Card, Fact, Facts, FieldError, Link, Notice, Row, Section, Strong, TextInput
from views.forms.saved import AnswerSaved
from views.shared.boundary import keyed
from views.shared.context import use_text
from views.shared.navigation import to
from views.tracking.request_model import RequestModel
from views.tracking.state import Answering, AnswerProblem


def proof_parts(state: Answering, model: RequestModel, *, t: Translator, formats: Formats) -> list[ft.Control]:
    """Return the body of the page on which a draft result is checked."""
    return [
        Notice("needs_you", *_terms(state, t, formats)),
        *([Notice("plain", t("The office writes"), state.request.note)] if state.request.note else []),
        *([keyed("correction", CorrectionField, model, state.problem)] if state.correcting else []),
        *_paper(state, t),
        *(content_parts(state, model, t) if state.has_form else []),
    ]


def _terms(state: Answering, t: Translator, formats: Formats) -> tuple[str, str]:
    until = t("Answer until {when}.", when=formats.weekday_date_time(state.due.at)) if state.due is not None else ""
    silence = (
        t("No answer counts as agreement: the office then signs it as it is.")
        if state.request.on_silence == "agreed"
        else t("Without an answer the office closes the application.")
    )
    return t("You have one day at most."), " ".join(part for part in (until, silence) if part)


def _paper(state: Answering, t: Translator) -> list[ft.Control]:
    if state.proof is None:
        return [Body(t("The paper itself is on its way to this device."))]
    route = f"/dossiers/{state.dossier.id}/documents/{state.proof.id}"
    return [Row([Link(t("See the draft as a paper"), to(route), icon=ft.Icons.DESCRIPTION_OUTLINED)], wrap=True)]


def content_parts(state: Answering, model: RequestModel, t: Translator) -> list[ft.Control]:
    """Return what the draft result says, step by step, in words."""
    form = model.corrections.form
    if form is None:
        return []
    parts: list[ft.Control] = [Strong(t("Read every line. Names, dates and places must be as on your papers."))]
    for title, facts in content_of(form, state, t):
        parts += [Section(title), Facts(facts)]
    return parts


def content_of(form: Form, state: Answering, t: Translator) -> Sequence[tuple[str, list[Fact]]]:
    """Return the filed answers by step, those that are empty left out."""
    answers = state.dossier.answers
    found = []
    for step in form.steps(answers, today=state.filed_on):
        if state.steps and step.id not in state.steps:
            continue
        words = [(t.text(field.label), form.stringify(field, answers, t.language)) for field in step.fields]
        facts = [Fact(label, value) for label, value in words if value]
        if facts:
            found.append((t.text(step.name), facts))
    return found


@ft.component
def CorrectionField(model: RequestModel, problem: AnswerProblem | None) -> ft.Control:
    """Ask what is wrong with the draft."""
    t = use_text()
    parts: list[ft.Control] = []
    if problem is AnswerProblem.NO_COMMENT:
        parts.append(FieldError(t("Write what is wrong and what is right.")))
    parts.append(
        TextInput(
            t("What must be corrected?"),
            model.begun.comment,
            model.write_comment,
            hint=t("Say which line is wrong, and what it must say."),
            multiline=True,
            autofocus=True,
        )
    )
    parts.append(AnswerSaved(model.answer_id))
    return Card(parts, kind="needs_you")
