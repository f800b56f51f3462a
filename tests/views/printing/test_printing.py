"""Papers at a terminal: printed, in the size that lies in the printer; without one nothing is offered."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.catalogue.shelf import Shelf
from app.printing.service import Printer
from tests.app.printing.cups import Cups
from tests.harness import Shown, shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.catalogue.screen import ProcedurePage
from views.review.screen import ReviewPage
from views.tracking.screen import DocumentPage


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

    assert cups.waiting() == 0


async def test_without_a_printer_nothing_is_offered(follower: Follower) -> None:
    around = at_terminal(follower, "en", None)
    screen = await shown_page(ProcedurePage, code="1.001193", within=around)
    assert says(screen, "You will need")
    assert not says(screen, "Print the list")
