"""At a terminal, by touch, nobody signed in: both codes, a VietQR code for one's own phone, a receipt."""

import os
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from app.i18n import Translator
from app.kiosk.settings import KioskSettings
from tests.browser.portal_apart import PortalApart
from tests.browser.running import NewWindow, Screen
from tests.browser.terminal import LYING, TERMINAL, Terminal
from tests.browser.test_vietqr import a_bill_of_mai, as_person, pay_at_the_bank, read_from
from tests.browser.touching import TouchScreen, by_touch
from tests.reliability.profile import IS_DEEP

pytestmark = pytest.mark.skipif(not IS_DEEP, reason="its screens and its rules are tested without a browser")
SHOTS = Path(os.environ["COUNTER_SHOTS"]) if os.environ.get("COUNTER_SHOTS") else None


@pytest.mark.timeout(600)
@pytest.mark.parametrize("window", [TERMINAL, LYING], ids=["upright", "lying"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_somebody_pays_by_codes_and_the_screen_turns_to_paid(
    tmp_path: Path, chromium: Browser, new_window: NewWindow, language: str, window: tuple[int, int]
) -> None:
    t = Translator(language)

    def look(screen: Screen, name: str) -> None:
        if SHOTS is not None:
            screen.shot(SHOTS / f"{language}-{window[0]}-{name}.png")

    with PortalApart(tmp_path / "portal") as portal:
        bill = a_bill_of_mai(portal.url)
        with httpx.Client(base_url=portal.url, timeout=30) as client:
            dossier = client.get(
                f"/api/v1/dossiers/{bill['dossier_id']}", headers=as_person(client, "sample-mai")
            ).json()
        languages = ("vi", "en") if language == "vi" else ("en", "vi")
        settings = KioskSettings(portal_url=portal.url, name="Máy số 02", languages=languages)
        with (
            Terminal(tmp_path / "terminal", settings=settings) as terminal,
            by_touch(chromium, window, language=language) as context,
        ):
            screen = TouchScreen.open(context, terminal)
            screen.press_to(t("Pay fees and bills"), "**/lookup?for=pay")
            screen.sees_title(t("Pay fees and bills"))
            screen.write(t("Code of the application"), dossier["code"])
            for key in ("next", *dossier["lookup_code"].lower()):  # nobody waits for the next field
                screen.tap_key(key)
            expect(screen.field(t("Lookup code"))).to_have_value(dossier["lookup_code"])
            expect(screen.field(t("Code of the application"))).to_have_value(dossier["code"])
            look(screen, "1-codes")
            screen.press(t("See what is to be paid"))
            screen.sees(t("Not paid yet"))
            look(screen, "2-bill")
            assert "Nguyễn" not in screen.words()
            screen.press(t("Transfer with VietQR"))
            screen.sees(t("Pay only if your banking app shows exactly this payee's name."))
            payload = read_from(screen)
            look(screen, "3-vietqr")
            pay_at_the_bank(new_window(), portal.url, payload)
            screen.sees_soon(t("Paid, confirmed by the State."))
            receipt = re.compile(re.escape(t("Signed code of {number}", number="")))
            expect(screen.page.get_by_role("img", name=receipt)).to_be_attached(timeout=30_000)
            look(screen, "4-paid")
            assert "Nguyễn" not in screen.words()
            assert screen.too_small() == {}
