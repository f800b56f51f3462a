"""The one place that says what a kind of field is on a screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import flet as ft

from forms.flow import Field
from views.forms.asker import Asker
from views.forms.entry import TYPED
from views.forms.kinds.cards import ask_list
from views.forms.kinds.choosing import ask_choice, ask_one_of_many, ask_several, ask_yes_or_no
from views.forms.kinds.places import ask_place
from views.forms.kinds.reading import show_value
from views.forms.kinds.table import ask_table
from views.forms.kinds.typed import ask_date, ask_text


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of field is on a screen."""

    edit: Callable[[Field, Asker], ft.Control]
    """Asks for the answer."""


def ask(field: Field, asker: Asker) -> ft.Control:
    """Return the input of a field by its kind; what is calculated or may not be changed is only shown."""
    kind = KINDS.get(field.kind, _OUTPUT) if field.enabled else _OUTPUT
    return kind.edit(field, asker)


_TEXT = Kind(ask_text)
_OUTPUT = Kind(show_value)

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(TYPED, _TEXT),
    "date": Kind(ask_date),
    "partial_date": Kind(ask_date),
    "choice": Kind(ask_choice),
    "select": Kind(ask_one_of_many),
    "multi_choice": Kind(ask_several),
    "tick": Kind(ask_yes_or_no),
    "address": Kind(ask_place),
    "agency": Kind(ask_place),
    "table": Kind(partial(ask_table, ask=ask)),
    "list": Kind(partial(ask_list, ask=ask)),
    "output": _OUTPUT,
}
"""Every kind of ``forms.flow.Field``."""
