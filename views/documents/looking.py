"""One page, large, as the officer will see it."""

import flet as ft

from app.i18n import Translator
from views.design import Body, Button, Card, Row, Skeleton, Small, Strong
from views.design.tokens import Radius
from views.documents.pages_state import Looking
from views.shared.events import Intent

LOOK_WIDTH = 480


def page_looked_at(looking: Looking, number: int, close_it: Intent, t: Translator) -> ft.Control:
    """Return a page whole, and its middle in full size; a page of print in a PDF has no picture."""
    close = Button(t("Close page {number}", number=number), close_it, kind="secondary", key="look-away")
    if not looking.is_drawn:
        return Card([Skeleton(lines=3, label=t("Drawing the page"))])
    if looking.whole is None:
        words = t("A page of print in a PDF: open the whole file below to look at it.")
        return Card([Body(words), Row([close], wrap=True)])
    lines: list[ft.Control] = [
        Strong(t("Page {number} as the officer will see it", number=number)),
        _picture(looking.whole, t("Page {number} whole", number=number)),
    ]
    if looking.close_up is not None:
        lines.append(Small(t("Its middle in full size. Can you read date, name and stamp?")))
        lines.append(_picture(looking.close_up, t("Middle of page {number}", number=number)))
    return Card([*lines, Row([close], wrap=True)], spacing=10)


def _picture(data: bytes, label: str) -> ft.Control:
    picture = ft.Image(src=data, fit=ft.BoxFit.CONTAIN, border_radius=Radius.FIELD, semantics_label=label)
    return ft.Container(content=ft.Container(content=picture, width=LOOK_WIDTH), alignment=ft.Alignment.CENTER)
