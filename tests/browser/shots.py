"""``python3 dev.py shots``: pictures of the main screens in ``out/shots``, for people to look at.

One birth is filed through the running product, then every screen is drawn on a phone, a desktop and a kiosk's portrait
terminal, in both languages, light, dark, in high contrast and at 200 % text. Words after the command choose among the
pictures: ``dev.py shots phone vi light`` draws those whose names hold all three.
"""

import re
import sys
import tempfile
from datetime import UTC, datetime
from itertools import product as combinations
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.i18n.translator import Translator
from tests.browser.conftest import find_chromium
from tests.browser.filling import Citizen
from tests.browser.running import CHROMIUM_FLAGS, DESKTOP, PHONE, ROOT, Product, Screen
from tests.browser.test_birth_journey import (
    Desk,
    draw_photo,
    draw_scan,
    fill_in,
    find_by_what_people_type,
    submit,
    the_code,
)

OUT = ROOT / "out" / "shots"
WINDOWS = {"phone": PHONE, "desktop": DESKTOP, "kiosk": (1080, 1920)}
LOOKS = {
    "light": ("Light", "100 %"),
    "dark": ("Dark", "100 %"),
    "contrast": ("High contrast", "100 %"),
    "large": ("Light", "200 %"),
}


def main(chosen: list[str]) -> None:
    """Draw the chosen pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        data_dir = Path(folder) / "data"
        with Product(data_dir, ("--lang", "vi")) as running:
            routes = _live_through(browser, running, Path(folder))
        for language in ("vi", "en"):
            names = [f"{w} {language} {k}" for w, k in combinations(WINDOWS, LOOKS)]
            for name in (name for name in names if all(word in name.split() for word in chosen)):
                with Product(data_dir, ("--lang", language)) as running:  # its address opens one window, once
                    _draw(browser, running, name, routes)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")


def _live_through(browser: Browser, running: Product, folder: Path) -> dict[str, str]:
    """File a birth, be asked for a photo, have it accepted; begin another draft. Return the routes to draw."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="vi-VN")
    screen = Screen.open(context, running)
    citizen = Citizen(screen, code="1.001193", language="vi", today=datetime.now(UTC).date())
    find_by_what_people_type(screen, citizen)
    fill_in(citizen, draw_photo(folder), draw_scan(folder))
    review = _route(screen)
    submit(screen, citizen)
    code = the_code(screen)
    screen.press(citizen.t("Follow the application"))
    desk = Desk(browser.new_context(locale="vi-VN").new_page(), running)
    desk.open(code)
    desk.do("accept")
    screen.sees_soon(citizen.t("Accepted"))
    dossier = _route(screen)
    screen.press(re.compile("16[.,]000"))
    screen.sees(citizen.t("Not paid yet"))
    bill = _route(screen)
    screen.go("/procedures/1.001193")
    citizen.start()
    screen.sees_title("Bạn là ai đối với trẻ?")
    step = _route(screen)
    draft = step.split("/steps/")[0]
    context.close()
    return {
        "home": "/", "search": "/search", "browse": "/browse/field", "statistics": "/statistics",
        "procedure": "/procedures/1.001193", "own-case": "/procedures/1.004222", "moved": "/procedures/EVN.TT",
        "share": "/procedures/1.001193/share", "favourites": "/favourites", "step": step,
        "papers": f"{draft}/papers", "review": f"{draft}/review", "submitted": review, "applications": "/applications",
        "outbox": "/applications/outbox", "dossier": dossier, "bill": bill, "pay": "/pay", "documents": "/documents",
        "account": "/account", "design": "/design",
    }  # fmt: skip


def _route(screen: Screen) -> str:
    return re.sub(r"^https?://[^/]+", "", screen.page.url).split("?")[0]


def _draw(browser: Browser, running: Product, name: str, routes: dict[str, str]) -> None:
    window, language, look = name.split()
    width, height = WINDOWS[window]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=f"{language}-VN")
    screen = Screen.open(context, running, "/account")
    theme, size = LOOKS[look]
    t = Translator(language)
    screen.choose(t(theme))
    screen.choose(size)
    for title, route in routes.items():
        screen.go(route)
        screen.page.wait_for_timeout(1_200)  # fonts and data
        screen.shot(OUT / f"{title}-{window}-{language}-{look}.png")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
