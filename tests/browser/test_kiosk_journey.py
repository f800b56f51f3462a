"""A birth is registered at a terminal by touch alone; the person's phone signs in and sends the papers."""

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app.i18n import Translator
from app.i18n.formats import VIETNAM
from app.kiosk.settings import KioskSettings
from tests.browser.filling import Citizen, answers
from tests.browser.running import PHONE, NewWindow
from tests.browser.terminal import LYING, TERMINAL, Terminal
from tests.browser.test_birth_journey import draw_photo, find_by_what_people_type
from tests.browser.touching import TouchScreen, by_touch
from tests.qr import read_qr
from tests.reliability.profile import IS_DEEP

COUNT_TONES = """window.tones = 0
window.OscillatorNode = class extends OscillatorNode { start(at) { window.tones += 1; super.start(at) } }"""
PAPERS = ("giay_chung_sinh", "giay_ket_hon")
WAYS = [("vi", TERMINAL), ("en", LYING)]


@pytest.fixture
def terminal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    languages = ("vi", "en") if request.param == "vi" else ("en", "vi")
    settings = KioskSettings(name="Máy số 02", languages=languages, idle_s=3600, form_idle_s=3600)
    with Terminal(tmp_path / "terminal", settings=settings) as terminal:
        yield terminal


@pytest.mark.parametrize("terminal", ["vi"], indirect=True)
def test_a_finger_is_heard_everywhere_on_the_screen(terminal: Terminal, chromium: Browser) -> None:
    with by_touch(chromium, TERMINAL, language="vi") as context:
        screen, t = TouchScreen.open(context, terminal), Translator("vi")
        screen.press(re.compile("^" + re.escape(t("Go on with a code"))))  # further down than the screen is high
        screen.page.wait_for_url("**/kiosk/continue")
        screen.press(t("Home"))  # in the bar at the lower edge
        screen.sees_title(t("What do you need to do?"))
        assert screen.too_small() == {}


@pytest.mark.skipif(not IS_DEEP, reason="takes minutes of processor: python3 dev.py deep")
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("terminal", "language", "window"),
    [(language, language, window) for language, window in WAYS],
    ids=[f"{language}-{window[0]}" for language, window in WAYS],
    indirect=["terminal"],
)
def test_a_birth_is_registered_by_touch_alone(
    terminal: Terminal,
    language: str,
    window: tuple[int, int],
    tmp_path: Path,
    chromium: Browser,
    new_window: NewWindow,
) -> None:
    with by_touch(chromium, window, language=language) as context:
        context.add_init_script(COUNT_TONES)
        screen = TouchScreen.open(context, terminal)
        citizen = Citizen(screen, code="1.001193", language=language, today=datetime.now(VIETNAM).date())
        t, phone = citizen.t, new_window(PHONE).new_page()

        screen.press(t("Call staff"))
        screen.sees(t("Staff called to {terminal}. Please wait here.", terminal="Máy số 02"))
        screen.press(t("Cancel the call"))
        screen.page.wait_for_function("window.tones === 4")
        find_by_what_people_type(screen, citizen)
        given = answers(citizen.code, "married_parents")
        given["ks_ngay_sinh"] = (citizen.today - timedelta(days=12)).isoformat()
        for step in citizen.steps(given):
            citizen.fill_step(step, given)
            citizen.go_on()
        photo = draw_photo(tmp_path)
        for paper in citizen.procedure.papers:
            if paper.id in PAPERS:
                screen.press(t("Bring this paper in: {paper}", paper=t.text(paper.title)))
                send_from_phone(phone, scan(screen), photo)
                screen.sees(photo.name)
                screen.press(t("Back to the papers"))
        citizen.go_on()
        screen.sees_title(t("Check your answers before submitting"))
        screen.sees("NGUYỄN MẪU MINH AN")

        (declaration,) = citizen.form.declarations({}, today=citizen.today)
        screen.tick(t.text(declaration.label))
        screen.press(t("Sign in to submit the application"))
        screen.sees(t("Scan this code with your phone's camera."))
        sign_in_by_phone(phone, scan(screen))
        expect(screen.title).to_have_text(t("Check your answers before submitting"), timeout=60_000)
        screen.press(t("Submit the application"))
        expect(screen.title).to_have_text(t("Your application has been submitted"), timeout=60_000)

        screen.press(t("End session"))
        terminal.wait_for_end(1)
        assert screen.too_small() == {}


def scan(screen: TouchScreen) -> str:
    """Return what a phone's camera reads off the screen."""
    for _ in range(20):
        screen.page.wait_for_timeout(500)  # the picture follows the words
        if texts := read_qr(Image.open(io.BytesIO(screen.page.screenshot()))):
            return texts[0]
    raise AssertionError(f"no code on the screen: {screen.words()}")


def send_from_phone(phone: Page, address: str, file: Path) -> None:
    """Send a paper from the page that the code opens."""
    phone.goto("about:blank")
    phone.goto(address)
    phone.locator("input[type=file]").set_input_files(file)


def sign_in_by_phone(phone: Page, address: str) -> None:
    """Say on the phone that this is the terminal one stands at."""
    phone.goto(address)
    phone.get_by_role("button", name=re.compile("Nguyễn Thị Mai")).click()
    phone.get_by_role("button", name=re.compile("^(Tiếp tục|Continue)$")).click()
    phone.get_by_role("button", name=re.compile("^(Đúng, đăng nhập ở máy này|Yes, sign in)")).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("^(Đã đồng ý|Agreed)"), timeout=30_000)
