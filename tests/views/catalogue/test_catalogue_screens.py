from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.catalogue.service import CatalogueService
from app.catalogue.shelf import Shelf
from app.vault.errors import VaultFullError
from forms.tailoring import papers as papers_of
from forms.tailoring import possible_papers
from tests.harness import Shown, shown_page, surroundings
from tests.views.following import FakeDevice
from views.catalogue.screen import ProcedurePage, SearchPage

TODAY = date(2026, 11, 22)


class Drafts:
    """The part of ``app.drafts`` that the page of a procedure needs."""

    def __init__(self, error: Exception | None = None) -> None:
        self.started: list[tuple[str, str]] = []
        self._error = error

    def list(self) -> tuple[Any, ...]:
        return ()

    async def start(self, procedure: Any, *, subject: str, answers: Any) -> Any:
        if self._error is not None:
            raise self._error
        self.started.append((procedure.code, subject))
        self.answers = dict(answers)
        return SimpleNamespace(id="d1")


@pytest.fixture(scope="module")
def catalogue(project_root: Path) -> CatalogueService:
    return CatalogueService(None, project_root / "assets" / "catalogue.json.gz")


@pytest.fixture
def around(catalogue: CatalogueService) -> Callable[..., Any]:
    def make(language: str = "vi", drafts: Drafts | None = None) -> Any:
        changes = SimpleNamespace(subscribe=lambda _listener: lambda: None)
        return surroundings(
            language,
            catalogue=catalogue,
            drafts=drafts or Drafts(),
            changes=changes,
            shelf=Shelf(None, owner=lambda: None),
            device=FakeDevice(),
        )

    return make


def went_to(screen: Shown) -> list[str]:
    """Note where the screen wants to go."""
    routes: list[str] = []
    screen.page.navigate = lambda route, **_: routes.append(route)  # type: ignore[method-assign]
    return routes


async def test_what_one_types_finds_the_service_as_one_types(around: Callable[..., Any]) -> None:
    screen = await shown_page(SearchPage, within=around())
    await screen.write("search", "dang ky khai sinh")
    buttons = [control.key for control in screen.all(ft.TextButton) if str(control.key).startswith("procedure-")]
    assert buttons[0] == "procedure-1.001193"


async def test_words_that_find_nothing_say_so(around: Callable[..., Any]) -> None:
    screen = await shown_page(SearchPage, within=around("en"))
    await screen.write("search", "qqqq zzzz wwww")
    assert "Nothing found for these words. Try fewer or other words." in screen.texts()


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
    assert drafts.started == [("1.001193", "self")]
    assert routes == ["/drafts/d1/steps/nguoi_yeu_cau"]


async def test_a_full_device_is_told_where_one_pressed_start(around: Callable[..., Any]) -> None:
    screen = await shown_page(ProcedurePage, code="1.001193", within=around("en", Drafts(VaultFullError())))
    await screen.press("Start")
    assert "This device cannot keep a draft now: no room, or not allowed to write." in screen.texts()


async def test_a_procedure_for_information_only_has_no_start(
    catalogue: CatalogueService, around: Callable[..., Any]
) -> None:
    code = next(procedure.code for procedure in catalogue.procedures() if procedure.form is None)
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
