"""What only a terminal used by many shows: its home, its bar, the question whether one is there, the end."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.documents.holders import answer_id
from app.i18n import Translator
from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from app.tracking.begun import BegunAnswer
from app.tracking.model import TrackedDossier
from tests.app.conftest import photo
from tests.harness import Shown, _texts_of, _walk, shown_page
from tests.journeys.citizen import BIRTH
from tests.views.catalogue.conftest import went_to
from tests.views.dossier_samples import NOW, dossier, request
from tests.views.kiosk.conftest import AtTerminal
from tests.views.screens import assert_whole, says, until
from views.app import AT_A_KIOSK, NOT_AT_A_KIOSK, PAGES, find_place
from views.design.tokens import TYPE_SCALE, Type
from views.kiosk.ending import EndPage
from views.kiosk.home import KioskHomePage
from views.kiosk.unfinished import unfinished
from views.shared.context import Layout, shape_of


@pytest.mark.parametrize(
    ("window", "layout", "magnified"),
    [
        ((1080, 1920), "phone", 2.0),
        ((1080, 1250), "phone", 2.0),  # the keyboard is on the screen
        ((1920, 1080), "desktop", 1.5),
        ((1920, 600), "desktop", 1.5),
        ((2160, 3840), "phone", 4.0),
        ((540, 960), "phone", 4 / 3),
    ],
)
def test_a_kiosk_draws_a_phones_or_a_desktops_screen_as_large_as_its_window(
    window: tuple[int, int], layout: Layout, magnified: float
) -> None:
    shape = shape_of(*window, is_kiosk=True)
    assert (shape.layout, shape.magnified) == (layout, pytest.approx(magnified))
    assert shape.width == pytest.approx(window[0] / magnified)
    assert 48 * shape.magnified >= 64
    assert shape_of(*window, is_kiosk=False).width is None


def test_a_keyboard_on_the_screen_changes_nothing_of_its_shape() -> None:
    for width, height in ((1080, 1920), (1920, 1080)):
        whole = shape_of(width, height, is_kiosk=True)
        assert {shape_of(width, height - keys, is_kiosk=True) for keys in (300, 480, 900)} == {whole}


def test_a_kiosk_has_no_screen_that_brings_or_keeps_what_is_ones_own() -> None:
    for path in NOT_AT_A_KIOSK:
        assert path in PAGES
        assert find_place(path, is_kiosk=True) is None
        assert find_place(path, is_kiosk=False) == PAGES[path]
    for path in AT_A_KIOSK:
        assert find_place(path, is_kiosk=True) == AT_A_KIOSK[path]
        assert find_place(path, is_kiosk=False) == PAGES.get(path)


@pytest.mark.parametrize(("language", "layout"), [("vi", "phone"), ("en", "desktop")])
async def test_home_says_whose_terminal_it_is_and_leads_to_what_needs_no_sign_in(
    terminal: AtTerminal, language: str, layout: Layout
) -> None:
    screen = await shown_page(KioskHomePage, within=terminal.around(language, layout))
    assert_whole(screen)
    assert says(screen, {"vi": "Trung tâm phường Mẫu · Máy số 02", "en": "Centre of Mẫu ward · Máy số 02"}[language])
    assert sum(str(one.key).startswith("event-") for one in screen.controls()) == 6
    routes = went_to(screen)
    for key in ("track", "pay", "sign-in", "all-services"):
        await screen.send(screen.find(key), "click")
    assert routes == ["/lookup", "/lookup?for=pay", "/sign-in?return=/", "/search"]


@pytest.mark.parametrize("is_wide", [True, False])
async def test_what_is_beside_a_wide_home_stays_while_one_searches(terminal: AtTerminal, *, is_wide: bool) -> None:
    within = replace(terminal.around("vi", "desktop"), is_wide=is_wide)
    screen = await shown_page(KioskHomePage, within=within)
    await screen.write("search", "khai")
    assert says(screen, "Tra cứu hồ sơ đã nộp") is is_wide  # Flutter takes the focus from a field that moves elsewhere


async def test_the_bar_makes_text_larger_step_by_step_and_small_again(terminal: AtTerminal) -> None:
    within = terminal.around()
    sizes = []
    for label in ("Larger text", "Larger text", "Larger text", "Normal text"):
        screen = await shown_page(KioskHomePage, within=within)
        await screen.press(label)
        sizes.append(within.services.preferences.state.text_scale)
    assert sizes == [1.25, 1.5, 2.0, 1.0]


async def test_the_bar_changes_language_and_contrast_and_calls_staff(terminal: AtTerminal) -> None:
    within = terminal.around()
    preferences = within.services.preferences
    screen = await shown_page(KioskHomePage, within=within)
    await screen.press("High contrast")
    assert preferences.state.theme == "high_contrast"
    await screen.press("Call staff")
    assert terminal.kiosk.state.is_staff_called
    assert says(screen, "Staff called to Máy số 02.")
    await screen.press("Cancel the call")
    assert not says(screen, "Staff called")
    await screen.press("Tiếng Việt")
    assert preferences.state.language == "vi"


async def test_with_nothing_begun_the_session_ends_at_one_touch(terminal: AtTerminal) -> None:
    screen = await shown_page(KioskHomePage, within=terminal.around())
    await screen.press("End session")
    assert terminal.keeper.ended == [EndReason.BUTTON]
    assert "Erasing your data from this machine" in dialog(screen)
    assert "Take your papers, card and phone. Goodbye." in dialog(screen)


async def test_what_is_not_filed_is_shown_before_it_is_erased(terminal: AtTerminal) -> None:
    draft = await terminal.follower.fill_in_birth()
    within = terminal.around()
    screen = await shown_page(KioskHomePage, within=within)
    routes = went_to(screen)
    await screen.press("End session")
    assert (routes, terminal.keeper.ended) == (["/kiosk/end"], [])
    screen = await shown_page(EndPage, within=within)
    assert_whole(screen)
    assert says(screen, "Nobody can bring it back.")
    routes = went_to(screen)
    await screen.send(screen.find(f"hand-over-{draft.id}"), "click")
    await screen.send(screen.find(f"go-on-{draft.id}"), "click")
    assert routes[0] == f"/kiosk/hand-over?draft={draft.id}"
    assert routes[1].startswith(f"/drafts/{draft.id}")
    await screen.press("Erase it and end")
    assert terminal.keeper.ended == [EndReason.BUTTON]


async def test_a_paper_alone_is_unfinished_and_a_form_only_looked_into_is_not(terminal: AtTerminal) -> None:
    follower = terminal.follower
    draft = await follower.fill_in(BIRTH, {}, {})
    procedure = await follower.drafts.procedure(draft.id)
    services = terminal.around().services
    assert not unfinished(services)
    await follower.drafts.attach(draft.id, procedure.papers[0], file_name="a.jpg", data=photo())
    assert [one.id for one in unfinished(services).drafts] == [draft.id]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_begun_answer_to_an_office_is_shown_before_it_is_erased(terminal: AtTerminal, language: str) -> None:
    t, within = Translator(language), terminal.around(language)
    services: Any = within.services  # a namespace in tests
    asked = dossier(5, request("supplement"))
    services.tracking = SimpleNamespace(list=lambda: (TrackedDossier(asked, NOW, owner="s1"),))
    assert not unfinished(services)
    services.begun.change(answer_id(asked.id, "supplement0"), BegunAnswer(comment="Ảnh chụp lại"))
    screen = await shown_page(EndPage, within=within)
    assert_whole(screen)
    assert says(screen, t("What you began to answer the office is not sent."))
    routes = went_to(screen)
    await screen.send(screen.find("answer-supplement0"), "click")
    assert routes == ["/dossiers/d1/requests/supplement0"]
    screen = await shown_page(KioskHomePage, within=within)
    terminal.kiosk.touched()
    terminal.seconds = 150
    await terminal.kiosk.step()
    await screen.settle()
    lost = "If nobody touches the screen, it ends. Your answer to the office is not sent yet, and is then erased."
    assert t(lost) in dialog(screen)


async def test_what_waits_to_be_sent_is_told_too(terminal: AtTerminal) -> None:
    follower = terminal.follower
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    follower.is_offline = True
    await follower.submit(draft)
    screen = await shown_page(EndPage, within=terminal.around())
    assert_whole(screen)
    assert says(screen, "Do not leave; move it to your phone or call staff.")


async def test_nobody_there_is_asked_with_large_seconds_and_one_touch_gives_the_time_again(
    terminal: AtTerminal,
) -> None:
    await terminal.follower.fill_in_birth()
    screen = await shown_page(KioskHomePage, within=terminal.around())
    kiosk = terminal.kiosk
    kiosk.touched()
    terminal.seconds = 119
    await kiosk.step()
    await screen.settle()
    assert dialog(screen) == []
    heard = []
    for terminal.seconds in (120, 121, 150, 151, 171):
        await kiosk.step()
        await screen.settle()
        assert str(60 - int(terminal.seconds - 120)) in dialog(screen)
        heard.append(spoken(screen))
    assert heard == [f"{count} seconds left" for count in (60, 60, 30, 30, 10)]
    assert any("not filed yet, and is then erased" in words for words in dialog(screen))
    await screen.send(in_dialog(screen, "more-time"), "click")
    assert kiosk.state.seconds_left is None
    assert dialog(screen) == []
    assert terminal.keeper.ended == []


def dialog(screen: Shown) -> list[str]:
    """Return the texts of the dialog over everything; nothing where none is open."""
    opened = [one for one in screen.page._dialogs.controls if one.open]
    return [words for one in opened for words in _texts_of(one)]


def spoken(screen: Shown) -> str | None:
    """Return what assistive technology is told of the time left."""
    box = in_dialog(screen, "seconds-left")
    assert isinstance(box, ft.Semantics)
    assert box.live_region
    return box.label


def in_dialog(screen: Shown, key: str) -> ft.BaseControl:
    """Return the control of the open dialog with this key."""
    (opened,) = (one for one in screen.page._dialogs.controls if one.open)
    return next(control for control in _walk(opened) if control.key == key)


async def test_who_walks_away_reads_that_all_is_erased_and_who_comes_does_not(terminal: AtTerminal) -> None:
    terminal.kiosk = Kiosk(terminal.settings, terminal.keeper, monotonic=lambda: 0.0, is_just_erased=True)
    screen = await shown_page(KioskHomePage, within=terminal.around())
    assert_whole(screen)
    assert says(screen, "Your data is erased from this machine.")
    assert says(screen, "Take your papers, card and phone.")
    terminal.kiosk.touched()
    await screen.settle()
    assert not says(screen, "Your data is erased")


def test_letters_are_large_enough_at_every_terminal() -> None:
    smallest = min(size for size, _, _ in TYPE_SCALE.values())
    for window in ((1080, 1920), (1920, 1080)):
        assert smallest * shape_of(*window, is_kiosk=True).magnified >= 18
    body, _, _ = TYPE_SCALE[Type.BODY]
    assert body * shape_of(1080, 1920, is_kiosk=True).magnified == pytest.approx(32)


async def test_the_last_page_follows_what_is_erased_meanwhile(terminal: AtTerminal) -> None:
    draft = await terminal.follower.fill_in_birth()
    screen = await shown_page(EndPage, within=terminal.around())
    assert says(screen, "You are not done yet")
    await terminal.follower.drafts.shelf.delete(draft.id)
    await until(screen, lambda: says(screen, "Nothing you began here is left."))
