"""One document: what it is, whether its signature is right, and how to read, keep and show it."""

import asyncio
from functools import partial

import flet as ft

from app.i18n import Translator
from app.payments.codes import qr_matrix
from app.seals.model import SealState, Verdict
from views.design import Body, Button, Card, Fact, Facts, Link, Notice, QrImage, Row, Screen, Section, Skeleton, Stack
from views.printing.pages import PaperPages
from views.printing.showing import Showing, printing_news, use_showing
from views.printing.slips import printed_slip
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.navigation import to
from views.shared.services import Services
from views.tracking.absent import absent_page
from views.tracking.document_model import DocumentModel, Reading
from views.tracking.refreshing import trouble_words
from views.tracking.state import NotHere
from views.tracking.words import dossier_title


@page
def DocumentPage(dossier_id: str, document_id: str) -> ft.View:
    """The document that the address names; each address is a screen of its own."""
    return keyed(f"{dossier_id}/{document_id}", DocumentScreen, dossier_id, document_id)


@page
def DocumentScreen(dossier_id: str, document_id: str) -> ft.View:
    """One document of one dossier."""
    services, t = use_services(), use_text()
    model, _ = use_value(
        use_once(
            lambda: DocumentModel(
                dossier_id,
                document_id,
                tracking=services.tracking,
                seals=services.seals,
            )
        )
    )
    use_task(model.open)
    match model.state:
        case NotHere() as state:
            return absent_page(state, t)
        case Reading() as state:
            return _reading(state, model, services)


def _reading(state: Reading, model: DocumentModel, services: Services) -> ft.View:
    t, formats, showing = use_text(), use_formats(), use_showing()
    document = state.document
    facts = [
        Fact(t("Number"), document.number),
        Fact(t("Issued"), formats.date_time(document.issued_at)),
        Fact(t("Application"), dossier_title(state.dossier, t), note=state.dossier.code),
    ]
    return Screen(
        t.text(document.title),
        [
            *_news(state, model, t),
            _verdict(state, t),
            *_actions(state, services, showing, t),
            *printing_news(showing.printed, t),
            *_pages(state, services),
            Facts(facts),
            *_code(state, t),
            Row([Link(t("See the application"), to(f"/dossiers/{state.dossier.id}"))], wrap=True),
        ],
        header=t("Document"),
        back=f"/dossiers/{state.dossier.id}",
        active="documents",
    )


def _news(state: Reading, model: DocumentModel, t: Translator) -> list[ft.Control]:
    if state.trouble is None:
        return []
    words = f"{trouble_words(state.trouble, t)} {t('This document has not been brought to this device yet.')}"
    return [Notice("waiting", "", words, Link(t("Try again"), model.open))]


def _verdict(state: Reading, t: Translator) -> ft.Control:
    if state.data is None:
        return Skeleton(lines=2, label=t("Checking the document")) if state.trouble is None else Stack([])
    if state.verdict is None:
        words = t("It carries no signature of its own. It is kept on this device as the portal sent it.")
        return Notice("plain", t("SAMPLE – NOT VALID"), words)
    return VerdictNotice(state.verdict, t)


def VerdictNotice(verdict: Verdict, t: Translator) -> ft.Control:
    """Say whether a signature is right, and that a sample is a sample."""
    match verdict.state:
        case SealState.GENUINE if verdict.sample:
            words = t("A sample office issued it: it has no legal force.")
            return Notice("trial", t("SAMPLE – NOT VALID"), f"{_signed_words(verdict, t)} {words}")
        case SealState.GENUINE:
            return Notice("done", t("The signature is right"), _signed_words(verdict, t))
        case SealState.UNKNOWN_KEY:
            words = t(
                "It is signed with a key that this device does not have yet. Open it again when there is a network."
            )
            return Notice("waiting", t("Signature not checked yet"), words)
        case _:
            words = t("The document or its signature was changed. Do not use it; ask the office.")
            return Notice("error", t("Do not trust this document"), words)


def _signed_words(verdict: Verdict, t: Translator) -> str:
    """Return what the signature vouches for: the whole document, or that this number was issued."""
    if verdict.sha256 is not None:
        return t("The signature is right and nothing was changed since.")
    return t("The signature is right: No. {number} was issued for {code}.", number=verdict.number, code=verdict.code)


def _actions(state: Reading, services: Services, showing: Showing, t: Translator) -> list[ft.Control]:
    data, document = state.data, state.document
    if data is None:
        return []
    name = file_name(state)

    async def read() -> None:
        await services.device.open_file(name, data, media_type=document.media_type)

    async def print_it() -> None:
        is_official = (
            state.verdict is not None and state.verdict.state is SealState.GENUINE and not state.verdict.sample
        )
        slip = partial(printed_slip, state.dossier, document, t, t.formats, is_official=is_official)
        await showing.show(name, await asyncio.to_thread(slip) if showing.on_roll else data)

    async def keep() -> None:
        await services.device.save_file(name, data)

    save = Button(t("Save a copy"), keep, kind="secondary", icon=ft.Icons.DOWNLOAD, key="save-document")
    look = Button(t("Open to read or print"), read, icon=ft.Icons.OPEN_IN_NEW, key="open-document")
    if not showing.prints:
        return [Row([look, save], spacing=12, wrap=True)]
    printed = Button(t("Print"), print_it, kind="secondary", icon=ft.Icons.PRINT_OUTLINED, key="print-document")
    return [Row([printed], wrap=True)] if showing.is_possible and document.media_type == "application/pdf" else []


def _pages(state: Reading, services: Services) -> list[ft.Control]:
    """Show the document itself at a terminal, where no other program opens it; its bytes never change under one id."""
    if state.data is None or not services.is_kiosk:
        return []
    return [keyed(f"pages-{state.document.id}", PaperPages, state.data, state.document.media_type)]


def _code(state: Reading, t: Translator) -> list[ft.Control]:
    statement = state.document.statement
    if statement is None:
        return []
    try:
        matrix = qr_matrix(statement)
    except ValueError:
        return []
    code = QrImage(matrix, label=t("Signed code of {number}", number=state.document.number), size=260)
    return [
        Section(t("Let somebody check it")),
        Card(
            [
                Row([code], wrap=True),
                Body(t("The square holds the signed statement: who issued what, when, for which application.")),
            ]
        ),
    ]


def file_name(state: Reading) -> str:
    """Return a name under which the document is kept outside the app; no personal value is in it."""
    kinds = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
    safe = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in state.document.number)
    return f"{safe}.{kinds.get(state.document.media_type, 'bin')}"
