"""A repeating group in the running product by keyboard alone: cards are added, closed, moved, taken out, put back."""

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


@pytest.mark.timeout(120)
def test_cards_by_keyboard_alone(start_product: Callable[..., Product], new_window: NewWindow) -> None:
    screen = KeyboardScreen.open(new_window(), start_product("--lang", "vi"), "/procedures/1.001612")
    citizen = Citizen(screen, code="1.001612", language="vi", today=datetime.now(VIETNAM).date())
    citizen.start()
    screen.sees(re.compile("^Bước 1"))
    draft = re.search(r"/drafts/[^/?]+", screen.page.url)
    assert draft is not None
    screen.go(f"{draft.group()}/steps/{STEP}")
    given: dict[str, Any] = answers("1.001612", "family_shop")
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


def cards(screen: KeyboardScreen) -> list[str]:
    """Whom or what the closed cards are about, in their order."""
    return re.findall(r"^Ngành, nghề \d\n(?:.*\n)*?(Bán lẻ .*)$", screen.words(), re.MULTILINE)


def has_focus(screen: KeyboardScreen, button: str) -> None:
    expect(screen.button(button)).to_be_focused(timeout=10_000)
