"""Papers in the running product: photographed and chosen page by page, put in order by keyboard, kept for next time."""

import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from app.i18n.translator import Translator
from tests.browser.running import NewWindow, Screen

PAPER = "Giấy chứng sinh"


def test_pages_become_one_pdf_that_is_used_again(new_window: NewWindow, start_product: Any, tmp_path: Path) -> None:
    t = Translator("vi")
    screen = Screen.open(new_window(), start_product("--lang", "vi"), "/procedures/1.001193")
    screen.press(t("Start"))
    screen.press(re.compile("^" + re.escape(t("For another person whom I help"))))
    screen.page.wait_for_url("**/steps/**")
    draft = screen.page.url.split("/drafts/")[1].split("/")[0]
    screen.go(f"/drafts/{draft}/papers")

    screen.press(t("Page by page: {paper}", paper=PAPER))
    screen.press(t("Photograph a page"))
    screen.press(t("Take page {number}", number=1))
    screen.sees(t("Pages added: {count}. There are {total} now.", count=1, total=1))
    screen.press(t("Put the camera away"))
    with screen.page.expect_file_chooser() as chooser:
        screen.press(t("Add photos or files"))
    chooser.value.set_files([page(tmp_path / f"{colour}.jpg", colour) for colour in ("green", "blue")])
    screen.sees(t("Pages added: {count}. There are {total} now.", count=2, total=3))

    screen.click(screen.button(t("Page {number}: one place earlier", number=3)))
    screen.sees(t("It is page {number} of {total} now.", number=2, total=3))
    focused = screen.button(t("Page {number}: one place earlier", number=2))
    expect(focused).to_be_focused(timeout=5_000)
    screen.page.keyboard.press("Enter")  # the page that was moved is gone on with
    screen.sees(t("It is page {number} of {total} now.", number=1, total=3))
    screen.press(t("Page {number}: take it out", number=2))
    screen.press(t("Put the page back"))
    screen.press(t("Page {number}: turn to the right", number=1))
    screen.press(t("Page {number}: look at it large", number=1))
    screen.sees(t("Page {number} as the officer will see it", number=1))
    screen.press(t("Use these {count} pages", count=3))

    screen.press(t("Keep for next time: {name}", name=f"{PAPER}.pdf"))
    screen.sees(t("Kept in My documents: {name}", name=f"{PAPER}.pdf"))
    screen.press(t("From My documents: {paper}", paper="Giấy tờ về nơi cư trú"))
    screen.press(t("Use: {name}", name=PAPER))
    screen.sees(f"{PAPER}.pdf (2)")


def page(path: Path, colour: str) -> Path:
    """Return a photo of a page."""
    Image.new("RGB", (900, 1300), colour).save(path, quality=85)
    return path
