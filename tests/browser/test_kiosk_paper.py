"""An office's paper is read at a terminal: a picture of each page, its words beside it, and nothing that leads out."""

import os
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from app.i18n import Translator
from app.kiosk.settings import KioskSettings
from tests.browser.first_citizen import approve, wait_for
from tests.browser.running import NewWindow
from tests.browser.terminal import LYING, TERMINAL, Terminal, TerminalScreen
from tests.browser.test_vietqr import a_bill_of_mai, as_person
from tests.browser.touching import LEAST_PX, SIZES
from tests.reliability.profile import IS_DEEP

pytestmark = pytest.mark.skipif(not IS_DEEP, reason="what the screen says of a paper is tested without a browser")
SHOTS = Path(os.environ["COUNTER_SHOTS"]) if os.environ.get("COUNTER_SHOTS") else None


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("language", "size"), [("vi", TERMINAL), ("en", LYING)])
def test_a_paper_is_read_on_the_screen(
    tmp_path: Path, new_window: NewWindow, language: str, size: tuple[int, int]
) -> None:
    t = Translator(language)
    languages = ("vi", "en") if language == "vi" else ("en", "vi")
    settings = KioskSettings(name="Máy số 02", languages=languages, idle_s=3600)

    def look(name: str) -> None:
        if SHOTS is not None:
            screen.shot(SHOTS / f"paper-{language}-{name}.png")

    with Terminal(tmp_path / "terminal", settings=settings) as terminal:
        portal = f"http://127.0.0.1:{(terminal.data_dir / 'portal' / 'port').read_text()}"
        bill = a_bill_of_mai(portal)
        with httpx.Client(base_url=portal, timeout=30) as client:
            address = f"/api/v1/dossiers/{bill['dossier_id']}"
            dossier = client.get(address, headers=as_person(client, "sample-mai")).json()
        document = next(one for one in dossier["documents"] if one["kind"] == "submission_confirmation")
        screen = TerminalScreen.open(new_window(size, pixels=1), terminal, f"/sign-in?return=/dossiers/{dossier['id']}")
        approve(portal, wait_for(screen.page, r"([A-Z] ){4}- [A-Z]( [A-Z]){3}").replace(" ", ""))
        screen.sees_soon(dossier["code"])
        screen.go(f"/dossiers/{dossier['id']}/documents/{document['id']}")
        first = t("Page {number} of {count}", number=1, count=1)
        page = screen.page.get_by_role("img", name=first)
        expect(page).to_be_attached(timeout=30_000)
        assert dossier["code"] in str(page.get_attribute("aria-label"))
        look("1-shown")
        screen.press(t("The words of this page, in large letters"))
        screen.sees(t("Hide the words of this page"))
        look("2-words")
        too_small = {name: side for name, side in screen.page.evaluate(SIZES) if side < LEAST_PX}
        assert too_small == {}
        route = screen.page.evaluate("location.pathname")
        for key in ("Control+s", "Control+p", "Control+o", "F12"):
            screen.page.keyboard.press(key)
        screen.click(page)
        page.click(button="right")
        assert screen.page.evaluate("location.pathname") == route
        assert len(screen.page.context.pages) == 1
        assert screen.page.locator("iframe, embed, object").count() == 0
        assert not [path for folder in terminal.folders() for path in folder.rglob("*.pdf")]
