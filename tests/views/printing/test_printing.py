"""Papers at a terminal: printed, in the size that lies in the printer; without one nothing is offered."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flet as ft
import pytest
from PIL import Image
from pypdf import PdfReader

from app.catalogue.shelf import Shelf
from app.printing.service import Printer
from tests.app.printing.cups import Cups
from tests.app.printing.test_pages import a_paper
from tests.harness import Shown, shown, shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from tests.waiting import eventually
from views.catalogue.screen import ProcedurePage
from views.design import Button, Stack
from views.printing.pages import PaperPages
from views.review.screen import ReviewPage
from views.shared.boundary import keyed, view
from views.shared.hooks import use_once, use_value
from views.tracking.screen import DocumentPage, DossierPage


def at_terminal(follower: Follower, language: str, printer: Printer | None) -> Any:
    around = follower.around(language)
    around.services.is_kiosk = True  # type: ignore[misc] # the harness gives a part of the services, not frozen
    around.services.printer = printer  # type: ignore[misc] # the same
    around.services.shelf = Shelf(None, owner=lambda: None)  # type: ignore[misc] # the same
    return around


def width_mm(document: bytes) -> int:
    return round(float(PdfReader(io.BytesIO(document)).pages[0].mediabox.width) / 72 * 25.4)


def words_of(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


async def press_and_wait(screen: Shown, label: str, said: str) -> None:
    await until(screen, lambda: says(screen, label))
    await screen.press(label)
    await until(screen, lambda: says(screen, said))


@pytest.mark.parametrize(
    ("language", "label", "said"), [("en", "Print the list", "Printed"), ("vi", "In danh sách", "Đã in")]
)
async def test_a_checklist_is_printed_on_the_roll(
    language: str, label: str, said: str, follower: Follower, tmp_path: Path
) -> None:
    cups = Cups(tmp_path / "cups")
    around = at_terminal(follower, language, Printer("Q", "80mm", environment=cups.environment))
    screen = await shown_page(ProcedurePage, code="1.001193", within=around)
    assert_whole(screen)

    await press_and_wait(screen, label, said)

    (document,) = cups.printed()
    assert width_mm(document) == 72
    assert follower.device.opened == []


async def test_answers_and_slips_are_printed_and_no_file_is_opened(follower: Follower, tmp_path: Path) -> None:
    cups = Cups(tmp_path / "cups")
    around = at_terminal(follower, "en", Printer("Q", "80mm", environment=cups.environment))
    draft = await follower.fill_in_birth()
    review = await shown_page(ReviewPage, draft_id=draft.id, within=around)
    await press_and_wait(review, "Print a copy of your answers", "Printed")

    dossier = await follower.file_birth()
    (document,) = [one for one in dossier.documents if one.kind == "submission_confirmation"]
    filed = next(draft for draft in follower.drafts.list() if draft.dossier_id == dossier.id)
    screen = await shown_page(ReviewPage, draft_id=filed.id, within=around)
    await until(screen, lambda: says(screen, "Print the confirmation"))
    assert says(screen, dossier.lookup_code)
    screen = await shown_page(DocumentPage, dossier_id=dossier.id, document_id=document.id, within=around)
    await press_and_wait(screen, "Print", "Printed")
    assert_whole(screen)

    copy, slip = cups.printed()
    assert {width_mm(copy), width_mm(slip)} == {72}
    assert dossier.code in words_of(slip)
    assert dossier.lookup_code in words_of(slip)
    assert follower.device.opened == []


async def test_on_pages_the_offices_own_document_is_printed(follower: Follower, tmp_path: Path) -> None:
    cups = Cups(tmp_path / "cups")
    around = at_terminal(follower, "en", Printer("Q", "a5", environment=cups.environment))
    dossier = await follower.file_birth()
    document = dossier.documents[0]
    screen = await shown_page(DocumentPage, dossier_id=dossier.id, document_id=document.id, within=around)
    await press_and_wait(screen, "Print", "Printed")

    assert cups.printed() == [await follower.tracking.document(dossier.id, document.id)]


async def test_a_printer_out_of_paper_is_said_and_nothing_waits(follower: Follower, tmp_path: Path) -> None:
    cups = Cups(tmp_path / "cups")
    cups.become("stuck", alerts="media-empty-error")
    around = at_terminal(follower, "en", Printer("Q", "80mm", environment=cups.environment))
    screen = await shown_page(ProcedurePage, code="1.001193", within=around)

    await press_and_wait(screen, "Print the list", "The printer has no paper. Call staff, then print again.")
    assert says(screen, "Take along any page that has come out.")
    assert not says(screen, "Nothing was printed")  # its first page may have been

    assert cups.waiting() == 0


async def test_pressed_twice_it_is_printed_once(follower: Follower, tmp_path: Path) -> None:
    cups = Cups(tmp_path / "cups", "stuck")
    around = at_terminal(follower, "en", Printer("Q", "80mm", environment=cups.environment))
    screen = await shown_page(ProcedurePage, code="1.001193", within=around)
    first = asyncio.create_task(press_and_wait(screen, "Print the list", "Printed"))
    await until(screen, lambda: says(screen, "Printing. Please wait for the paper."))
    second = asyncio.create_task(screen.press("Print the list"))
    await eventually(lambda: cups.waiting() == 1)
    cups.become("works")
    await asyncio.gather(first, second)

    assert len(cups.printed()) == 1
    assert cups.waiting() == 0
    assert cups.calls().count("lp ") == 1


async def test_without_a_printer_nothing_is_offered(follower: Follower) -> None:
    around = at_terminal(follower, "en", None)
    screen = await shown_page(ProcedurePage, code="1.001193", within=around)
    assert says(screen, "You will need")
    assert not says(screen, "Print the list")


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_an_offices_document_is_read_at_the_terminal_without_a_printer(language: str, follower: Follower) -> None:
    around = at_terminal(follower, language, None)
    t = around.text
    dossier = await follower.file_birth()
    (document,) = [one for one in dossier.documents if one.kind == "submission_confirmation"]
    screen = await shown_page(DocumentPage, dossier_id=dossier.id, document_id=document.id, within=around)
    first = t("Page {number} of {count}", number=1, count=1)
    await until(screen, lambda: says(screen, first), seconds=30)
    assert_whole(screen)
    assert follower.device.opened == []
    [page] = [one for one in screen.all(ft.Semantics) if str(one.label).startswith(f"{first}. ")]
    assert dossier.code in str(page.label)
    [picture] = [one for one in screen.within(page) if isinstance(one, ft.Image)]
    assert isinstance(picture.src, bytes)
    with Image.open(io.BytesIO(picture.src)) as drawn:
        assert picture.aspect_ratio == drawn.width / drawn.height

    words = str(page.label).removeprefix(f"{first}. ").splitlines()
    assert words[-1] not in screen.texts()
    await screen.press(t("The words of this page, in large letters"))
    assert set(words) <= set(screen.texts())

    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=around)
    assert says(screen, dossier.code)
    assert "copy-code" not in [control.key for control in screen.controls()]  # the next one's session would have it


async def test_where_letters_are_large_the_words_stand_there_at_once(follower: Follower) -> None:
    around = at_terminal(follower, "en", None)
    around.services.preferences.use_text_scale(2)
    dossier = await follower.file_birth()
    document = dossier.documents[0]
    screen = await shown_page(DocumentPage, dossier_id=dossier.id, document_id=document.id, within=around)
    await until(screen, lambda: says(screen, "Hide the words of this page"), seconds=30)


@view
def Changing(papers: Iterator[bytes]) -> ft.Control:
    """A paper in the place of another one, as after a page was turned."""
    paper, show = use_value(use_once(lambda: next(papers)))
    change = Button("Change", lambda: show(next(papers)))
    return Stack([change, keyed("paper", PaperPages, paper, "application/pdf")])


async def test_a_paper_that_was_changed_is_drawn_anew(follower: Follower) -> None:
    papers = iter((a_paper(1), a_paper(2)))
    screen = await shown(Changing, papers, within=at_terminal(follower, "en", None))
    await until(screen, lambda: says(screen, "Page 1 of 1"), seconds=30)
    await screen.press("Change")
    await until(screen, lambda: says(screen, "Page 2 of 2"), seconds=30)
    assert not says(screen, "Page 1 of 1")


async def test_what_cannot_be_drawn_is_said(follower: Follower) -> None:
    screen = await shown(PaperPages, b"%PDF-1.7 nothing", "application/pdf", within=at_terminal(follower, "en", None))
    await until(screen, lambda: says(screen, "This paper cannot be shown on this screen."), seconds=30)
