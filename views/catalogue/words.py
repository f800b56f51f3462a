"""How the facts of a procedure are said."""

from collections.abc import Sequence
from datetime import date

from app.i18n import Formats, Translator
from forms.flow import DueFee, fees
from forms.procedure import Paper, Procedure, ProcessingTime
from views.design.progress import StatusKind


def online_words(procedure: Procedure, t: Translator) -> tuple[StatusKind, str]:
    """Return how far it can be done online, as a pill."""
    if procedure.state != "open":
        return "closed", t("Not received at present")
    if procedure.form is None:
        return "draft", t("Information only, not filed here")
    if procedure.online == "full":
        return "done", t("Can be filed online")
    return "waiting", t("Filed online in part")


def time_words(time: ProcessingTime | None, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return the processing time and what it is counted from."""
    if time is None:
        return t("Not stated"), t("Ask the office before you file.")
    if time.unit == "same_day":
        amount = t("Within the day")
    elif time.unit == "hour":
        amount = formats.hours(time.amount)
    elif time.unit == "working_day":
        amount = formats.working_days(time.amount)
    else:
        amount = formats.days(time.amount)
    note = t.text(time.note) if time.note else t("counted from acceptance")
    return amount, note if time.verified else f"{note} {unverified_words(t)}"


def fee_words(procedure: Procedure, today: date, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return what it costs in the usual case, and when that differs."""
    due = fees(procedure, {}, today=today)
    if not due:
        return t("Not stated"), t("Ask the office before you file.")
    amounts = [fee.amount_vnd for fee in due]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        total = t("Set by the province")
    elif sum(known) == 0:
        total = t("Free")
    else:
        total = formats.money(sum(known))
    return total, _usual_note(due[0], t)


def _usual_note(due: DueFee, t: Translator) -> str:
    note = t.text(due.fee.note) if due.fee.note else ""
    return note if due.fee.verified else f"{note} {unverified_words(t)}".strip()


def fee_lines(procedure: Procedure, today: date, t: Translator) -> list[tuple[str, str]]:
    """Return every fee with what it depends on; one fee alone needs no list."""
    due = fees(procedure, {}, today=today)
    if len(due) < 2:
        return []
    return [(t.text(fee.fee.title), _usual_note(fee, t)) for fee in due]


def unverified_words(t: Translator) -> str:
    """Return what stands beside a figure nobody has checked."""
    return t("Not verified; ask the office first.")


def source_words(procedure: Procedure, t: Translator) -> str:
    """Return where the figures come from."""
    if procedure.source is None:
        return ""
    name, as_of = t.text(procedure.source.name), procedure.source.as_of
    if as_of is None:
        return t("Source: {name}.", name=name)
    year, _, month = as_of.partition("-")
    return t("Source: {name}, edition of {month}/{year}.", name=name, month=int(month[:2] or 1), year=year)


def papers_first(papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers, those to attach in any case first, those only to bring last."""
    return sorted(papers, key=lambda paper: (not paper.attach, paper.required is not True))


def paper_words(paper: Paper, t: Translator, formats: Formats) -> str:
    """Return what to know of one paper."""
    hint = t.text(paper.hint) if paper.hint else ""
    if not paper.attach:
        return hint or t("Not to be sent. Bring it along.")
    limit = t("Clear photo or PDF, at most {size} a file.", size=formats.file_size(paper.max_bytes))
    return f"{hint} {limit}".strip() if paper.required is True else hint or limit
