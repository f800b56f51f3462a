"""The document box: results and slips, kept on this device."""

import asyncio
from collections.abc import Sequence
from datetime import date

import flet as ft

from app.documents.box import BoxedPaper
from app.i18n import Formats, Translator
from views.design import Body, Button, ClickableCard, Link, Notice, Row, Screen, Section, Small, Stack, Strong
from views.design.tokens import Color
from views.documents_box.screen_model import BoxModel
from views.documents_box.state import BoxedDocument, BoxState, Shelf
from views.documents_box.words import expiry_words, kind_words
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import to
from views.shared.today import today
from views.tracking.refreshing import keep_refreshing, trouble_words
from views.tracking.words import dossier_title

REFRESH_SECONDS = 30.0


@page
def DocumentsPage() -> ft.View:
    """Every document issued to this person."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(
        use_once(lambda: BoxModel(box=services.box, tracking=services.tracking, identity=services.identity))
    )

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep, REFRESH_SECONDS)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_subscription(lambda: services.identity.subscribe(model.load))
    use_task(follow)
    state = model.state
    shelves = [
        part
        for shelf, documents in state.shelves
        for part in _shelf(shelf_words(shelf, t), documents, t=t, formats=formats)
    ]
    kept = [] if services.is_kiosk else _kept(state, today(services.clock), t=t, formats=formats)
    return Screen(t("My documents"), [*kept, *_news(state, t), *shelves], active="documents")


def _kept(state: BoxState, day: date, *, t: Translator, formats: Formats) -> list[ft.Control]:
    """Return the papers the person keeps to use again; those that need renewing say so."""
    add = Button(t("Keep a paper"), to("/documents/kept/new"), kind="secondary", icon=ft.Icons.ADD, key="keep-paper")
    tiles = [_kept_tile(paper, day, t=t, formats=formats) for paper in state.kept]
    words = Body(t("Photograph a paper once and use it in every application. It stays on this device."))
    return [
        Section(t("Papers to use again")),
        *([Stack(tiles, spacing=12)] if tiles else [words]),
        Row([add], wrap=True),
    ]


def _kept_tile(paper: BoxedPaper, day: date, *, t: Translator, formats: Formats) -> ft.Control:
    lines: list[ft.Control] = [Strong(paper.name)]
    if kind_words(paper.kind, t) != paper.name:
        lines.append(Small(kind_words(paper.kind, t)))
    if words := expiry_words(paper, t, formats, today=day):
        is_urgent = paper.expiry(day) in ("soon", "expired")
        lines.append(Small(words, color=Color.NEEDS_YOU if is_urgent else Color.MUTED, strong=is_urgent))
    return ClickableCard(lines, to(f"/documents/kept/{paper.id}"), key=f"kept-{paper.id}")


def shelf_words(shelf: Shelf, t: Translator) -> str:
    """Return the heading of a shelf."""
    match shelf:
        case "results":
            return t("Results")
        case "receipts":
            return t("Payment receipts")
        case "copies":
            return t("Copies of what you submitted")
        case _:
            return t("Slips")


def _news(state: BoxState, t: Translator) -> list[ft.Control]:
    if not state.signed_in:
        words = t("Sign in to see the documents issued to you.")
        return [Notice("info", "", words, Link(t("Sign in"), to("/sign-in?return=/documents")))]
    news: list[ft.Control] = []
    if state.trouble is not None:
        news.append(Notice("waiting", "", trouble_words(state.trouble, t)))
    if state.is_empty:
        words = t("Results, slips and receipts arrive here by themselves and stay, also without a network.")
        news.append(Notice("plain", t("No documents yet"), words))
    else:
        news.append(Body(t("Kept on this device: they open without a network.")))
    return news


def _shelf(title: str, documents: Sequence[BoxedDocument], *, t: Translator, formats: Formats) -> list[ft.Control]:
    if not documents:
        return []
    return [Section(title), Stack([_tile(entry, t=t, formats=formats) for entry in documents], spacing=12)]


def _tile(entry: BoxedDocument, *, t: Translator, formats: Formats) -> ft.Control:
    document, dossier = entry.document, entry.dossier
    return ClickableCard(
        [
            Strong(t.text(document.title)),
            Small(dossier_title(dossier, t)),
            Small(t("No. {number} · {when}", number=document.number, when=formats.date_time(document.issued_at))),
        ],
        to(f"/dossiers/{dossier.id}/documents/{document.id}"),
        key=f"document-{document.id}",
    )
