"""Check, declare, submit, without a screen: nothing leaves before Submit, nothing is called filed before it is."""

import logging
from collections.abc import Callable
from datetime import date, datetime

import flet as ft

from app.catalogue.service import CatalogueService
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.identity.service import Identity
from app.outbox.model import Parcel, ParcelState
from app.outbox.results import Invalid, NotKnownYet, NotStored, Queued, SignInNeeded
from app.outbox.service import Outbox
from app.tracking.service import Tracking
from forms.flow import REVIEW, Field, Form, Problem, fees
from forms.pointers import find_answer
from views.forms.journey import missing_papers, needed_papers, review_route, stops
from views.forms.opening import OpenForm, open_form
from views.forms.state import Absent, Opening
from views.review.answers import correcting_route, parts_of
from views.review.later import later_of
from views.review.state import Filed, PaperCheck, Reviewing, ReviewState, Waiting
from views.shared.today import today

log = logging.getLogger(__name__)


class ReviewModel(ft.Observable):
    """What the review page shows, and what a person can intend there."""

    def __init__(
        self,
        draft_id: str,
        *,
        drafts: Drafts,
        catalogue: CatalogueService,
        outbox: Outbox,
        identity: Identity,
        tracking: Tracking,
        clock: Callable[[], datetime],
    ) -> None:
        self.state: ReviewState = Opening()
        self._draft_id = draft_id
        self._drafts = drafts
        self._catalogue = catalogue
        self._outbox = outbox
        self._identity = identity
        self._tracking = tracking
        self._clock = clock
        self._open: OpenForm | None = None
        self._refusals = 0
        self._is_submitting = False
        self._not_stored: str | None = None
        self._cannot_take_back = False

    # --- what the person can intend -----------------------------------------------------------------------------------

    async def open(self) -> None:
        """Show every answer, or how far the sending is."""
        draft = self._drafts.find(self._draft_id)
        self._open = await open_form(draft, drafts=self._drafts, catalogue=self._catalogue) if draft else None
        if draft is None or self._open is None:
            self.state = Absent(draft.procedure_code if draft else None)
            return
        self._drafts.set_step(draft.id, REVIEW)
        self.refresh()

    def refresh(self) -> None:
        """Show what has become of the draft: called whenever a commit or the sign-in changes something."""
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return
        if draft.dossier_id is not None:
            self.state = self._filed(draft, draft.dossier_id, self._open)
        elif (parcel := self._parcel()) is not None:
            self.state = Waiting(
                draft_id=draft.id,
                procedure_name=self._open.procedure.name,
                parcel=parcel,
                cannot_take_back=self._cannot_take_back,
            )
        else:
            self.state = self._reviewing(draft, self._open)

    def declare(self, field: Field, *, given: bool) -> None:
        """Keep the declaration, or take it back."""
        try:
            self._drafts.declare(self._draft_id, field.pointer, given=given)
        except (DraftLockedError, DraftNotFoundError):
            log.warning("a declaration came after the draft was frozen")
        self.refresh()

    async def submit(self) -> str | None:
        """Freeze and queue the application; return a route when the person must go elsewhere first.

        A second press while the first is under way does nothing.
        """
        if self._is_submitting or not isinstance(self.state, Reviewing):
            return None
        self._not_stored = None
        if self._has_something_to_mend():
            self._refusals += 1
            self.refresh()
            return None
        if self._identity.session is None:
            return sign_in_route(self._draft_id)
        self._is_submitting = True
        self.refresh()
        try:
            result = await self._outbox.submit(self._draft_id)
        except BaseException:
            self._is_submitting = False
            self.refresh()
            raise
        self._is_submitting = False
        match result:
            case SignInNeeded():
                self.refresh()
                return sign_in_route(self._draft_id)
            case Invalid():
                self._refusals += 1
            case NotStored(reason=reason):
                self._not_stored = reason
            case Queued():
                self._refusals = 0
        self.refresh()
        return None

    async def send_now(self) -> None:
        """Try again at once."""
        if isinstance(self.state, Waiting):
            await self._outbox.send_now(self.state.parcel.id)
            self.refresh()

    async def take_back(self) -> None:
        """Make the application a draft again, unless the portal may have it."""
        if not isinstance(self.state, Waiting):
            return
        self._cannot_take_back = False
        result = await self._outbox.cancel(self.state.parcel.id)
        self._cannot_take_back = isinstance(result, NotKnownYet)
        self.refresh()

    # --- inside -------------------------------------------------------------------------------------------------------

    def _has_something_to_mend(self) -> bool:
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return True
        day = today(self._clock)
        form = self._open.form
        return bool(_problems(form, draft, day) or missing_papers(form, draft, today=day)) or _lacks_agreement(draft)

    def _parcel(self) -> Parcel | None:
        mine = (p for p in self._outbox.parcels() if p.draft_id == self._draft_id and p.kind == "submission")
        return next((p for p in mine if p.state is not ParcelState.DELIVERED), None)

    def _filed(self, draft: Draft, dossier_id: str, opened: OpenForm) -> Filed:
        tracked = self._tracking.find(dossier_id)
        dossier = tracked.dossier if tracked else None
        return Filed(
            dossier_id=dossier_id,
            procedure_name=opened.procedure.name,
            code=dossier.code if dossier else None,
            lookup_code=dossier.lookup_code if dossier else None,
            submitted_at=dossier.submitted_at if dossier else None,
            office=dossier.office.name if dossier else None,
            later=later_of(opened.form, draft, today=today(self._clock)),
            confirmation=next(
                (one.id for one in (dossier.documents if dossier else ()) if one.kind == "submission_confirmation"),
                None,
            ),
        )

    def _reviewing(self, draft: Draft, opened: OpenForm) -> Reviewing:
        day, form = today(self._clock), opened.form
        is_refused = self._refusals > 0
        declarations = form.declarations(draft.answers, today=day)
        parts = parts_of(form, draft, today=day)
        missing = missing_papers(form, draft, today=day)
        return Reviewing(
            draft_id=draft.id,
            procedure_name=opened.procedure.name,
            noun=opened.procedure.noun,
            stops=stops(form, draft, REVIEW, today=day),
            parts=parts,
            papers=_papers(form, draft, day),
            fees=fees(opened.procedure, form.calculate(draft.answers, today=day), today=day),
            declarations=declarations,
            declared={f.pointer: find_answer(draft.answers, f.pointer) is True for f in declarations},
            is_signed_in=self._identity.session is not None,
            later=later_of(form, draft, today=day),
            problems=_problems(form, draft, day) if is_refused else (),
            missing_papers=missing if is_refused else (),
            lacks_agreement=is_refused and _lacks_agreement(draft),
            refusals=self._refusals,
            is_submitting=self._is_submitting,
            not_stored=self._not_stored,
            routes={part.step_id: part.route for part in parts},
        )


def sign_in_route(draft_id: str) -> str:
    """Return the address of the sign-in that comes back to the review."""
    return f"/sign-in?return={review_route(draft_id)}"


def mending_route(state: Reviewing, problem: Problem) -> str:
    """Return where a problem is mended; "" for one of this page."""
    if problem.step_id == REVIEW:
        return ""
    return correcting_route(state.draft_id, problem.step_id, problem.pointer)


def _lacks_agreement(draft: Draft) -> bool:
    return draft.help is not None and not draft.help.is_whole


def _problems(form: Form, draft: Draft, day: date) -> tuple[Problem, ...]:
    return form.problems(draft.answers, today=day, confirmed=draft.confirmations)


def _papers(form: Form, draft: Draft, day: date) -> tuple[PaperCheck, ...]:
    missing = {paper.id for paper in missing_papers(form, draft, today=day)}
    return tuple(
        PaperCheck(
            paper=needed.paper,
            files=tuple(a for a in draft.attachments if a.paper_id == needed.paper.id),
            is_missing=needed.paper.id in missing,
        )
        for needed in needed_papers(form, draft, today=day)
        if needed.paper.attach
    )
