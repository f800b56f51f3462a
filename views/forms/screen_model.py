"""A step of the guided form without its screen: answers kept at each key, problems told when the person moves on."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.catalogue.service import CatalogueService
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.service import Drafts
from app.identity.service import Identity
from forms.flow import Field, Problem
from forms.pointers import find_answer
from views.forms.asking import AskedStep
from views.forms.entry import is_typed, stored_value
from views.forms.journey import is_empty, review_route
from views.forms.known import known_offers
from views.forms.open_draft import OpenDraft, is_unfinished
from views.forms.opening import open_form
from views.forms.row_intents import RowIntents
from views.forms.shown import REPEATED, rows_of
from views.forms.standing import Standing
from views.forms.state import Absent, Asking, Locked, Opening, Row, StepState
from views.shared.today import today

log = logging.getLogger(__name__)


class StepModel(OpenDraft):
    """What one step shows, and what a person can intend there."""

    def __init__(
        self,
        draft_id: str,
        step_id: str | None,
        *,
        drafts: Drafts,
        catalogue: CatalogueService,
        identity: Identity,
        clock: Callable[[], datetime],
        is_correcting: bool = False,
        begin_at: str = "",
    ) -> None:
        """Make the model of one step.

        Args:
            draft_id: Of which draft.
            step_id: Which step; None for where the person was.
            drafts: Keeps the answers.
            catalogue: Choice lists and today's map.
            identity: Knows what the State already knows.
            clock: Aware UTC.
            is_correcting: The person came from the review page and goes back there.
            begin_at: Pointer of the field that the person came for: the row that it lies in is open.
        """
        super().__init__(draft_id, drafts, clock)
        self.state: StepState = Opening()
        self._step_id = step_id
        self._catalogue = catalogue
        self._identity = identity
        self._is_correcting = is_correcting
        self._begin_at = begin_at
        self.standing = Standing()
        self.rows = RowIntents(self)

    # --- what the screen reads beside the state -----------------------------------------------------------------------

    @property
    def is_correcting(self) -> bool:
        """Whether Continue leads back to the review page."""
        return self._is_correcting

    def back_route(self) -> str | None:
        """Return where Back leads: the review one came from, the stop before this one, else the procedure."""
        if not isinstance(self.state, Asking) or self._open is None:
            return None
        if self._is_correcting:
            return review_route(self._draft_id)
        if self.state.number > 1:
            return self.state.stops[self.state.number - 2].route
        return f"/procedures/{self._open.procedure.code}"

    # --- what the person can intend -----------------------------------------------------------------------------------

    async def open(self) -> None:
        """Show the step with what the State already knows filled in; what it learns later waits for the next step."""
        draft = self._drafts.find(self._draft_id)
        self._open = await open_form(draft, drafts=self._drafts, catalogue=self._catalogue) if draft else None
        if draft is None or self._open is None:
            self.state = Absent(draft.procedure_code if draft else None)
            return
        if draft.is_locked or draft.dossier_id is not None:
            self.state = Locked(draft.dossier_id)
            return
        self._fill_in_known_values()
        self.show()
        if isinstance(self.state, Asking):
            self._drafts.set_step(self._draft_id, self.state.step.id)
        await self._identity.refresh_known_values()

    async def begin_anew(self) -> None:
        """Show the step again after the draft was taken over into a newer form."""
        self._evaluation, self.standing = None, Standing()
        await self.open()

    def answer(self, field: Field, value: Any) -> None:
        """Keep an answer as it is typed or picked."""
        self._keep(field.pointer, stored_value(field, value), is_typing=is_typed(field))

    def answer_part(self, field: Field, part: str, value: str) -> None:
        """Keep one part of an address; another province asks for its commune anew."""
        parts = {**self._place_parts(field), part: value}
        if part == "province":
            parts.pop("commune", None)
        self._keep(field.pointer, parts, is_typing=part == "detail")

    async def leave(self, field: Field, language: str = "vi") -> str | None:
        """Say what is wrong with a field one has left and save at once; return its text in proper form."""
        draft = self._drafts.find(self._draft_id)
        if draft is None:
            return None
        answer = find_answer(draft.answers, field.pointer)
        if field.later or not is_empty(answer):
            self.standing.left |= {field.pointer}
        self.show()
        await self._drafts.flush(self._draft_id)
        return self._proper_text(field, answer, language)

    def reveal(self, pointer: str) -> None:
        """Open the card that a field lies in, so that the focus can go there."""
        field = self._repeated_at(pointer)
        number = pointer[len(field.pointer) + 1 :].partition("/")[0] if field else ""
        if field is not None and field.kind == "list" and number.isdigit():
            self.standing.cards.set_open(field.pointer, int(number), is_open=True)
            self.show()

    def confirm(self, check_id: str, *, given: bool) -> None:
        """Take the person's word that something unusual is right, or take it back."""
        try:
            self._drafts.confirm(self._draft_id, check_id, given=given)
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return
        self.show()

    def report_wrong(self, field: Field) -> None:
        """Let the person put right a value that came from a register."""
        draft = self._drafts.find(self._draft_id)
        source = draft.sources.get(field.pointer, "") if draft else ""
        try:
            self._drafts.set_source(self._draft_id, field.pointer, None)
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return
        self.standing.reported = {**self.standing.reported, field.pointer: source}
        self.standing.write(field.pointer)
        self.show()

    def take_over(self, values: Mapping[str, tuple[Any, str]]) -> None:
        """Fill in what the person agreed to: ``{pointer: (value, source)}``; without a source it is as if typed."""
        try:
            for pointer, (value, source) in values.items():
                if not source:
                    self._make_row(pointer)
                    self._drafts.set_answer(self._draft_id, pointer, value)
            self._drafts.prefill(self._draft_id, {known: given for known, given in values.items() if given[1]})
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return
        self.standing.left |= {pointer for pointer, (value, _source) in values.items() if not is_unfinished(value)}
        self.standing.reported = {
            known: source for known, source in self.standing.reported.items() if known not in values
        }
        self.standing.write(*values)
        self.show()

    async def proceed(self) -> str | None:
        """Return where Continue leads; None when something on this step must be mended first."""
        if not isinstance(self.state, Asking):
            return None
        self.standing.left |= {field.pointer for field in self.state.step.fields}
        self.show()
        wrong = self.state.blocking
        self.standing.refuse(wrong)
        self._open_wrong_rows(self.state)
        self.show()
        if wrong:
            return None
        await self._drafts.flush(self._draft_id)
        return self._next_route()

    # --- the rows of its tables and lists, for ``RowIntents`` ---------------------------------------------------------

    def rows_of(self, field: Field) -> list[Any]:
        """Return the rows of a table or list as they are shown."""
        draft = self._drafts.find(self._draft_id)
        return rows_of(field, draft.answers if draft else {})

    def keep_rows(self, field: Field, arranged: Callable[[], list[Any]]) -> None:
        """Keep the rows as ``arranged`` gives them; a draft that is locked by now stays as it is."""
        draft = self._drafts.find(self._draft_id)
        if draft is None or draft.is_locked:
            self._lock()
            return
        try:
            self._drafts.set_answer(self._draft_id, field.pointer, arranged())
        except DraftLockedError:  # it is being submitted
            self._lock()
            return
        self.show()

    def wrong_in(self, row: str) -> tuple[Problem, ...]:
        """Return what must be mended in a row, of what the person has been told."""
        return self.state.problems_in(row) if isinstance(self.state, Asking) else ()

    def all_wrong(self) -> tuple[Problem, ...]:
        """Return everything that is wrong now, told or not."""
        draft = self._drafts.find(self._draft_id)
        return self._evaluated(draft, self._open).problems() if draft is not None and self._open is not None else ()

    def cards_at(self, pointer: str) -> tuple[Row, ...]:
        """Return the cards of a list as they are shown."""
        return self.state.lists.get(pointer, ()) if isinstance(self.state, Asking) else ()

    # --- inside -------------------------------------------------------------------------------------------------------

    def _next_route(self) -> str | None:
        if self._is_correcting:
            return review_route(self._draft_id)
        return self.state.stops[self.state.number].route if isinstance(self.state, Asking) else None

    def _keep(self, pointer: str, value: Any, *, is_typing: bool) -> None:
        try:
            self._make_row(pointer)
            self._drafts.set_answer(self._draft_id, pointer, value)
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return
        if not is_typing and not is_unfinished(value):
            self.standing.left |= {pointer}
        self.show(is_typing=is_typing)

    def _make_row(self, pointer: str) -> None:
        """Make the rows up to the one whose cell is filled in."""
        draft = self._drafts.find(self._draft_id)
        field = self._repeated_at(pointer)
        if draft is None or field is None:
            return
        kept, shown = find_answer(draft.answers, field.pointer), self.rows_of(field)
        if len(kept or ()) < len(shown):
            self._drafts.set_answer(self._draft_id, field.pointer, shown)

    def _repeated_at(self, pointer: str) -> Field | None:
        """Return the table or list of this step that a cell's pointer lies in."""
        fields = self.state.step.fields if isinstance(self.state, Asking) else ()
        return next((f for f in fields if f.kind in REPEATED and pointer.startswith(f"{f.pointer}/")), None)

    def _open_wrong_rows(self, state: Asking) -> None:
        for pointer, rows in state.lists.items():
            for at in range(len(rows)):
                if state.problems_in(f"{pointer}/{at}"):
                    self.standing.cards.set_open(pointer, at, is_open=True)

    def _lock(self) -> None:
        draft = self._drafts.find(self._draft_id)
        self.state = Locked(draft.dossier_id) if draft else Absent()

    def show(self, *, is_typing: bool = False) -> None:
        """Show what stands now; while one types, no message comes or goes."""
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return
        evaluation = self._evaluated(draft, self._open)
        draft = self._without_doubtful(draft, evaluation)
        steps = evaluation.steps()
        if not steps:
            self.state = Absent()
            return
        wanted = self._step_id or draft.step_id
        step = next((one for one in steps if one.id == wanted), steps[0])
        self._step_id = step.id
        asked = AskedStep(
            step,
            draft,
            self._open,
            evaluation=evaluation,
            standing=self.standing,
            today=today(self._clock),
        )
        before = self.state if is_typing and isinstance(self.state, Asking) else None
        self.state = asked.asking(before, begin_at=self._begin_at)

    def _fill_in_known_values(self) -> None:
        if self._open is None or self._identity.session is None:
            return
        known = self._identity.known_values()
        draft = self._drafts.find(self._draft_id)
        if not known or draft is None:
            return
        steps = self._evaluated(draft, self._open).steps()
        offers = known_offers(steps, known, draft.answers, subject=draft.subject)
        if not offers:
            return
        try:
            self._drafts.prefill(self._draft_id, offers)
        except (DraftLockedError, DraftNotFoundError):
            return
        self.standing.write(*offers)
