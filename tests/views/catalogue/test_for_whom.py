"""For whom an application is: asked before the form opens, in words that say what helping another means."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.catalogue.service import CatalogueService
from app.drafts.model import Subject
from app.vault.errors import VaultFullError
from tests.harness import shown_page
from tests.views.catalogue.conftest import Drafts, went_to
from tests.views.forms.device import Device, open_device
from tests.views.screens import assert_whole, says
from views.catalogue.for_whom import subjects_of
from views.catalogue.screen import ProcedurePage

Around = Callable[..., Any]
BIRTH = "1.001193"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_it_is_asked_before_anything_is_kept(around: Around, language: str) -> None:
    drafts = Drafts()
    within = around(language, drafts)
    screen = await shown_page(ProcedurePage, code=BIRTH, within=within)
    await screen.press(within.text("Start"))
    assert says(screen, within.text("For whom is it?"))
    assert says(screen, within.text("Recorded with the application: for whom it is, and whose account sent it."))
    assert drafts.started == []
    assert_whole(screen)


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("For myself", "self"),
        ("For another person who authorised me", "authorised"),
    ],
)
async def test_one_press_answers_it_and_opens_the_form(around: Around, words: str, subject: str) -> None:
    drafts = Drafts()
    screen = await shown_page(ProcedurePage, code=BIRTH, within=around("en", drafts))
    routes = went_to(screen)
    await screen.press("Start")
    await screen.press(words)
    assert drafts.started == [(BIRTH, subject)]
    assert routes == ["/drafts/d1/steps/nguoi_yeu_cau"]


async def test_one_goes_back_to_the_service_with_nothing_begun(around: Around) -> None:
    drafts = Drafts()
    screen = await shown_page(ProcedurePage, code=BIRTH, within=around("en", drafts))
    await screen.press("Start")
    await screen.press("Back to the service")
    assert "Start" in screen.texts()
    assert drafts.started == []


async def test_a_full_device_is_told_after_the_answer(around: Around) -> None:
    screen = await shown_page(ProcedurePage, code=BIRTH, within=around("en", Drafts(VaultFullError())))
    await screen.press("Start")
    await screen.press("For myself")
    assert "This device cannot keep a draft now: no room, or not allowed to write." in screen.texts()


async def test_who_chose_on_the_page_of_the_service_reads_the_same_there(around: Around) -> None:
    drafts = Drafts()
    screen = await shown_page(ProcedurePage, code=BIRTH, within=around("en", drafts))
    went_to(screen)
    await screen.press("For another person whom I help")
    assert says(screen, "Recorded with the application: for whom it is, and whose account sent it.")
    await screen.press("Start")
    assert drafts.started == [(BIRTH, "assisted")]


async def test_a_service_for_businesses_alone_asks_nothing(around: Around, catalogue: CatalogueService) -> None:
    drafts = Drafts()
    assert subjects_of(catalogue.get("2.000033")) == ("business",)
    screen = await shown_page(ProcedurePage, code="2.000033", within=around("en", drafts))
    went_to(screen)
    await screen.press("Start")
    assert drafts.started == [("2.000033", "business")]


async def test_nothing_of_the_helper_is_filled_in_for_another_person(tmp_path: Path) -> None:
    subjects: tuple[Subject, ...] = ("self", "child", "assisted", "authorised")
    async for device in open_device(tmp_path):
        device.identity.sign_in(person__full_name="TRẦN THỊ MẪU HÀ")
        assert [await _is_filled_in(device, subject) for subject in subjects] == [True, False, False, False]


async def _is_filled_in(device: Device, subject: Subject) -> bool:
    """Return whether the insured person's name is taken from the register on opening a form about them."""
    draft = await device.drafts.start(device.catalogue.get("1.002759"), subject=subject)
    await device.step(draft.id)
    return device.answer(draft.id, "/i01") is not None
