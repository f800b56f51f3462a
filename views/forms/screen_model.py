"""A step of the guided form without its screen: answers kept at each key, problems told when the person moves on."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import flet as ft

from api_client.models import KnownValue
from app.catalogue.service import CatalogueService
from app.drafts.answers import find_answer
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.identity.service import Identity
from forms.flow import Field, Form, Problem, Step
from views.forms.entry import displayed, is_typed, stored_value
from views.forms.journey import is_empty, review_route, stops
from views.forms.opening import OpenForm, open_form, today
from views.forms.state import Absent, Asking, Locked, Opening, StepState

log = logging.getLogger(__name__)

_NEVER_PRESET = frozenset({"person.ethnicity", "person.religion", "person.marital_status"})
"""No value is preset that concerns ethnicity, religion or family."""


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
        """
        self.state: StepState = Opening()
        self._draft_id = draft_id
        self._step_id = step_id
        self._drafts = drafts
        self._catalogue = catalogue
        self._identity = identity
        self._clock = clock
        self._is_correcting = is_correcting
        self._open: OpenForm | None = None
        self._left: frozenset[str] = frozenset()
        self._reported: Mapping[str, str] = {}
        self._writings: Mapping[str, int] = {}
        self._derived: Mapping[str, Any] = {}
        self._refusals = 0
        self._summary: tuple[Problem, ...] = ()

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
        data = self._open.form.calculate(draft.answers, today=today(self._clock))
        return self._open.form.stringify(field, data, language)

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
        """Add an empty row to a table."""
        self._keep(field.pointer, [*self._rows(field), {}], is_typing=False)

    def remove_row(self, field: Field, index: int) -> None:
        """Take a row out of a table; the others move up with what was typed."""
        rows = self._rows(field)
        columns: Sequence[Field] = field.options.get("columns", ())
        self._write(*(f"{field.pointer}/{at}{column.pointer}" for at in range(len(rows)) for column in columns))
        self._keep(field.pointer, rows[:index] + rows[index + 1 :], is_typing=False)

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
        """Make the first row of a table before its first cell is filled in."""
        table, *inside = pointer.removeprefix("/").split("/")
        draft = self._drafts.find(self._draft_id)
        if draft is not None and inside and inside[0].isdigit() and not draft.answers.get(table):
            self._drafts.set_answer(self._draft_id, f"/{table}", [{}])

    def _rows(self, field: Field) -> list[Any]:
        draft = self._drafts.find(self._draft_id)
        rows = find_answer(draft.answers, field.pointer) if draft else None
        if isinstance(rows, list | tuple) and rows:
            return list(rows)
        return [{}] if field.required else []

    def _lock(self) -> None:
        draft = self._drafts.find(self._draft_id)
        self.state = Locked(draft_id=draft.id, dossier_id=draft.dossier_id) if draft else Absent()

    def _show(self, *, is_typing: bool = False) -> None:
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return
        day, form = today(self._clock), self._open.form
        steps = form.steps(draft.answers, today=day)
        if not steps:
            self.state = Absent()
            return
        wanted = self._step_id or draft.step_id
        step = next((one for one in steps if one.id == wanted), steps[0])
        self._step_id = step.id
        self._follow_derived(step)
        before = self.state if is_typing and isinstance(self.state, Asking) else None
        way = before.stops if before else stops(form, draft, step.id, today=day)
        self.state = Asking(
            draft_id=draft.id,
            procedure_name=self._open.procedure.name,
            step=_without_typed(step, draft),
            stops=way,
            number=next((at for at, stop in enumerate(way, 1) if stop.id == step.id), 1),
            chosen=self._chosen(step, draft),
            rows={field.pointer: len(self._rows(field)) for field in step.fields if field.kind == "table"},
            sources=draft.sources,
            reported=self._reported,
            confirmed=draft.confirmations,
            problems=before.problems if before else self._problems(form, draft, step, day),
            summary=self._summary,
            refusals=self._refusals,
            writings=self._writings,
        )

    def _problems(self, form: Form, draft: Draft, step: Step, day: date) -> tuple[Problem, ...]:
        """Return what is wrong where the person has been: nobody is blamed in advance."""
        given = draft.confirmations
        open_ones = form.problems(draft.answers, today=day, step_id=step.id, confirmed=given)
        asked = form.problems(draft.answers, today=day, step_id=step.id) if given else ()
        wrong = {problem.pointer for problem in open_ones}
        answered = [p for p in asked if p.id in given and p.severity == "confirm" and p.pointer not in wrong]
        return tuple(p for p in (*open_ones, *answered) if _is_at(p.pointer, self._left))

    def _chosen(self, step: Step, draft: Draft) -> dict[str, Any]:
        chosen: dict[str, Any] = {}
        for field in step.fields:
            if field.kind == "table":
                chosen |= self._chosen_cells(field)
            elif field.pointer in draft.sources or not is_typed(field):
                chosen[field.pointer] = _picked(field.value)
        return chosen

    def _chosen_cells(self, table: Field) -> dict[str, Any]:
        columns = [column for column in table.options.get("columns", ()) if not is_typed(column)]
        rows = self._rows(table)
        return {
            f"{table.pointer}/{at}{column.pointer}": find_answer(row, column.pointer)
            for at, row in enumerate(rows)
            for column in columns
        }

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
        steps = self._open.form.steps(draft.answers, today=today(self._clock))
        offers = {
            field.pointer: (value.value, value.source)
            for step in steps
            for field in step.fields
            if (value := _known(field, known)) is not None and find_answer(draft.answers, field.pointer) is None
        }
        if not offers:
            return
        try:
            self._drafts.prefill(self._draft_id, offers)
        except (DraftLockedError, DraftNotFoundError):
            return
        self._write(*offers)

    def _write(self, *pointers: str) -> None:
        self._writings = {**self._writings, **{p: self._writings.get(p, 0) + 1 for p in pointers}}


def _known(field: Field, known: Mapping[str, KnownValue]) -> KnownValue | None:
    if not field.prefill or field.prefill in _NEVER_PRESET:
        return None
    return known.get(field.prefill)


def _is_at(pointer: str, places: frozenset[str]) -> bool:
    return any(pointer == place or pointer.startswith(f"{place}/") for place in places)


def _is_unfinished(value: Any) -> bool:
    """Return whether an address still lacks its commune: it is not yet time to say so."""
    return isinstance(value, Mapping) and not value.get("commune")


def _holds_text(field: Field) -> bool:
    return is_typed(field) or field.kind == "address"


def _picked(value: Any) -> Any:
    """Return what of an answer is picked: the house and street of an address are typed."""
    return {name: part for name, part in value.items() if name != "detail"} if isinstance(value, Mapping) else value


def _without_typed(step: Step, draft: Draft) -> Step:
    """Return the step without what is typed, so that a keystroke leaves it as it was."""
    fields = tuple(
        replace(field, value=None)
        if field.pointer not in draft.sources and not field.is_derived and (is_typed(field) or field.kind == "table")
        else replace(field, value=_picked(field.value))
        for field in step.fields
    )
    return replace(step, fields=fields)
