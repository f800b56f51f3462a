"""A draft taken over into a newer version of its form: what is kept, what differs, what is asked anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from forms.flow import Field, Form
from forms.pointers import find_answer, with_answer
from forms.procedure import Text

What = Literal["added", "removed", "reworded", "retyped", "required", "optional", "choices"]
"""What became of a field: ``retyped`` asks for another kind of value, ``choices`` offers others than before."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the newer form asks otherwise than the older."""

    pointer: str
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
    was, now = _controls(old), _controls(new)
    kept: dict[str, Any] = {}
    dropped = []
    for pointer, field in was.items():
        value = find_answer(answers, pointer)
        if value is None:
            continue
        if pointer in now and _fits(field, now[pointer]):
            kept = with_answer(kept, pointer, value)
        elif field.kind != "output":
            dropped.append(_dropped(old, field, answers, value))
    shown_before = _shown(old, answers, today)
    asked = (f for p, f in _shown(new, kept, today).items() if p not in shown_before and f.value is None)
    return Migration(
        answers=kept,
        differences=tuple(_differences(was, now)),
        dropped=tuple(dropped),
        newly_asked=tuple(field for field in asked if field.kind != "output"),
    )


def _controls(form: Form) -> dict[str, Field]:
    return {field.pointer: field for field in form.every_field()}


def _shown(form: Form, answers: Mapping[str, Any], today: date) -> dict[str, Field]:
    found = {field.pointer: field for step in form.steps(answers, today=today) for field in step.fields}
    return found | {field.pointer: field for field in form.declarations(answers, today=today)}


def _dropped(form: Form, field: Field, answers: Mapping[str, Any], value: Any) -> Dropped:
    words = {language: form.stringify(field, answers, language) for language in ("vi", "en")}
    return Dropped(pointer=field.pointer, label=field.label, value=value, shown=words)


_TEXTS = frozenset({"text", "name", "select", "choice", "phone", "email", "personal_id", "licence", "plate"})
_ROWS = frozenset({"table", "list"})
_PLACES = frozenset({"address", "agency"})


def _fits(was: Field, now: Field) -> bool:
    """Whether a value of the one field can stand in the other: of the same kind, or as near as text is to text."""
    return was.kind == now.kind or any({was.kind, now.kind} <= near for near in (_TEXTS, _ROWS, _PLACES))


def _differences(was: Mapping[str, Field], now: Mapping[str, Field]) -> Iterator[Difference]:
    for pointer, field in now.items():
        if pointer not in was:
            yield Difference(pointer, "added", {}, field.label)
            continue
        for what in _changes(was[pointer], field):
            yield Difference(pointer, what, was[pointer].label, field.label)
    for pointer, field in was.items():
        if pointer not in now:
            yield Difference(pointer, "removed", field.label, {})


def _changes(was: Field, now: Field) -> Iterator[What]:
    if was.kind != now.kind:
        yield "retyped"
    if was.label != now.label:
        yield "reworded"
    if was.required != now.required:
        yield "required" if now.required else "optional"
    if {choice.value for choice in was.choices} != {choice.value for choice in now.choices}:
        yield "choices"
