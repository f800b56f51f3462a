"""A step as it is read aloud: what it asks and says, in the order shown; no answers, for others may be listening."""

from collections.abc import Sequence

import flet as ft

from forms.flow import Field
from views.forms.asker import Asker
from views.forms.kinds.cards import item_words
from views.shared.boundary import keyed
from views.shared.context import use_services
from views.shared.read_aloud import ReadAloud

_SHOWS_CHOICES = frozenset({"choice", "multi_choice"})


class SpokenStep:
    """A step as it was drawn last: its words are gathered when they are to be read, not at every key."""

    def __init__(self) -> None:
        self._asker: Asker | None = None

    def button(self, asker: Asker) -> list[ft.Control]:
        """Return what has the step read aloud, where the window can."""
        self._asker = asker
        speech = use_services().speech
        return [keyed("read-step-aloud", ReadAloud, speech, self.words)] if speech is not None else []

    def words(self) -> tuple[str, ...]:
        """Return what is read aloud now."""
        return spoken_words(self._asker) if self._asker is not None else ()


def spoken_words(asker: Asker) -> tuple[str, ...]:
    """Return the title, the introduction and every question with its help, its choices and its messages."""
    step, t = asker.state.step, asker.t
    parts = [t.text(step.title), t.text(step.intro), *_questions(step.fields, asker)]
    return tuple(part for part in parts if part)


def _questions(fields: Sequence[Field], asker: Asker) -> list[str]:
    parts: list[str] = []
    group = ""
    for field in fields:
        title = asker.t.text(field.options.get("group"))
        parts += [title] if title != group else []
        group = title
        parts += _question(field, asker)
    return parts


def _question(field: Field, asker: Asker) -> list[str]:
    t = asker.t
    if field.pointer in asker.state.sources or not field.enabled or field.kind == "output":
        return [t.text(field.label)]
    parts = [asker.name_of(field), asker.hint_of(field)]
    if field.kind in _SHOWS_CHOICES:
        parts += [t.text(choice.label) for choice in field.choices]
    if field.kind == "table":
        parts += [t.text(column.label) for column in field.options.get("columns", ())]
    if field.kind == "list":
        return [*parts, *_messages(field.pointer, asker), *_rows(field, asker)]
    return [*parts, *_messages(field.pointer, asker, also_inside=True)]


def _rows(field: Field, asker: Asker) -> list[str]:
    """Return the questions of the cards that are open."""
    parts: list[str] = []
    for at, row in enumerate(asker.state.lists.get(field.pointer, ())):
        parts += [item_words(field, at, asker), *_questions(row.fields, asker)] if row.is_open else []
    return parts


def _messages(pointer: str, asker: Asker, *, also_inside: bool = False) -> list[str]:
    """Return what is wrong at a question, and what of it the office will ask for later."""
    here = [problem.pointer for problem in asker.state.problems if problem.pointer == pointer]
    if also_inside:
        here += [problem.pointer for problem in asker.state.problems if problem.pointer.startswith(f"{pointer}/")]
    later = [asker.t.text(one.message) for one in asker.state.later if one.pointer == pointer]
    return [*dict.fromkeys(asker.error_at(one) for one in here), *later]
