"""Whether it is received now, where it moved to, what changed since the last visit, in which language it is."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import flet as ft

from app.i18n import Formats, Translator
from app.payments.codes import find_qr_matrix
from forms.differences import Difference, differences
from forms.procedure import Procedure, pick
from views.catalogue.inert import inert
from views.catalogue.links import web_host
from views.catalogue.words import amount_of_time, is_only_vietnamese, level_words, setter_words
from views.design import Body, Button, Card, Color, Notice, Row, Sign, Small, Space, Stack, Strong, scanned_beside
from views.shared.context import Surroundings
from views.shared.events import Intent

MOST_CHANGES = 8
_PUBLIC_CODE: Final = re.compile(r"\d\.\d{6}")


def state_notices(
    procedure: Procedure, around: Surroundings, *, open_elsewhere: Intent, copy_code: Intent
) -> list[ft.Control]:
    """Return what to know before reading on: suspended until when, or moved and to where."""
    t, formats = around.text, around.formats
    note = inert(t.text(procedure.state_note)) if procedure.state_note else ""
    if procedure.state == "suspended":
        until = (
            t("Expected to open again on {date}.", date=formats.date(procedure.state_until))
            if procedure.state_until
            else ""
        )
        words = " ".join(part for part in (note, until) if part)
        return [Notice("waiting", t("Not received at present"), words, key="suspended")]
    if procedure.state == "moved":
        return [_moved(procedure, note, around, open_elsewhere=open_elsewhere, copy_code=copy_code)]
    return [Notice("waiting", "", note)] if note else []


def _moved(
    procedure: Procedure, note: str, around: Surroundings, *, open_elsewhere: Intent, copy_code: Intent
) -> ft.Control:
    t, host, is_kiosk = around.text, web_host(procedure.moved_to), around.services.is_kiosk
    if not host:
        return Notice("waiting", t("Moved to another service"), note or t("Ask the office where."), key="moved")
    buttons = [
        Button(t("Go to {host}", host=host), open_elsewhere, icon=ft.Icons.OPEN_IN_NEW, kind="secondary", key="leave"),
        Button(_copy_words(procedure, t), copy_code, icon=ft.Icons.CONTENT_COPY, kind="quiet", key="copy-code"),
    ]
    leaving = (
        t("It is done at {host}, which this screen does not open: use your own phone.", host=host)
        if is_kiosk
        else t("You are leaving Một Cửa for {host}. What you do there is not kept here.", host=host)
    )
    name = inert(t.text(procedure.name), limit=200)
    if has_public_code(procedure):
        look_for = t("Look there for code {code}: {name}", code=procedure.code, name=name)
    else:
        look_for = t("Look there for: {name}", name=looked_for(procedure))
    words = "\n".join(part for part in (note, leaving, look_for) if part)
    ways = _code(procedure.moved_to or "", host, around) if is_kiosk else [Row(buttons, wrap=True)]
    return Stack([Notice("waiting", t("Moved to another service"), words, key="moved"), *ways], spacing=Space.S)


def _code(address: str, host: str, around: Surroundings) -> list[ft.Control]:
    """Return an address as a code: a terminal opens no other page."""
    matrix, t = find_qr_matrix(address), around.text
    if matrix is None:
        return []
    words = [Body(t("Point your phone's camera at the code: {host} opens there.", host=host))]
    return [scanned_beside(matrix, t("Code of the page at {host}", host=host), words, around)]


def has_public_code(procedure: Procedure) -> bool:
    """Return whether its code is one of the national database, known elsewhere too; "EVN.TT" is ours alone."""
    return _PUBLIC_CODE.fullmatch(procedure.code) is not None


def looked_for(procedure: Procedure) -> str:
    """Return what to look for at another service: the code, else the Vietnamese name."""
    vietnamese = procedure.official_name or pick(procedure.name, "vi")
    return procedure.code if has_public_code(procedure) else inert(vietnamese, limit=200)


def _copy_words(procedure: Procedure, t: Translator) -> str:
    return t("Copy the service's code") if has_public_code(procedure) else t("Copy the service's name")


def language_notice(procedure: Procedure, t: Translator) -> list[ft.Control]:
    """Return a note where an English reader gets Vietnamese words."""
    if not is_only_vietnamese([procedure.name, procedure.summary], t):
        return []
    return [Notice("plain", "", t("This service is described in Vietnamese only."), key="only-vietnamese")]


def what_changed(changes: Sequence[Difference], t: Translator, formats: Formats) -> list[ft.Control]:
    """Return what is no longer as the person saw it last."""
    if not changes:
        return []
    return [_changes_card(t("Changed since you last looked"), _change_lines(changes, t, formats), key="changes")]


def what_comes(
    procedure: Procedure, coming: Procedure | None, today: date, t: Translator, formats: Formats
) -> list[ft.Control]:
    """Return from which day other rules hold, and what they change; or that these hold only from a day to come."""
    if coming is not None and coming.valid_from is not None:
        lines: list[ft.Control] = [Small(t("Until then what stands on this page applies."))]
        lines.extend(_change_lines(differences(procedure, coming), t, formats))
        title = t("Changes on {date}", date=formats.date(coming.valid_from))
        return [_changes_card(title, lines, key="coming")]
    if procedure.valid_from is not None and procedure.valid_from > today:
        day = formats.date(procedure.valid_from)
        return [Notice("info", "", t("What stands on this page applies from {date}.", date=day))]
    return []


def _change_lines(changes: Sequence[Difference], t: Translator, formats: Formats) -> list[ft.Control]:
    lines: list[ft.Control] = []
    for change in changes[:MOST_CHANGES]:
        name, old, new = difference_words(change, t, formats)
        words: list[ft.Control] = [Small(name)]
        if new:
            words.append(Body(new))
        if old:
            words.append(Small(t("Before: {old}", old=old) if new else t("No longer: {old}", old=old)))
        lines.append(Stack(words, spacing=0))
    if len(changes) > MOST_CHANGES:
        lines.append(Small(t("{count} more changes", count=len(changes) - MOST_CHANGES)))
    return lines


def _changes_card(title: str, lines: Sequence[ft.Control], *, key: str) -> ft.Control:
    head = ft.Row(
        [Sign(ft.Icons.UPDATE, size=22, color=Color.ACTION), Strong(title)],
        spacing=Space.S,
        wrap=True,
    )
    return Card([head, *lines], key=key, spacing=10)


def difference_words(change: Difference, t: Translator, formats: Formats) -> tuple[str, str, str]:
    """Return what changed, how it was, how it is; empty where it was or is not."""
    old, new = (_said(change, value, t, formats) if value is not None else "" for value in (change.old, change.new))
    names = {
        "state": t("Whether it is received"),
        "name": t("Name"),
        "online": t("Online level"),
        "time": t("Time"),
        "other_times": t("Time in other cases"),
        "fee": t("Fee"),
        "way": t("Ways to file"),
        "paper": t("Papers"),
        "office": t("Where"),
        "form": t("The form"),
        "legal": t("Legal basis"),
    }
    return names.get(change.where, t("Other")), old, new if new != old else t("Details changed: {what}", what=new)


def _said(change: Difference, value: object, t: Translator, formats: Formats) -> str:
    match change.where:
        case "state":
            names = {
                "open": t("Received"),
                "suspended": t("Not received at present"),
                "moved": t("Moved to another service"),
            }
            return names.get(str(value), str(value))
        case "online":
            return level_words(str(value), t)
        case "name" | "office":
            return inert(t.text(value), limit=300) if isinstance(value, dict) else ""
        case "time":
            return amount_of_time(value, t, formats)  # type: ignore[arg-type] # Difference says: a ProcessingTime
        case "other_times":
            return ", ".join(amount_of_time(time, t, formats) for time in value)  # type: ignore[attr-defined] # a tuple of them
        case "fee":
            amount = value.amount_vnd  # type: ignore[attr-defined] # Difference says: a Fee
            known = formats.money(amount) if isinstance(amount, int) and not isinstance(amount, bool) else ""
            if amount is None and value.set_by:  # type: ignore[attr-defined] # the same
                known = setter_words(value.set_by, t)  # type: ignore[attr-defined] # the same
            return ": ".join(part for part in (t.text(value.title), known) if part)  # type: ignore[attr-defined] # the same
        case "way":
            return inert(f"{value.time_text} {value.fee_text}".strip(), limit=200)  # type: ignore[attr-defined] # a Way
        case "paper":
            return inert(t.text(value.title), limit=200)  # type: ignore[attr-defined] # a Paper
        case "form":
            return t("Version {version}", version=value)
        case _:
            return inert(str(value), limit=200)
