"""For whom an application is: asked first, with what helping another person means."""

from collections.abc import Awaitable, Callable
from functools import partial

import flet as ft

from app.drafts.model import Subject
from app.i18n import Translator
from forms.procedure import Procedure
from views.design import Body, Card, ClickableCard, Flush, Link, Row, Screen, Small, Space, Stack, Strong
from views.shared.boundary import page
from views.shared.context import use_text

_ORGANISED = frozenset({"business", "foreign_business", "cooperative", "organisation", "foreign_organisation"})
_PERSONAL = frozenset({"citizen", "citizen_abroad", "foreigner", "official"})


def subjects_of(procedure: Procedure) -> tuple[Subject, ...]:
    """Return for whom one can apply; nothing to choose where nothing can be filed here."""
    if procedure.form is None or procedure.state != "open":
        return ()
    personal: tuple[Subject, ...] = (
        ("self", "child", "assisted", "authorised") if _PERSONAL & set(procedure.audience) else ()
    )
    organised: tuple[Subject, ...] = ("business",) if _ORGANISED & set(procedure.audience) else ()
    return (*personal, *organised)


def subject_words(subject: Subject, t: Translator) -> str:
    """Return for whom, as a person says it."""
    names: dict[Subject, str] = {
        "self": t("For myself"),
        "child": t("For my child or a dependant"),
        "assisted": t("For another person whom I help"),
        "authorised": t("For another person who authorised me"),
        "business": t("For a business or organisation"),
        "other": t("For another person"),
    }
    return names[subject]


def subject_hint(subject: Subject, t: Translator) -> str:
    """Return what a choice means: who is the applicant, and what is needed."""
    hints: dict[Subject, str] = {
        "self": t("You are the applicant."),
        "child": t("You act as parent or guardian."),
        "assisted": t("They sit with you and stay the applicant; you help to fill in and send."),
        "authorised": t("You act in their place. Only where a paper says that you may: keep it ready to attach."),
        "business": t("You act for it as its representative or by its authorisation."),
        "other": "",
    }
    return hints[subject]


@page
def ForWhomScreen(
    procedure: Procedure, choose: Callable[[Subject], Awaitable[None]], go_back: Callable[[], None]
) -> ft.View:
    """The first question of an application: one press answers it and goes on.

    Args:
        procedure: What is applied for.
        choose: Starts the application for somebody.
        go_back: Leads back to the page of the procedure, answers kept.
    """
    t = use_text()
    subjects = subjects_of(procedure)
    choices: list[ft.Control] = [
        ClickableCard(
            [Strong(subject_words(subject, t)), Small(subject_hint(subject, t))],
            partial(choose, subject),
            key=f"for-{subject}",
        )
        for subject in subjects
    ]
    back = Link(t("Back to the service"), go_back, icon=ft.Icons.ARROW_BACK, key="back-to-service")
    return Screen(
        t("For whom is it?"),
        [
            Stack(choices, spacing=Space.S),
            *([_helping(t)] if "assisted" in subjects else []),
        ],
        header=t.text(procedure.name),
        above=[Flush(Row([back], wrap=True), by=Space.S)],
        active="home",
        navigation=False,
        form=True,
    )


def subject_notes(subject: Subject, t: Translator) -> list[ft.Control]:
    """Return what a choice means, below it once it is made."""
    helping = helping_words(t) if subject == "assisted" else ()
    return [Small(words) for words in (subject_hint(subject, t), *helping) if words]


def helping_words(t: Translator) -> tuple[str, ...]:
    """Return what assisted filing is: who is who, and what is recorded."""
    return (
        t("The application is theirs: their name and number stand in it, and the result is for them."),
        t("They read every answer and agree before it is submitted. Nobody may submit without them."),
        t("What the registers know of you is not filled in; type their answers or scan their identity card."),
        t("Recorded with the application: for whom it is, and whose account sent it."),
        t("You never need their password or code, and keep no copy of their papers."),
    )


def _helping(t: Translator) -> ft.Control:
    return Card([Strong(t("If you help another person")), *(Body(line) for line in helping_words(t))], spacing=8)
