"""Answer one request of the office: exactly what is asked, nothing else of the dossier can be touched."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import flet as ft

from api_client.errors import PortalError
from api_client.models import Dossier, Request, RequestItem
from app.documents.holders import answer_id
from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Attachment
from app.outbox.model import Parcel
from app.outbox.results import NotStored, Queued, SignInNeeded
from app.tracking.begun import BegunAnswer
from app.vault.errors import VaultError
from forms.flow import Form
from forms.pointers import with_answer
from forms.procedure import FormDefinition
from views.documents.attaching import PaperFiles
from views.documents.holding import asked_paper, find_request, holding_of
from views.documents.state import PaperSlot
from views.shared.services import Services
from views.tracking.corrections import Corrections
from views.tracking.days import working_day_counter
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


class RequestModel(ft.Observable):
    """One request and the answer being made, which is kept on this device at once."""

    state: RequestPageState

    def __init__(self, dossier_id: str, request_id: str, services: Services) -> None:
        super().__init__()
        self._dossier_id = dossier_id
        self._request_id = request_id
        self._services = services
        self._count = working_day_counter(services.catalogue)
        self.answer_id = answer_id(dossier_id, request_id)
        self.corrections = Corrections(self._today, keep=self._keep_corrected)
        """What is corrected of the answers."""
        holding = holding_of(services, draft_id="", dossier_id=dossier_id, request_id=request_id)
        self.files = PaperFiles(holding, services, show=self.load, locked=self.load)
        self.state = NotHere()
        self.load()

    @property
    def begun(self) -> BegunAnswer:
        """Return what is typed and ticked of the answer, also of one that the portal refused."""
        return self._services.begun.find(self.answer_id) or BegunAnswer()

    # --- reading ------------------------------------------------------------------------------------------------------

    def load(self, *_changes: object) -> None:
        """Show what this device holds now."""
        tracked = self._services.tracking.find(self._dossier_id)
        found = find_request(tracked.dossier, self._request_id) if tracked is not None else None
        if tracked is None or found is None:
            kept = self.state if isinstance(self.state, NotHere) else NotHere()
            self.state = replace(kept, signed_in=self._services.identity.session is not None)
            return
        self.state = self._shown(tracked.dossier, found)

    async def open(self) -> None:
        """Read the form the dossier was filed with, and ask the portal whether the request still stands."""
        await self._open_form()
        self.load()
        await self.files.look_at_all(self._kept_files())
        await self.refresh()
        if self.corrections.form is None:  # the dossier was not known here before
            await self._open_form()
            self.load()

    async def refresh(self) -> None:
        """Ask the portal what is new."""
        try:
            await self._services.tracking.refresh(self._dossier_id)
        except (PortalError, VaultError) as error:
            if isinstance(self.state, NotHere):
                self.state = replace(self.state, looking=False, trouble=trouble_of(error))
            return
        self.load()
        if isinstance(self.state, NotHere):
            self.state = replace(self.state, looking=False)

    # --- a supplement -------------------------------------------------------------------------------------------------

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
            self._keep(replace(self.begun, confirmed=confirmed))
            self.state = replace(self.state, confirmed=confirmed)

    def write_comment(self, comment: str) -> None:
        """Take what the citizen wants to say to the office."""
        self._keep(replace(self.begun, comment=comment))

    async def send(self) -> None:
        """Put the answer into the outbox once every asked item is mended."""
        if not isinstance(self.state, Answering):
            return
        items = tuple(self._checked(item) for item in self.state.items)
        if any(item.problem for item in items):
            self.state = replace(self.state, items=items, attempts=self.state.attempts + 1)
            return
        attachments = tuple(file.attachment for item in items if item.slot is not None for file in item.slot.files)
        answers = self._corrected(items)
        confirmations = sorted(self.state.confirmed)
        await self._queue(answers=answers or None, attachments=attachments, confirmations=confirmations)

    # --- a proof ------------------------------------------------------------------------------------------------------

    async def agree(self) -> None:
        """Tell the office that the draft result is right; what was written of a correction first is not said."""
        await self._queue(agree=True, comment="")

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
        if not self.begun.comment.strip():
            self.state = replace(self.state, problem=AnswerProblem.NO_COMMENT, attempts=self.state.attempts + 1)
            return
        await self._queue(agree=False)

    # --- inside -------------------------------------------------------------------------------------------------------

    async def _queue(self, **answer: Any) -> None:
        if not isinstance(self.state, Answering):
            return
        said = {"comment": self.begun.comment.strip(), **answer}
        result = await self._services.outbox.answer_request(self.state.dossier, self._request_id, **said)
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
        if parcel is not None and not parcel.may_be_replaced:
            return OnItsWay(dossier, request, parcel)
        before = self.state if isinstance(self.state, Answering) else None
        due = deadline(request.due_at, self._services.clock(), self._count) if request.due_at is not None else None
        kept = {item.item.id: item for item in before.items} if before is not None else {}
        items = tuple(self._item_answer(dossier, item, kept.get(item.id)) for item in request.items)
        proof = next((d for d in dossier.documents if d.id == request.document_id), None)
        if before is None:
            before = Answering(dossier, request, due=due, confirmed=self.begun.confirmed)
        has_form, steps = self.corrections.form is not None, self._steps(dossier, request)
        before = replace(before, dossier=dossier, request=request, due=due, items=items)
        return replace(before, proof=proof, has_form=has_form, steps=steps, refused=parcel)

    def _steps(self, dossier: Dossier, request: Request) -> tuple[str, ...]:
        part = find_part(dossier, request.part_id)
        procedure = self._services.catalogue.find(dossier.procedure_code)
        if part is None or procedure is None:
            return ()
        return next((known.steps for known in procedure.parts if known.id == part.key), ())

    def _item_answer(self, dossier: Dossier, item: RequestItem, before: ItemAnswer | None) -> ItemAnswer:
        field = self.corrections.field(item.pointer)
        answer = replace(before, item=item) if before is not None else ItemAnswer(item)
        if item.paper_id is not None:
            paper = asked_paper(item.paper_id, self._services.catalogue.find(dossier.procedure_code))
            slot = self.files.slot(paper, self._kept_files())
            return replace(answer, slot=slot, problem=_problem_of(slot) if answer.problem else None)
        return self.corrections.shown(answer, field) if field is not None else answer

    def _checked(self, item: ItemAnswer) -> ItemAnswer:
        if item.slot is not None:
            return replace(item, problem=_problem_of(item.slot))
        if item.field is None or not isinstance(self.state, Answering):
            return replace(item, problem=AnswerProblem.UNKNOWN)
        value, filed = self.corrections.value(item.field)
        if value in (None, "", {}, []):
            return replace(item, problem=AnswerProblem.EMPTY, wrong=())
        if value == filed and not self.begun.comment.strip():
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
        return local_date(self._services.clock())

    def _parcel(self) -> Parcel | None:
        parcel = self._services.outbox.find_answer(self._dossier_id, self._request_id)
        return None if parcel is None or parcel.is_delivered else parcel

    def _kept_files(self) -> tuple[Attachment, ...]:
        """Return the files kept for the answer, with what the portal said against those that it refused."""
        parcel = self._parcel()
        sent = [progress.attachment for progress in parcel.files] if parcel is not None else []
        against = {file.id: file.problem for file in sent if file.problem is not None}
        kept = self._services.documents.of(self.answer_id)
        return tuple(replace(file, problem=against.get(file.id, file.problem)) for file in kept)

    async def _open_form(self) -> None:
        tracked = self._services.tracking.find(self._dossier_id)
        definition = await self._definition(tracked.dossier) if tracked is not None else None
        if tracked is None or definition is None:
            return
        catalogue = self._services.catalogue
        procedure = catalogue.find(tracked.dossier.procedure_code)
        papers = procedure.papers if procedure is not None else ()
        form = Form(definition, catalogue.lists, papers=papers, places=catalogue.places)
        self.corrections.begin(form, tracked.dossier, self.begun.corrected)

    def _keep(self, begun: BegunAnswer) -> None:
        self._services.begun.change(self.answer_id, begun)

    def _keep_corrected(self) -> None:
        tracked = self._services.tracking.find(self._dossier_id)
        request = find_request(tracked.dossier, self._request_id) if tracked is not None else None
        asked = [self.corrections.field(item.pointer) for item in request.items] if request is not None else []
        values = {field.pointer: self.corrections.value(field) for field in asked if field is not None}
        corrected = {pointer: value for pointer, (value, filed) in values.items() if value != filed}
        self._keep(replace(self.begun, corrected=corrected))

    async def _definition(self, dossier: Dossier) -> FormDefinition | None:
        """Return the form version the dossier was filed with: today's, or the one pinned by its draft."""
        procedure = self._services.catalogue.find(dossier.procedure_code)
        if procedure is not None and procedure.form is not None and procedure.form.version == dossier.form_version:
            return procedure.form
        for draft in self._services.drafts.list():
            if draft.dossier_id == dossier.id:
                try:
                    return await self._services.drafts.form(draft.id)
                except (DraftNotFoundError, VaultError):
                    return None
        return None

    def item(self, item_id: str) -> ItemAnswer | None:
        """Return an asked item while the request is being answered."""
        if not isinstance(self.state, Answering):
            return None
        return next((item for item in self.state.items if item.item.id == item_id), None)


def _problem_of(slot: PaperSlot) -> AnswerProblem | None:
    """Return what is still missing of an asked paper."""
    if slot.has_useless:
        return AnswerProblem.USELESS_FILE
    return None if slot.files else AnswerProblem.NO_FILE
