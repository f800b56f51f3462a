"""Answer one request of the office: exactly what is asked, nothing else of the dossier can be touched."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import flet as ft

from api_client.errors import PortalError
from api_client.models import Dossier, Request, RequestItem, Text
from app.catalogue.service import CatalogueService
from app.documents.model import Refused
from app.documents.service import Documents
from app.drafts.errors import DraftNotFoundError
from app.drafts.service import Drafts
from app.outbox.model import Parcel
from app.outbox.results import NotStored, Queued, SignInNeeded
from app.vault.errors import VaultError
from forms.flow import Form
from forms.pointers import with_answer
from forms.procedure import FormDefinition, Paper
from views.documents.thumbnails import thumbnail
from views.tracking.corrections import Corrections
from views.tracking.dossier_model import Sources
from views.tracking.due import deadline, local_date
from views.tracking.parts import find_part
from views.tracking.refreshing import trouble_of
from views.tracking.state import (
    Answering,
    AnswerProblem,
    ItemAnswer,
    NotHere,
    OnItsWay,
    RequestPageState,
    Settled,
)


@dataclass(frozen=True, slots=True)
class AnswerSources:
    """What the page of a request needs besides what every page of a dossier needs."""

    of_dossier: Sources
    catalogue: CatalogueService
    drafts: Drafts
    documents: Documents


class RequestModel(ft.Observable):
    """One request and the answer being made; files are kept on this device at once, typed values until sent."""

    state: RequestPageState

    def __init__(self, dossier_id: str, request_id: str, sources: AnswerSources) -> None:
        super().__init__()
        self._dossier_id = dossier_id
        self._request_id = request_id
        self._sources = sources
        self.corrections = Corrections(self._today)
        self._comment = ""
        self._pictures: dict[str, bytes] = {}
        self.state = NotHere()
        self.load()

    # --- reading ------------------------------------------------------------------------------------------------------

    def load(self, *_changes: object) -> None:
        """Show what this device holds now."""
        sources = self._sources.of_dossier
        tracked = sources.tracking.find(self._dossier_id)
        found = _find_request(tracked.dossier, self._request_id) if tracked is not None else None
        if tracked is None or found is None:
            kept = self.state if isinstance(self.state, NotHere) else NotHere()
            self.state = replace(kept, signed_in=sources.identity.session is not None)
            return
        self.state = self._shown(tracked.dossier, found)

    async def open(self) -> None:
        """Read the form the dossier was filed with, and ask the portal whether the request still stands."""
        await self._open_form()
        self.load()
        await self._look_at_files()
        await self.refresh()
        if self.corrections.form is None:  # the dossier was not known here before
            await self._open_form()
            self.load()

    async def refresh(self) -> None:
        """Ask the portal what is new."""
        try:
            await self._sources.of_dossier.tracking.refresh(self._dossier_id)
        except (PortalError, VaultError) as error:
            if isinstance(self.state, NotHere):
                self.state = replace(self.state, looking=False, trouble=trouble_of(error))
            return
        self.load()
        if isinstance(self.state, NotHere):
            self.state = replace(self.state, looking=False)

    @property
    def holder(self) -> str:
        """Return the id under which files for this answer are kept."""
        return f"{self._dossier_id}/{self._request_id}"

    # --- a supplement -------------------------------------------------------------------------------------------------

    async def attach(self, item_id: str, *, file_name: str, data: bytes) -> None:
        """Keep a file for an asked paper, or say why the device refuses it."""
        item = self.item(item_id)
        if item is None or item.paper is None:
            return
        self._change(item_id, busy=True, refusal=None)
        try:
            kept = await self._sources.documents.keep(self.holder, item.paper, file_name=file_name, data=data)
        except VaultError:
            self._change(item_id, busy=False, problem=AnswerProblem.STORAGE)
            return
        refusal = kept if isinstance(kept, Refused) else None
        self._change(item_id, busy=False, refusal=refusal, problem=None)
        await self._look_at_files()
        self.load()

    def refuse_too_large(self, item_id: str, *, file_name: str) -> None:
        """Say that a file above the limit was not taken; it has not been read."""
        item = self.item(item_id)
        if item is not None and item.paper is not None:
            self._change(item_id, refusal=Refused("too_large", file_name, limit=item.paper.max_bytes))

    def fail(self, item_id: str) -> None:
        """Say that a file could not be read."""
        self._change(item_id, problem=AnswerProblem.STORAGE, refusal=None)

    async def remove(self, item_id: str, attachment_id: str) -> None:
        """Take a file away again."""
        item = self.item(item_id)
        if item is None or item.paper is None:
            return
        try:
            await self._sources.documents.remove(attachment_id)
        except VaultError:
            return
        self._change(item_id, refusal=None)
        self.load()

    def show_item(self, item_id: str) -> None:
        """Show an asked field as it stands now."""
        item = self.item(item_id)
        if item is not None and item.field is not None and isinstance(self.state, Answering):
            shown = replace(self.corrections.shown(item, item.field), problem=None)
            items = tuple(shown if one is item else one for one in self.state.items)
            self.state = replace(self.state, items=items)

    def confirm(self, check_id: str, *, given: bool) -> None:
        """Take the person's word that something unusual is right, or take it back."""
        if isinstance(self.state, Answering):
            confirmed = self.state.confirmed | {check_id} if given else self.state.confirmed - {check_id}
            self.state = replace(self.state, confirmed=confirmed)

    def write_comment(self, comment: str) -> None:
        """Take what the citizen wants to say to the office."""
        self._comment = comment

    async def send(self) -> None:
        """Put the answer into the outbox once every asked item is mended."""
        if not isinstance(self.state, Answering):
            return
        items = tuple(self._checked(item) for item in self.state.items)
        if any(item.problem for item in items):
            self.state = replace(self.state, items=items, attempts=self.state.attempts + 1)
            return
        attachments = tuple(file for item in items for file in item.attachments)
        answers = self._corrected(items)
        confirmations = sorted(self.state.confirmed)
        await self._queue(answers=answers or None, attachments=attachments, confirmations=confirmations)

    # --- a proof ------------------------------------------------------------------------------------------------------

    async def agree(self) -> None:
        """Tell the office that the draft result is right."""
        await self._queue(agree=True)

    def start_correcting(self) -> None:
        """Ask what is wrong with the draft result."""
        if isinstance(self.state, Answering):
            self.state = replace(self.state, correcting=True, problem=None)

    def stop_correcting(self) -> None:
        """Go back to the choice between agreeing and correcting."""
        if isinstance(self.state, Answering):
            self.state = replace(self.state, correcting=False, problem=None)

    async def ask_for_correction(self) -> None:
        """Tell the office what is wrong with the draft result."""
        if not isinstance(self.state, Answering):
            return
        if not self._comment.strip():
            self.state = replace(self.state, problem=AnswerProblem.NO_COMMENT, attempts=self.state.attempts + 1)
            return
        await self._queue(agree=False)

    async def _look_at_files(self) -> None:
        """Make small pictures of the attached photos, so that the person sees whether they can be read."""
        for file in self._sources.documents.of(self.holder):
            if file.media_type.startswith("image/") and file.id not in self._pictures:
                try:
                    data = await self._sources.documents.read(file)
                except (KeyError, VaultError):
                    continue
                picture = await asyncio.to_thread(thumbnail, data)
                if picture is not None:
                    self._pictures[file.id] = picture
        self.load()

    # --- inside -------------------------------------------------------------------------------------------------------

    async def _queue(self, **answer: Any) -> None:
        if not isinstance(self.state, Answering):
            return
        comment = self._comment.strip()
        result = await self._sources.of_dossier.outbox.answer_request(
            self.state.dossier, self._request_id, comment=comment, **answer
        )
        match result:
            case Queued():
                self.load()
            case SignInNeeded():
                self.state = replace(self.state, problem=AnswerProblem.SIGN_IN)
            case NotStored():
                self.state = replace(self.state, problem=AnswerProblem.STORAGE)

    def _shown(self, dossier: Dossier, request: Request) -> RequestPageState:
        if request.state != "open":
            return Settled(dossier, request)
        parcel = self._parcel()
        if parcel is not None:
            return OnItsWay(dossier, request, parcel)
        before = self.state if isinstance(self.state, Answering) else None
        sources = self._sources.of_dossier
        due = deadline(request.due_at, sources.clock(), sources.count) if request.due_at is not None else None
        kept = {item.item.id: item for item in before.items} if before is not None else {}
        items = tuple(self._item_answer(dossier, item, kept.get(item.id)) for item in request.items)
        proof = next((d for d in dossier.documents if d.id == request.document_id), None)
        if before is None:
            before = Answering(dossier, request, due=due)
        has_form, steps = self.corrections.form is not None, self._steps(dossier, request)
        before = replace(before, dossier=dossier, request=request, due=due, items=items)
        return replace(before, proof=proof, has_form=has_form, steps=steps)

    def _steps(self, dossier: Dossier, request: Request) -> tuple[str, ...]:
        part = find_part(dossier, request.part_id)
        procedure = self._sources.of_dossier.find_procedure(dossier.procedure_code)
        if part is None or procedure is None:
            return ()
        return next((known.steps for known in procedure.parts if known.id == part.key), ())

    def _item_answer(self, dossier: Dossier, item: RequestItem, before: ItemAnswer | None) -> ItemAnswer:
        paper = self._paper(dossier, item.paper_id)
        field = self.corrections.field(item.pointer)
        answer = replace(before, item=item) if before is not None else ItemAnswer(item)
        if paper is not None:
            attachments = self._attachments(paper)
            pictures = tuple((file.id, self._pictures[file.id]) for file in attachments if file.id in self._pictures)
            return replace(answer, paper=paper, attachments=attachments, pictures=pictures)
        return self.corrections.shown(answer, field) if field is not None else answer

    def _checked(self, item: ItemAnswer) -> ItemAnswer:
        if item.paper is not None:
            return replace(item, problem=None if item.attachments else AnswerProblem.NO_FILE)
        if item.field is None or not isinstance(self.state, Answering):
            return replace(item, problem=AnswerProblem.UNKNOWN)
        value, filed = self.corrections.value(item.field)
        if value in (None, "", {}, []):
            return replace(item, problem=AnswerProblem.EMPTY, wrong=())
        if value == filed and not self._comment.strip():
            return replace(item, problem=AnswerProblem.UNCHANGED, wrong=())
        told = self.corrections.tell_all(item, item.field)
        blocking = [p for p in told.wrong if p.severity == "error" or p.id not in self.state.confirmed]
        return replace(told, problem=AnswerProblem.WRONG if blocking else None)

    def _corrected(self, items: tuple[ItemAnswer, ...]) -> Mapping[str, Any]:
        answers: Mapping[str, Any] = {}
        for item in items:
            if item.field is not None:
                answers = with_answer(answers, item.field.pointer, self.corrections.value(item.field)[0])
        return answers

    def _today(self) -> date:
        return local_date(self._sources.of_dossier.clock())

    def _parcel(self) -> Parcel | None:
        parcel = self._sources.of_dossier.outbox.find_answer(self._dossier_id, self._request_id)
        return None if parcel is None or parcel.is_delivered else parcel

    def _attachments(self, paper: Paper) -> tuple[Any, ...]:
        return tuple(file for file in self._sources.documents.of(self.holder) if file.paper_id == paper.id)

    def _paper(self, dossier: Dossier, paper_id: str | None) -> Paper | None:
        if paper_id is None:
            return None
        procedure = self._sources.of_dossier.find_procedure(dossier.procedure_code)
        papers = procedure.papers if procedure is not None else ()
        unknown: Text = {"vi": "Giấy tờ được yêu cầu", "en": "The paper asked for"}
        return next((paper for paper in papers if paper.id == paper_id), Paper(id=paper_id, title=unknown))

    async def _open_form(self) -> None:
        tracked = self._sources.of_dossier.tracking.find(self._dossier_id)
        definition = await self._definition(tracked.dossier) if tracked is not None else None
        if tracked is None or definition is None:
            return
        procedure = self._sources.of_dossier.find_procedure(tracked.dossier.procedure_code)
        papers = procedure.papers if procedure is not None else ()
        catalogue = self._sources.catalogue
        form = Form(definition, catalogue.lists, papers=papers, places=catalogue.places)
        self.corrections.begin(form, tracked.dossier)

    async def _definition(self, dossier: Dossier) -> FormDefinition | None:
        """Return the form version the dossier was filed with: today's, or the one pinned by its draft."""
        procedure = self._sources.of_dossier.find_procedure(dossier.procedure_code)
        if procedure is not None and procedure.form is not None and procedure.form.version == dossier.form_version:
            return procedure.form
        for draft in self._sources.drafts.list():
            if draft.dossier_id == dossier.id:
                try:
                    return await self._sources.drafts.form(draft.id)
                except (DraftNotFoundError, VaultError):
                    return None
        return None

    def item(self, item_id: str) -> ItemAnswer | None:
        """Return an asked item while the request is being answered."""
        if not isinstance(self.state, Answering):
            return None
        return next((item for item in self.state.items if item.item.id == item_id), None)

    def _change(self, item_id: str, **changes: Any) -> None:
        if isinstance(self.state, Answering):
            items = tuple(replace(i, **changes) if i.item.id == item_id else i for i in self.state.items)
            self.state = replace(self.state, items=items)


def _find_request(dossier: Dossier, request_id: str) -> Request | None:
    return next((request for request in dossier.requests if request.id == request_id), None)
