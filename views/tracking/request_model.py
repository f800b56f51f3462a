"""Answer one request of the office: exactly what is asked, nothing else of the dossier can be touched."""

import asyncio
from collections.abc import Iterable, Mapping
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
from forms.flow import Field, Form, Problem
from forms.pointers import find_answer, with_answer
from forms.procedure import FormDefinition, Paper
from views.documents.thumbnails import thumbnail
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

LANGUAGES = ("vi", "en")


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
        self._form: Form | None = None
        self._answers: Mapping[str, Any] = {}
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
        if self._form is None:  # the dossier was not known here before
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
        item = self._item(item_id)
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
        item = self._item(item_id)
        if item is not None and item.paper is not None:
            self._change(item_id, refusal=Refused("too_large", file_name, limit=item.paper.max_bytes))

    def fail(self, item_id: str) -> None:
        """Say that a file could not be read."""
        self._change(item_id, problem=AnswerProblem.STORAGE, refusal=None)

    async def remove(self, item_id: str, attachment_id: str) -> None:
        """Take a file away again."""
        item = self._item(item_id)
        if item is None or item.paper is None:
            return
        try:
            await self._sources.documents.remove(attachment_id)
        except VaultError:
            return
        self._change(item_id, refusal=None)
        self.load()

    @property
    def answers(self) -> Mapping[str, Any]:
        """Return the dossier's answers with what the citizen has corrected so far."""
        return self._answers

    @property
    def form(self) -> Form | None:
        """Return the form the dossier was filed with, None when this device does not have it."""
        return self._form

    def correct(self, item_id: str, pointer: str, value: Any, *, is_typing: bool) -> None:
        """Take a corrected answer; while the person types nothing on the screen changes."""
        self._answers = with_answer(self._answers, pointer, value)
        item = self._item(item_id)
        if not is_typing and item is not None and item.field is not None:
            chosen = find_answer(self._answers, item.field.pointer)
            self._change(item_id, chosen=chosen, problem=None, wrong=self._wrong(item.field))

    def write_anew(self, item_id: str, pointers: Iterable[str]) -> None:
        """Have these fields show their answers anew, which have changed other than by typing."""
        item = self._item(item_id)
        if item is not None:
            counted = {pointer: item.writings.get(pointer, 0) + 1 for pointer in pointers}
            self._change(item_id, writings={**item.writings, **counted})

    def leave(self, item_id: str) -> None:
        """Say what is wrong with a field that the person has left."""
        item = self._item(item_id)
        if item is not None and item.field is not None:
            self._change(item_id, problem=None, wrong=self._wrong(item.field))

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
        has_form, steps = self._form is not None, self._steps(dossier, request)
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
        field = self._field(dossier, item.pointer)
        answer = replace(before, item=item) if before is not None else ItemAnswer(item)
        if paper is not None:
            attachments = self._attachments(paper)
            pictures = tuple((file.id, self._pictures[file.id]) for file in attachments if file.id in self._pictures)
            return replace(answer, paper=paper, attachments=attachments, pictures=pictures)
        if field is None or self._form is None:
            return answer
        words = {language: self._form.stringify(field, dossier.answers, language) for language in LANGUAGES}
        return replace(answer, field=field, before=words, chosen=find_answer(self._answers, field.pointer))

    def _checked(self, item: ItemAnswer) -> ItemAnswer:
        if item.paper is not None:
            return replace(item, problem=None if item.attachments else AnswerProblem.NO_FILE)
        if item.field is None or not isinstance(self.state, Answering):
            return replace(item, problem=AnswerProblem.UNKNOWN)
        value, filed = (find_answer(a, item.field.pointer) for a in (self._answers, self.state.dossier.answers))
        if value in (None, "", {}, []):
            return replace(item, problem=AnswerProblem.EMPTY, wrong=())
        if value == filed and not self._comment.strip():
            return replace(item, problem=AnswerProblem.UNCHANGED, wrong=())
        wrong = self._wrong(item.field)
        blocking = [p for p in wrong if p.severity == "error" or p.id not in self.state.confirmed]
        return replace(item, problem=AnswerProblem.WRONG if blocking else None, wrong=wrong)

    def _wrong(self, field: Field) -> tuple[Problem, ...]:
        if self._form is None or not isinstance(self.state, Answering):
            return ()
        filed = frozenset(self.state.dossier.confirmations)
        found = self._form.problems(self._answers, today=self._today(), confirmed=filed)
        return tuple(p for p in found if p.pointer == field.pointer or p.pointer.startswith(f"{field.pointer}/"))

    def _corrected(self, items: tuple[ItemAnswer, ...]) -> Mapping[str, Any]:
        answers: Mapping[str, Any] = {}
        for item in items:
            if item.field is not None:
                answers = with_answer(answers, item.field.pointer, find_answer(self._answers, item.field.pointer))
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

    def _field(self, dossier: Dossier, pointer: str | None) -> Field | None:
        if pointer is None or self._form is None:
            return None
        whole = pointer.rpartition("/")[0]
        field = self._form.field(dossier.answers, pointer, today=self._today())
        return field or (self._form.field(dossier.answers, whole, today=self._today()) if whole else None)

    async def _open_form(self) -> None:
        tracked = self._sources.of_dossier.tracking.find(self._dossier_id)
        definition = await self._definition(tracked.dossier) if tracked is not None else None
        if tracked is None or definition is None:
            return
        procedure = self._sources.of_dossier.find_procedure(tracked.dossier.procedure_code)
        papers = procedure.papers if procedure is not None else ()
        catalogue = self._sources.catalogue
        self._answers = tracked.dossier.answers
        self._form = Form(definition, catalogue.lists, papers=papers, places=catalogue.places)

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

    def _item(self, item_id: str) -> ItemAnswer | None:
        if not isinstance(self.state, Answering):
            return None
        return next((item for item in self.state.items if item.item.id == item_id), None)

    def _change(self, item_id: str, **changes: Any) -> None:
        if isinstance(self.state, Answering):
            items = tuple(replace(i, **changes) if i.item.id == item_id else i for i in self.state.items)
            self.state = replace(self.state, items=items)


def _find_request(dossier: Dossier, request_id: str) -> Request | None:
    return next((request for request in dossier.requests if request.id == request_id), None)
