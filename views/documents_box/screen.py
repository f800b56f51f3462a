"""The document box: results and slips, kept on this device."""

import asyncio
from collections.abc import Sequence

import flet as ft

from app.i18n import Formats, Translator
from views.design import Body, ClickableCard, Link, Notice, Screen, Section, Small, Stack, Strong
from views.documents_box.screen_model import BoxModel
from views.documents_box.state import BoxedDocument, BoxState, Shelf
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import to
from views.tracking.refreshing import keep_refreshing, trouble_words
from views.tracking.words import dossier_title

REFRESH_SECONDS = 30.0


@page
def DocumentsPage() -> ft.View:
    """Every document issued to this person."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(use_once(lambda: BoxModel(tracking=services.tracking, identity=services.identity)))

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
    return Screen(t("My documents"), [*_news(state, t), *shelves], active="documents")


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
