"""Short rows: a card a line, all of it in sight."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import flet as ft

from forms.flow import Field
from views.design import Button, Card, Flush, Stack
from views.design.buttons import ButtonKind
from views.forms.asker import Asker
from views.forms.kinds.heading import heading
from views.forms.kinds.rows import in_rows
from views.shared.events import Intent

Ask = Callable[[Field, Asker], ft.Control]


def ask_table(field: Field, asker: Asker, *, ask: Ask) -> ft.Control:
    """Return a card a line; a table that may stay empty begins without one.

    Args:
        field: The table.
        asker: What every question needs.
        ask: Draws one cell.
    """
    t, label = asker.t, asker.t.text(field.label)
    columns: Sequence[Field] = field.options.get("columns", ())
    count = asker.state.rows.get(field.pointer, 1)
    parts: list[ft.Control] = [heading(field, asker)]
    for at in range(count):
        cells = [_cell(field, column, at, asker=asker) for column in columns]
        lines = in_rows(cells, partial(_drawn, asker=asker, ask=ask), asker)
        if count > 1 or not field.required:
            words = t("Remove line {number}: {label}", number=at + 1, label=label)
            lines.append(Flush(_action(words, partial(asker.model.rows.remove, field, at), kind="quiet"), by=20))
        parts.append(Card(lines, spacing=12))
    if count < int(field.options.get("max_items", 20)):
        words = t("Add line {number}: {label}", number=count + 1, label=label)
        parts.append(_action(words, partial(asker.model.rows.add, field), kind="secondary"))
    return Stack(parts, spacing=12)


def _drawn(cell: Field, *, asker: Asker, ask: Ask) -> ft.Control:
    return ask(cell, asker)


def _action(words: str, intent: Intent, *, kind: ButtonKind) -> ft.Control:
    return ft.Row([Button(words, intent, kind=kind)], wrap=True)


def _cell(table: Field, column: Field, at: int, *, asker: Asker) -> Field:
    """Return a column as a field of one line, named by its line; by its table too where two have such a column."""
    tables = [one for one in asker.state.step.fields if one.kind == "table"]
    alike = sum(other.label == column.label for one in tables for other in one.options.get("columns", ()))

    def name(words: str) -> str:
        if alike > 1:
            return asker.t("{label}, line {number}", label=f"{words} ({asker.t.text(table.label)})", number=at + 1)
        return asker.t("{label}, line {number}", label=words, number=at + 1)

    label = {asker.t.language: name(asker.t.text(column.label))}
    return replace(column, pointer=f"{table.pointer}/{at}{column.pointer}", label=label)
