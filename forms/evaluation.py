"""One person's answers to a form while they are typed: what changes with each key, and nothing else worked out anew."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.flow import Field, Form, Problem, Step
from forms.pointers import with_answer
from forms.tailoring import NeededPaper


class Evaluation:
    """A form and its answers, kept evaluated.

    Everything it says is what the pure methods of ``Form`` say of the same answers.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any],
        *,
        today: date,
        confirmed: frozenset[str] = frozenset(),
    ) -> None:
        """Evaluate ``answers``, as a draft holds them.

        Args:
            form: The form.
            answers: As the draft holds them; they are not changed.
            today: The day to judge by.
            confirmed: Ids of "confirm" checks to which the person has said yes.
        """
        self._form = form
        self._answers: Mapping[str, Any] = dict(answers)
        self._today = today
        self._confirmed = confirmed

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers as they stand."""
        return self._answers

    def set(self, pointer: str, value: Any) -> frozenset[str]:
        """Set one answer (None takes it away) and return the pointers of the fields whose ``Field`` changed.

        A field that appears or goes is among them.

        Raises:
            ValueError: the pointer names no place in these answers.
        """
        return self.replace(with_answer(self._answers, pointer, value))

    def replace(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """Take other answers for these and return the pointers of the fields whose ``Field`` changed."""
        before = self._fields()
        self._answers = dict(answers)
        after = self._fields()
        return frozenset(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))

    def confirm(self, confirmed: frozenset[str]) -> None:
        """Take these ids of "confirm" checks as answered by yes."""
        self._confirmed = confirmed

    def steps(self) -> tuple[Step, ...]:
        """Return the steps that concern these answers; one that did not change is the same object as before."""
        return self._form.steps(self._answers, today=self._today)

    def declarations(self) -> tuple[Field, ...]:
        """Return what the person declares on the review page."""
        return self._form.declarations(self._answers, today=self._today)

    def field(self, pointer: str) -> Field | None:
        """Return one field as it stands, or None when these answers do not show it."""
        return self._form.field(self._answers, pointer, today=self._today)

    def row_fields(self, pointer: str, index: int) -> tuple[Field, ...]:
        """Return the visible fields of one row."""
        return self._form.row_fields(self._answers, pointer, index, today=self._today)

    def calculated(self) -> Mapping[str, Any]:
        """Return the answers with every calculated and derived value in."""
        return self._form.calculate(self._answers, today=self._today)

    def submission(self) -> dict[str, Any]:
        """Return what would be filed."""
        return self._form.submission(self._answers, today=self._today)

    def problems(self, *, step_id: str | None = None) -> tuple[Problem, ...]:
        """Return what stops the answers from being filed, in the order of the fields."""
        return self._form.problems(self._answers, today=self._today, confirmed=self._confirmed, step_id=step_id)

    def field_problem(self, pointer: str) -> tuple[Problem, ...]:
        """Return what is wrong at one field when it is left."""
        return self._form.field_problem(self._answers, pointer, today=self._today, confirmed=self._confirmed)

    def later(self) -> tuple[Problem, ...]:
        """Return what will be asked for later."""
        return self._form.later(self._answers, today=self._today)

    def papers(self) -> tuple[NeededPaper, ...]:
        """Return the papers that concern these answers."""
        return self._form.papers(self._answers, today=self._today)

    def _fields(self) -> dict[str, Field]:
        shown = {field.pointer: field for step in self.steps() for field in step.fields}
        return shown | {field.pointer: field for field in self.declarations()}
