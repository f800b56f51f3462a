"""What a procedure means in one person's case: questions, papers, fees, time and advice over a few answers.

Works with a form and without one, before anybody signs in, and never loads the form language: only rules are asked.
``answers`` are those of the pre-screen, of the draft, or both; where there is a form, what it calculates is known to
the rules as well. Every function is pure and cheap enough for every change of an answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.answers import derived, holds, value_of, with_today
from forms.derivations import Derivation, derivations
from forms.procedure import Advice, Channel, Fee, LinkedPart, Paper, Procedure, ProcessingTime, Question
from forms.reads import names_in


@dataclass(frozen=True, slots=True)
class NeededPaper:
    """A paper that concerns this case, and whether the dossier is refused without it.

    ``later``: it is needed, but not yet; the dossier is taken without it and the office asks for it afterwards.
    """

    paper: Paper
    required: bool
    later: bool = False


@dataclass(frozen=True, slots=True)
class DueFee:
    """A fee that concerns this case; ``amount_vnd`` None when nobody has verified the amount."""

    fee: Fee
    amount_vnd: int | None


def questions(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> tuple[Question, ...]:
    """Return the questions of the pre-screen that concern these answers, in their order."""
    return _case(procedure, answers, today)[0]


def papers(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> tuple[NeededPaper, ...]:
    """Return the papers that concern these answers, in the procedure's order."""
    return needed_papers(procedure.papers, what_rules_read(procedure, answers, today=today))


def possible_papers(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> tuple[Paper, ...]:
    """Return the papers that may still concern the case: their rule reads what nobody has answered yet."""
    data = what_rules_read(procedure, answers, today=today)
    return tuple(
        paper for paper in procedure.papers if not holds(paper.shown, data) and _is_open(paper.shown, procedure, data)
    )


def parts(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> tuple[LinkedPart, ...]:
    """Return the parts that a filing has in this case; none of a procedure that a single office does."""
    if not procedure.parts:
        return ()
    data = what_rules_read(procedure, answers, today=today)
    return tuple(part for part in procedure.parts if part.shown is True or holds(part.shown, data))


def possible_parts(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> tuple[LinkedPart, ...]:
    """Return the parts that a filing may still have: their rule reads what nobody has answered yet."""
    data = what_rules_read(procedure, answers, today=today) if procedure.parts else {}
    return tuple(
        part for part in procedure.parts if not holds(part.shown, data) and _is_open(part.shown, procedure, data)
    )


def fees(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> tuple[DueFee, ...]:
    """Return the fees of a procedure for these answers; a fee of 0 is named too, with the reason in its note."""
    data = what_rules_read(procedure, answers, today=today)
    return tuple(DueFee(fee, _whole_vnd(fee, data)) for fee in procedure.fees if holds(fee.shown, data))


def processing_time(
    procedure: Procedure, answers: Mapping[str, Any], *, today: date, channel: Channel | None = None
) -> ProcessingTime | None:
    """Return how long the office may take in this case; None when nobody says.

    Args:
        procedure: Its ``other_times`` come first, in their order, then its usual time.
        answers: Of the pre-screen or the draft.
        today: The day to judge by.
        channel: How the dossier is filed; None leaves the times of a single channel out.
    """
    data = what_rules_read(procedure, answers, today=today)
    of_case = (
        time
        for time in procedure.other_times
        if time.channel in (None, channel) and (time.when is not True or time.channel) and holds(time.when, data)
    )
    return next(of_case, procedure.time)


def is_undecided(rule: Any, procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> bool:
    """Return whether a rule of the procedure still waits for an answer: what it says now is the usual case."""
    return _is_open(rule, procedure, what_rules_read(procedure, answers, today=today))


def advice(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> tuple[Advice, ...]:
    """Return what to say in this case before anybody files; it never stops anyone."""
    data = what_rules_read(procedure, answers, today=today)
    return tuple(one for one in procedure.advice if holds(one.when, data))


def what_rules_read(procedure: Procedure, answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """Return the data of the rules: answers, what follows from them, and ``$today``.

    The answer to a question that no longer concerns the case is left out.
    """
    return _case(procedure, answers, today)[1]


def needed_papers(every: Iterable[Paper], data: Mapping[str, Any]) -> tuple[NeededPaper, ...]:
    """Return those papers whose rules hold over ``data``: answers, what follows from them, and ``$today``."""
    return tuple(_needed(paper, data) for paper in every if holds(paper.shown, data))


def _needed(paper: Paper, data: Mapping[str, Any]) -> NeededPaper:
    needed = paper.attach and holds(paper.required, data)
    later = needed and holds(paper.later, data)
    return NeededPaper(paper=paper, required=needed and not later, later=later)


def _case(procedure: Procedure, answers: Mapping[str, Any], today: date) -> tuple[tuple[Question, ...], dict[str, Any]]:
    """Return the questions that concern the case, each judged by the answers before it, and what the rules read."""
    follows = _derivations(procedure)
    ids = {question.id for question in procedure.questions}
    known = {name: value for name, value in answers.items() if name not in ids}
    asked = []
    for question in procedure.questions:
        if question.shown is True or holds(question.shown, _told(known, follows, today)):
            asked.append(question)
            known |= {question.id: answers[question.id]} if question.id in answers else {}
    return tuple(asked), _told(known, follows, today)


def _told(answers: Mapping[str, Any], follows: Iterable[Derivation], today: date) -> dict[str, Any]:
    return with_today(derived(answers, follows, today=today), today)


def _derivations(procedure: Procedure) -> tuple[Derivation, ...]:
    return derivations(procedure.form.schema_) if procedure.form else ()


def _is_open(rule: Any, procedure: Procedure, data: Mapping[str, Any]) -> bool:
    """Whether the rule reads something that is not answered, itself or through what the form calculates."""
    calculated = {one.name: one.rule for one in _derivations(procedure) if one.is_calculated}
    waiting, seen = set(names_in(rule)), set[str]()
    while waiting := waiting - seen:
        if waiting - calculated.keys() - data.keys():
            return True
        seen |= waiting
        waiting = {name for one in waiting & calculated.keys() for name in names_in(calculated[one])}
    return False


def _whole_vnd(fee: Fee, data: Mapping[str, Any]) -> int | None:
    amount = value_of(fee.amount_vnd, data)
    is_number = isinstance(amount, (int, float)) and not isinstance(amount, bool)
    return round(amount) if is_number else None
