"""A draft while it is asked: its answers, its form and what follows from both, kept from key to key."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import flet as ft

from app.drafts.model import Draft
from app.drafts.service import Drafts
from forms.evaluation import Evaluation
from forms.flow import Field
from forms.pointers import find_answer
from views.forms.entry import displayed, is_typed
from views.forms.journey import is_empty
from views.forms.opening import OpenForm
from views.shared.today import today


class OpenDraft(ft.Observable):
    """What the questions read of a draft beside the state of their screen."""

    def __init__(self, draft_id: str, drafts: Drafts, clock: Callable[[], datetime]) -> None:
        """Begin without the form: it is opened beside the screen.

        Args:
            draft_id: Of which draft.
            drafts: Keeps the answers.
            clock: Aware UTC.
        """
        self._draft_id = draft_id
        self._drafts = drafts
        self._clock = clock
        self._open: OpenForm | None = None
        self._evaluation: Evaluation | None = None

    def typed_text(self, field: Field, language: str = "vi") -> str:
        """Return the text a typed field begins with."""
        draft = self._drafts.find(self._draft_id)
        answer = find_answer(draft.answers, field.pointer) if draft else None
        return displayed(field, field.value if answer is None else answer, language)

    def typed_part(self, field: Field, part: str) -> str:
        """Return the text a typed part of an address begins with."""
        return str(self._place_parts(field).get(part) or "")

    def empty_ones(self, pointers: Iterable[str]) -> frozenset[str]:
        """Return those of some fields that have no answer now."""
        draft = self._drafts.find(self._draft_id)
        answers = draft.answers if draft else {}
        return frozenset(pointer for pointer in pointers if is_empty(find_answer(answers, pointer)))

    def words_of(self, field: Field, language: str) -> str:
        """Return an answer in words, for what is shown and not typed."""
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return ""
        return self._open.form.stringify(field, self._evaluated(draft, self._open).calculated(), language)

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

    def _evaluated(self, draft: Draft, opened: OpenForm) -> Evaluation:
        """Return the draft's answers evaluated; kept from key to key, and told what changed elsewhere."""
        if self._evaluation is None:
            self._evaluation = Evaluation(opened.form, draft.answers, today=today(self._clock))
        elif self._evaluation.answers != draft.answers:
            self._evaluation.replace(draft.answers)
        self._evaluation.confirm(draft.confirmations)
        return self._evaluation

    def _without_doubtful(self, draft: Draft, evaluation: Evaluation) -> Draft:
        """Take back each yes about answers that have changed since; return the draft as it is then."""
        if not evaluation.doubtful() or draft.is_locked:
            return draft
        for check_id in evaluation.doubtful():
            self._drafts.confirm(draft.id, check_id, given=False)
        draft = self._drafts.find(draft.id) or draft
        evaluation.confirm(draft.confirmations)
        return draft


def is_unfinished(value: Any) -> bool:
    """Return whether an address still lacks its commune: it is not yet time to say so."""
    return isinstance(value, Mapping) and not value.get("commune")
