"""A draft taken over into a newer version of its form: what is kept, what differs, what is asked anew."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from forms.answer_words import in_words
from forms.flow import Field, Form
from forms.pointers import find_answer, with_answer
from forms.procedure import Text

What = Literal["added", "removed", "reworded", "retyped", "required", "optional", "choices"]
"""What became of a field: ``retyped`` asks for another kind of value, ``choices`` offers others than before."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the newer form asks otherwise than the older."""

    pointer: str
    """Of a column: ``/members/*/name``."""
    what: What
    was: Text
    """Its label in the older form, empty for one that is added."""
    now: Text
    """Its label in the newer form, empty for one that is removed."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An answer for which the newer form has no place: shown once, so that nothing goes unsaid."""

    pointer: str
    label: Text
    value: Any
    shown: Text
    """The answer in words."""


@dataclass(frozen=True, slots=True)
class Migration:
    """What taking over comes to; nothing is changed until the person agrees."""

    answers: dict[str, Any]
    differences: tuple[Difference, ...]
    dropped: tuple[Dropped, ...]
    newly_asked: tuple[Field, ...]
    """Fields of the newer form that these answers show, that the older did not show, and that nobody answered."""


def migrate(answers: Mapping[str, Any], old: Form, new: Form, *, today: date) -> Migration:
    """Return the answers as the newer form takes them, and what differs for them.

    An answer is kept where the newer form asks for the same kind of value under the same pointer, also one that it
    finds wrong: it says so at the field. Every other answer is ``dropped``.

    Args:
        answers: As the draft holds them.
        old: The form that the draft was started with.
        new: The form of today's catalogue.
        today: The day to judge by.
    """
    was, now = _fields(old), _fields(new)
    kept = {name: value for name, value in answers.items() if name in _unasked(old, new)}
    dropped: list[Dropped] = []
    for pointer, field in was.items():
        value = find_answer(answers, pointer)
        if value is None or field.kind == "output":
            continue
        if pointer in now and _fits(field, now[pointer]):
            kept = with_answer(kept, pointer, value)
            dropped += _dropped_cells(old, field, now[pointer], value)
        else:
            dropped.append(_dropped(old, field, pointer, value))
    shown_before = _shown(old, answers, today)
    asked = (field for pointer, field in _shown(new, kept, today).items() if pointer not in shown_before)
    return Migration(
        answers=kept,
        differences=tuple(_differences(was, now)),
        dropped=tuple(dropped),
        newly_asked=tuple(field for field in asked if field.kind != "output" and field.value is None),
    )


def _unasked(old: Form, new: Form) -> Set[str]:
    """Return the names of answers that neither form asks for by a field, and that both know."""
    known = old.program.properties.keys() & new.program.properties.keys()
    return known - old.program.by_name.keys() - old.program.calculated - new.program.calculated


def _fields(form: Form) -> dict[str, Field]:
    return {field.pointer: field for field in form.every_field()}


def _shown(form: Form, answers: Mapping[str, Any], today: date) -> dict[str, Field]:
    found = {field.pointer: field for step in form.steps(answers, today=today) for field in step.fields}
    return found | {field.pointer: field for field in form.declarations(answers, today=today)}


def _dropped(form: Form, field: Field, pointer: str, value: Any) -> Dropped:
    words = {language: in_words(field, value, language, form.places) for language in ("vi", "en")}
    return Dropped(pointer=pointer, label=field.label, value=value, shown=words)


def _dropped_cells(form: Form, was: Field, now: Field, rows: Any) -> Iterator[Dropped]:
    """Yield the cells of rows for which the newer form has no column."""
    left = {column.pointer for column in now.options.get("columns", ())}
    gone = [column for column in was.options.get("columns", ()) if column.pointer not in left]
    for index, row in enumerate(rows if gone and isinstance(rows, list) else ()):
        for column in gone:
            if isinstance(row, Mapping) and (value := find_answer(row, column.pointer)) is not None:
                yield _dropped(form, column, f"{was.pointer}/{index}{column.pointer}", value)


_TEXTS = frozenset({"text", "name", "select", "choice", "phone", "email", "personal_id", "licence", "plate"})
_ROWS = frozenset({"table", "list"})
_PLACES = frozenset({"address", "agency"})


def _fits(was: Field, now: Field) -> bool:
    """Whether a value of the one field can stand in the other: of the same kind, or as near as text is to text."""
    return was.kind == now.kind or any({was.kind, now.kind} <= near for near in (_TEXTS, _ROWS, _PLACES))


def _differences(was: Mapping[str, Field], now: Mapping[str, Field], base: str = "") -> Iterator[Difference]:
    for pointer, field in now.items():
        if pointer not in was:
            yield Difference(f"{base}{pointer}", "added", {}, field.label)
            continue
        for what in _changes(was[pointer], field):
            yield Difference(f"{base}{pointer}", what, was[pointer].label, field.label)
        yield from _differences(_columns(was[pointer]), _columns(field), f"{pointer}/*")
    for pointer, field in was.items():
        if pointer not in now:
            yield Difference(f"{base}{pointer}", "removed", field.label, {})


def _columns(field: Field) -> dict[str, Field]:
    return {column.pointer: column for column in field.options.get("columns", ())}


def _changes(was: Field, now: Field) -> Iterator[What]:
    if was.kind != now.kind:
        yield "retyped"
    if was.label != now.label:
        yield "reworded"
    if was.required != now.required:
        yield "required" if now.required else "optional"
    if {choice.value for choice in was.choices} != {choice.value for choice in now.choices}:
        yield "choices"
