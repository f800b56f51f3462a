"""A dossier and its pills, as lists and pages show them."""

import flet as ft

from api_client.models import Dossier
from app.i18n import Formats, Translator
from views.design import ClickableCard, Row, Small, StatusPill, Strong
from views.shared.navigation import to
from views.tracking.due import Due
from views.tracking.parts import done_count
from views.tracking.status import open_requests, request_words, requests_beside_status, status_kind, status_words
from views.tracking.words import dossier_title, next_words, request_due_words, result_words


def dossier_pills(dossier: Dossier, t: Translator) -> list[ft.Control]:
    """Return the pill of the status and one for each thing the citizen is asked that the status does not tell."""
    pills = [
        StatusPill(status_kind(dossier.status), status_words(dossier.status, t)),
        *(StatusPill("needs_you", request_words(request, t)) for request in requests_beside_status(dossier)),
    ]
    return [Row(pills, wrap=True)] if len(pills) > 1 else pills


def DossierTile(
    dossier: Dossier,
    due: Due | None,
    request_due: Due | None,
    *,
    t: Translator,
    formats: Formats,
    is_answering: bool = False,
) -> ft.Control:
    """A dossier in a list: state, name, who acts next, dates; pressing it opens its page."""
    when, stands = result_words(dossier, due, t, formats)
    lines: list[ft.Control] = [
        *dossier_pills(dossier, t),
        Strong(dossier_title(dossier, t)),
        Small(t("Code {code}", code=dossier.code)),
        Small(t("Your answer waits to be sent") if is_answering else next_words(dossier, t), strong=True),
    ]
    if dossier.parts:
        lines.append(Small(t("{done} of {count} parts are done.", done=done_count(dossier), count=len(dossier.parts))))
    requests = open_requests(dossier)
    if requests and not is_answering and (until := request_due_words(requests[0], request_due, t, formats)):
        lines.append(Small(until, strong=True))
    if when:
        lines.append(Small(f"{when} · {stands}" if stands and due is not None else when))
    return ClickableCard(lines, to(f"/dossiers/{dossier.id}"), key=f"dossier-{dossier.id}")
