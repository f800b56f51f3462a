"""One person's answers to a form while they are typed: what changes with each key, and nothing else worked out anew."""

from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.controls import Control
from forms.fields import Field, Problem, Step
from forms.findings import Part, later_problems, membership_problems
from forms.pointers import UNDEFINED, resolve, with_answer
from forms.reads import Reads, reads_of_rule, together
from forms.standing import Changes, Row, Standing
from forms.tailoring import NeededPaper, needed_papers

if TYPE_CHECKING:
    from forms.flow import Form

_NO_ROW: tuple[Row | None, dict[str, Field]] = (None, {})


class Evaluation:
    """A form and its answers, kept evaluated.

    Everything it says is what the pure methods of ``Form`` say of the same answers: they ask one that begins anew.
    """

    def __init__(
        self,
        form: "Form",
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
        self._answers: Mapping[str, Any] = answers
        self._confirmed = confirmed
        self._doubtful: frozenset[str] = frozenset()
        self._standing = Standing(form.program, {"$today": today.isoformat()})
        self._fields: dict[str, Field | None] = {}
        self._steps: dict[str, Step | None] = {}
        self._rows: dict[str, dict[int, tuple[Row | None, dict[str, Field]]]] = {}
        self._is_remembered = False
        self._found: dict[int, tuple[Problem, ...]] = {}
        self._stale = form.every_part
        self._papers: tuple[NeededPaper, ...] | None = None
        self._standing.take(answers)

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers as they stand."""
        return self._answers

    # What changes

    def set(self, pointer: str, value: Any) -> frozenset[str]:
        """Set one answer (None takes it away) and return the pointers of the fields whose ``Field`` changed.

        A field that appears or goes is among them, also one within a row: ``/members/0/name``.

        Raises:
            ValueError: the pointer names no place in these answers.
        """
        return self.replace(with_answer(self._answers, pointer, value))

    def replace(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """Take other answers for these and return the pointers of the fields whose ``Field`` changed."""
        self._remember()
        before, self._answers = self._answers, answers
        names = before.keys() | answers.keys()
        changed = {name for name in names if before.get(name, UNDEFINED) is not answers.get(name, UNDEFINED)}
        return self._follow(self._standing.take(answers, changed)) if changed else frozenset()

    def confirm(self, confirmed: frozenset[str]) -> None:
        """Take these ids of "confirm" checks as answered by yes."""
        self._confirmed = confirmed
        self._doubtful &= confirmed

    def doubtful(self) -> frozenset[str]:
        """Return the ids of those given yeses whose check reads what has changed since: they should be asked again."""
        return self._doubtful

    def _remember(self) -> None:
        """Make every field once, so that it can be told which ones a change makes others."""
        if not self._is_remembered:
            self._is_remembered = True
            for control in self._form.layout.controls:
                self._kept(control)
                if control.columns:
                    self._rows[control.pointer] = self._shown_rows(control)

    def _follow(self, changes: Changes) -> frozenset[str]:
        names = changes.names
        touched = self._form.parts_reading(names)
        self._stale |= touched
        asked = {self._form.parts[place].check_id for place in touched & self._form.check_parts}
        self._doubtful |= frozenset(given for given in self._confirmed if given in asked)
        reads = self._form.paper_reads
        if reads is None or not reads.isdisjoint(names):
            self._papers = None
        layout = self._form.layout
        changed: Set[str] = frozenset()
        for pointer in changes.pointers:
            control = layout.control(pointer)
            if control is None:
                continue
            changed |= self._changed_rows(control)
            field = self._now(control)
            if field != self._fields.get(pointer, UNDEFINED):
                self._fields[pointer] = field
                self._steps.pop(control.step_id, None)
                changed |= {pointer}
        return frozenset(changed)

    def _changed_rows(self, control: Control) -> Set[str]:
        """Return the pointers of the cells that changed, those that came or went included."""
        if not control.columns:
            return frozenset()
        before, now = self._rows.get(control.pointer, {}), self._shown_rows(control)
        self._rows[control.pointer] = now
        changed: Set[str] = frozenset()
        for index in before.keys() | now.keys():
            (row, then), (same, fields) = before.get(index, _NO_ROW), now.get(index, _NO_ROW)
            if row is not same:
                changed |= {
                    pointer for pointer in then.keys() | fields.keys() if then.get(pointer) != fields.get(pointer)
                }
        return changed

    def _shown_rows(self, control: Control) -> dict[int, tuple[Row | None, dict[str, Field]]]:
        """Return what each row asks; a row that is the same object as before asks the same."""
        if control.pointer not in self._standing.visible or len(control.keys) > 1:
            return {}
        before, found = self._rows.get(control.pointer, {}), {}
        for row in self._standing.rows.get(control.keys[0], ()):
            kept = before.get(row.index, _NO_ROW)
            found[row.index] = kept if kept[0] is row else (row, self._row_now(control, row.index))
        return found

    def _row_now(self, control: Control, index: int) -> dict[str, Field]:
        return {field.pointer: field for field in self._form.asking.row_fields(control, self._standing, index)}

    def _now(self, control: Control) -> Field | None:
        is_shown = control.pointer in self._standing.visible
        return self._form.asking.field(control, self._standing) if is_shown else None

    # What is asked

    def steps(self) -> tuple[Step, ...]:
        """Return the steps that concern these answers; one that did not change is the same object as before."""
        found = []
        for topic in self._form.layout.topics:
            if topic.id not in self._steps:
                fields = tuple(field for control in topic.controls if (field := self._kept(control)) is not None)
                step = Step(id=topic.id, title=topic.title, name=topic.name, intro=topic.intro, fields=fields)
                self._steps[topic.id] = step if fields else None
            found.append(self._steps[topic.id])
        return tuple(step for step in found if step is not None)

    def declarations(self) -> tuple[Field, ...]:
        """Return what the person declares on the review page, each an unticked box at first."""
        kept = (self._kept(control) for control in self._form.layout.declarations)
        return tuple(field for field in kept if field is not None)

    def field(self, pointer: str) -> Field | None:
        """Return one field as it stands, or None when these answers do not show it."""
        control = self._form.layout.control(pointer)
        return self._kept(control) if control else None

    def row_fields(self, pointer: str, index: int) -> tuple[Field, ...]:
        """Return the visible fields of one row, with absolute pointers; the row need not be there yet."""
        control = self._form.layout.control(pointer)
        if control is None or not control.columns or len(control.keys) > 1:
            return ()
        return self._form.asking.row_fields(control, self._standing, index)

    def _kept(self, control: Control) -> Field | None:
        if control.pointer not in self._fields:
            self._fields[control.pointer] = self._now(control)
        return self._fields[control.pointer]

    # What follows

    def calculated(self) -> dict[str, Any]:
        """Return all answers without empty ones, with every calculated and derived value in."""
        return self._standing.answered()

    def submission(self) -> dict[str, Any]:
        """Return what would be filed."""
        return self._standing.counting()

    def papers(self) -> tuple[NeededPaper, ...]:
        """Return the papers that concern these answers, in the procedure's order."""
        if self._papers is None:
            self._papers = needed_papers(self._form.papers_of_procedure, self._standing.data)
        return self._papers

    # What is wrong

    def problems(self, *, step_id: str | None = None) -> tuple[Problem, ...]:
        """Return what stops the answers from being filed, in the order of the fields, at most one for each field."""
        found: dict[str, Problem] = {}
        for problem in self._told():
            if problem.severity != "confirm" or problem.id not in self._confirmed:
                found.setdefault(problem.pointer, problem)
        kept = (problem for problem in found.values() if step_id is None or problem.step_id == step_id)
        return tuple(sorted(kept, key=lambda problem: self._form.layout.position(problem.pointer)))

    def field_problem(self, pointer: str) -> tuple[Problem, ...]:
        """Return what is wrong at one field when it is left; an empty field is left alone until the step is."""
        control = self._form.layout.control_over(pointer)
        if control is None or resolve(self._standing.own, control.keys) is UNDEFINED:
            return ()
        value = resolve(self._standing.data, control.keys)
        if value is UNDEFINED:
            return ()
        form, standing = self._form, self._standing
        found = [
            *form.schema_findings.of_errors(control.validator.iter_errors(value), standing, base=control.keys),
            *membership_problems(control, standing.data, form.places),
            *(one for one in self._told(form.check_parts) if form.layout.control_over(one.pointer) is control),
        ]
        open_ones = [one for one in found if one.severity != "confirm" or one.id not in self._confirmed]
        return tuple(open_ones[:1])

    def later(self) -> tuple[Problem, ...]:
        """Return what is not answered yet and will be asked for later; nothing of it stops the filing."""
        layout = self._form.layout
        found = later_problems(self._standing, layout)
        return tuple(sorted(found, key=lambda problem: layout.position(problem.pointer)))

    def _told(self, wanted: frozenset[int] | None = None) -> Iterable[Problem]:
        """Yield what the parts that judge have found, in their order; those that are not up to date are asked."""
        parts: tuple[Part, ...] = self._form.parts
        for place in self._stale if wanted is None else self._stale & wanted:
            if found := tuple(parts[place].find(self._standing)):
                self._found[place] = found
            else:
                self._found.pop(place, None)
        self._stale = frozenset() if wanted is None else self._stale - wanted
        for place in sorted(self._found):
            if wanted is None or place in wanted:
                yield from self._found[place]


def reads_of_papers(papers: Iterable[Any]) -> Reads:
    """Return what the rules of papers read."""
    return together(reads_of_rule(rule) for paper in papers for rule in (paper.shown, paper.required, paper.later))
