"""The layout of a form, read: its topics and controls with their texts, schemas and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.checker import Checker
from forms.procedure import Text
from forms.rules import Rule


@dataclass(frozen=True, slots=True)
class Control:
    """One control: what it asks, how its value is judged, when it is shown and enabled.

    Of a row's control ``pointer``, ``keys`` and the scopes of ``rules`` are relative to the row.
    """

    pointer: str
    keys: tuple[str, ...]
    step_id: str
    kind: str
    schema: Mapping[str, Any]
    validator: Checker
    label: Text
    short: Text
    hint: Text
    why: Text
    example: Text
    errors: Mapping[str, Text]
    choices: tuple[tuple[Any, Text], ...]
    list_values: frozenset[str] | None
    prefill: str | None
    options: Mapping[str, Any]
    required_in_group: bool
    rules: tuple[Rule, ...]
    """Its own and those of what it lies in, the step's first."""
    columns: tuple["Control", ...] = ()
    row_schema: Mapping[str, Any] = field(default_factory=dict)
    """Of a table or list: the schema of one row."""
    terms: tuple[tuple[str, Text, Text], ...] = ()
    """Glossary terms: key, name, meaning."""

    def is_visible(self, data: Mapping[str, Any]) -> bool:
        """Return whether its own rule and those of what it lies in show it."""
        return all(rule.is_visible(data) for rule in self.rules)

    def is_enabled(self, data: Mapping[str, Any]) -> bool:
        """Return whether its rules let it be changed; what is calculated never is."""
        return self.kind != "output" and all(rule.is_enabled(data) for rule in self.rules)

    def place_of(self, pointer: str) -> str:
        """Return where a problem at ``pointer`` is shown: the cell of a row, the row, else the whole control."""
        inside = pointer[len(self.pointer) :].split("/")[1:] if self.columns else []
        if not inside:
            return self.pointer
        column = self.cell(pointer)
        return f"{self.pointer}/{inside[0]}{column.pointer if column else ''}"

    def cell(self, pointer: str) -> "Control | None":
        """Return the column that a cell's pointer, or that of a part of it, belongs to."""
        name = "".join(f"/{part}" for part in pointer[len(self.pointer) :].split("/")[2:])
        fitting = (one for one in self.columns if name == one.pointer or name.startswith(f"{one.pointer}/"))
        return next(fitting, None)


@dataclass(frozen=True, slots=True)
class Topic:
    """One step of the form: a Category of the UI schema."""

    id: str
    title: Text
    name: Text
    intro: Text
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Every topic and control of a form; ``declarations`` stand on the review page."""

    topics: tuple[Topic, ...]
    declarations: tuple[Control, ...]
    texts: Mapping[str, Mapping[str, str]]
    controls: tuple[Control, ...]
    _by_pointer: Mapping[str, Control] = field(default_factory=dict)
    _positions: Mapping[str, int] = field(default_factory=dict)

    def control(self, pointer: str) -> Control | None:
        """Return the control of exactly this pointer."""
        return self._by_pointer.get(pointer)

    def control_over(self, pointer: str) -> Control | None:
        """Return the control of this pointer or of what it is a part of."""
        while pointer:
            if pointer in self._by_pointer:
                return self._by_pointer[pointer]
            pointer = pointer.rpartition("/")[0]
        return None

    def position(self, pointer: str) -> tuple[int, tuple[int | str, ...]]:
        """Return a key that sorts pointers as their fields stand on the screen, rows and cells in their order."""
        control = self.control_over(pointer)
        if control is None:
            return (len(self._positions), (pointer,))
        row = pointer[len(control.pointer) :].split("/")[1:2]
        column = control.cell(pointer) if control.columns else None
        number = int(row[0]) if row and row[0].isdecimal() else -1
        return (self._positions[control.pointer], (number, control.columns.index(column) if column else -1))

    def text(self, key: str) -> Text:
        """Return a text in every language by its dotted key."""
        return text_of(self.texts, key)


def text_of(texts: Mapping[str, Mapping[str, str]], key: str) -> Text:
    """Return a text by dotted key in every language that has it."""
    return {language: entries[key] for language, entries in texts.items() if key in entries}
