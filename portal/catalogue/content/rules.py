"""Whether the rules of a procedure can be judged in every case that its pre-screen and its sample answers make."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

from forms.derivations import derivations
from forms.faults import faults_of_logic
from forms.jsonlogic import JsonLogicError, evaluate, is_truthy
from forms.procedure import Procedure, Question
from forms.reads import names_in
from forms.tailoring import what_rules_read
from portal.catalogue.content.documents import Where
from portal.catalogue.content.shape import spots

MOST_CASES = 500
_YEARS = (0, 10, 16, 19, 25, 40, 60, 70)
"""Ages that a date question is tried with: what the law asks differs between them."""
_NUMBERS = (0, 1, 2, 3, 10, 100, 1_000_000)

Case = Mapping[str, Any]


def faults_of_rules(
    procedure: Procedure, entry: Mapping[str, Any], samples: Sequence[Case], *, today: date
) -> Iterator[tuple[Where, str]]:
    """Yield what is wrong with the rules of ``procedure.yaml``.

    Args:
        procedure: As read.
        entry: As written, for the places.
        samples: The fixtures of its form.
        today: The day of the contents.
    """
    names, cases = _names(procedure), _Cases(procedure, samples, today)
    for spot in spots(Procedure, entry):
        if spot.kind != "rule" or spot.value is True:
            continue
        wrong = [*faults_of_logic(spot.value, names)]
        wrong = wrong or [*_unjudged(spot.path, spot.value, cases.of(spot.value))]
        if not wrong and spot.path[-1] != "amount_vnd":
            wrong = [*_never_true(procedure, spot.value, cases.of(spot.value))]
        for message in wrong:
            yield spot.path, message


def _names(procedure: Procedure) -> frozenset[str]:
    asked = {question.id for question in procedure.questions}
    return frozenset(procedure.form.schema_.get("properties", {}) if procedure.form else asked)


class _Cases:
    """What a rule reads when nothing, and when everything it depends on is answered, and in the sample answers."""

    def __init__(self, procedure: Procedure, samples: Sequence[Case], today: date) -> None:
        self._procedure = procedure
        self._today = today
        self._samples = [self._read(answers) for answers in ({}, *samples)]
        follows = derivations(procedure.form.schema_) if procedure.form else ()
        self._reads = {one.name: frozenset(names_in(one.rule)) for one in follows}
        self._reads |= {question.id: frozenset(names_in(question.shown)) for question in procedure.questions}
        self._known: dict[frozenset[str], list[Case]] = {}

    def of(self, rule: Any) -> list[Case]:
        """Return the cases of a rule: only what it depends on is varied."""
        names, waiting = set[str](), set(names_in(rule))
        while waiting:
            names |= waiting
            waiting = {name for one in waiting for name in self._reads.get(one, ())} - names
        asked = [question for question in self._procedure.questions if question.id in names]
        key = frozenset(question.id for question in asked)
        if key not in self._known:
            tried = [[(question.id, value) for value in _values(question, self._today)] for question in asked]
            answered = [self._read(dict(case)) for case in islice(product(*tried), MOST_CASES)] if asked else []
            self._known[key] = [*self._samples, *answered]
        return self._known[key]

    def _read(self, answers: Case) -> Case:
        return what_rules_read(self._procedure, answers, today=self._today)


def _values(question: Question, today: date) -> Sequence[Any]:
    if question.kind == "choice":
        return [choice.value for choice in question.choices]
    if question.kind == "date":
        return [
            (today - timedelta(days=round(365.25 * years) + days)).isoformat() for years in _YEARS for days in (0, 30)
        ]
    return _NUMBERS if question.kind == "number" else (True, False)


def _unjudged(path: Where, rule: Any, cases: Sequence[Case]) -> Iterator[str]:
    """Yield the first case in which the rule fails though all that it reads is there, or gives no amount of a fee."""
    names = {name for name in names_in(rule) if name}
    for case in cases:
        said = ", ".join(f"{name}={case[name]}" for name in sorted(names & case.keys() - {"$today"})) or "any case"
        try:
            value = evaluate(rule, case)
        except (JsonLogicError, TypeError, ValueError, AttributeError):
            if names <= case.keys():
                yield f"the rule cannot be evaluated ({said}){_advice(rule)}"
                return
            continue
        if path[-1] == "amount_vnd" and not _is_amount(value):
            yield f"a fee is a whole number of VND or null, not {value!r} ({said})"
            return


def _advice(rule: Any) -> str:
    """Return what to write instead of a comparison with null, which JsonLogic refuses for a text."""
    return '; whether it is answered at all asks {"!!": [{"var": "..."}]}' if "None]" in str(rule) else ""


def _is_amount(value: Any) -> bool:
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return value is None or (is_whole and not isinstance(value, bool) and value >= 0)


def _never_true(procedure: Procedure, rule: Any, cases: Sequence[Case]) -> Iterator[str]:
    """Yield that no answer makes the rule true: a misspelt value, or a case that cannot be."""
    asked = {question.id: question for question in procedure.questions}
    names = {name for name in names_in(rule) if name and name != "$today"}
    is_closed = names and all(name in asked and asked[name].kind in ("yes_no", "choice") for name in names)
    if is_closed and len(cases) < MOST_CASES and not any(_is_true(rule, case) for case in cases):
        yield "no answer makes this rule true; look at the values of the choices"


def _is_true(rule: Any, case: Case) -> bool:
    try:
        return is_truthy(evaluate(rule, case))
    except (JsonLogicError, TypeError, ValueError, AttributeError):
        return False
