"""The terminal's own keyboard and its hand scanner, in Chromium: nothing is lost, no field is covered."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hand_scanner import scan
from tests.browser.running import NewWindow, Product, Screen
from tests.browser.screen_keys import ScreenKeys

SIXTY = "traanf thij thu haf sinh ngayf 14 thangs 8 owr haf nooij vn"
CARD = "001196900001||Trần Thị Mẫu Hà|14081996|Nữ|Xóm 3, Nghi Phú, Vinh, Nghệ An|20062021"
LOST = "\ufffd"
UPRIGHT, ACROSS = (1080, 1920), (1920, 1080)
FREE = """() => {
  const field = document.activeElement.getBoundingClientRect(), keys = document.getElementById("kiosk-keys")
  return field.top >= 0 && field.bottom <= keys.getBoundingClientRect().top && !keys.hidden
}"""
CARET = "[document.activeElement.value, document.activeElement.selectionStart, document.activeElement.selectionEnd]"
FORGETFUL = """["autocomplete", "autocorrect", "autocapitalize", "spellcheck"].map(
  name => document.activeElement.getAttribute(name))"""

AT_ONCE = """keys => keys.forEach(key => document.querySelector(`#kiosk-keys [data-key="${key}"]`)
  .dispatchEvent(new PointerEvent("pointerdown", { bubbles: true })))"""
"""Fingers that wait for nothing: not for the focus, not for the keys of the field that follows."""

COLOURS = """theme => {
  const keys = document.getElementById("kiosk-keys")
  keys.dataset.theme = theme
  return [...keys.querySelectorAll("[data-key]")].map(key => {
    const look = getComputedStyle(key)
    return [look.color, look.backgroundColor].map(colour => colour.match(/\\d+/g).slice(0, 3).map(Number))
  })
}"""


def contrast(colours: tuple[list[int], list[int]]) -> float:
    """Return the contrast of two colours, 1 to 21.

    Source:
        WCAG 2.2, "relative luminance" and "contrast ratio".
    """

    def luminance(colour: list[int]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted(map(luminance, colours))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture
def terminal(tmp_path: Path, new_window: NewWindow) -> Iterator[Callable[[tuple[int, int]], Screen]]:
    """Opens the page of fields in a window of a size."""
    product = Product(tmp_path / "data", program=(sys.executable, "-m", "tests.browser.keys_app"))
    with product:
        yield lambda size: Screen.open(new_window(size, is_calm=False), product)


def holds(screen: Screen, label: str, text: str) -> None:
    wanted = re.compile(re.escape(f"[{label}={text}]"))
    expect(screen.page.get_by_text(wanted).first).to_be_attached(timeout=20_000)


def test_typed_by_touch_scanned_and_never_covered(terminal: Callable[[tuple[int, int]], Screen]) -> None:
    screen = terminal(UPRIGHT)
    page, keys = screen.page, ScreenKeys(screen.page)
    screen.sees("Used: False")
    keys.are_gone()

    screen.enter_field("text")
    keys.are_for("text")
    assert page.evaluate(FORGETFUL) == ["off", "off", "off", "false"]
    assert min(min(box["width"], box["height"]) for box in keys.boxes.values()) >= 64
    keys.write(SIXTY, pause_ms=30)
    holds(screen, "text", "trần thị thu hà sinh ngày 14 tháng 8 ở hà nội vn")

    # in mid-text, by keys of the screen and of a real keyboard
    for _ in range(3):
        keys.press("left")
    keys.write(" ow")
    keys.write("r")
    page.keyboard.type(" x1 ", delay=60)
    keys.press("back")
    holds(screen, "text", "trần thị thu hà sinh ngày 14 tháng 8 ở hà nội ở x1 vn")

    # a scan puts back exactly what stood there, the cursor too
    before = page.evaluate(CARET)
    scan(page, CARD)
    screen.sees(f"Scanned: {CARD}|")
    assert page.evaluate(CARET) == before
    holds(screen, "text", before[0])

    # each field has its keys
    for label, kind, typed, text in (
        ("name", "name", "ddawjng vawn", "ĐẶNG VĂN"),
        ("number", "number", "1250", "1250"),
        ("phone", "phone", "0912", "0912"),
        ("email", "email", "as@x.vn", "as@x.vn"),
        ("date", "date", "1/8", "1/8"),
        ("code", "code", "wdd3", "WDD3"),
        ("secret", "text", "aas", "aas"),
    ):
        keys.press("next")
        keys.are_for(kind)
        keys.write(typed)
        holds(screen, label, text)
    keys.press("next")
    keys.have("enter")  # the field before is one of text too, of one line
    keys.write("as")
    keys.press("enter")
    keys.write("b")
    holds(screen, "lines", "á\nb")

    # put away, and there again at a touch
    keys.press("hide")
    keys.are_gone()
    screen.click(screen.field("lines"))
    keys.are_shown()

    # the last field of a long page, and one in a dialog
    screen.enter_field("last")
    keys.are_for("text")
    page.wait_for_function(FREE, timeout=10_000)
    keys.write("xong")
    holds(screen, "last", "xong")
    screen.press("ask")
    screen.enter_field("in a dialog")
    page.wait_for_function(FREE, timeout=10_000)
    keys.press("hide")
    screen.press("close")
    screen.sees("Used: True")


def test_a_terminal_that_stands_across(terminal: Callable[[tuple[int, int]], Screen]) -> None:
    screen = terminal(ACROSS)
    page, keys = screen.page, ScreenKeys(screen.page)
    scan(page, CARD, end="")  # nothing has the focus, so that an input method can give no letter; and no end is sent
    screen.sees(f"Scanned: {re.sub('[^ -~]', LOST, CARD)}|")
    screen.enter_field("last")
    page.wait_for_function(FREE, timeout=10_000)
    assert min(min(box["width"], box["height"]) for box in keys.boxes.values()) >= 64
    for theme, least in (("light", 4.5), ("dark", 4.5), ("high_contrast", 7)):
        assert min(map(contrast, page.evaluate(COLOURS, theme))) >= least, theme
    keys.press("method")
    keys.write("vie65t")
    holds(screen, "last", "việt")


def test_what_is_touched_while_the_focus_goes_on_is_in_the_next_field(
    terminal: Callable[[tuple[int, int]], Screen],
) -> None:
    screen = terminal(ACROSS)  # little room: the field that follows lies below the buttons at the page's edge
    page, keys = screen.page, ScreenKeys(screen.page)
    screen.enter_field("text")
    keys.are_for("text")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(AT_ONCE, ["a", "n", "next", "d", "d", "a", "a", "t", "next", "1", "next", "0", "9"])
    for label, text in (("text", "an"), ("name", "ĐÂT"), ("number", "1"), ("phone", "09")):
        holds(screen, label, text)

    for key in ("Tab", *"a@b", "Tab", "1", "Tab", "w", "Tab", *"aa", "Tab", "x"):  # a real keyboard, too
        page.keyboard.press(key, delay=20)
    for label, text in (
        ("phone", "09"),
        ("email", "a@b"),
        ("date", "1"),
        ("code", "W"),
        ("secret", "aa"),
        ("lines", "x"),
    ):
        holds(screen, label, text)
    screen.enter_field("last")
    keys.are_for("text")
    page.keyboard.press("Tab")
    expect(screen.button("go on")).to_be_focused(timeout=10_000)
