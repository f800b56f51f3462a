"""A form as a conversation: which steps and fields are shown, what is wrong, what is submitted.

The app and the portal ask the same ``Form`` the same questions, so what the app lets through the portal takes.
A ``Form`` compiles its schema and rules once; asking is then cheap enough for every blur.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from forms import messages
from forms.answers import compact, derived, holds, value_of, with_today
from forms.checker import compile_schema
from forms.derivations import derivations
from forms.formats import display
from forms.layout import Control, Layout, read_layout
from forms.places import Places
from forms.procedure import FormDefinition, Paper, Text, pick
from forms.rules import UNDEFINED, resolve
from forms.tailoring import DueFee, NeededPaper, fees, needed_papers

__all__ = [
    "REVIEW",
    "Choice",
    "DueFee",
    "Field",
    "Form",
    "NeededPaper",
    "Problem",
    "Step",
    "Term",
    "compact",
    "fees",
]

REVIEW = "review"
"""The ``step_id`` of declarations: they stand on the page that checks the answers, not among the steps."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a person can choose."""

    value: Any
    label: Text


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary that the question uses: its ``name`` and what it means."""

    key: str
    name: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question as it stands now.

    ``kind`` is one of: text name date partial_date personal_id phone email address agency choice (few: radio) select
    tick int vnd tax_code social_insurance health_card health_facility licence plate table list multi_choice
    declaration output (calculated: shown, not asked).

    ``value`` is what to show: the answer, else the value derived from other answers (``is_derived``); a derived value
    is submitted as it is unless the person types another.
    ``options`` by kind: address ``detail`` (bool: ask for the street), ``detail_label`` (Text); agency ``level``
    ("commune" | "province"), ``body`` (Text with ``{place}``); table ``columns`` (tuple of Field whose pointer is
    relative to the row), ``max_items``; list (cards) ``columns`` (of any kind), ``min_items``, ``max_items`` (None: any
    number), ``item`` (Text with ``{number}``), ``sortable`` (bool), see ``Form.row_fields``; text ``multiline`` (bool),
    ``max_length``; every kind ``group`` (Text: a heading over neighbouring fields that have the same one).
    ``later``: needed, but the dossier may be filed without it; the office asks for it afterwards.
    ``terms``: words of the glossary that the question uses.
    ``short`` names the field in the middle of a sentence ("ngày sinh của mẹ"): "Sửa {short}".
    """

    pointer: str
    kind: str
    label: Text
    hint: Text
    why: Text
    example: Text
    required: bool
    enabled: bool
    choices: tuple[Choice, ...]
    prefill: str | None
    options: Mapping[str, Any]
    short: Text
    value: Any = None
    is_derived: bool = False
    later: bool = False
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One topic: ``title`` as a heading, ``name`` for "Bước 3/6 · Người mẹ"."""

    id: str
    title: Text
    name: Text
    intro: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, worded so that it names the fix.

    ``severity`` "confirm" asks the person to look again; its ``id`` goes into the confirmations when they say that it
    is right as it stands. "later" never stops anything: it is what ``Form.later`` lists. ``pointer`` is a field's, or
    that of a table's or list's cell (``/km_co_cau/0/ten``).
    """

    pointer: str
    id: str
    severity: Literal["error", "confirm", "later"]
    message: Text
    step_id: str


