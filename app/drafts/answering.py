"""What an intent makes of a draft: pure changes of answers, of where they came from, of for whom it is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.drafts.model import Draft, Subject
from forms.pointers import find_answer, with_answer

SCANNED = "id_card"
"""Where an answer came from that the person took from a card in their hand: it stays whoever the application is for."""


def answered(draft: Draft, pointer: str, value: Any) -> Draft:
    """Return the draft with one answer; None takes it away. A value that differs from a pre-filled one has no source.

    The same draft where that is its answer already.
    """
    if find_answer(draft.answers, pointer) == value:
        return draft
    return replace(draft, answers=with_answer(draft.answers, pointer, value), sources=_without(draft, pointer))


def prefilled(draft: Draft, values: Mapping[str, tuple[Any, str]]) -> Draft:
    """Return the draft with answers that the person agreed to take over: ``{pointer: (value, source)}``."""
    answers: Mapping[str, Any] = draft.answers
    for pointer, (value, _source) in values.items():
        answers = with_answer(answers, pointer, value)
    sources = {**draft.sources, **{pointer: source for pointer, (_value, source) in values.items()}}
    return not_agreed(replace(draft, answers=answers, sources=sources))


def sourced(draft: Draft, pointer: str, source: str | None) -> Draft:
    """Return the draft in which the answer at ``pointer`` came from ``source``, None for "typed"."""
    rest = _without(draft, pointer)
    return replace(draft, sources={**rest, pointer: source} if source else rest)


def made_for(draft: Draft, subject: Subject) -> Draft:
    """Return the draft for somebody; what registers and earlier applications filled in for another goes."""
    if draft.subject == subject:
        return draft
    answers: Mapping[str, Any] = draft.answers
    for pointer in (pointer for pointer, source in draft.sources.items() if source != SCANNED):
        answers = with_answer(answers, pointer, None)
    sources = {pointer: source for pointer, source in draft.sources.items() if source == SCANNED}
    return not_agreed(replace(draft, subject=subject, answers=answers, sources=sources))


def not_agreed(draft: Draft) -> Draft:
    """Return the draft to which the applicant has yet to agree, where somebody helps."""
    if draft.help is None or not draft.help.agreed:
        return draft
    return replace(draft, help=replace(draft.help, agreed=False))


def confirmed(draft: Draft, check_id: str, *, given: bool) -> Draft:
    """Return the draft with the tick that answers a check of severity ``confirm``, or without it."""
    ticked = draft.confirmations | {check_id} if given else draft.confirmations - {check_id}
    return replace(draft, confirmations=ticked) if ticked != draft.confirmations else draft


def _without(draft: Draft, pointer: str) -> dict[str, str]:
    return {known: source for known, source in draft.sources.items() if known != pointer}
