"""The papers of a draft without their screen: what is needed, what is there, where to go on."""

from dataclasses import replace

import flet as ft

from app.drafts.model import Draft
from forms.flow import NeededPaper
from views.documents.attaching import PaperFiles
from views.documents.holding import DraftHolding
from views.documents.state import Collecting, PaperSlot, PapersState
from views.forms.journey import PAPERS, missing_papers, needed_papers, review_route, stops
from views.forms.opening import OpenForm, open_form
from views.forms.state import Absent, Locked, Opening
from views.shared.services import Services
from views.shared.today import today


class PapersModel(ft.Observable):
    """What the papers' page shows, and what a person can intend there."""

    def __init__(self, draft_id: str, services: Services) -> None:
        self.state: PapersState = Opening()
        self._draft_id = draft_id
        self._drafts = services.drafts
        self._catalogue = services.catalogue
        self._clock = services.clock
        self._open: OpenForm | None = None
        self._refusals = 0
        holding = DraftHolding(draft_id, services.drafts, services.catalogue)
        self.files = PaperFiles(holding, services, show=self._show, locked=self._lock)

    async def open(self) -> None:
        """Show the papers this case needs and what is attached already."""
        draft = self._drafts.find(self._draft_id)
        self._open = await open_form(draft, drafts=self._drafts, catalogue=self._catalogue) if draft else None
        if draft is None or self._open is None:
            self.state = Absent(draft.procedure_code if draft else None)
            return
        if draft.is_locked or draft.dossier_id is not None:
            self.state = Locked(draft.dossier_id)
            return
        self._drafts.set_step(draft.id, PAPERS)
        self._show()
        await self.files.look_at_all(draft.attachments)

    def proceed(self) -> str | None:
        """Return where Continue leads; None when a paper must be attached first."""
        if not isinstance(self.state, Collecting):
            return None
        self._refusals += 1
        self._show()
        if self.state.missing:
            return None
        self._refusals = 0
        return review_route(self._draft_id)

    def back_route(self) -> str | None:
        """Return where Back leads: the last step of the form."""
        if not isinstance(self.state, Collecting) or self.state.number < 2:
            return None
        return self.state.stops[self.state.number - 2].route

    def _lock(self) -> None:
        self.state = Locked()

    def _show(self) -> None:
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return
        day = today(self._clock)
        form = self._open.form
        needed = needed_papers(form, draft, today=day)
        whole = replace(draft, attachments=tuple(one for one in draft.attachments if one.id not in self.files.gone))
        missing = {paper.id for paper in missing_papers(form, whole, today=day)}
        way = stops(form, draft, PAPERS, today=day)
        slots = tuple(self._slot(draft, n, is_missing=n.paper.id in missing) for n in needed if n.paper.attach)
        self.state = Collecting(
            draft_id=draft.id,
            procedure_name=self._open.procedure.name,
            stops=way,
            number=next((i for i, stop in enumerate(way, 1) if stop.id == PAPERS), len(way) - 1),
            slots=slots,
            to_show=tuple(n.paper for n in needed if not n.paper.attach),
            refusals=self._refusals,
        )

    def _slot(self, draft: Draft, needed: NeededPaper, *, is_missing: bool) -> PaperSlot:
        slot = self.files.slot(needed.paper, draft.attachments, is_required=needed.required)
        return replace(slot, is_missing=(is_missing or slot.has_useless) and self._refusals > 0)
