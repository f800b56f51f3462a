"""The home screen: useful before anybody signs in, then what waits for the person and what is on its way."""

from datetime import timedelta

import flet as ft
import pytest

from app.catalogue.shelf import Shelf
from app.i18n.formats import VIETNAM
from tests.app.conftest import pdf
from tests.harness import Shown, shown, shown_page
from tests.views.catalogue.conftest import went_to
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.home.life_events import life_event_tiles
from views.home.screen import HomePage
from views.shared.context import Layout, Surroundings
from views.shared.preferences import Preference


def home(
    follower: Follower, language: str = "en", layout: Layout = "phone", shelf: Shelf | None = None
) -> Surroundings:
    within = follower.around(language, layout)
    within.services.shelf = shelf or Shelf(None, owner=lambda: None)  # type: ignore[misc] # a namespace in tests
    return within


def events(screen: Shown) -> list[str]:
    return [str(one.key) for one in screen.controls() if str(getattr(one, "key", "")).startswith("event-")]


@pytest.mark.parametrize(("language", "layout"), [("vi", "phone"), ("en", "desktop")])
async def test_signed_out_it_asks_what_is_needed_and_shows_what_happens_in_life(
    follower: Follower, language: str, layout: Layout
) -> None:
    screen = await shown_page(HomePage, within=home(follower, language, layout))
    assert_whole(screen)
    said = {
        "vi": ("Bạn cần làm thủ tục gì?", "Xem và điền trước, chưa cần đăng nhập."),
        "en": ("What do you need to do?", "Look and fill in first. No sign-in yet."),
    }[language]
    assert set(said) <= set(screen.texts())
    assert [f"event-{event.id}" for event in follower.catalogue.life_events()] == events(screen)
    assert not says(screen, {"vi": "Việc của bạn", "en": "For you to do"}[language])


async def test_what_is_typed_is_answered_in_the_place_of_everything_else(follower: Follower) -> None:
    screen = await shown_page(HomePage, within=home(follower))
    await screen.write("search", "khai sinh")
    await until(screen, lambda: "Birth registration" in screen.texts())
    assert events(screen) == []
    assert not says(screen, "Look and fill in first.")
    await screen.write("search", "")
    await until(screen, lambda: bool(events(screen)))


async def test_drafts_what_waits_and_what_is_filed_stand_each_under_its_own_heading(follower: Follower) -> None:
    dossier = await follower.file_birth()
    draft, waiting = await follower.fill_in_birth(), await follower.fill_in_birth()
    follower.is_offline = True
    await follower.submit(waiting)
    screen = await shown_page(HomePage, within=home(follower))
    assert_whole(screen)
    for words in ("For you to do", "All (2)", "Draft · not filed", "Waiting to send · not filed", "On its way"):
        assert screen.texts().count(words) == 1, words
    assert says(screen, dossier.code)
    assert not says(screen, "Look and fill in first.")
    routes = went_to(screen)
    await screen.send(screen.find(f"draft-{draft.id}"), "click")
    assert routes == [f"/drafts/{draft.id}"]


async def test_favourites_come_before_what_was_looked_at_lately_and_no_more_than_three(follower: Follower) -> None:
    shelf = Shelf(None, owner=lambda: None)
    for code in ("1.000894", "1.004873", "3.000347", "1.002759"):
        await shelf.look_at(code)
    await shelf.toggle_favourite("1.001193")
    screen = await shown_page(HomePage, within=home(follower, shelf=shelf))
    cards = [str(card.key) for card in screen.all(ft.TextButton) if str(card.key).startswith("at-hand-")]
    assert cards == ["at-hand-1.001193", "at-hand-1.002759", "at-hand-3.000347"]
    assert_whole(screen)


@pytest.mark.parametrize(("scale", "beside"), [(1.0, 3), (2.0, 1)])
async def test_so_few_tiles_stand_beside_each_other_that_no_word_is_broken(
    follower: Follower, scale: float, beside: int
) -> None:
    within = home(follower)
    within.services.preferences.state = Preference("en", text_scale=scale)

    @ft.component
    def Tiles() -> ft.Control:
        ft.context.page.width = 390
        return ft.Column(life_event_tiles(within))

    screen = await shown(Tiles, within=within)
    row = next(row for row in screen.all(ft.Row) if any(str(one.key).startswith("event-") for one in row.controls))
    assert sum(str(one.key).startswith("event-") for one in row.controls) == beside


@pytest.mark.parametrize("is_kiosk", [False, True])
async def test_a_kept_paper_that_expires_soon_is_reminded_of_but_at_no_terminal(
    follower: Follower, is_kiosk: bool
) -> None:
    today = follower.clock().astimezone(VIETNAM).date()
    for name, days in (("Hộ chiếu", 30), ("Bằng lái", 3), ("Giấy cũ", -1), ("Sổ đỏ", 31)):
        expires_on = today + timedelta(days=days)
        await follower.box.keep(name=name, kind="other", expires_on=expires_on, file_name="a.pdf", data=pdf())
    within = home(follower)
    within.services.is_kiosk = is_kiosk  # type: ignore[misc] # a namespace in tests
    screen = await shown_page(HomePage, within=within)
    assert_whole(screen)
    assert says(screen, "Papers to renew") is not is_kiosk
    named = [words for words in screen.texts() if words in ("Hộ chiếu", "Bằng lái", "Giấy cũ", "Sổ đỏ")]
    assert named == ([] if is_kiosk else ["Bằng lái", "Hộ chiếu"])
    if not is_kiosk:
        assert says(screen, "in 3 days. Have it renewed.")
        routes = went_to(screen)
        (soonest,) = (paper for paper in follower.box.list() if paper.name == "Bằng lái")
        await screen.send(screen.find(f"renew-{soonest.id}"), "click")
        assert routes == [f"/documents/kept/{soonest.id}"]
