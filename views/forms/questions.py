"""The questions of a step: below each other, headings over those that belong together, registers' values in cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import flet as ft

from forms.flow import Field
from views.design import Section
from views.forms.asker import Asker
from views.forms.kinds.rows import beside, rows_of
from views.forms.question import question
from views.forms.taken_over import taken_over

__all__ = ["Asker", "question", "questions"]


def questions(asker: Asker) -> list[ft.Control]:
    """Return the questions of a step below each other, with a heading over those that belong together."""
    shown: list[ft.Control] = []
    group = ""
    for source, fields in _by_source(_told_apart(asker.state.step.fields), asker.state.sources):
        for row in [fields] if source else rows_of(fields, asker):
            title = asker.t.text(row[0].options.get("group"))
            if title and title != group:
                shown.append(Section(title))
            group = title
            if source:
                shown.append(taken_over(row, source, asker))
                continue
            cells = [question(field, asker, is_beside=len(row) > 1) for field in row]
            shown.append(cells[0] if len(cells) == 1 else beside(cells))
    return shown


def _by_source(fields: Sequence[Field], sources: Mapping[str, str]) -> list[tuple[str, list[Field]]]:
    """Return runs of neighbours that one register answered, or that are asked (source "")."""
    runs: list[tuple[str, list[Field]]] = []
    for field in fields:
        source = sources.get(field.pointer, "")
        is_same = bool(runs) and runs[-1][0] == source
        if is_same and (not source or runs[-1][1][0].options.get("group") == field.options.get("group")):
            runs[-1][1].append(field)
        else:
            runs.append((source, [field]))
    return runs


def _told_apart(fields: Sequence[Field]) -> list[Field]:
    """Return the fields with labels that are unique on the screen: the heading over them tells those alike apart."""
    labels = [field.label.get("vi", "") for field in fields]
    return [
        replace(field, label=_with_group(field))
        if labels.count(field.label.get("vi", "")) > 1 and field.options.get("group")
        else field
        for field in fields
    ]


def _with_group(field: Field) -> dict[str, str]:
    group = field.options.get("group", {})
    return {language: f"{words} ({group.get(language, '')})" for language, words in field.label.items()}
