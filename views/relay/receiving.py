"""A draft that waits at the relay comes onto this device: on one's own, or at a terminal of another commune."""

import asyncio
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlparse

import flet as ft

from app.drafts.model import Draft
from app.i18n import Translator
from app.relay.code import BadCodeError, in_groups, read_code
from app.relay.model import Received, TakeProblem
from app.relay.service import Relay
from views.design import Button, Card, Notice, Progress, Row, Section, Small, Space, TextInput
from views.relay.words import take_words
from views.scanning.code_scan import CodeScan
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.events import run
from views.shared.hooks import use_once, use_subscription, use_value
from views.shared.navigation import draft_route, to
from views.shared.unforeseen import released


@dataclass(frozen=True, slots=True)
class ByCodeState:
    """How far it is."""

    is_busy: bool = False
    percent: int = 0
    problem: TakeProblem | None = None
    received: Draft | None = None
    is_told: bool = True
    refusals: int = 0


class ByCodeModel(ft.Observable):
    """Takes over the draft that a code stands for."""

    state: ByCodeState

    def __init__(self, relay: Relay, code: str = "") -> None:
        super().__init__()
        self._relay = relay
        self._typed = self.begins_with = code
        self._taking: asyncio.Task[None] | None = None
        self.state = ByCodeState()

    def write(self, text: str) -> None:
        """Take the code as it is typed, pasted or scanned."""
        self._typed = text

    def scanned(self, text: str) -> bool:
        """Take the code that was read off a slip or a screen; return whether it was one."""
        try:
            self._typed = read_code(text)
        except BadCodeError:
            return False
        self._taking = asyncio.create_task(run(self.take))
        return True

    async def take(self) -> None:
        """Fetch the draft and store it here; the portal forgets it only then."""
        if self.state.is_busy:
            return
        self.state = ByCodeState(is_busy=True, refusals=self.state.refusals)
        with released(self, is_busy=False):
            match await self._relay.take(self._typed, told=self._told):
                case Received(draft, is_told):
                    self._typed = ""
                    self.state = ByCodeState(received=draft, is_told=is_told)
                case TakeProblem() as problem:
                    self.state = ByCodeState(problem=problem, refusals=self.state.refusals + 1)

    def _told(self, part: float) -> None:
        percent = int(10 * part) * 10  # drawn ten times, however many pieces there are
        if percent != self.state.percent:
            self.state = replace(self.state, percent=percent)


def code_in(route: str) -> str:
    """Return the code with which a link opened the app, in groups; "" where there is none.

    It is shown in its field and nothing is fetched by itself: anybody can make a link.
    """
    try:
        return in_groups(read_code(parse_qs(urlparse(route).query).get("code", [""])[0]))
    except (BadCodeError, ValueError):
        return ""


@view
def ByCode() -> ft.Control:
    """The field for the code, and what came of it."""
    services, t = use_services(), use_text()
    linked = use_once(lambda: code_in(ft.context.page.route))
    model, _ = use_value(use_once(lambda: ByCodeModel(services.relay, linked)))
    state, scanner = model.state, services.scanner
    use_subscription(lambda: scanner.listen(model.scanned) if scanner is not None else lambda: None)
    if state.received is not None:
        return _here(state, state.received, t, is_kiosk=services.is_kiosk)
    is_code = state.problem is TakeProblem.BAD_CODE
    parts: list[ft.Control] = [
        Section(t("With a code from a terminal")),
        TextInput(
            t("Code from the terminal's screen or from paper"),
            model.begins_with,
            model.write,
            hint=t("Sixteen letters and digits, such as BCFG-HJKL-MNPQ-RST3."),
            error=take_words(state.problem, t) if is_code and state.problem else "",
            on_submit=model.take,
            focus=state.refusals if is_code else 0,
            keyboard="code",
            field_key="relay-code",
        ),
        keyed("scan", CodeScan, model.scanned, ""),
        Row([Button(t("Fetch the application"), model.take, busy=state.is_busy, key="fetch-by-code")], wrap=True),
    ]
    if state.is_busy:
        parts.append(Progress(state.percent, 100, label=t("Fetching: {percent} %", percent=state.percent)))
    if state.problem is not None and not is_code:
        parts.append(Notice("error", t("Nothing was fetched"), take_words(state.problem, t), announced=True))
    return Card(parts, spacing=Space.M)


def _here(state: ByCodeState, draft: Draft, t: Translator, *, is_kiosk: bool) -> ft.Control:
    where = t("The draft is on this machine") if is_kiosk else t("The draft is on this device")
    words = t("It is not filed. Look through it, then submit it from one device only.")
    button = Button(t("Go on with this draft"), to(draft_route(draft.id, draft.step_id)), key="go-on-by-code")
    parts: list[ft.Control] = [Notice("done", where, words, button, announced=True)]
    if not state.is_told:
        parts.append(Small(t("The terminal could not be told. End the session there by its button.")))
    return Card(parts, spacing=Space.M)
