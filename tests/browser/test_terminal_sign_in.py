"""A citizen signs in at a terminal with their own phone; staff set the terminal up behind their PIN."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.i18n import Translator
from app.kiosk.pin import hash_pin
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import read_settings
from portal.identity import texts
from portal.identity.terminal_settings import new_settings_code, seal_settings
from tests.browser import hand_scanner
from tests.browser.booth import go
from tests.browser.running import PHONE, NewWindow, Screen
from tests.browser.terminal import TERMINAL, Terminal
from tests.qr import read_qr
from tests.reliability.profile import IS_DEEP

pytestmark = pytest.mark.skipif(
    not IS_DEEP, reason="the terminal's journey signs in by phone too, the staff's screen is tested without a browser"
)

PIN = "271828"


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def terminal(tmp_path: Path, language: str) -> Iterator[Terminal]:
    languages = ("vi", "en") if language == "vi" else ("en", "vi")
    settings = KioskSettings(pin_hash=hash_pin(PIN, Random(1)), name="Máy số 02", languages=languages)
    with Terminal(tmp_path / "terminal", settings=settings) as terminal:
        yield terminal


def test_a_phone_reads_the_screen_and_signs_its_citizen_in(
    terminal: Terminal, new_window: NewWindow, language: str
) -> None:
    t = Translator(language)
    screen = Screen.open(new_window(TERMINAL, language=language), terminal, "/sign-in?return=/account")
    screen.sees(t("Scan this code with your phone's camera."))
    address = _scan(screen)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/oauth/device\?user_code=[B-Z]{4}-[B-Z]{4}", address)

    phone = new_window(PHONE, language=language).new_page()
    phone.goto(address)
    phone.get_by_role("button", name=re.compile("Nguyễn Thị Mai")).click()
    assert phone.get_by_role("textbox").input_value() == address[-9:]
    phone.get_by_role("button", name=texts.CONTINUE[language]).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(texts.ASK_TITLE[language])
    office, fraud = {"vi": ("Bộ phận Một cửa", "lừa đảo"), "en": ("One-stop counter", "fraud")}[language]
    for words in ("X00.01-K0", address[-9:], "Nguyễn Thị Mai", office, fraud):
        expect(phone.get_by_text(words).first).to_be_visible()
    _fits(phone)
    phone.get_by_role("button", name=texts.ASK_YES[language]).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(texts.PHONE_DONE_TITLE[language])
    expect(screen.title).to_have_text(t("Account"), timeout=60_000)  # the terminal asks every few seconds
    screen.sees("Nguyễn Thị Mai")


@pytest.mark.timeout(300)
def test_staff_set_the_terminal_up_by_scanning(terminal: Terminal, new_window: NewWindow, language: str) -> None:
    t, chance = Translator(language), Random(2)
    code = new_settings_code(chance)
    settings = seal_settings({"name": "Máy số 03", "idle_s": 90}, code, chance=chance)
    screen = Screen.open(new_window(TERMINAL, language=language), terminal)
    go(screen, "/kiosk/staff")
    screen.write(t("The staff's PIN"), "000000")
    screen.press(t("Open the settings"))
    screen.sees(t("This PIN does not open. After five wrong ones none does for a minute, then for longer."))
    screen.write(t("The staff's PIN"), PIN)
    screen.press(t("Open the settings"))
    screen.sees(t("Try the scanner"))
    hand_scanner.scan(screen.page, settings)
    screen.sees(t("The settings were scanned"))
    screen.write(t("Code to open it"), code)
    screen.press(t("Take over"))
    screen.sees(t("The settings were read"))
    screen.press(t("Keep these settings and begin a new session"))
    terminal.wait_for_end(1)
    kept = read_settings(terminal.data_dir)
    assert (kept.name, kept.idle_s) == ("Máy số 03", 90)
    terminal.wait_for_session()


def _scan(screen: Screen) -> str:
    """Return what a phone's camera reads off the screen."""
    screen.page.wait_for_timeout(700)  # the picture follows the words
    [text] = read_qr(Image.open(io.BytesIO(screen.page.screenshot())))
    return text


def _fits(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone"
