"""The name, help and message over a question of several parts."""

import flet as ft

from forms.flow import Field
from views.design import FieldError, Small, Stack, Strong
from views.forms.asker import Asker


def heading(field: Field, asker: Asker) -> ft.Control:
    """Return the name, help and message over a question of several parts."""
    lines: list[ft.Control] = [Strong(asker.name_of(field))]
    if hint := asker.hint_of(field):
        lines.append(Small(hint))
    if error := asker.error_at(field.pointer):
        lines.append(FieldError(error))
    return Stack(lines, spacing=2)
