"""What the citizen corrects of a dossier's answers, and where one stands in each asked field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from api_client.models import Dossier
from forms.answers import compact
from forms.evaluation import Evaluation
from forms.flow import Field, Form, Problem
from forms.pointers import find_answer, with_answer
from views.forms.journey import is_empty
from views.forms.shown import cards_of, is_at, row_without_typed, rows_of
from views.forms.standing import Standing
from views.tracking.state import ItemAnswer

LANGUAGES = ("vi", "en")


class Corrections:
    """The answers as they were filed with what has been corrected so far; ``keep`` is called after each change."""

    def __init__(self, today: Callable[[], date], *, keep: Callable[[], None]) -> None:
        self.form: Form | None = None
        """The form the dossier was filed with, None when this device does not have it."""
        self.answers: Mapping[str, Any] = {}
        self._filed: Mapping[str, Any] = {}
        self._confirmed: frozenset[str] = frozenset()
        self._standings: dict[str, Standing] = {}
        self._today = today
        self._keep = keep

    def begin(self, form: Form, dossier: Dossier, corrected: Mapping[str, Any]) -> None:
        """Start from what was filed and ``{pointer: value}`` of what was corrected, unless that was done before."""
        if self.form is not None and self._filed == dossier.answers:
            return
        self.form, self.answers, self._filed = form, dossier.answers, dossier.answers
        self._confirmed = frozenset(dossier.confirmations)
        for pointer, value in corrected.items():
            self.answers = with_answer(self.answers, pointer, value)

    def standing(self, item_id: str) -> Standing:
        """Return where the person stands in an asked field."""
        return self._standings.setdefault(item_id, Standing())

    def put(self, pointer: str, value: Any) -> None:
        """Take an answer."""
        self.answers = with_answer(self.answers, pointer, value)
        self._keep()

    def field(self, pointer: str | None) -> Field | None:
        """Return the field at a pointer; of a cell of a list or a part of an address the whole field."""
        while pointer and self.form is not None:
            field = self.form.field(self._filed, pointer, today=self._today())
            if field is not None:
                return field
            pointer = pointer.rpartition("/")[0]
        return None

    def value(self, field: Field) -> tuple[Any, Any]:
        """Return the answer as it is now and as it was filed."""
        return find_answer(self.answers, field.pointer), find_answer(self._filed, field.pointer)

    def wrong(self, field: Field) -> tuple[Problem, ...]:
        """Return everything that the form's checks say of a field and what lies in it."""
        if self.form is None:
            return ()
        found = self.form.problems(self.answers, today=self._today(), confirmed=self._confirmed)
        return tuple(problem for problem in found if is_at(problem.pointer, frozenset({field.pointer})))

    def told(self, item: ItemAnswer, field: Field) -> tuple[Problem, ...]:
        """Return those where the person has been: nobody is blamed in advance."""
        left = self.standing(item.item.id).left
        return tuple(problem for problem in self.wrong(field) if is_at(problem.pointer, left))

    def shown(self, item: ItemAnswer, field: Field) -> ItemAnswer:
        """Return an asked field as it is shown now."""
        form, standing = self.form, self.standing(item.item.id)
        if form is None:
            return item
        return replace(
            item,
            field=field,
            before={language: form.stringify(field, self._filed, language) for language in LANGUAGES},
            chosen=find_answer(self.answers, field.pointer),
            rows=self._cards(item, field, form) if field.kind == "list" else (),
            removed=standing.cards.removed,
            moved=standing.cards.moved,
            writings=standing.writings,
            focus=standing.focus,
            wrong=self.told(item, field),
        )

    def tell_all(self, item: ItemAnswer, field: Field) -> ItemAnswer:
        """Say everything that is wrong with a field, in cards that are open."""
        standing = self.standing(item.item.id)
        standing.left |= {field.pointer}
        for problem in self.wrong(field):
            row = problem.pointer[len(field.pointer) + 1 :].partition("/")[0]
            if field.kind == "list" and row.isdigit():
                standing.cards.set_open(field.pointer, int(row), is_open=True)
        return self.shown(item, field)

    def _cards(self, item: ItemAnswer, field: Field, form: Form) -> tuple[Any, ...]:
        cards = self.standing(item.item.id).cards
        if not cards.is_known(field.pointer):
            cards.begin(field.pointer, self._open_at_first(item, field))
        evaluation = Evaluation(form, self.answers, today=self._today())
        return tuple(row_without_typed(row, None) for row in cards_of(field, evaluation, form, cards=cards))

    def _open_at_first(self, item: ItemAnswer, field: Field) -> list[bool]:
        """Open the row that the office asks about, and what is not filled in."""
        rows, asked = rows_of(field, self.answers), item.item.pointer or ""
        return [
            len(rows) == 1 or is_empty(compact(row)) or is_at(asked, frozenset({f"{field.pointer}/{at}"}))
            for at, row in enumerate(rows)
        ]
