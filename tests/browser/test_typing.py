"""Not one key is lost, however late Python answers (guide: Flet 1.0.5 empties or scrambles an ordinary field)."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import windows_of
from tests.browser.running import Product, Screen

SIXTY = "tran thi thu ha sinh ngay 14 thang 8 nam 1996 tai ha noi vn!"
"""60 keys; plain letters, since Vietnamese input methods send composed text, not keys."""

HOLD_FRAMES = """() => {
  const soon = window.requestAnimationFrame, held = []
  window.requestAnimationFrame = draw => held.push(draw)
  window.goOn = () => { window.requestAnimationFrame = soon; held.forEach(draw => soon(draw)) }
}"""
"""As a device that is too slow to draw: the engine hears the keys of a field from a frame after the click on."""


@pytest.fixture(scope="module", params=["late", "busy"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Screen]:
    """The field with every handler 100 ms late, and with the loop busy 50 ms at a time."""
    product = Product(
        tmp_path_factory.mktemp("typing") / "data",
        environment={"MOTCUA_TRIAL": request.param},
        program=(sys.executable, "-m", "tests.browser.typing_app"),
    )
    with product, windows_of(chromium) as new_window:
        yield Screen.open(new_window(), product)


@pytest.fixture
def trial(opened: Screen) -> Screen:
    """An empty field, in Vietnamese."""
    before = opened.page.get_by_text("Times: ").text_content()
    assert before is not None
    opened.press("Anew")  # a field that is still to go would take the first keys with it
    expect(opened.page.get_by_text(f"Times: {int(before.split()[-1]) + 1}", exact=True)).to_be_attached(timeout=15_000)
    expect(opened.field("Họ, chữ đệm, tên")).to_have_value("", timeout=15_000)
    return opened


def holds(screen: Screen, text: str) -> None:
    expect(screen.page.get_by_text(f"Held: {text}|", exact=True)).to_be_attached(timeout=20_000)


def test_sixty_keys_at_30_ms_arrive_whole(trial: Screen) -> None:
    assert len(SIXTY) == 60
    trial.write("Họ, chữ đệm, tên", SIXTY, pause_ms=30)
    holds(trial, SIXTY)


def test_keys_typed_before_the_next_frame_arrive(trial: Screen) -> None:
    box = trial.field("Họ, chữ đệm, tên").bounding_box()
    assert box is not None
    trial.page.evaluate(HOLD_FRAMES)
    trial.page.mouse.click(box["x"] + 40, box["y"] + box["height"] / 2)
    trial.page.keyboard.type("zzz")
    trial.page.evaluate("goOn()")
    holds(trial, "zzz")
    trial.page.keyboard.type("!")
    holds(trial, "zzz!")


def test_an_edit_in_mid_text_stays_where_it_was_made(trial: Screen) -> None:
    trial.write("Họ, chữ đệm, tên", "tran thi ha", pause_ms=30)
    for _ in range(2):
        trial.page.keyboard.press("ArrowLeft")
    trial.page.keyboard.type("thu ", delay=30)
    holds(trial, "tran thi thu ha")
    trial.page.keyboard.press("End")
    trial.page.keyboard.type("!", delay=30)
    holds(trial, "tran thi thu ha!")


def test_other_renders_and_a_change_of_language_keep_what_was_typed(trial: Screen) -> None:
    trial.write("Họ, chữ đệm, tên", "tran thi thu ha", pause_ms=30)
    trial.press("Render again")
    trial.sees("Rounds: 1")
    trial.press("Other language")
    expect(trial.field("Full name")).to_be_attached(timeout=15_000)
    trial.enter_field("Full name")
    trial.page.keyboard.press("End")
    trial.page.keyboard.type(" 2", delay=30)
    holds(trial, "TRAN THI THU HA 2")


def test_the_proper_form_shows_after_leaving_the_field(trial: Screen) -> None:
    trial.write("Họ, chữ đệm, tên", "  tran   thi ha ", pause_ms=30)
    holds(trial, "  tran   thi ha ")
    trial.leave_field()
    trial.page.wait_for_timeout(600)
    trial.enter_field("Họ, chữ đệm, tên")
    trial.page.keyboard.press("End")
    trial.page.keyboard.type("x", delay=30)
    holds(trial, "TRAN THI HAx")
