"""How a dossier stands, in one notice: what is sure, what is not, and what it means for the citizen."""

import flet as ft

from api_client.models import Document, Dossier
from app.i18n import Formats, Translator
from views.design import Button, Notice
from views.shared.navigation import to
from views.tracking.journey import history
from views.tracking.parts import done_count
from views.tracking.state import Following
from views.tracking.words import result_words


def Standing(state: Following, *, t: Translator, formats: Formats) -> ft.Control:
    """Say how the dossier stands, in the words agreed for these moments."""
    dossier = state.dossier
    match dossier.status:
        case 1:
            when = formats.date_time(dossier.submitted_at)
            title = t("Submitted at {when}. Code: {code}.", when=when, code=dossier.code)
            return Notice("info", title, t("No result date yet; an officer is checking."))
        case 2 | 4 | 5 | 6:
            return _under_way(state, t=t, formats=formats)
        case 3:
            return Notice("plain", t("The office did not accept it."), _last_note(dossier))
        case 7:
            return Notice("waiting", t("You asked to withdraw it."), t("The office confirms the withdrawal."))
        case 8:
            return Notice("plain", t("Closed without a result."), _last_note(dossier))
        case 9 | 10:
            return _finished(state, t)
        case _:
            words = t("The portal uses a status that this version does not know. Update the app to see what it means.")
            return Notice("plain", t("New kind of status"), words)


def _under_way(state: Following, *, t: Translator, formats: Formats) -> ft.Control:
    dossier, due = state.dossier, state.due
    if dossier.parts:
        return _parts_under_way(state, t=t, formats=formats)
    if due is None:
        return Notice("info", t("No result date yet."), t("It is set when the office accepts the application."))
    when, stands = result_words(dossier, due, t, formats)
    office = t("at {office}", office=t.text(dossier.office.name))
    words = ". ".join(part for part in (_capital(stands.rstrip(".")), _bring(state, t)) if part)
    kind = "waiting" if due.state in ("late", "paused") else "info"
    return Notice(kind, f"{t('Accepted')}. {when}, {office}.", words)  # type: ignore[arg-type] # one of its literals


def _parts_under_way(state: Following, *, t: Translator, formats: Formats) -> ft.Control:
    """Say of a linked dossier how many parts are done, and when all should be."""
    dossier, due = state.dossier, state.due
    title = t("{done} of {count} parts are done.", done=done_count(dossier), count=len(dossier.parts))
    if due is None:
        return Notice("info", title, _bring(state, t))
    when, stands = result_words(dossier, due, t, formats)
    words = ". ".join(part for part in (when, stands.rstrip("."), _bring(state, t)) if part)
    return Notice("waiting" if due.state in ("late", "paused") else "info", title, words)


def _finished(state: Following, t: Translator) -> ft.Control:
    dossier = state.dossier
    title = t("The result is ready.") if dossier.status == 9 else t("The result has been returned.")
    if dossier.parts:
        return Notice("done", title, t("Each result stands with its part below."))
    result = find_result(dossier)
    if result is None:
        return Notice("done", title, _bring(state, t))
    button = Button(t("Open the result"), to(f"/dossiers/{dossier.id}/documents/{result.id}"), key="open-result")
    return Notice("done", title, _bring(state, t) if dossier.status == 9 else "", button)


def find_result(dossier: Dossier) -> Document | None:
    """Return the newest result of a dossier."""
    results = [document for document in dossier.documents if document.kind == "result"]
    return max(results, key=lambda document: document.issued_at, default=None)


def _bring(state: Following, t: Translator) -> str:
    if not state.bring:
        return ""
    return t("When you collect it, bring: {papers}.", papers="; ".join(t.text(paper) for paper in state.bring))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _last_note(dossier: Dossier) -> str:
    notes = [entry.note for entry in history(dossier) if entry.note]
    return notes[-1] if notes else ""
