"""Fields of every kind on a terminal's page, served by the product's own window with the terminal's own scripts.

``python -m tests.browser.keys_app``.
"""

import asyncio
import time
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flet as ft

from app.i18n import Formats, Translator
from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from app.scanning.hand_scanner import HandScanner
from views.app import dress
from views.design import Body, Button, Screen, TextInput
from views.design.text_control import Keyboard
from views.platform.browser_window import BrowserWindow, bind
from views.platform.hand_over import HandOver
from views.platform.kiosk_page import KioskPage
from views.shared.context import SURROUNDINGS, Surroundings
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.preferences import Preference, Preferences
from views.shared.services import Services

ROOT = Path(__file__).resolve().parents[2]
KINDS: tuple[Keyboard, ...] = ("text", "name", "number", "phone", "email", "date", "code")


class NoKeeper:
    """Nobody keeps this terminal."""

    async def end(self, reason: EndReason) -> None:
        """End nothing."""

    async def is_pin(self, _pin: str) -> bool:
        """Know no PIN."""
        return False

    async def keep(self, settings: KioskSettings) -> None:
        """Keep nothing."""


@ft.component
def Trial(preferences: Preferences, kiosk_page: KioskPage) -> object:
    none: dict[str, Any] = {one.name: None for one in fields(Services)}
    here = {"preferences": preferences, "clock": lambda: datetime.now(UTC), "notices": tuple, "kiosk_page": kiosk_page}
    t = Translator("vi")
    around = Surroundings(Services(**{**none, **here}), t, Formats("vi", t=t))
    return SURROUNDINGS(around, lambda: [Form(kiosk_page)])


@ft.component
def Form(kiosk_page: KioskPage) -> ft.View:
    kept = use_once(dict[str, str])
    held, hold = use_value("")
    scanned, set_scanned = use_value("")
    is_asking, ask = use_value(False)
    use_subscription(lambda: kiosk_page.scanner.listen(lambda text: set_scanned(text) or True))

    def field(label: str, **look: Any) -> ft.Control:
        def typed(text: str) -> None:
            kept[label] = text
            hold(" ".join(f"[{label}={text}]" for label, text in kept.items()))

        return TextInput(label, "", typed, **look)

    close = Button("close", lambda: ask(False), kind="secondary")
    asked = ft.AlertDialog(modal=True, content=ft.Container(field("in a dialog"), width=500), actions=[close])
    ft.use_dialog(asked if is_asking else None)
    return Screen(
        "Trial",
        [
            Body(f"Held: {held}"),
            Body(f"Scanned: {scanned}|"),
            Body(f"Used: {kiosk_page.kiosk.is_used}"),
            *(field(kind, keyboard=kind) for kind in KINDS),
            field("secret", password=True),
            field("lines", multiline=True),
            *(Body(f"{number}") for number in range(30)),
            Button("ask", lambda: ask(True), kind="secondary"),
            field("last"),
        ],
        footer=[Button("go on", lambda: None)],
        navigation=False,
    )


async def main() -> None:
    kiosk_page = KioskPage(Kiosk(KioskSettings(), NoKeeper(), monotonic=time.monotonic), HandScanner())

    async def show(page: ft.Page) -> None:
        preferences = Preferences(Preference("vi"))
        dress(page, preferences.state)
        kiosk_page.look = lambda: (preferences.state.language, preferences.state.theme)
        page.render_views(Trial, preferences, kiosk_page)

    async def no_callback(_query: object) -> str:
        return "/"

    window = BrowserWindow(
        bind(0),
        assets=ROOT / "assets",
        main=show,
        callback=no_callback,
        hand_over=HandOver(),
        kiosk=kiosk_page,
    )
    await window.serve(lambda url: print(f"READY {url}", flush=True))


if __name__ == "__main__":
    asyncio.run(main())
