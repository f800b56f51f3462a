"""My applications: what needs the person first, then what waits, drafts, what is on its way, what is finished."""

from collections.abc import Sequence

import flet as ft

from app.drafts.shelf import KEPT_DAYS
from app.i18n import Formats, Translator
from views.applications.draft_list import DraftList
from views.applications.following import use_applications
from views.applications.recovery import recovery_offer
from views.applications.screen_model import ApplicationsModel
from views.applications.state import ApplicationsState, DossierRow, WaitingRow
from views.applications.words import kind_words, parcel_name, reason_words
from views.design import (
    Body,
    Button,
    Card,
    ClickableCard,
    Flush,
    Link,
    Notice,
    Row,
    Screen,
    Section,
    Small,
    Stack,
    StatusPill,
    Strong,
)
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.navigation import to
from views.tracking.cards import DossierTile
from views.tracking.refreshing import trouble_words
from views.tracking.words import updated_words


@page
def ApplicationsPage() -> ft.View:
    """Every application of this person on one screen, each with its one state."""
    services, t, formats = use_services(), use_text(), use_formats()
    model = use_applications()

    state = model.state
    return Screen(
        t("My applications"),
        [
            *_news(state, t),
            *recovery_offer(services.drafts),
            *_dossiers(t("Needs you"), state.needs_you, t=t, formats=formats),
            *_waiting(state.waiting, t, formats),
            *_guests(state, t),
            *_undo(state, model, t),
            *([DraftList(state.drafts, model.delete)] if state.drafts else []),
            *_dossiers(t("On its way"), state.under_way, t=t, formats=formats),
            *_dossiers(t("Finished"), state.finished, t=t, formats=formats),
            *([_nothing(t)] if state.is_empty else []),
            *_more(state, t, is_kiosk=services.is_kiosk),
            *([Small(updated_words(state.seen_at, services.clock(), t, formats))] if state.seen_at else []),
        ],
        active="applications",
    )


def _news(state: ApplicationsState, t: Translator) -> list[ft.Control]:
    if not state.signed_in:
        words = t("Sign in to see what you have filed. Drafts on this device are below.")
        sign_in = Link(t("Sign in"), to("/sign-in?return=/applications"))
        by_code = Link(t("Track an application"), to("/lookup"), key="lookup", wrap=True)
        return [Notice("info", "", words, Row([sign_in, by_code], wrap=True))]
    if state.trouble is not None:
        return [Notice("waiting", "", trouble_words(state.trouble, t))]
    return []


def _dossiers(title: str, rows: Sequence[DossierRow], *, t: Translator, formats: Formats) -> list[ft.Control]:
    if not rows:
        return []
    tiles = [
        DossierTile(row.dossier, row.due, row.request_due, t=t, formats=formats, is_answering=row.is_answering)
        for row in rows
    ]
    return [Section(title), Stack(tiles, spacing=12)]


def _waiting(rows: Sequence[WaitingRow], t: Translator, formats: Formats) -> list[ft.Control]:
    if not rows:
        return []
    parcels = tuple(row.parcel for row in rows)
    tiles = [_waiting_tile(row, parcel_name(row.parcel, parcels, t, formats), t) for row in rows]
    return [Section(t("Waiting to send")), Stack(tiles, spacing=12)]


def _waiting_tile(row: WaitingRow, name: str, t: Translator) -> ft.Control:
    why, helps = reason_words(row.parcel, t)
    return ClickableCard(
        [
            StatusPill("waiting", t("Waiting to send · not filed")),
            Strong(name),
            Small(f"{kind_words(row.parcel, t)} · {why}"),
            Small(helps),
        ],
        to("/applications/outbox"),
        key=f"parcel-{row.id}",
    )


def _guests(state: ApplicationsState, t: Translator) -> list[ft.Control]:
    if not state.unasked:
        return []
    words = t("Drafts were begun on this device without signing in. Nobody but you can say whether they are yours.")
    look = Link(t("Say which are yours"), to("/applications/guest?next=/applications"), key="guest-drafts", wrap=True)
    return [Notice("needs_you", t("Are these drafts yours?"), words, look)]


def _undo(state: ApplicationsState, model: ApplicationsModel, t: Translator) -> list[ft.Control]:
    if state.not_stored:
        return [
            Notice("error", t("Not stored"), t("This device could not store it. All is as before."), announced=True)
        ]
    if state.just_deleted is None:
        return []
    words = t(
        "Your draft “{title}” can be put back for {days} days.", title=t.text(state.just_deleted.title), days=KEPT_DAYS
    )
    back = Button(t("Put it back"), model.undo, kind="secondary", key="undo")
    return [Notice("done", t("Deleted"), words, back, announced=True)]


def _more(state: ApplicationsState, t: Translator, *, is_kiosk: bool) -> list[ft.Control]:
    links: list[ft.Control] = []
    if not is_kiosk:  # a terminal used by many opens nobody's files
        words, icon = t("Receive a draft"), ft.Icons.FILE_OPEN_OUTLINED
        links.append(Link(words, to("/applications/receive"), icon=icon, key="receive"))
    if state.drafts or state.deleted:
        label = t("Deleted drafts ({count})", count=state.deleted)
        links.append(Link(label, to("/applications/deleted"), icon=ft.Icons.RESTORE_FROM_TRASH_OUTLINED, key="deleted"))
    return [Flush(Row(links, wrap=True), by=8)] if links else []


def _nothing(t: Translator) -> ft.Control:
    return Card(
        [
            Row([ft.Icon(ft.Icons.FOLDER_OPEN_OUTLINED, size=40)]),
            Strong(t("Nothing here yet")),
            Body(t("What you begin, send and file shows here, with its state and who acts next.")),
            Row([Button(t("Find a service"), to("/search"))], wrap=True),
        ]
    )
