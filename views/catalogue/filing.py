"""Where to file: the office of one's own place, found by today's name or the old one."""

import flet as ft

from forms.procedure import Filing, Procedure
from views.catalogue.words import unverified_words
from views.design import Body, Card, Section, Small, Stack
from views.shared.boundary import view
from views.shared.context import use_text


@view
def WhereToFile(procedure: Procedure, filing: Filing, office: list[str]) -> ft.Control:
    """The office, once the place is known."""
    t = use_text()
    lines: list[ft.Control] = [Body(t.text(procedure.agency) if procedure.agency else t.text(filing.office))]
    if filing.note:
        lines.append(Small(t.text(filing.note)))
    if not filing.verified:
        lines.append(Small(unverified_words(t)))
    return Stack([Section(t("Where to file")), Card(lines)], spacing=10)
