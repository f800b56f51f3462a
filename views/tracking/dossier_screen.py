"""The page of a dossier: its state, what the citizen is asked, its way, its documents."""

import asyncio
from collections.abc import Sequence

import flet as ft

from api_client.models import Document, Dossier
from app.i18n import Formats, Translator
from views.copies.links import dossier_copy_links
from views.design import (
    Button,
    Card,
    ClickableCard,
    Fact,
    Facts,
    IconButton,
    Link,
    Notice,
    Row,
    Screen,
    Section,
    Small,
    Stack,
    Strong,
    TextInput,
    Timeline,
)
from views.shared.boundary import keyed, page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_subscription, use_task, use_value
from views.shared.navigation import to
from views.shared.services import Services
from views.tracking.absent import absent_page
from views.tracking.action_box import ActionBox
from views.tracking.cards import dossier_pills
from views.tracking.days import working_day_counter
from views.tracking.document_model import all_documents
from views.tracking.dossier_model import DossierModel, Sources
from views.tracking.part_cards import part_cards
from views.tracking.refreshing import keep_refreshing, trouble_words
from views.tracking.standing import Standing
from views.tracking.state import Following, NotHere
from views.tracking.status import open_requests
from views.tracking.way import way_items
from views.tracking.words import dossier_title, updated_words

WITH_RESULT = frozenset({9, 10})
CAN_BE_WITHDRAWN = frozenset({1, 2, 4, 5, 6})
"""Statuses from which domain facts B.3 lead to 7."""


def sources_of(services: Services) -> Sources:
    """Return what the pages of a dossier read, from the app's services."""
    return Sources(
        tracking=services.tracking,
        outbox=services.outbox,
        identity=services.identity,
        find_procedure=services.catalogue.find,
        clock=services.clock,
        count=working_day_counter(services.catalogue),
    )


@page
def DossierPage(dossier_id: str) -> ft.View:
    """The dossier that the address names; each address is a screen of its own."""
    return keyed(dossier_id, DossierScreen, dossier_id)


@page
def DossierScreen(dossier_id: str) -> ft.View:
    """One dossier, brought up to date while its page is open."""
    services, t = use_services(), use_text()
    model, _ = use_value(use_once(lambda: DossierModel(dossier_id, sources_of(services))))

    async def follow() -> None:
        await keep_refreshing(model.refresh, asyncio.sleep)

    use_subscription(lambda: services.changes.subscribe(model.load))
    use_task(follow)
    match model.state:
        case NotHere() as state:
            return absent_page(state, t)
        case Following() as state:
            return _following(state, model, services)


def _following(state: Following, model: DossierModel, services: Services) -> ft.View:
    t, formats = use_text(), use_formats()
    dossier = state.dossier
    return Screen(
        dossier_title(dossier, t),
        [
            _code_line(dossier, services, t),
            *([Notice("waiting", "", trouble_words(state.trouble, t))] if state.trouble is not None else []),
            *_standing_and_asked(state, t=t, formats=formats),
            *_unsent(state, t),
            *part_cards(state, t=t, formats=formats),
            Section(t("Progress")),
            Timeline(way_items(state, t=t, formats=formats)),
            *_documents(dossier, t=t, formats=formats),
            dossier_copy_links(dossier, services, t.language),
            *_withdrawal(state, model, t),
            Small(updated_words(state.seen_at, services.clock(), t, formats)),
        ],
        header=t("Application"),
        back="/applications",
        above=dossier_pills(dossier, t),
        side=[Section(t("About this application")), _facts(state, t=t, formats=formats)],
        active="applications",
    )


def _standing_and_asked(state: Following, *, t: Translator, formats: Formats) -> list[ft.Control]:
    """What the citizen is asked comes first; once there is a result, the result does."""
    asked = [
        ActionBox(state, request, t=t, formats=formats, is_first=number == 0)
        for number, request in enumerate(open_requests(state.dossier))
        if not state.is_answering(request.id)
    ]
    standing = Standing(state, t=t, formats=formats)
    return [standing, *asked] if state.dossier.status in WITH_RESULT else [*asked, standing]


