"""Browsing by field, agency, audience, online level; favourites; numbers; the catalogue's age."""

from collections.abc import Callable
from types import SimpleNamespace

import flet as ft
import pytest

from app.catalogue.service import CatalogueService
from app.catalogue.shelf import Shelf
from app.catalogue.trouble import Trouble
from app.i18n import sorted_texts
from forms.folding import collation_key
from tests.harness import Shown, shown, shown_page
from tests.views.catalogue.conftest import Around, went_to
from tests.views.screens import assert_whole, says, until
from views.catalogue.age import CatalogueAge
from views.catalogue.browse_screen import BrowsePage
from views.catalogue.screen import FavouritesPage, SearchPage, StatisticsPage


def keys(screen: Shown, prefix: str) -> list[str]:
    return [str(c.key).removeprefix(prefix) for c in screen.all(ft.TextButton) if str(c.key).startswith(prefix)]


@pytest.mark.parametrize("by", ["field", "agency", "audience", "online"])
async def test_every_shelf_names_its_groups_with_their_numbers(
    around: Around, catalogue: CatalogueService, by: str
) -> None:
    within = around("vi")
    screen = await shown_page(BrowsePage, by=by, within=within)
    await until(screen, lambda: bool(keys(screen, "shelf-")))
    assert_whole(screen)
    counts = [text for text in screen.texts() if text.endswith("thủ tục") and text[0].isdigit()]
    assert len(counts) == len(keys(screen, "shelf-"))


async def test_fields_stand_in_vietnamese_order_and_lead_to_their_lists(around: Around) -> None:
    screen = await shown_page(BrowsePage, by="field", within=around("vi"))
    await until(screen, lambda: bool(keys(screen, "shelf-")))
    fields = keys(screen, "shelf-")
    assert fields == sorted(fields, key=collation_key)
    routes = went_to(screen)
    await screen.press("Hộ tịch")
    assert routes == ["/browse/field?key=H%E1%BB%99%20t%E1%BB%8Bch"]


async def test_a_long_list_is_built_a_page_at_a_time(around: Around, catalogue: CatalogueService) -> None:
    screen = await shown_page(BrowsePage, by="all", within=around("en"))
    await until(screen, lambda: bool(keys(screen, "procedure-")))
    assert len(keys(screen, "procedure-")) == 30
    await screen.press("Show 30 more")
    assert len(keys(screen, "procedure-")) == 60
    names = [catalogue.get(code).name["en"] for code in keys(screen, "procedure-")]
    assert names == sorted_texts(names, language="en")


async def test_a_long_shelf_is_narrowed_by_a_few_letters(around: Around) -> None:
    screen = await shown_page(BrowsePage, by="field", within=around("vi"))
    await until(screen, lambda: bool(keys(screen, "shelf-")))
    await screen.write("narrow", "ho tich")
    assert keys(screen, "shelf-") == ["Hộ tịch"]


async def test_no_such_shelf_leads_home(around: Around) -> None:
    assert "There is no such page" in (await shown_page(BrowsePage, by="x", within=around("en"))).texts()


async def test_the_search_screen_leads_to_every_shelf_and_event(around: Around, catalogue: CatalogueService) -> None:
    screen = await shown_page(SearchPage, within=around("en"))
    await until(screen, lambda: bool(keys(screen, "browse-")))
    assert keys(screen, "browse-") == ["field", "agency", "audience", "online", "all"]
    assert keys(screen, "event-") == [event.id for event in catalogue.life_events()]
    assert_whole(screen)


async def test_favourites_come_first_and_what_was_looked_at_can_be_cleared(around: Around) -> None:
    shelf = Shelf(None, owner=lambda: None)
    for code in ("1.001193", "2.000033", "9.999999"):
        await shelf.look_at(code)
    await shelf.toggle_favourite("2.000033")
    screen = await shown_page(FavouritesPage, within=around("en", shelf=shelf))
    assert keys(screen, "procedure-") == ["2.000033", "1.001193"]
    await screen.press("Clear the list")
    assert keys(screen, "procedure-") == ["2.000033"]
    await shelf.toggle_favourite("2.000033")
    await screen.settle()
    assert says(screen, "No favourites yet.")


async def test_the_numbers_are_those_of_the_catalogue_dated_and_defined(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    three = [{"code": f"9.{n}", "online": level} for n, level in enumerate(("full", "full", "part", "info"))]
    screen = await shown_page(StatisticsPage, within=around("en", of=made_of(*three)))
    await until(screen, lambda: says(screen, "2 (50%)"))
    texts = screen.texts()
    assert "1 (25%)" in texts
    assert "4" in texts
    assert says(screen, "catalogue of 22/11/2026")
    assert says(screen, "Everything is done online")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_trouble_with_the_catalogue_is_said_beside_its_age(
    around: Around, catalogue: CatalogueService, language: str
) -> None:
    said = set()
    for trouble in Trouble:
        other = SimpleNamespace(
            built_on=catalogue.built_on, refreshed_at=None, trouble=trouble, subscribe=lambda _listener: lambda: None
        )
        screen = await shown(CatalogueAge, within=around(language, of=other))
        assert len(screen.texts()) == 2
        said.add(screen.texts()[0])
    assert len(said) == len(Trouble)