class Form:
    """The form of one procedure in one version.

    Args:
        definition: Schema, UI schema and texts.
        lists: Choice lists of the catalogue by name, ``{"value": ..., "vi": ..., "en": ...}`` each.
        papers: The procedure's papers.
        places: Today's provinces and communes; without them codes are shown and not looked up.
    """

    def __init__(
        self,
        definition: FormDefinition,
        lists: Mapping[str, Sequence[Mapping[str, Any]]],
        papers: tuple[Paper, ...] = (),
        places: Places | None = None,
    ) -> None:
        self.version = definition.version
        self._schema = definition.schema_
        self._papers = papers
        self._places = places
        self._layout: Layout = read_layout(definition, lists)
        self._validator = compile_schema(definition.schema_)
        self._derivations = derivations(definition.schema_)
        self._checks = tuple(definition.schema_.get("x-checks", ()))
        self._later = tuple(definition.schema_.get("x-later", ()))
        self._branches = tuple(
            (compile_schema({"$defs": self._schema.get("$defs", {}), **branch["if"]}), branch)
            for branch in self._schema.get("allOf", ())
            if "if" in branch
        )

    # What is asked

    def steps(self, answers: Mapping[str, Any], *, today: date) -> tuple[Step, ...]:
        """Return the steps that concern these answers, each with the fields it shows now."""
        data = self.calculate(answers, today=today)
        own, required = compact(answers), self._required(data)
        later = {entry["pointer"] for entry in self._awaited(data, today)}
        return tuple(
            Step(
                id=topic.id,
                title=topic.title,
                name=topic.name,
                intro=topic.intro,
                fields=tuple(
                    self._field(control, own, data, required, later) for control in topic.visible_controls(data)
                ),
            )
            for topic in self._layout.topics
            if topic.is_visible(data)
        )

    def declarations(self, answers: Mapping[str, Any], *, today: date) -> tuple[Field, ...]:
        """Return what the person declares on the review page, each an unticked box at first."""
        data = self.calculate(answers, today=today)
        own = compact(answers)
        return tuple(self._field(control, own, data, {control.pointer}) for control in self._layout.declarations)

    def every_field(self) -> tuple[Field, ...]:
        """Return every field that some answers show, as it stands before anybody answered, shown or not."""
        required = {f"/{name}" for name in self._schema.get("required", ())}
        return tuple(self._field(control, {}, {}, required) for control in self._layout.controls)

    def field(self, answers: Mapping[str, Any], pointer: str, *, today: date) -> Field | None:
        """Return one field as it stands, or None when these answers do not show it."""
        data = self.calculate(answers, today=today)
        control = self._layout.control(pointer)
        if control is None or pointer not in self._visible(data):
            return None
        later = {entry["pointer"] for entry in self._awaited(data, today)}
        return self._field(control, compact(answers), data, self._required(data), later)

    def row_fields(self, answers: Mapping[str, Any], pointer: str, index: int, *, today: date) -> tuple[Field, ...]:
        """Return the visible fields of one row of a list or table; their pointers are absolute: ``/members/0/name``.

        The row need not be there yet. Its controls' rules look at the row alone.
        """
        control = self._layout.control(pointer)
        if control is None:
            return ()
        row = self._row_at(self.calculate(answers, today=today), control, index)
        fields = (
            self._field(column, row, row, {column.pointer} if column.required_in_group else set())
            for column in control.columns
            if column.is_visible(row)
        )
        return tuple(replace(field, pointer=f"{pointer}/{index}{field.pointer}") for field in fields)

    @staticmethod
    def _row_at(data: Mapping[str, Any], control: Control, index: int) -> Mapping[str, Any]:
        row = resolve(data, (*control.keys, str(index)))
        return row if isinstance(row, Mapping) else {}

    def step_of(self, pointer: str) -> str | None:
        """Return the id of the step that asks for ``pointer`` (a field's or a part of it)."""
        control = self._layout.control_over(pointer)
        return control.step_id if control else None

    def label_of(self, pointer: str) -> Text | None:
        """Return the label of the field that ``pointer`` is or lies in, shown or not."""
        control = self._layout.control_over(pointer)
        return control.label if control else None

    # What follows from the answers

    def calculate(self, answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
        """Return the answers without empty ones, with every calculated and derived value in."""
        return derived(answers, self._derivations, today=today)

    def submission(self, answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
        """Return what is filed: calculated values in, hidden and unknown answers out."""
        data = self.calculate(answers, today=today)
        kept = self._without_hidden(data)
        return self._without_hidden(self.calculate(kept, today=today))

    def _without_hidden(self, data: Mapping[str, Any]) -> dict[str, Any]:
        visible = self._visible(data)
        hidden = {control.pointer for control in self._layout.controls} - visible
        known: Mapping[str, Any] = self._schema.get("properties", {})
        return {
            name: kept
            for name, value in data.items()
            if name in known and (kept := _drop(value, f"/{name}", hidden)) not in (None, {})
        }

    def _visible(self, data: Mapping[str, Any]) -> set[str]:
        shown = {
            control.pointer
            for topic in self._layout.topics
            if topic.is_visible(data)
            for control in topic.visible_controls(data)
        }
        return shown | {control.pointer for control in self._layout.declarations}

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
        data = self.submission(answers, today=today)
        found: dict[str, Problem] = {}
        for problem in self._all_problems(data, today, confirmed):
            found.setdefault(problem.pointer, problem)
        kept = (problem for problem in found.values() if step_id is None or problem.step_id == step_id)
        return tuple(sorted(kept, key=lambda problem: self._layout.position(problem.pointer)))

    def field_problem(
        self, answers: Mapping[str, Any], pointer: str, *, today: date, confirmed: frozenset[str] = frozenset()
    ) -> tuple[Problem, ...]:
        """Return what is wrong at one field when it is left; an empty field is left alone until the step is."""
        control = self._layout.control_over(pointer)
        own = resolve(compact(answers), control.keys) if control else UNDEFINED
        if control is None or own is UNDEFINED:
            return ()
        data = self.submission(answers, today=today)
        if resolve(data, control.keys) is UNDEFINED:
            return ()
        found = [*self._value_problems(control, data), *self._check_problems(data, today, confirmed, control.pointer)]
        return tuple(found[:1])

    def _all_problems(self, data: Mapping[str, Any], today: date, confirmed: frozenset[str]) -> Iterator[Problem]:
        for error in self._validator.iter_errors(data):
            yield from self._schema_problems(error)
        for control in self._layout.controls:
            yield from self._membership_problems(control, data)
        yield from self._check_problems(data, today, confirmed)

    def _value_problems(self, control: Control, data: Mapping[str, Any]) -> Iterator[Problem]:
        for error in control.validator.iter_errors(resolve(data, control.keys)):
            yield from self._schema_problems(error, base=control.keys)
        yield from self._membership_problems(control, data)

    def _schema_problems(self, error: Any, base: tuple[str, ...] = ()) -> Iterator[Problem]:
        path = [*base, *(str(part) for part in error.absolute_path)]
        missing = (
            [name for name in error.validator_value if name not in error.instance]
            if (error.validator == "required")
            else [None]
        )
        for name in missing:
            pointer = "".join(f"/{part}" for part in ([*path, name] if name else path))
            control = self._layout.control_over(pointer)
            if control is None:
                yield from self._group_problems(pointer, error)
                continue
            place = control.place_of(pointer)
            message = messages.of_schema_error(control, error, pointer)
            yield self._problem(place, f"{control.pointer}:{error.validator}", message, control.step_id)

    def _group_problems(self, pointer: str, error: Any) -> Iterator[Problem]:
        """Yield what is wrong with an object that has no control of its own: its necessary parts are missing."""
        parts = [control for control in self._layout.controls if control.pointer.startswith(f"{pointer}/")]
        for control in parts:
            if control.required_in_group:
                message = messages.required(control)
                yield self._problem(control.pointer, f"{control.pointer}:required", message, control.step_id)
        if not parts:
            yield self._problem(pointer, str(error.validator), messages.UNKNOWN, REVIEW)

    def _membership_problems(self, control: Control, data: Mapping[str, Any]) -> Iterator[Problem]:
        value = resolve(data, control.keys)
        if value is UNDEFINED:
            return
        if control.list_values is not None:
            chosen = value if isinstance(value, list) else [value]
            if any(not isinstance(item, str) or item not in control.list_values for item in chosen):
                yield self._problem(
                    control.pointer, f"{control.pointer}:list", messages.choose(control), control.step_id
                )
        if control.kind in ("address", "agency") and self._places and not self._places.has(value):
            yield self._problem(
                control.pointer, f"{control.pointer}:place", messages.place(control, value), control.step_id
            )

    def _check_problems(
        self, data: Mapping[str, Any], today: date, confirmed: frozenset[str], pointer: str | None = None
    ) -> Iterator[Problem]:
        context, visible = with_today(data, today), self._visible(data)
        for check in self._checks:
            control = self._layout.control_over(check["pointer"])
            if control is None or control.pointer not in visible or pointer not in (None, control.pointer):
                continue
            if check["id"] in confirmed and check.get("severity") == "confirm":
                continue
            if holds(check["when"], context):
                values = {name: value_of(rule, context) for name, rule in check.get("params", {}).items()}
                message = messages.fill(self._layout.text(check["message"]), values)
                yield self._problem(
                    check["pointer"], check["id"], message, control.step_id, severity=check.get("severity", "error")
                )

    def later(self, answers: Mapping[str, Any], *, today: date) -> tuple[Problem, ...]:
        """Return what is not answered yet and will be asked for later; nothing of it stops the filing."""
        data = self.submission(answers, today=today)
        visible = self._visible(data)
        found = []
        for entry in self._awaited(data, today):
            control = self._layout.control_over(entry["pointer"])
            if control is None or control.pointer not in visible or resolve(data, control.keys) is not UNDEFINED:
                continue
            message = self._layout.text(entry["message"]) if "message" in entry else messages.later(control)
            problem_id = f"{control.pointer}:later"
            found.append(self._problem(control.pointer, problem_id, message, control.step_id, severity="later"))
        return tuple(sorted(found, key=lambda problem: self._layout.position(problem.pointer)))

    def _awaited(self, data: Mapping[str, Any], today: date) -> list[Mapping[str, Any]]:
        if not self._later:
            return []
        context = with_today(data, today)
        return [entry for entry in self._later if holds(entry.get("when", True), context)]

    @staticmethod
    def _problem(
        pointer: str,
        problem_id: str,
        message: Text,
        step_id: str,
        severity: Literal["error", "confirm", "later"] = "error",
    ) -> Problem:
        return Problem(pointer=pointer, id=problem_id, severity=severity, message=message, step_id=step_id)

    # What goes with it

    def papers(self, answers: Mapping[str, Any], *, today: date) -> tuple[NeededPaper, ...]:
        """Return the papers that concern these answers, in the procedure's order."""
        return needed_papers(self._papers, with_today(self.calculate(answers, today=today), today))

    def stringify(self, field: Field, answers: Mapping[str, Any], language: str) -> str:
        """Return a field's value as text for the review page, the PDF and messages; "" when there is none.

        ``answers`` may be the draft's or, with derived values in, what ``calculate`` or ``submission`` gave.
        """
        value = resolve(compact(answers), tuple(part for part in field.pointer.split("/") if part))
        shown = field.value if value is UNDEFINED else value
        return "" if shown is None else self._stringify(field, shown, language)

    def _stringify(self, field: Field, value: Any, language: str) -> str:
        if field.kind in ("table", "list") and isinstance(value, list):
            rows = (self._row(field, row, language) for row in value)
            return "\n".join(f"{number}. {row}" for number, row in enumerate(rows, start=1))
        if isinstance(value, list):
            return "; ".join(self._stringify(field, item, language) for item in value)
        if isinstance(value, Mapping) and field.kind not in ("address", "agency"):
            return " ".join(str(part) for part in value.values())
        if isinstance(value, bool):
            return messages.yes_or_no(value, language)
        if field.kind == "address" and isinstance(value, Mapping):
            return self._address(value, language)
        if field.kind == "agency" and isinstance(value, Mapping):
            place = self._address({"province": value.get("province"), "commune": value.get("commune")}, language)
            return (pick(field.options.get("body", {}), language) or "{place}").replace("{place}", place)
        label = next((choice.label for choice in field.choices if choice.value == value), None)
        shown = pick(label, language) if label else display(field.options.get("format", field.kind), value, language)
        body: Text = field.options.get("body", {})
        return pick(body, language).replace("{place}", shown) if body else shown

    def _row(self, field: Field, row: Any, language: str) -> str:
        cells = []
        for column in field.options.get("columns", ()):
            value = resolve(row, tuple(part for part in column.pointer.split("/") if part))
            if value is not UNDEFINED:
                cells.append(f"{pick(column.label, language)}: {self._stringify(column, value, language)}")
        return " · ".join(cells)

    def _address(self, value: Mapping[str, Any], language: str) -> str:
        province, commune, detail = value.get("province"), value.get("commune"), value.get("detail")
        if self._places:
            place = self._places.name(province, commune, language)
        else:
            place = ", ".join(str(part) for part in (commune, province) if part)
        return ", ".join(str(part) for part in (detail, place) if part)

    # Fields

    def _required(self, data: Mapping[str, Any]) -> set[str]:
        names: set[str] = set(self._schema.get("required", ()))
        for condition, branch in self._branches:
            names.update(branch.get("then" if condition.is_valid(data) else "else", {}).get("required", ()))
        return {f"/{name}" for name in names}

    def _field(
        self,
        control: Control,
        own: Mapping[str, Any],
        data: Mapping[str, Any],
        required: set[str],
        later: Set[str] = frozenset(),
    ) -> Field:
        stored = resolve(own, control.keys)
        value = resolve(data, control.keys)
        return Field(
            pointer=control.pointer,
            kind=control.kind,
            label=control.label,
            hint=control.hint,
            why=control.why,
            example=control.example,
            required=control.pointer in required or control.required_in_group,
            enabled=control.is_enabled(data),
            choices=tuple(Choice(value=choice, label=label) for choice, label in control.choices),
            prefill=control.prefill,
            options=self._options(control),
            short=control.short,
            value=None if value is UNDEFINED else value,
            is_derived=stored is UNDEFINED and value is not UNDEFINED,
            later=control.pointer in later,
            terms=tuple(Term(key=key, name=name, meaning=meaning) for key, name, meaning in control.terms),
        )

    def _options(self, control: Control) -> Mapping[str, Any]:
        if not control.columns:
            return control.options
        columns = tuple(
            self._field(column, {}, {}, {column.pointer} if column.required_in_group else set())
            for column in control.columns
        )
        return {**control.options, "columns": columns}


def _drop(value: Any, pointer: str, hidden: set[str]) -> Any:
    """Return ``value`` without the parts whose control is hidden."""
    if pointer in hidden:
        return None
    if isinstance(value, Mapping):
        kept = {name: _drop(item, f"{pointer}/{name}", hidden) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not None}
    return value
