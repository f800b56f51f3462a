"""Questions below each other; two short ones of one topic beside each other where there is room."""

from collections.abc import Callable, Sequence

import flet as ft

from forms.flow import Field
from views.forms.kinds.typed import is_short


def in_rows(fields: Sequence[Field], draw: Callable[[Field], ft.Control], *, are_beside: bool) -> list[ft.Control]:
    """Return the drawn fields in rows, each as wide as the column."""
    drawn = ([draw(field) for field in row] for row in rows_of(fields, are_beside=are_beside))
    return [row[0] if len(row) == 1 else beside(row) for row in drawn]


def rows_of(fields: Sequence[Field], *, are_beside: bool) -> list[list[Field]]:
    """Return the fields in rows: two short ones of one topic stand beside each other where there is room."""
    rows: list[list[Field]] = []
    for field in fields:
        before = rows[-1] if rows else []
        if are_beside and len(before) == 1 and _belong_beside(before[0], field):
            before.append(field)
        else:
            rows.append([field])
    return rows


def beside(cells: Sequence[ft.Control]) -> ft.Control:
    """Return controls beside each other, equally wide."""
    for cell in cells:
        cell.expand = 1
    return ft.Row(list(cells), spacing=20, vertical_alignment=ft.CrossAxisAlignment.START)


def _belong_beside(one: Field, other: Field) -> bool:
    is_one_topic = one.options.get("group") == other.options.get("group")
    return is_one_topic and is_short(one) and is_short(other)
