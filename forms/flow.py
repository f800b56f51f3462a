"""A form as a conversation: which steps and fields are shown, what is wrong, what is submitted.

The app and the portal ask the same ``Form`` the same questions, so what the app lets through the portal takes.
A ``Form`` compiles its schema and rules once. Its methods judge whole answers; who asks at every key keeps an
``Evaluation``, which says the same and works out only what a key changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from forms.answer_words import in_words
from forms.answers import EMPTY, compact
from forms.asking import Asking
from forms.evaluation import Evaluation, reads_of_papers
from forms.fields import REVIEW, Choice, Field, Problem, Step, Term
from forms.findings import parts_of
from forms.layout import read_layout
from forms.places import Places
from forms.pointers import UNDEFINED, keys_of, resolve
from forms.procedure import FormDefinition, Paper, Text
from forms.program import Program
from forms.schema_findings import SchemaFindings
from forms.schema_shape import faults_of_shape
from forms.tailoring import DueFee, NeededPaper, fees

__all__ = [
    "REVIEW",
    "BrokenFormError",
    "Choice",
    "DueFee",
    "Field",
    "Form",
    "NeededPaper",
    "Problem",
    "Step",
    "Term",
    "fees",
]


class BrokenFormError(ValueError):
    """The definition of a form makes no form; the message says where it is broken."""


class Form:
    """The form of one procedure in one version.

    Args:
        definition: Schema, UI schema and texts.
        lists: Choice lists of the catalogue by name, ``{"value": ..., "vi": ..., "en": ...}`` each.
        papers: The procedure's papers.
        places: Today's provinces and communes; without them codes are shown and not looked up.

    Raises:
        BrokenFormError: the definition makes no form.
    """

    def __init__(
        self,
        definition: FormDefinition,
        lists: Mapping[str, Sequence[Mapping[str, Any]]],
        papers: tuple[Paper, ...] = (),
        places: Places | None = None,
    ) -> None:
        try:
            self._read(definition, lists, papers, places)
        except BrokenFormError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
            raise BrokenFormError(f"{type(error).__name__}: {error}") from error

    def _read(
        self,
        definition: FormDefinition,
        lists: Mapping[str, Sequence[Mapping[str, Any]]],
        papers: tuple[Paper, ...],
        places: Places | None,
    ) -> None:
        for where, message in faults_of_shape(definition.schema_):
            raise BrokenFormError(f"{where}: {message}")
        self.version = definition.version
        self.papers_of_procedure = papers
        self.places = places
        self.layout = read_layout(definition, lists)
        self.program = Program(definition.schema_, self.layout.controls, definition.schema_.get("$defs", {}))
        self.asking = Asking(self.layout.controls)
        self.schema_findings = SchemaFindings(self.program, self.layout)
        self.parts = parts_of(self.program, self.layout, places)
        self.check_parts = frozenset(place for place, part in enumerate(self.parts) if part.check_id)
        self.paper_reads = reads_of_papers(papers)
        self._reading: dict[str, set[int]] = {}
        for place, part in enumerate(self.parts):
            for name in part.reads or ():
                self._reading.setdefault(name, set()).add(place)
        self._always = frozenset(place for place, part in enumerate(self.parts) if part.reads is None)
        self.every_part = frozenset(range(len(self.parts)))

    def parts_reading(self, names: Iterable[str]) -> frozenset[int]:
        """Return the places of the ``parts`` that must be asked again when these answers change."""
        return self._always.union(*(self._reading.get(name, ()) for name in names))

    # What is asked

    def steps(self, answers: Mapping[str, Any], *, today: date) -> tuple[Step, ...]:
        """Return the steps that concern these answers, each with the fields it shows now."""
        return Evaluation(self, answers, today=today).steps()

    def declarations(self, answers: Mapping[str, Any], *, today: date) -> tuple[Field, ...]:
        """Return what the person declares on the review page, each an unticked box at first."""
        return Evaluation(self, answers, today=today).declarations()

    def field(self, answers: Mapping[str, Any], pointer: str, *, today: date) -> Field | None:
        """Return one field as it stands, or None when these answers do not show it."""
        return Evaluation(self, answers, today=today).field(pointer)

    def row_fields(self, answers: Mapping[str, Any], pointer: str, index: int, *, today: date) -> tuple[Field, ...]:
        """Return the visible fields of one row of a list or table; their pointers are absolute: ``/members/0/name``.

        The row need not be there yet. Its controls' rules look at the row alone.
        """
        return Evaluation(self, answers, today=today).row_fields(pointer, index)

    def every_field(self) -> tuple[Field, ...]:
        """Return every field that some answers show, as it stands before anybody answered, shown or not."""
        required = {name for one in self.program.requirements if not one.conditions for name in one.names}
        return tuple(
            self.asking.blank(control, required=control.required_in_group or control.pointer[1:] in required)
            for control in self.layout.controls
        )

    def step_of(self, pointer: str) -> str | None:
        """Return the id of the step that asks for ``pointer`` (a field's or a part of it)."""
        control = self.layout.control_over(pointer)
        return control.step_id if control else None

    def label_of(self, pointer: str) -> Text | None:
        """Return the label of the field that ``pointer`` is or lies in, shown or not."""
        control = self.layout.control_over(pointer)
        return control.label if control else None

    # What follows from the answers

    def calculate(self, answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
        """Return the answers without empty ones, with every calculated and derived value in."""
        return Evaluation(self, answers, today=today).calculated()

    def submission(self, answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
        """Return what is filed: calculated values in, hidden and unknown answers out."""
        return Evaluation(self, answers, today=today).submission()

    # What is wrong

    def problems(
        self,
        answers: Mapping[str, Any],
        *,
        today: date,
        confirmed: frozenset[str] = frozenset(),
        step_id: str | None = None,
    ) -> tuple[Problem, ...]:
        """Return what stops the answers from being filed, in the order of the fields, at most one for each field.

        Args:
            answers: As the draft holds them.
            today: The day to judge by.
            confirmed: Ids of "confirm" checks to which the person has said yes.
            step_id: Only of this step; ``REVIEW`` for the declarations.
        """
        return Evaluation(self, answers, today=today, confirmed=confirmed).problems(step_id=step_id)

    def field_problem(
        self, answers: Mapping[str, Any], pointer: str, *, today: date, confirmed: frozenset[str] = frozenset()
    ) -> tuple[Problem, ...]:
        """Return what is wrong at one field when it is left; an empty field is left alone until the step is."""
        return Evaluation(self, answers, today=today, confirmed=confirmed).field_problem(pointer)

    def later(self, answers: Mapping[str, Any], *, today: date) -> tuple[Problem, ...]:
        """Return what is not answered yet and will be asked for later; nothing of it stops the filing."""
        return Evaluation(self, answers, today=today).later()

    # What goes with it

    def papers(self, answers: Mapping[str, Any], *, today: date) -> tuple[NeededPaper, ...]:
        """Return the papers that concern these answers, in the procedure's order."""
        return Evaluation(self, answers, today=today).papers()

    def stringify(self, field: Field, answers: Mapping[str, Any], language: str) -> str:
        """Return a field's value as text for the review page, the PDF and messages; "" when there is none.

        ``answers`` may be the draft's or, with derived values in, what ``calculate`` or ``submission`` gave.
        """
        value = compact(resolve(answers, keys_of(field.pointer)))
        shown = field.value if value is UNDEFINED or value in EMPTY else value
        return "" if shown is None else in_words(field, shown, language, self.places)
