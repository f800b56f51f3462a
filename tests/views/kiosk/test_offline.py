"""The portal is dead at the counter: what is on this machine is read and printed, all else says why not."""

from pathlib import Path
from typing import Any

import pytest

from app.printing.service import Printer
from tests.app.printing.cups import Cups
from tests.harness import shown_page
from tests.views.kiosk.conftest import AtTerminal
from tests.views.screens import assert_whole, says, until
from views.catalogue.screen import ProcedurePage
from views.review.screen import ReviewPage
from views.tracking.screen import DocumentPage, DossierPage


def with_printer(terminal: AtTerminal, cups: Cups, language: str) -> Any:
    around: Any = terminal.around(language)
    around.services.printer = Printer("Q", "80mm", environment=cups.environment)
    return around


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_what_is_here_is_read_and_printed(terminal: AtTerminal, tmp_path: Path, language: str) -> None:
    cups, follower = Cups(tmp_path / "cups"), terminal.follower
    dossier = await follower.file_birth()
    (document,) = [one for one in dossier.documents if one.kind == "submission_confirmation"]
    await follower.tracking.document(dossier.id, document.id)  # looked at once, before the line broke
    draft = await follower.fill_in_birth()
    follower.is_offline = True
    around = with_printer(terminal, cups, language)
    t = around.text

    for page, options, label in (
        (ProcedurePage, {"code": "1.001193"}, "Print the list"),
        (ReviewPage, {"draft_id": draft.id}, "Print a copy of your answers"),
        (DocumentPage, {"dossier_id": dossier.id, "document_id": document.id}, "Print"),
    ):
        screen = await shown_page(page, within=around, **options)
        await until(screen, lambda screen=screen, label=label: says(screen, t(label)))
        await screen.press(t(label))
        await until(screen, lambda screen=screen: says(screen, t("Take your paper from the printer.")), seconds=30)
        assert_whole(screen)
    assert len(cups.printed()) == 3
    await until(screen, lambda: says(screen, t("Page {number} of {count}", number=1, count=1)), seconds=30)

    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=around)
    await until(screen, lambda: says(screen, dossier.code))
    assert_whole(screen)
    assert follower.drafts.find(draft.id) is not None


async def test_a_paper_that_is_not_here_yet_is_said_and_nothing_is_printed(
    terminal: AtTerminal, tmp_path: Path
) -> None:
    cups, follower = Cups(tmp_path / "cups"), terminal.follower
    dossier = await follower.file_birth()
    follower.is_offline = True
    around = with_printer(terminal, cups, "en")
    screen = await shown_page(DocumentPage, dossier_id=dossier.id, document_id=dossier.documents[0].id, within=around)
    await until(screen, lambda: says(screen, "This document has not been brought to this device yet."))
    assert not says(screen, "What it says")
    follower.is_offline = False
    await screen.press("Try again")
    await until(screen, lambda: says(screen, "What it says"))
    assert_whole(screen)
