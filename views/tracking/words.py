"""Sentences about a dossier that several screens say in the same words."""

import re
from datetime import datetime

from api_client.models import Dossier, Request
from app.i18n import Formats, Translator
from views.tracking.due import Due, local_date
from views.tracking.journey import Step
from views.tracking.parts import find_part
from views.tracking.status import next_actor, open_requests


def dossier_title(dossier: Dossier, t: Translator, *, part_id: str | None = None) -> str:
    """Return ``Đăng ký khai sinh cho Nguyễn Minh An``; the service alone where the portal names nobody.

    What concerns one part of a linked dossier is called by that part.
    """
    part = find_part(dossier, part_id)
    service = t.text(dossier.procedure_name if part is None else part.name)
    name = person_name(dossier.subject_name)
    return t("{service} for {name}", service=service, name=name) if name else service


def person_name(name: str) -> str:
    """Return a name written in capitals, as on forms, the way it is written in a sentence."""
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0][:1] + word[0][1:].lower(), name)


def updated_words(seen_at: datetime, now: datetime, t: Translator, formats: Formats) -> str:
    """Return how old what is shown is."""
    same_day = local_date(seen_at) == local_date(now)
    return t("Updated at {time}", time=formats.time(seen_at) if same_day else formats.date_time(seen_at))


def result_words(dossier: Dossier, due: Due | None, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return when the result is due and how that stands; the second may be empty."""
    if due is None:
        if dossier.status == 1:
            return t("No result date yet"), t("An officer is checking your papers. The date is set at acceptance.")
        return "", ""
    return due_words(due, t, formats)


def due_words(due: Due, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return when a result is due and how that stands; the second may be empty."""
    when = t("Result due: {when}", when=formats.weekday_date_time(due.at))
    match due.state:
        case "running":
            return when, t("{days} left", days=formats.working_days(due.working_days))
        case "today":
            return when, t("Today")
        case "late" if due.working_days == 0:
            return when, t("The time has passed today. Not your fault.")
        case "late":
            return when, t("{days} late. Not your fault.", days=formats.working_days(due.working_days))
        case "paused":
            return when, t("The time stands still while the office waits for you.")
        case _:
            return when, ""


def request_due_words(request: Request, due: Due | None, t: Translator, formats: Formats) -> str:
    """Return until when the citizen can answer; empty where the slip sets no date."""
    if due is None:
        return ""
    if request.kind == "proof":
        return t("Until {when}", when=formats.weekday_date_time(due.at))
    when = formats.date(due.at)
    match due.state:
        case "running":
            return t("Until {date}, {days} left", date=when, days=formats.working_days(due.working_days))
        case "today":
            return t("Until today, {date}", date=when)
        case _:
            return t("The date {date} has passed. Send it all the same: the office decides.", date=when)


def next_words(dossier: Dossier, t: Translator) -> str:
    """Return who acts next and what they do."""
    match next_actor(dossier):
        case "citizen":
            return _citizen_words(open_requests(dossier)[0], t)
        case "nobody":
            return t("Nothing more to do")
        case "unknown":
            return t("Update the app to see who acts next")
        case _:
            return _office_words(dossier, t)


def _citizen_words(request: Request, t: Translator) -> str:
    match request.kind:
        case "supplement" if len(request.items) > 1:
            return t("Next: you mend {count} things", count=len(request.items))
        case "supplement":
            return t("Next: you mend 1 thing")
        case "proof":
            return t("Next: you check the draft result")
        case "payment":
            return t("Next: you pay the fee")
        case "visit":
            return t("Next: you come to the office")
        case _:
            return t("Next: you update the app to see what is asked")


def _office_words(dossier: Dossier, t: Translator) -> str:
    match dossier.status:
        case 1:
            return t("Next: the office checks and accepts")
        case 7:
            return t("Next: the office confirms the withdrawal")
        case 9:
            return t("Next: the office hands over the result")
        case 5 | 6:
            return t("Next: the office looks at what you sent")
        case _:
            return t("Next: the office processes it")


def step_words(step: Step, t: Translator) -> tuple[str, str]:
    """Return the title of a stage still ahead and what it means."""
    match step:
        case "acceptance":
            return t("Acceptance, with a result date"), t("no result date yet; the office checks your papers first")
        case "processing":
            return t("The office processes it"), ""
        case "proof":
            return t("You check the draft, then the office signs"), t("you have one day; no answer counts as agreement")
        case _:
            return t("Result"), t("it is kept in your documents")
