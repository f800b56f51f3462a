"""After Submit: how far the sending is, then what the portal said."""

import flet as ft

from app.i18n import Formats, Translator
from app.outbox.model import ParcelState
from views.applications.words import files_words, reason_words
from views.design import Body, Button, Card, Notice, Screen, Section, Small, StatusPill, Strong
from views.review.screen_model import ReviewModel
from views.review.state import Filed, Waiting
from views.shared.context import use_formats, use_services, use_text
from views.shared.navigation import to


def waiting_page(state: Waiting, model: ReviewModel) -> ft.View:
    """Return the page of an application that waits on this device to be sent."""
    t, formats = use_text(), use_formats()
    why, helps = reason_words(state.parcel, t)
    files = files_words(state.parcel, t, formats)
    lines: list[ft.Control] = [
        StatusPill("waiting", t("Waiting to send · not filed")),
        Strong(t.text(state.procedure_name)),
        Body(why),
        Small(helps),
        *([Small(files)] if files else []),
        *([Small(t("The portal says: {detail}", detail=state.parcel.detail))] if state.parcel.detail else []),
    ]
    parts: list[ft.Control] = [
        Notice(
            "waiting",
            t("Not filed yet"),
            t("Not filed. We send it when there is a network. Keep the app."),
            announced=True,
            key="not-filed",
        ),
        Card(lines, key="waiting"),
    ]
    if state.cannot_take_back:
        words = t("It cannot be found out now whether the portal has it. It waits as it is; try again later.")
        parts.append(Notice("info", "", words, announced=True))
    return Screen(
        t("Waiting to send"),
        parts,
        back="/applications",
        footer=[]
        if state.parcel.state is ParcelState.SENDING
        else [
            Button(t("Send now"), model.send_now, key="send-now"),
            Button(t("Take it back to change it"), model.take_back, kind="secondary", key="take-back"),
        ],
        active="applications",
    )


def filed_page(state: Filed) -> ft.View:
    """Return the page of an application that the portal has."""
    t, formats = use_text(), use_formats()
    return Screen(
        t("Your application has been submitted"),
        [
            Notice(
                "done",
                _filed_words(state, t, formats),
                t("No result date yet; an officer is checking."),
                announced=True,
                key="filed",
            ),
            Card(
                [
                    StatusPill("submitted", t("Submitted, waiting for acceptance")),
                    Strong(t.text(state.procedure_name)),
                    *([Small(t("Submitted to")), Body(t.text(state.office))] if state.office else []),
                    *_codes_kept(state, t, is_kiosk=use_services().is_kiosk),
                ],
                key="filed-dossier",
            ),
            *_asked_later(state, t),
        ],
        back="/applications",
        footer=[
            *_confirmation(state, t),
            Button(t("Follow the application"), to(f"/dossiers/{state.dossier_id}"), key="open-dossier"),
            Button(t("My applications"), to("/applications"), kind="secondary"),
        ],
        active="applications",
    )


def _codes_kept(state: Filed, t: Translator, *, is_kiosk: bool) -> list[ft.Control]:
    """Return how to find it again: who leaves a terminal, perhaps without a printed paper, needs both codes."""
    if not is_kiosk or not state.lookup_code:
        return [Small(t("Keep the code to ask about it. You find it at any time under My applications."))]
    return [
        Small(t("Lookup code")),
        Strong(state.lookup_code),
        Small(t("Write down or photograph both codes: with them you find it anywhere, without signing in.")),
    ]


def _confirmation(state: Filed, t: Translator) -> list[ft.Control]:
    """Return the way to the paper that a terminal prints; one's own device keeps it."""
    services = use_services()
    if services.printer is None or state.confirmation is None:
        return []
    route = f"/dossiers/{state.dossier_id}/documents/{state.confirmation}"
    return [Button(t("Print the confirmation"), to(route), icon=ft.Icons.PRINT_OUTLINED, key="print-confirmation")]


def _asked_later(state: Filed, t: Translator) -> list[ft.Control]:
    if not state.later:
        return []
    names = [Body(t.text(one.name)) for one in state.later]
    return [Section(t("The office will ask you for this")), Card(names, key="asked-later", spacing=4)]


def _filed_words(state: Filed, t: Translator, formats: Formats) -> str:
    if state.submitted_at is None or not state.code:
        return t("Submitted")
    return t("Submitted {time}. Code: {code}", time=formats.time(state.submitted_at), code=state.code)
