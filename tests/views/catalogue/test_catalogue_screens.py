from collections.abc import Callable
from datetime import date
from typing import Any

import flet as ft
import pytest

from app.catalogue.service import CatalogueService
from app.vault.errors import VaultFullError
from forms.tailoring import papers as papers_of
from forms.tailoring import possible_papers
from tests.harness import Shown, shown_page
from tests.views.catalogue.conftest import Drafts, went_to
from tests.views.screens import assert_whole, says, until
from views.catalogue.screen import ProcedurePage, SearchPage

TODAY = date(2026, 11, 22)


def found(screen: Shown) -> list[str]:
    """Return the codes of the results shown."""
    keys = [str(control.key) for control in screen.all(ft.TextButton)]
    return [key.removeprefix("procedure-") for key in keys if key.startswith("procedure-")]


async def test_what_one_types_finds_the_service_as_one_types(around: Callable[..., Any]) -> None:
    screen = await shown_page(SearchPage, within=around())
    await screen.write("search", "dang ky khai sinh")
    await until(screen, lambda: found(screen)[:1] == ["1.001193"])


async def test_a_result_says_why_it_was_found(around: Callable[..., Any]) -> None:
    screen = await shown_page(SearchPage, within=around())
    await screen.write("search", "bang lai")
    await until(screen, lambda: says(screen, "Vì bang lai = giấy phép lái xe"))


async def test_words_that_find_nothing_say_so(around: Callable[..., Any]) -> None:
    screen = await shown_page(SearchPage, within=around("en"))
    await screen.write("search", "qqqq zzzz wwww")
    await until(screen, lambda: says(screen, "Nothing found for these words. Try fewer or other words."))
    assert says(screen, "1800 1096")
    routes = went_to(screen)
    await screen.press("By field")
    assert routes == ["/browse/field"]
    assert_whole(screen)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_procedure_has_a_page_with_time_fee_office_and_papers(
    catalogue: CatalogueService, around: Callable[..., Any], language: str
) -> None:
    for procedure in catalogue.procedures():
        texts = (await shown_page(ProcedurePage, code=procedure.code, within=around(language))).texts()
        assert procedure.name[language] in texts
        papers = [needed.paper for needed in papers_of(procedure, {}, today=TODAY)]
        papers += possible_papers(procedure, {}, today=TODAY)
        assert {paper.title[language] for paper in papers} <= set(texts), procedure.code
        assert "This part cannot be shown" not in texts, procedure.code


async def test_start_makes_a_draft_and_goes_to_it(around: Callable[..., Any]) -> None:
    drafts = Drafts()
    screen = await shown_page(ProcedurePage, code="1.001193", within=around("en", drafts))
    routes = went_to(screen)
    await screen.press("Start")
    await screen.press("For myself")
    assert drafts.started == [("1.001193", "self")]
    assert routes == ["/drafts/d1/steps/nguoi_yeu_cau"]


async def test_a_full_device_is_told_where_one_pressed_start(around: Callable[..., Any]) -> None:
    screen = await shown_page(ProcedurePage, code="1.001193", within=around("en", Drafts(VaultFullError())))
    await screen.press("Start")
    await screen.press("For myself")
    assert "This device cannot keep a draft now: no room, or not allowed to write." in screen.texts()


async def test_a_procedure_for_information_only_has_no_start(
    catalogue: CatalogueService, around: Callable[..., Any]
) -> None:
    procedures = catalogue.procedures()
    code = next(each.code for each in procedures if each.form is None and each.state == "open")
    screen = await shown_page(ProcedurePage, code=code, within=around("en"))
    assert "Information only, not filed here" in screen.texts()
    assert "Start" not in screen.texts()


async def test_an_unknown_code_leads_home(around: Callable[..., Any]) -> None:
    screen = await shown_page(ProcedurePage, code="9.999999", within=around("en"))
    assert "There is no such page" in screen.texts()


async def test_law_and_details_unfold(around: Callable[..., Any]) -> None:
    screen = await shown_page(ProcedurePage, code="1.001193", within=around("en"))
    assert not any(text.startswith("Legal basis") for text in screen.texts())
    await screen.press("Law and details")
    assert any("60/2014/QH13" in text for text in screen.texts())
