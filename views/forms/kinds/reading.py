"""What is shown and not asked."""

import flet as ft

from forms.flow import Field
from views.design import Body, Card, Small
from views.forms.asker import Asker


def show_value(field: Field, asker: Asker) -> ft.Control:
    """Return a value that other answers give, or that a rule forbids to change."""
    words = asker.model.words_of(field, asker.t.language)
    lines: list[ft.Control] = [Small(asker.t.text(field.label)), Body(words or asker.t("Not known yet"))]
    if hint := asker.t.text(field.hint):
        lines.append(Small(hint))
    return Card(lines, spacing=2)
