"""Questions below each other; two short ones of one topic beside each other where there is room."""

from collections.abc import Callable, Sequence

import flet as ft

from forms.flow import Field
from views.forms.asker import Asker
from views.forms.kinds.typed import is_short

_LETTERS = 33
"""So many letters of a name fit over one of two fields; with a second line over one field only, the two would stand at
different heights."""


def in_rows(fields: Sequence[Field], draw: Callable[[Field], ft.Control], asker: Asker) -> list[ft.Control]:
    """Return the drawn fields in rows, each as wide as the column."""
    drawn = ([draw(field) for field in row] for row in rows_of(fields, asker))
    return [row[0] if len(row) == 1 else beside(row) for row in drawn]


def rows_of(fields: Sequence[Field], asker: Asker) -> list[list[Field]]:
    """Return the fields in rows: two short ones of one topic stand beside each other where there is room."""
    rows: list[list[Field]] = []
    for field in fields:
        before = rows[-1] if rows else []
        if asker.is_wide and len(before) == 1 and _belong_beside(before[0], field, asker):
            before.append(field)
        else:
            rows.append([field])
    return rows


def beside(cells: Sequence[ft.Control]) -> ft.Control:
    """Return controls beside each other, equally wide."""
    for cell in cells:
        if getattr(cell, "expand", None) != 1:  # one kept from the last render has it, and is frozen
            cell.expand = 1
    return ft.Row(list(cells), spacing=20, vertical_alignment=ft.CrossAxisAlignment.START)


def _belong_beside(one: Field, other: Field, asker: Asker) -> bool:
    is_one_topic = one.options.get("group") == other.options.get("group")
    is_room = all(is_short(field) and len(asker.name_of(field)) <= _LETTERS for field in (one, other))
    return is_one_topic and is_room
