"""The one place that says what a kind of field is on a screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from app.i18n import Translator
from forms.flow import Field, Form
from views.forms.asker import Asker
from views.forms.entry import TYPED
from views.forms.kinds.cards import ask_list
from views.forms.kinds.choosing import ask_choice, ask_one_of_many, ask_several, ask_yes_or_no
from views.forms.kinds.places import ask_place
from views.forms.kinds.reading import Reading, in_words, show_amount, show_rows, show_value, show_words
from views.forms.kinds.table import ask_table
from views.forms.kinds.typed import ask_amount, ask_date, ask_text


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of field is on a screen."""

    edit: Callable[[Field, Asker], ft.Control]
    """Asks for the answer."""
    show: Callable[[Reading, Translator], ft.Control] = show_words
    """Shows the answer given: on the review page."""
    text: Callable[[Form, Field, Mapping[str, Any], str], str] = in_words
    """The answer as one text in a language: for messages and names."""


def ask(field: Field, asker: Asker) -> ft.Control:
    """Return the input of a field by its kind; what is calculated or may not be changed is only shown."""
    return (kind_of(field.kind) if field.enabled else _OUTPUT).edit(field, asker)


def show(reading: Reading, t: Translator) -> ft.Control:
    """Return an answer by the kind of its field."""
    return kind_of(reading.kind).show(reading, t)


def kind_of(name: str) -> Kind:
    """Return a kind; one that this version does not know is shown and not asked."""
    return KINDS.get(name, _OUTPUT)


_TEXT = Kind(ask_text)
_OUTPUT = Kind(show_value)

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(sorted(TYPED), _TEXT),
    "vnd": Kind(ask_amount, show_amount),
    "date": Kind(ask_date),
    "partial_date": Kind(ask_date),
    "choice": Kind(ask_choice),
    "select": Kind(ask_one_of_many),
    "multi_choice": Kind(ask_several),
    "tick": Kind(ask_yes_or_no),
    "declaration": Kind(ask_yes_or_no),
    "address": Kind(ask_place),
    "agency": Kind(ask_place),
    "table": Kind(partial(ask_table, ask=ask), show_rows),
    "list": Kind(partial(ask_list, ask=ask), show_rows),
    "output": Kind(show_value, show_amount),
}
"""Every kind of ``forms.flow.Field``."""
