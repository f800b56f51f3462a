"""A repeating group in the running product by keyboard alone: cards are added, closed, moved, taken out, put back.

The step is read aloud first, by a voice that only notes what it is given: Chromium has none here.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from app.i18n.formats import VIETNAM
from tests.browser.filling import Citizen, answers
from tests.browser.running import KeyboardScreen, NewWindow, Product

STEP = "nganh_nghe"
VOICE = """
    const heard = [];
    const voices = { getVoices: () => [{ lang: "vi-VN", localService: true }], addEventListener() {} };
    voices.speak = (utterance) => heard.push(utterance);
    voices.cancel = () => heard.splice(0);
    Object.defineProperty(window, "speechSynthesis", { value: voices });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    window.heard = () => heard.map((utterance) => utterance.text);
    window.comeToTheEnd = () => heard[heard.length - 1].onend();
"""


@pytest.mark.timeout(120)
def test_cards_by_keyboard_alone(start_product: Callable[..., Product], new_window: NewWindow) -> None:
    window = new_window()
    window.add_init_script(VOICE)
    screen = KeyboardScreen.open(window, start_product("--lang", "vi"), "/procedures/1.001612")
    citizen = Citizen(screen, code="1.001612", language="vi", today=datetime.now(VIETNAM).date())
    citizen.start()
    screen.sees(re.compile("^Bước 1"))
    draft = re.search(r"/drafts/[^/?]+", screen.page.url)
    assert draft is not None
    screen.go(f"{draft.group()}/steps/{STEP}")
    given: dict[str, Any] = answers("1.001612", "family_shop")
    is_read_aloud(screen)
    field = next(f for step in citizen.steps(given) for f in step.fields if f.pointer == f"/{STEP}")

    citizen.fill_cards(field, given[STEP])
    screen.sees("Bán lẻ đồ uống")
    assert cards(screen) == ["Bán lẻ lương thực, thực phẩm", "Bán lẻ đồ uống"]

    screen.press("Đưa ngành, nghề 2 lên trên")
    screen.sees("Bán lẻ đồ uống nay đứng thứ 1 trong 2.")
    assert cards(screen) == ["Bán lẻ đồ uống", "Bán lẻ lương thực, thực phẩm"]
    has_focus(screen, "Đưa ngành, nghề 1 xuống dưới")

    screen.press("Bỏ ngành, nghề 1")
    screen.sees("Đã bỏ: Ngành, nghề 1 (Bán lẻ đồ uống)")
    has_focus(screen, "Lấy lại ngành, nghề 1")
    screen.page.keyboard.press("Enter")
    has_focus(screen, "Sửa ngành, nghề 1")
    assert cards(screen) == ["Bán lẻ đồ uống", "Bán lẻ lương thực, thực phẩm"]

    screen.page.keyboard.press("Enter")
    screen.write("Mã ngành cấp 4", "x")
    screen.press("Xong ngành, nghề 1")
    screen.sees("Mã ngành cấp 4 có đúng 4 chữ số, ví dụ 5630.")

    screen.go(f"{draft.group()}/steps/{STEP}")
    assert (
        cards(screen) == ["Bán lẻ đồ uống", "Bán lẻ lương thực, thực phẩm"] or screen.field("Tên ngành, nghề").count()
    )


def is_read_aloud(screen: KeyboardScreen) -> None:
    """The button has this page read the step, stops it, and comes back when the text has come to its end."""
    for end in (lambda: screen.press("Dừng đọc"), lambda: screen.page.evaluate("window.comeToTheEnd()")):
        screen.press("Đọc to")
        expect(screen.button("Dừng đọc")).to_be_attached(timeout=10_000)
        screen.page.wait_for_function("window.heard().length > 1", timeout=10_000)
        assert screen.page.evaluate("window.heard()[0]") == screen.title.text_content()
        end()
        expect(screen.button("Đọc to")).to_be_attached(timeout=10_000)
        screen.page.wait_for_function("window.heard().length === 0", timeout=10_000)
    assert len(screen.page.context.pages) == 1


def cards(screen: KeyboardScreen) -> list[str]:
    """Whom or what the closed cards are about, in their order."""
    return re.findall(r"^Ngành, nghề \d\n(?:.*\n)*?(Bán lẻ .*)$", screen.words(), re.MULTILINE)


def has_focus(screen: KeyboardScreen, button: str) -> None:
    expect(screen.button(button)).to_be_focused(timeout=10_000)
