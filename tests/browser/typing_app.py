"""The app's text field alone, served by the product's own window, with slow handlers or a busy loop.

``python -m tests.browser.typing_app``; ``MOTCUA_TRIAL`` says what to hinder.
"""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flet as ft
from flet.messaging.session import Session

from app.i18n import Formats, Translator
from views.app import dress
from views.design import Body, Button, Screen, TextInput
from views.platform.browser_window import BrowserWindow, bind
from views.platform.hand_over import HandOver
from views.shared.boundary import keyed
from views.shared.context import SURROUNDINGS, Surroundings
from views.shared.hooks import use_value
from views.shared.preferences import Preference, Preferences
from views.shared.services import Services

ROOT = Path(__file__).resolve().parents[2]
LABELS = {"vi": "Họ, chữ đệm, tên", "en": "Full name"}


def delay_every_handler(seconds: float) -> None:
    dispatch = Session.dispatch_event

    async def late(self: Session, *arguments: Any) -> None:
        await asyncio.sleep(seconds)
        await dispatch(self, *arguments)

    Session.dispatch_event = late  # type: ignore[method-assign]


async def keep_the_loop_busy(seconds: float) -> None:
    while True:
        time.sleep(seconds)  # noqa: ASYNC251 - on purpose
        await asyncio.sleep(0.005)


@ft.component
def Trial(preferences: Preferences) -> object:
    language = preferences.state.language
    none: dict[str, Any] = {one.name: None for one in fields(Services)}
    services = Services(**{**none, "preferences": preferences, "clock": lambda: datetime.now(UTC), "notices": tuple})
    t = Translator(language)
    times, set_times = use_value(0)

    def anew() -> None:
        preferences.use_language("vi")
        set_times(times + 1)

    return SURROUNDINGS(
        Surroundings(services, t, Formats(language, t=t)), lambda: [keyed(str(times), Form, preferences, anew, times)]
    )


@ft.component
def Form(preferences: Preferences, anew: Callable[[], None], times: int) -> ft.View:
    text, set_text = use_value("")
    error, set_error = use_value("")
    rounds, set_rounds = use_value(0)
    label = LABELS[preferences.state.language]

    async def typed(new: str) -> None:
        set_text(new)
        set_error("" if len(new) % 3 else "Sai rồi")  # a frame that changes while one types

    return Screen(
        "Trial",
        [
            TextInput(label, "", typed, error=error, on_blur=lambda: " ".join(text.split()).upper(), field_key="name"),
            Body(f"Held: {text}|"),
            Body(f"Rounds: {rounds}"),
            Body(f"Times: {times}"),
            Button("Render again", lambda: set_rounds(rounds + 1), kind="secondary"),
            Button("Anew", anew, kind="secondary"),
            Button("Other language", lambda: preferences.use_language("en"), kind="secondary"),
        ],
        navigation=False,
    )


async def main() -> None:
    trial = os.environ["MOTCUA_TRIAL"]
    if trial == "late":
        delay_every_handler(0.1)

    async def show(page: ft.Page) -> None:
        preferences = Preferences(Preference("vi"))
        dress(page, preferences.state)
        page.render_views(Trial, preferences)
        if trial == "busy":
            asyncio.get_running_loop().create_task(keep_the_loop_busy(0.05)).add_done_callback(print)

    async def no_callback(_query: object) -> str:
        return "/"

    window = BrowserWindow(bind(0), assets=ROOT / "assets", main=show, callback=no_callback, hand_over=HandOver())
    await window.serve(lambda url: print(f"READY {url}", flush=True))


if __name__ == "__main__":
    asyncio.run(main())
