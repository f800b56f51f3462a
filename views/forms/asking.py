"""One step as the screen is told it, built from the draft and from where the person stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.drafts.model import Draft
from forms.answers import compact
from forms.evaluation import Evaluation
from forms.flow import Field, Problem, Step
from views.forms.entry import is_typed
from views.forms.journey import is_empty, stops_of
from views.forms.opening import OpenForm
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
from views.forms.standing import Standing
from views.forms.state import Asking, Row


class AskedStep:
    """One step of one draft, and where the person stands on it.

    Args:
        step: As the answers show it now.
        draft: Its answers.
        opened: Its form.
        evaluation: Of the same answers.
        standing: What happened on the step; derived values and cards are followed here.
        today: The day to judge by.
    """

    def __init__(
        self,
        step: Step,
        draft: Draft,
        opened: OpenForm,
        *,
        evaluation: Evaluation,
        standing: Standing,
        today: date,
    ) -> None:
        self._step = step
        self._draft = draft
        self._opened = opened
        self._evaluation = evaluation
        self._standing = standing
        self._today = today

    def asking(self, before: Asking | None = None, *, begin_at: str = "") -> Asking:
        """Return what the screen is told.

        Args:
            before: What it was told before the key that was just pressed: while one types, no message comes or goes.
            begin_at: Pointer of the field that the person came for.
        """
        step, draft, standing = self._step, self._draft, self._standing
        self._follow_derived()
        lists = self._lists(begin_at)
        way = before.stops if before else stops_of(self._evaluation, draft, step.id)
        return Asking(
            draft_id=draft.id,
            procedure_name=self._opened.procedure.name,
            step=without_typed(step, draft.sources),
            stops=way,
            number=next((at for at, stop in enumerate(way, 1) if stop.id == step.id), 1),
            chosen=self._chosen(lists),
            rows={field.pointer: len(rows_of(field, draft.answers)) for field in step.fields if field.kind in REPEATED},
            lists={pointer: _without_typed(rows, pointer, before) for pointer, rows in lists.items()},
            removed=standing.cards.removed,
            moved=standing.cards.moved,
            sources=draft.sources,
            reported=standing.reported,
            confirmed=draft.confirmations,
            problems=before.problems if before else self._where_been(self._problems(draft.confirmations)),
            later=before.later if before else self._later(),
            summary=standing.summary,
            refusals=standing.refusals,
            writings=standing.writings,
            focus=standing.focus,
        )

    def _problems(self, given: frozenset[str]) -> tuple[Problem, ...]:
        return problems_of(self._evaluation, self._opened.form, self._step, given=given, today=self._today)

    def _later(self) -> tuple[Problem, ...]:
        here = tuple(one for one in self._evaluation.later() if one.step_id == self._step.id)
        return self._where_been(here)

    def _where_been(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Return those where the person has been: nobody is blamed in advance."""
        return tuple(problem for problem in problems if is_at(problem.pointer, self._standing.left))

    def _lists(self, begin_at: str) -> dict[str, tuple[Row, ...]]:
        """Return the rows of each list; when its step is opened, those that are whole are closed."""
        found, cards = {}, self._standing.cards
        for field in self._step.fields:
            if field.kind != "list":
                continue
            if not cards.is_known(field.pointer):
                cards.begin(field.pointer, self._open_at_first(field, begin_at))
            found[field.pointer] = cards_of(field, self._evaluation, self._opened.form, cards=cards)
        return found

    def _open_at_first(self, field: Field, begin_at: str) -> list[bool]:
        rows = rows_of(field, self._draft.answers)
        wrong = [problem.pointer for problem in self._problems(frozenset())]
        return [
            len(rows) == 1
            or is_empty(compact(row))
            or any(is_at(pointer, frozenset({f"{field.pointer}/{at}"})) for pointer in (begin_at, *wrong))
            for at, row in enumerate(rows)
        ]

    def _chosen(self, lists: Mapping[str, tuple[Row, ...]]) -> dict[str, Any]:
        draft = self._draft
        cells = [cell for rows in lists.values() for row in rows for cell in row.fields]
        return chosen_in((*self._step.fields, *cells), draft.answers, draft.sources)

    def _follow_derived(self) -> None:
        """Show a derived value anew in its field when what it derives from has changed."""
        standing = self._standing
        for field in self._step.fields:
            if field.is_derived and _holds_text(field) and standing.derived.get(field.pointer) != field.value:
                standing.derived = {**standing.derived, field.pointer: field.value}
                standing.write(field.pointer)


def _without_typed(rows: Sequence[Row], pointer: str, before: Asking | None) -> tuple[Row, ...]:
    old = before.lists.get(pointer, ()) if before else ()
    return tuple(row_without_typed(row, old[at] if at < len(old) else None) for at, row in enumerate(rows))


def _holds_text(field: Field) -> bool:
    return is_typed(field) or field.kind == "address"
