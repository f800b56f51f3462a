"""A step of the guided form without its screen: answers kept at each key, problems told when the person moves on."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import flet as ft

from app.catalogue.service import CatalogueService
from app.drafts.answers import find_answer
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.identity.service import Identity
from forms.evaluation import Evaluation
from forms.flow import Field, Problem, Step
from views.forms.entry import displayed, is_typed, stored_value
from views.forms.journey import is_empty, review_route, stops
from views.forms.known import known_offers
from views.forms.opening import OpenForm, open_form, today
from views.forms.row_cards import Removed, RowCards, renumbered
from views.forms.shown import (
    REPEATED,
    cards_of,
    chosen_in,
    is_at,
    problems_of,
    row_without_typed,
    rows_of,
    without_typed,
)
from views.forms.state import Absent, Asking, Locked, Opening, Row, StepState

log = logging.getLogger(__name__)


class StepModel(ft.Observable):
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
        self.state: StepState = Opening()
        self._draft_id = draft_id
        self._step_id = step_id
        self._drafts = drafts
        self._catalogue = catalogue
        self._identity = identity
        self._clock = clock
        self._is_correcting = is_correcting
        self._begin_at = begin_at
        self._open: OpenForm | None = None
        self._left: frozenset[str] = frozenset()
        self._reported: Mapping[str, str] = {}
        self._writings: Mapping[str, int] = {}
        self._derived: Mapping[str, Any] = {}
        self._refusals = 0
        self._summary: tuple[Problem, ...] = ()
        self._evaluation: Evaluation | None = None
        self._cards = RowCards()
        self._focus = ("", 0)

    # --- what the screen reads beside the state -----------------------------------------------------------------------

    @property
    def is_correcting(self) -> bool:
        """Whether Continue leads back to the review page."""
        return self._is_correcting

    def typed_text(self, field: Field, language: str = "vi") -> str:
        """Return the text a typed field begins with."""
        draft = self._drafts.find(self._draft_id)
        answer = find_answer(draft.answers, field.pointer) if draft else None
        return displayed(field, field.value if answer is None else answer, language)

    def typed_part(self, field: Field, part: str) -> str:
        """Return the text a typed part of an address begins with."""
        return str(self._place_parts(field).get(part) or "")

    def words_of(self, field: Field, language: str) -> str:
        """Return an answer in words, for what is shown and not typed."""
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return ""
        return self._open.form.stringify(field, self._evaluated(draft, self._open).calculated(), language)

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
            self.state = Absent()
            return
        if draft.is_locked or draft.dossier_id is not None:
            self.state = Locked(draft_id=draft.id, dossier_id=draft.dossier_id)
            return
        self._fill_in_known_values()
        self._show()
        if isinstance(self.state, Asking):
            self._drafts.set_step(self._draft_id, self.state.step.id)
        await self._identity.refresh_known_values()

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
        if not is_empty(answer):
            self._left |= {field.pointer}
        self._show()
        await self._drafts.flush(self._draft_id)
        return self._proper_text(field, answer, language)

    def add_row(self, field: Field) -> None:
        """Add an empty row and begin in it."""
        rows = self._rows(field)
        order = [*range(len(rows)), None]
        if self._set_rows(field, [*rows, {}], order):
            self._cards.arrange(field.pointer, order)
            self._enter_row(field, len(rows))

    def remove_row(self, field: Field, index: int) -> None:
        """Take a row away; the others move up with what was typed, and it can be put back."""
        rows = self._rows(field)
        about = self._about(field, index)
        order = [at for at in range(len(rows)) if at != index]
        if self._set_rows(field, [rows[at] for at in order], order):
            self._cards.arrange(field.pointer, order)
            self._cards.removed = Removed(field.pointer, index, rows[index], about) if field.kind == "list" else None
            self._take_focus(f"{field.pointer}#undo")

    def undo_removal(self, field: Field) -> None:
        """Put the row back that was taken away last."""
        removed = self._cards.removed
        if removed is None or removed.pointer != field.pointer:
            return
        rows = self._rows(field)
        order: list[int | None] = list(range(len(rows)))
        order.insert(removed.index, None)
        if self._set_rows(field, [*rows[: removed.index], removed.row, *rows[removed.index :]], order):
            self._cards.arrange(field.pointer, order)
            self._cards.set_open(field.pointer, removed.index, is_open=False)
            self._take_focus(f"{field.pointer}/{removed.index}#open")

    def move_row(self, field: Field, index: int, by: int) -> None:
        """Let a row change places with the one above or below it; the focus stays with it."""
        rows, to = self._rows(field), index + by
        if not 0 <= to < len(rows):
            return
        order = list(range(len(rows)))
        order[index], order[to] = order[to], order[index]
        if self._set_rows(field, [rows[at] for at in order], order):
            self._cards.arrange(field.pointer, order)
            self._cards.move(field.pointer, to)
            is_last_step = to in (0, len(rows) - 1)
            way = ("down" if by < 0 else "up") if is_last_step else ("up" if by < 0 else "down")
            self._take_focus(f"{field.pointer}/{to}#{way}")

    def open_row(self, field: Field, index: int) -> None:
        """Show the questions of a row that was closed."""
        self._cards.set_open(field.pointer, index, is_open=True)
        self._enter_row(field, index)

    def close_row(self, field: Field, index: int) -> None:
        """Close a row; one in which something is wrong stays open and says so."""
        row = f"{field.pointer}/{index}"
        self._left |= {row}
        self._show()
        wrong = self.state.problems_in(row) if isinstance(self.state, Asking) else ()
        if wrong:
            self._take_focus(wrong[0].pointer)
            return
        self._cards.set_open(field.pointer, index, is_open=False)
        self._take_focus(f"{row}#open")

    def confirm(self, check_id: str, *, given: bool) -> None:
        """Take the person's word that something unusual is right, or take it back."""
        try:
            self._drafts.confirm(self._draft_id, check_id, given=given)
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return
        self._show()

    def report_wrong(self, field: Field) -> None:
        """Let the person put right a value that came from a register."""
        draft = self._drafts.find(self._draft_id)
        source = draft.sources.get(field.pointer, "") if draft else ""
        try:
            self._drafts.set_source(self._draft_id, field.pointer, None)
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return
        self._reported = {**self._reported, field.pointer: source}
        self._write(field.pointer)
        self._show()

    def take_over(self, values: Mapping[str, tuple[Any, str]]) -> None:
        """Fill in what the person agreed to: ``{pointer: (value, source)}``; without a source it is as if typed."""
        try:
            for pointer, (value, source) in values.items():
                if not source:
                    self._drafts.set_answer(self._draft_id, pointer, value)
            self._drafts.prefill(self._draft_id, {known: given for known, given in values.items() if given[1]})
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return
        self._left |= {pointer for pointer, (value, _source) in values.items() if not _is_unfinished(value)}
        self._reported = {known: source for known, source in self._reported.items() if known not in values}
        self._write(*values)
        self._show()

    async def proceed(self) -> str | None:
        """Return where Continue leads; None when something on this step must be mended first."""
        if not isinstance(self.state, Asking):
            return None
        self._left |= {field.pointer for field in self.state.step.fields}
        self._show()
        self._summary = self.state.blocking
        self._open_wrong_rows(self.state)
        self._refusals += 1 if self._summary else 0
        self._show()
        if self._summary:
            return None
        await self._drafts.flush(self._draft_id)
        return self._next_route()

    # --- inside -------------------------------------------------------------------------------------------------------

    def _place_parts(self, field: Field) -> Mapping[str, Any]:
        """Return an address as it stands, with the parts that other answers gave it."""
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return {}
        fresh = self._open.form.field(draft.answers, field.pointer, today=today(self._clock))
        own = find_answer(draft.answers, field.pointer)
        place = own if own is not None or fresh is None else fresh.value
        return place if isinstance(place, Mapping) else {}

    def _proper_text(self, field: Field, answer: Any, language: str) -> str | None:
        """Return what a field shows once it is left; one left empty shows the value derived for it, if any."""
        draft = self._drafts.find(self._draft_id)
        if not is_typed(field) or draft is None or self._open is None:
            return None
        if not is_empty(answer):
            return displayed(field, answer, language)
        fresh = self._open.form.field(draft.answers, field.pointer, today=today(self._clock))
        return displayed(field, fresh.value, language) if fresh is not None and fresh.is_derived else None

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
        if not is_typing and not _is_unfinished(value):
            self._left |= {pointer}
        self._show(is_typing=is_typing)

    def _make_row(self, pointer: str) -> None:
        """Make the rows up to the one whose cell is filled in."""
        draft = self._drafts.find(self._draft_id)
        field = self._repeated_at(pointer)
        if draft is None or field is None:
            return
        kept, shown = find_answer(draft.answers, field.pointer), self._rows(field)
        if len(kept or ()) < len(shown):
            self._drafts.set_answer(self._draft_id, field.pointer, shown)

    def _repeated_at(self, pointer: str) -> Field | None:
        """Return the table or list of this step that a cell's pointer lies in."""
        fields = self.state.step.fields if isinstance(self.state, Asking) else ()
        return next((f for f in fields if f.kind in REPEATED and pointer.startswith(f"{f.pointer}/")), None)

    def _rows(self, field: Field) -> list[Any]:
        draft = self._drafts.find(self._draft_id)
        return rows_of(field, draft.answers if draft else {})

    def _set_rows(self, field: Field, rows: list[Any], order: Sequence[int | None]) -> bool:
        """Keep the rows in a new order, and show anew what stands in them; False when the draft is locked."""
        columns: Sequence[Field] = field.options.get("columns", ())
        count = max(len(rows), len(self._rows(field)))
        try:
            self._drafts.set_answer(self._draft_id, field.pointer, rows)
        except (DraftLockedError, DraftNotFoundError):
            self._lock()
            return False
        self._left = renumbered(self._left, field.pointer, order)
        self._write(*(f"{field.pointer}/{at}{column.pointer}" for at in range(count) for column in columns))
        return True

    def _about(self, field: Field, index: int) -> str:
        rows = self.state.lists.get(field.pointer, ()) if isinstance(self.state, Asking) else ()
        return rows[index].about if index < len(rows) else ""

    def _enter_row(self, field: Field, index: int) -> None:
        """Bring the focus to the first question of a row."""
        self._show()
        rows: Sequence[Row] = self.state.lists.get(field.pointer, ()) if isinstance(self.state, Asking) else ()
        cells: Sequence[Field] = rows[index].fields if index < len(rows) else field.options.get("columns", ())
        first = cells[0].pointer if cells else ""
        self._take_focus(first if index < len(rows) else f"{field.pointer}/{index}{first}")

    def _take_focus(self, target: str) -> None:
        self._focus = (target, self._focus[1] + 1)
        self._show()

    def _open_wrong_rows(self, state: Asking) -> None:
        for pointer, rows in state.lists.items():
            for at in range(len(rows)):
                if state.problems_in(f"{pointer}/{at}"):
                    self._cards.set_open(pointer, at, is_open=True)

    def _lock(self) -> None:
        draft = self._drafts.find(self._draft_id)
        self.state = Locked(draft_id=draft.id, dossier_id=draft.dossier_id) if draft else Absent()

    def _evaluated(self, draft: Draft, opened: OpenForm) -> Evaluation:
        """Return the draft's answers evaluated; kept from key to key, and told what changed elsewhere."""
        if self._evaluation is None:
            self._evaluation = Evaluation(opened.form, draft.answers, today=today(self._clock))
        elif self._evaluation.answers != draft.answers:
            self._evaluation.replace(draft.answers)
        self._evaluation.confirm(draft.confirmations)
        return self._evaluation

    def _show(self, *, is_typing: bool = False) -> None:
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return
        day, form = today(self._clock), self._open.form
        evaluation = self._evaluated(draft, self._open)
        steps = evaluation.steps()
        if not steps:
            self.state = Absent()
            return
        wanted = self._step_id or draft.step_id
        step = next((one for one in steps if one.id == wanted), steps[0])
        self._step_id = step.id
        self._follow_derived(step)
        before = self.state if is_typing and isinstance(self.state, Asking) else None
        way = before.stops if before else stops(form, draft, step.id, today=day)
        problems = before.problems if before else self._problems(evaluation, draft, step)
        later = before.later if before else evaluation.later()
        lists = self._lists(step, evaluation)
        self.state = Asking(
            draft_id=draft.id,
            procedure_name=self._open.procedure.name,
            step=without_typed(step, draft.sources),
            stops=way,
            number=next((at for at, stop in enumerate(way, 1) if stop.id == step.id), 1),
            chosen=self._chosen(step, draft, lists),
            rows={field.pointer: len(self._rows(field)) for field in step.fields if field.kind in REPEATED},
            lists={
                pointer: tuple(
                    row_without_typed(row, _at(before.lists.get(pointer, ()), at) if before else None)
                    for at, row in enumerate(rows)
                )
                for pointer, rows in lists.items()
            },
            removed=self._cards.removed,
            moved=self._cards.moved,
            sources=draft.sources,
            reported=self._reported,
            confirmed=draft.confirmations,
            problems=problems,
            later=tuple(one for one in later if one.step_id == step.id and is_at(one.pointer, self._left)),
            summary=self._summary,
            refusals=self._refusals,
            writings=self._writings,
            focus=self._focus,
        )

    def _problems(self, evaluation: Evaluation, draft: Draft, step: Step) -> tuple[Problem, ...]:
        """Return what is wrong where the person has been: nobody is blamed in advance."""
        assert self._open is not None
        found = problems_of(evaluation, self._open.form, step, given=draft.confirmations, today=today(self._clock))
        return tuple(problem for problem in found if is_at(problem.pointer, self._left))

    def _lists(self, step: Step, evaluation: Evaluation) -> dict[str, tuple[Row, ...]]:
        """Return the rows of each list; when its step is opened, those that are whole are closed."""
        assert self._open is not None
        form, found = self._open.form, {}
        for field in step.fields:
            if field.kind != "list":
                continue
            if not self._cards.is_known(field.pointer):
                self._cards.begin(field.pointer, self._open_at_first(field, evaluation, step))
            found[field.pointer] = cards_of(field, evaluation, form, cards=self._cards)
        return found

    def _open_at_first(self, field: Field, evaluation: Evaluation, step: Step) -> list[bool]:
        assert self._open is not None
        rows = rows_of(field, evaluation.answers)
        wrong = problems_of(evaluation, self._open.form, step, given=frozenset(), today=today(self._clock))
        return [
            len(rows) == 1
            or is_empty(row)
            or is_at(self._begin_at, frozenset({f"{field.pointer}/{at}"}))
            or any(is_at(problem.pointer, frozenset({f"{field.pointer}/{at}"})) for problem in wrong)
            for at, row in enumerate(rows)
        ]

    def _chosen(self, step: Step, draft: Draft, lists: Mapping[str, tuple[Row, ...]]) -> dict[str, Any]:
        cells = [cell for rows in lists.values() for row in rows for cell in row.fields]
        return chosen_in(step.fields, draft.answers, draft.sources) | chosen_in(cells, draft.answers, draft.sources)

    def _follow_derived(self, step: Step) -> None:
        """Show a derived value anew in its field when what it derives from has changed."""
        for field in step.fields:
            if field.is_derived and _holds_text(field) and self._derived.get(field.pointer) != field.value:
                self._derived = {**self._derived, field.pointer: field.value}
                self._write(field.pointer)

    def _fill_in_known_values(self) -> None:
        if self._open is None or self._identity.session is None:
            return
        known = self._identity.known_values()
        draft = self._drafts.find(self._draft_id)
        if not known or draft is None:
            return
        offers = known_offers(self._evaluated(draft, self._open).steps(), known, draft.answers)
        if not offers:
            return
        try:
            self._drafts.prefill(self._draft_id, offers)
        except (DraftLockedError, DraftNotFoundError):
            return
        self._write(*offers)

    def _write(self, *pointers: str) -> None:
        self._writings = {**self._writings, **{p: self._writings.get(p, 0) + 1 for p in pointers}}


def _at(rows: Sequence[Row], index: int) -> Row | None:
    return rows[index] if index < len(rows) else None


def _is_unfinished(value: Any) -> bool:
    """Return whether an address still lacks its commune: it is not yet time to say so."""
    return isinstance(value, Mapping) and not value.get("commune")


def _holds_text(field: Field) -> bool:
    return is_typed(field) or field.kind == "address"
