"""My applications: what needs the person first, then what waits, drafts, what is on its way, what is finished."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from app.i18n import Formats, Translator
from views.applications.screen_model import ApplicationsModel
from views.applications.state import ApplicationsState, DossierRow, DraftRow, WaitingRow
from views.applications.words import kind_words, parcel_name, reason_words, saved_words
from views.design import (
    Body,
    Button,
    Card,
    ClickableCard,
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
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import draft_route, to
from views.shared.told_apart import told_apart
from views.tracking.cards import DossierTile
from views.tracking.days import working_day_counter
from views.tracking.refreshing import keep_refreshing, trouble_words
from views.tracking.words import updated_words


@dataclass(frozen=True, slots=True)
class Asked:
    """Which draft the person wants to delete and has not confirmed yet."""

    draft_id: str
    ask: Callable[[str], None]


@page
def ApplicationsPage() -> ft.View:
    """Every application of this person on one screen, each with its one state."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(
        use_once(
            lambda: ApplicationsModel(
                drafts=services.drafts,
                outbox=services.outbox,
                tracking=services.tracking,
                identity=services.identity,
                find_procedure=services.catalogue.find,
                clock=services.clock,
                count=working_day_counter(services.catalogue),
            )
        )
    )
    asked = Asked(*use_value(""))

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_subscription(lambda: services.identity.subscribe(model.load))
    use_task(follow)
    state = model.state
    return Screen(
        t("My applications"),
        [
            *_news(state, t),
            *_dossiers(t("Needs you"), state.needs_you, t=t, formats=formats),
            *_waiting(state.waiting, t, formats),
            *_drafts(state.drafts, model, t=t, formats=formats, asked=asked),
            *_dossiers(t("On its way"), state.under_way, t=t, formats=formats),
            *_dossiers(t("Finished"), state.finished, t=t, formats=formats),
            *([_nothing(t)] if state.is_empty else []),
            *([Small(updated_words(state.seen_at, services.clock(), t, formats))] if state.seen_at else []),
        ],
        active="applications",
    )


def _news(state: ApplicationsState, t: Translator) -> list[ft.Control]:
    if not state.signed_in:
        words = t("Sign in to see what you have filed. Drafts on this device are below.")
        return [Notice("info", "", words, Link(t("Sign in"), to("/sign-in?return=/applications")))]
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


def _drafts(
    rows: Sequence[DraftRow], model: ApplicationsModel, *, t: Translator, formats: Formats, asked: Asked
) -> list[ft.Control]:
    if not rows:
        return []
    oldest_first = sorted(rows, key=lambda row: (row.created_at, row.id))  # so that a number stays with its draft
    titles = told_apart({row.id: t.text(row.title) for row in oldest_first})
    begun = told_apart({row.id: formats.date_time(row.created_at) for row in oldest_first})
    tiles = [
        _draft_tile(row, model, titles[row.id], begun=begun[row.id], t=t, formats=formats, asked=asked) for row in rows
    ]
    return [
        Section(t("Drafts")),
        Stack(tiles, spacing=12),
    ]


def _draft_tile(
    row: DraftRow,
    model: ApplicationsModel,
    title: str,
    *,
    begun: str,
    t: Translator,
    formats: Formats,
    asked: Asked,
) -> ft.Control:
    parts: list[ft.Control] = [
        StatusPill("draft", t("Draft · not filed")),
        Strong(title),
        Small(saved_words(row.saved_at, t, formats)),
    ]
    if asked.draft_id != row.id:
        ask = Link(t("Delete the draft of {time}", time=begun), lambda: asked.ask(row.id), key=f"delete-{row.id}")
        return Stack(
            [
                ClickableCard(parts, to(draft_route(row.id, row.step_id)), key=f"draft-{row.id}"),
                Row([ask], wrap=True),
            ],
            spacing=0,
        )

    async def discard() -> None:
        asked.ask("")
        await model.discard(row.id)

    question = t("Delete this draft and its files from this device? This cannot be undone.")
    return Card(
        [
            *parts,
            Notice("needs_you", "", question, announced=True),
            Row(
                [
                    Button(t("Delete for ever"), discard, kind="danger", key=f"discard-{row.id}"),
                    Button(t("Keep the draft"), lambda: asked.ask(""), kind="secondary"),
                ],
                wrap=True,
            ),
        ],
        kind="needs_you",
    )


def _nothing(t: Translator) -> ft.Control:
    return Card(
        [
            Row([ft.Icon(ft.Icons.FOLDER_OPEN_OUTLINED, size=40)]),
            Strong(t("Nothing here yet")),
            Body(t("What you begin, send and file shows here, with its state and who acts next.")),
            Row([Button(t("Find a service"), to("/search"))], wrap=True),
        ]
    )
