"""A paper on a terminal's screen: its pages as pictures, and their words for who needs them larger or spoken."""

from typing import Literal

import flet as ft

from app.printing.pages import DrawnPage, DrawnPaper, draw_pages
from views.design import Body, Button, Card, Notice, Row, Section, Skeleton, Small, Space, Stack
from views.design.tokens import Color, Radius
from views.shared.boundary import keyed, view
from views.shared.context import use_surroundings, use_text
from views.shared.hooks import use_task, use_value

Drawn = DrawnPaper | Literal["busy", "unreadable"]


@view
def PaperPages(paper: bytes, media_type: str) -> ft.Control:
    """Show a document whole: a PDF, or a picture that is the document itself."""
    t = use_text()
    if media_type == "application/pdf":
        shown: ft.Control = keyed("pdf", PdfPages, paper)
    elif media_type in ("image/png", "image/jpeg"):
        shown = _sheet(ft.Image(src=paper, fit=ft.BoxFit.CONTAIN, semantics_label=t("The document")))
    else:
        shown = _not_shown()
    return Stack([Section(t("What it says")), shown])


@view
def PapersHere(label: str, papers: tuple[tuple[bytes, str], ...]) -> ft.Control:
    """A button that shows papers here, where no other program opens them.

    Args:
        label: What the button says.
        papers: Bytes and media type of each.
    """
    t = use_text()
    are_shown, show = use_value(False)
    button = Button(
        t("Put it away") if are_shown else label, lambda: show(not are_shown), kind="secondary", key="papers"
    )
    shown = [keyed(f"paper-{at}", PaperPages, *paper) for at, paper in enumerate(papers)] if are_shown else []
    return Stack([Row([button], wrap=True), *shown])


@view
def PdfPages(paper: bytes) -> ft.Control:
    """Every page of a PDF, one below the other."""
    t = use_text()
    drawn, set_drawn = use_value(_nothing())

    async def draw() -> None:
        set_drawn("busy")  # never the pages of the paper before
        set_drawn(await draw_pages(paper) or "unreadable")

    use_task(draw, paper)
    match drawn:
        case "busy":
            return Skeleton(lines=3, label=t("Drawing the page"))
        case "unreadable":
            return _not_shown()
    pages: list[ft.Control] = [
        keyed(f"page-{number}", PdfPage, page, t("Page {number} of {count}", number=number, count=drawn.page_count))
        for number, page in enumerate(drawn.pages, 1)
    ]
    if len(pages) < drawn.page_count:
        pages.append(Small(t("Only the first {count} pages are shown here.", count=len(pages))))
    return Stack(pages)


@view
def PdfPage(page: DrawnPage, name: str) -> ft.Control:
    """One page; where letters are large its words stand below at once, for a picture does not grow."""
    around = use_surroundings()
    t = around.text
    wish, set_wish = use_value(_no_wish())
    has_words = around.is_large_text if wish is None else wish
    words = page.words or t("It is a picture of writing: its words are not known.")
    picture = ft.Semantics(
        image=True,
        container=True,
        label=f"{name}. {words}",
        exclude_semantics=True,
        content=_sheet(ft.Image(src=page.png, fit=ft.BoxFit.FILL, aspect_ratio=page.width / page.height)),
    )
    label = t("Hide the words of this page") if has_words else t("The words of this page, in large letters")
    toggle = Button(label, lambda: set_wish(not has_words), kind="secondary", key=f"words-{name}")
    below = [Card([Body(line) for line in words.splitlines()])] if has_words else []
    return Stack([Small(name), picture, Row([toggle], wrap=True), *below], spacing=Space.S)


def _not_shown() -> ft.Control:
    words = use_text()("This paper cannot be shown on this screen. Print it, or open it on your own device.")
    return Notice("needs_you", "", words, announced=True)


def _sheet(picture: ft.Control) -> ft.Control:
    """Paper is white and has an edge, in dark colours too."""
    edge = ft.Border.all(1, Color.HAIRLINE)
    return ft.Container(content=picture, bgcolor=ft.Colors.WHITE, border=edge, border_radius=Radius.FIELD, padding=2)


def _nothing() -> Drawn:
    return "busy"


def _no_wish() -> bool | None:
    return None
