"""Codes as a screen shows them, what to do with them one after the other, and the paper that bears one."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import flet as ft

from app.copies import FONTS
from app.i18n import Formats, Translator
from app.kiosk.reach import is_of_this_machine
from app.relay.model import Waiting
from forms.paper import Checklist, checklist
from views.design import Body, Button, Figure, Notice, Row, Small, Space, Stack, Strong
from views.printing.showing import printing_news, use_showing
from views.shared.boundary import view
from views.shared.context import Surroundings, use_surroundings
from views.shared.hooks import use_task, use_value


def CodeLetters(code: str, t: Translator) -> ft.Control:
    """A code to read and type, in groups that are never broken; assistive technology spells it."""
    return ft.Semantics(
        label=t("Code: {letters}", letters=" ".join(code)),
        exclude_semantics=True,
        content=ft.Row([Figure(group) for group in code.split("-")], wrap=True, spacing=Space.L, run_spacing=0),
    )


def only_here(url: str, t: Translator) -> list[ft.Control]:
    """Return the notice that no phone reaches an address, in a first look."""
    if not is_of_this_machine(url):
        return []
    text = t("For a first look open the address in another browser on this machine; a phone cannot reach it.")
    return [Notice("trial", t("This portal runs on this machine only"), text)]


def numbered(steps: Sequence[str]) -> list[ft.Control]:
    """Return what to do, in order."""
    return [_step(number, step) for number, step in enumerate(steps, 1)]


def _step(number: int, words: str) -> ft.Control:
    text = Body(words)
    text.expand = True
    return ft.Row([Strong(f"{number}."), text], vertical_alignment=ft.CrossAxisAlignment.START)


@view
def TimeLeft(expires_at: datetime) -> ft.Control:
    """Count a code's minutes, and its last one in tens of seconds."""
    around = use_surroundings()
    clock, t = around.services.clock, around.text

    def now_left() -> int:
        """Return the seconds left, in steps so that it is drawn anew only when it says something else."""
        seconds = max(0, int((expires_at - clock()).total_seconds()))
        step = 60 if seconds > 60 else 10
        return -(-seconds // step) * step

    left, set_left = use_value(now_left())

    async def count() -> None:
        while True:
            set_left(now_left())
            await asyncio.sleep(1)

    use_task(count)
    if left > 60:
        return Small(t("The code is good for {minutes} more minutes, once.", minutes=left // 60))
    return Small(t("The code is good for {seconds} more seconds, once.", seconds=left))


@view
def PrintCode(waiting: Waiting, name: str) -> ft.Control:
    """The button that prints a code, where there is a printer, and what came of it."""
    around, showing = use_surroundings(), use_showing()
    t = around.text

    async def print_it() -> None:
        paper = _paper(waiting, name, around)
        data = await asyncio.to_thread(checklist, paper, fonts=FONTS, on_roll=showing.on_roll)
        await showing.show("code.pdf", data)

    if not (showing.prints and showing.is_possible):
        return Stack([])
    button = Button(
        t("Print the code"), print_it, kind="secondary", icon=ft.Icons.PRINT_OUTLINED,
        busy=showing.printed == "busy", key="print-code",
    )  # fmt: skip
    return Stack([Row([button], wrap=True), *printing_news(showing.printed, t)])


def _paper(waiting: Waiting, name: str, around: Surroundings) -> Checklist:
    t, formats = around.text, around.formats
    return Checklist(
        language=t.language,
        title=t("Code to go on with an application"),
        code="",  # a document's name in a print queue tells nothing
        printed_at=around.services.clock(),
        lead=where_to_type(t),
        facts=((t("Code"), waiting.code), (t("Service"), name), (t("Good until"), until(waiting, formats))),
        closing=t("Whoever has this code can take the application, once. It is not filed. Keep it to yourself."),
        address=waiting.url,
        about_address=t("At a terminal: “Go on with a code”, then hold this in front of its scanner."),
    )


def where_to_type(t: Translator) -> str:
    """Return where a code is typed."""
    return t("At a terminal: “Go on with a code”. In the app: My applications, “Receive a draft”.")


def until(waiting: Waiting, formats: Formats) -> str:
    """Return when a code ends."""
    return formats.date_time(waiting.expires_at)
