"""How the facts of a procedure are said."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.catalogue.summary import Summary
from app.i18n import Formats, Translator
from forms.procedure import FeeSetter, Paper, Procedure, ProcessingTime
from forms.tailoring import DueFee, fees, is_undecided, processing_time
from views.catalogue.inert import inert
from views.design.progress import StatusKind


def online_words(procedure: Procedure, t: Translator) -> tuple[StatusKind, str]:
    """Return how far it can be done online, as a pill."""
    if procedure.state == "moved":
        return "closed", t("Moved to another service")
    if procedure.state != "open":
        return "closed", t("Not received at present")
    if procedure.form is None:
        return "draft", t("Information only, not filed here")
    if procedure.online == "full":
        return "done", t("Can be filed online")
    return "waiting", t("Filed online in part")


def level_words(online: str, t: Translator) -> str:
    """Return the name of an online level."""
    names = {"full": t("Fully online"), "part": t("Partly online"), "info": t("Information only")}
    return names.get(online, t("Other"))


def audience_words(audience: str, t: Translator) -> str:
    """Return who a group of applicants is."""
    names = {
        "citizen": t("Citizens"),
        "citizen_abroad": t("Citizens living abroad"),
        "foreigner": t("Foreigners"),
        "business": t("Businesses"),
        "household_business": t("Household businesses"),
        "foreign_business": t("Foreign-invested businesses"),
        "cooperative": t("Cooperatives"),
        "organisation": t("Organisations"),
        "foreign_organisation": t("Foreign organisations"),
        "official": t("Officials and public employees"),
    }
    return names.get(audience, t("Others"))


def office_kind_words(kind: str, t: Translator) -> str:
    """Return which office does a part of a linked procedure."""
    names = {
        "commune": t("People's Committee of the commune or ward"),
        "commune_police": t("Police of the commune or ward"),
        "social_insurance": t("Social insurance office"),
    }
    return names.get(kind, t("Other"))


def amount_of_time(time: ProcessingTime, t: Translator, formats: Formats) -> str:
    """Return how long, without what it is counted from."""
    match time.unit:
        case "same_day":
            return t("Within the day")
        case "hour":
            return formats.hours(time.amount)
        case "working_day":
            return formats.working_days(time.amount)
        case "month":
            return t("1 month") if time.amount == 1 else t("{count} months", count=time.amount)
        case _:
            return formats.days(time.amount)


def time_words(time: ProcessingTime | None, t: Translator, formats: Formats) -> tuple[str, str]:
    """Return the processing time and what it is counted from."""
    if time is None:
        return t("Not stated"), t("Ask the office before you file.")
    note = t.text(time.note) if time.note else t("counted from acceptance")
    return amount_of_time(time, t, formats), sentences(note, "" if time.verified else unverified_words(t))


def time_of_case(
    procedure: Procedure, answers: Mapping[str, Any], today: date, t: Translator, formats: Formats
) -> tuple[str, str]:
    """Return how long it takes in this case; of an imported procedure what its first way of filing says."""
    time = processing_time(procedure, answers, today=today)
    if time is None and procedure.ways:
        way = procedure.ways[0]
        return (amount_of_time(way.time, t, formats) if way.time else t("See below")), unverified_words(t)
    return time_words(time, t, formats)


def fee_words(
    procedure: Procedure, answers: Mapping[str, Any], today: date, t: Translator, formats: Formats
) -> tuple[str, str]:
    """Return what it costs in this case, and how sure that is."""
    due = fees(procedure, answers, today=today)
    if not due:
        return _fee_of_ways(procedure, t, formats)
    known = [fee.amount_vnd for fee in due if fee.amount_vnd is not None]
    note = fee_note(due[0], procedure, answers, today, t)
    if len(known) < len(due):
        return fee_amount(
            next(fee for fee in due if fee.amount_vnd is None), procedure, answers, today, t, formats
        ), note
    total = t("Free") if sum(known) == 0 else formats.money(sum(known))
    if sum(known) and not all(fee.fee.verified for fee in due):
        return t("{amount} (estimated)", amount=total), note
    return total, note


def _fee_of_ways(procedure: Procedure, t: Translator, formats: Formats) -> tuple[str, str]:
    known = {way.fee_vnd for way in procedure.ways}
    if not procedure.ways:
        return t("Not stated"), t("Ask the office before you file.")
    if len(known) == 1 and (amount := known.pop()) is not None:
        return (formats.money(amount) if amount else t("Free")), unverified_words(t)
    return t("See below"), unverified_words(t)


def fee_note(due: DueFee, procedure: Procedure, answers: Mapping[str, Any], today: date, t: Translator) -> str:
    """Return what a fee depends on, with the warning where nobody has checked it."""
    waits = is_undecided(due.fee.amount_vnd, procedure, answers, today=today)
    return sentences(
        t.text(due.fee.note) if due.fee.note else "",
        t("Your answers may change it.") if waits and due.amount_vnd else "",
        "" if due.fee.verified else unverified_words(t),
    )


def fee_amount(
    due: DueFee, procedure: Procedure, answers: Mapping[str, Any], today: date, t: Translator, formats: Formats
) -> str:
    """Return the amount of one fee, an unchecked one as an estimate."""
    if not due.amount_vnd and is_undecided(due.fee.amount_vnd, procedure, answers, today=today):
        return t("Depends on your answers")  # 0 too: "Free" beside "8,000 VND each" would say both
    if due.amount_vnd is None:
        return setter_words(due.fee.set_by, t)
    if due.amount_vnd == 0:
        return t("Free")
    amount = formats.money(due.amount_vnd)
    return amount if due.fee.verified else t("{amount} (estimated)", amount=amount)


def setter_words(setter: FeeSetter | None, t: Translator) -> str:
    """Return who sets a fee that no amount is known of."""
    match setter:
        case FeeSetter(kind="province"):
            return t("Set by each province")
        case FeeSetter(kind="regulation", documents=documents) if documents:
            return t("As set in {documents}", documents=inert(", ".join(documents), limit=200))
        case FeeSetter(kind="law"):
            return t("As the law on fees provides")
        case FeeSetter(kind="provider"):
            return t("Set by the provider")
        case _:
            return t("No fixed amount, ask the office")


def sentences(*parts: str) -> str:
    """Return texts one after another, each ended by a full stop where it has no end of its own."""
    told = [clean for part in parts if (clean := inert(part, limit=600))]
    return " ".join(
        part if part[-1] in ".!?…" or number == len(told) - 1 else f"{part}." for number, part in enumerate(told)
    )


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
    digits = month[:2]
    if not digits.isdigit():
        return t("Source: {name}, edition of {date}.", name=name, date=as_of)
    return t("Source: {name}, edition of {month}/{year}.", name=name, month=int(digits), year=year)


def channel_words(channel: str, t: Translator) -> str:
    """Return how a dossier reaches the office."""
    names = {"online": t("Online"), "post": t("By post"), "in_person": t("At the counter")}
    return names.get(channel, t("Other"))


def paper_words(paper: Paper, t: Translator, formats: Formats) -> str:
    """Return what to know of one paper."""
    hint = t.text(paper.hint) if paper.hint else ""
    if not paper.attach:
        return hint or t("Not to be sent. Bring it along.")
    limit = t("Clear photo or PDF, at most {size} a file.", size=formats.file_size(paper.max_bytes))
    return f"{hint} {limit}".strip() if paper.required is True else hint or limit


def is_only_vietnamese(texts: Sequence[Mapping[str, str]], t: Translator) -> bool:
    """Return whether an English reader is shown Vietnamese words here."""
    return t.language == "en" and any(text.get("vi") and not text.get("en") for text in texts)


def standing_words(summary: Summary, t: Translator) -> str:
    """Return what a list says of how a procedure is reached; nothing where it can be filed here in full."""
    if summary.state == "moved":
        return t("Moved to another service")
    if summary.state == "suspended":
        return t("Not received at present")
    return t("Can be filed here") if summary.has_form else ""