def _code_line(dossier: Dossier, services: Services, t: Translator) -> ft.Control:
    async def copy() -> None:
        await services.device.copy(dossier.code)

    line: list[ft.Control] = [Small(t("Application code")), Strong(dossier.code)]
    if not services.is_kiosk:  # nothing at a terminal takes it, and the next citizen's session must not either
        line.append(IconButton(ft.Icons.COPY_OUTLINED, t("Copy the code"), copy, key="copy-code"))
    return Row(line, wrap=True)


def _unsent(state: Following, t: Translator) -> list[ft.Control]:
    title = t("The portal did not take your answer")
    refused = [Notice("error", title, parcel.detail or "", announced=True) for parcel in state.refused_answers]
    if len(refused) == len(state.unsent):
        return [*refused]
    is_withdrawal = any(parcel.kind == "withdrawal" for parcel in state.unsent)
    title = t("Your withdrawal waits to be sent") if is_withdrawal else t("Your answer waits to be sent")
    words = t("The office does not have it yet. We send it when there is a network. Keep the app.")
    link = Link(t("See what waits"), to("/applications/outbox"))
    return [*refused, Notice("waiting", title, words, link)]


def _facts(state: Following, *, t: Translator, formats: Formats) -> ft.Control:
    dossier, holder = state.dossier, state.holder
    who = t("You") if holder.office is None else t.text(holder.office)
    files = t("1 file") if len(dossier.files) == 1 else t("{count} files", count=len(dossier.files))
    facts = [
        Fact(t("Who has it now"), who, note=t("since {when}", when=formats.date_time(holder.since))),
        Fact(t("Office"), t.text(dossier.office.name), note=t.text(dossier.office.address)),
        Fact(t("Submitted at"), formats.date_time(dossier.submitted_at)),
        Fact(t("Lookup code"), dossier.lookup_code, note=t("With the code above, it finds this application anywhere.")),
    ]
    if dossier.files:
        facts.append(Fact(t("Files you sent"), files, note=t("the office has them whole")))
    return Facts(facts)


def _documents(dossier: Dossier, *, t: Translator, formats: Formats) -> list[ft.Control]:
    documents = all_documents(dossier)
    if not documents:
        return []
    tiles = [DocumentTile(dossier.id, document, t=t, formats=formats) for document in documents]
    return [Section(t("Documents of this application")), Stack(tiles, spacing=12)]


def DocumentTile(dossier_id: str, document: Document, *, t: Translator, formats: Formats) -> ft.Control:
    """A slip, result, receipt or copy in a list."""
    return ClickableCard(
        [
            Strong(t.text(document.title)),
            Small(t("No. {number} · {when}", number=document.number, when=formats.date_time(document.issued_at))),
        ],
        to(f"/dossiers/{dossier_id}/documents/{document.id}"),
        key=f"document-{document.id}",
    )


def _withdrawal(state: Following, model: DossierModel, t: Translator) -> Sequence[ft.Control]:
    waits = any(parcel.kind == "withdrawal" for parcel in state.unsent)
    if state.dossier.status not in CAN_BE_WITHDRAWN or waits:
        return ()
    if not state.withdrawing:
        return (Row([Link(t("Withdraw this application"), model.start_withdrawing, key="withdraw")], wrap=True),)
    return (WithdrawalForm(model),)


@ft.component
def WithdrawalForm(model: DossierModel) -> ft.Control:
    """Ask for the reason of a withdrawal, and once more whether it is meant."""
    t = use_text()
    reason = use_once(lambda: [""])

    def type_reason(text: str) -> None:
        reason[0] = text

    async def withdraw() -> None:
        await model.withdraw(reason[0])

    return Card(
        [
            Strong(t("Withdraw this application?")),
            Small(t("The office confirms the withdrawal. Fees already paid are not given back by themselves.")),
            TextInput(t("Why do you withdraw it?"), "", type_reason, optional=True, multiline=True),
            Row(
                [
                    Button(t("Send the withdrawal"), withdraw, kind="danger", key="confirm-withdrawal"),
                    Button(t("Keep the application"), model.keep_dossier, kind="secondary"),
                ],
                wrap=True,
            ),
        ],
        kind="needs_you",
    )
