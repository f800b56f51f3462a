"""One question with its help, its message and what confirms something unusual."""

import flet as ft

from forms.flow import Field
from views.forms.asker import Asker
from views.forms.help import with_help
from views.forms.kinds.registry import ask


def question(field: Field, asker: Asker) -> ft.Control:
    """Return one question with its help, its message and what confirms something unusual."""
    return with_help(ask(field, asker), field, asker)
