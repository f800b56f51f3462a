"""The sign-in screen of a terminal, with the real portal and a citizen's phone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft
import httpx
import pytest

from api_client.identity import OAuthClient
from app.identity.device_sign_in import DeviceSignIn
from app.identity.model import SignInProblem
from app.identity.service import Identity
from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from portal.identity.device import remove_terminal
from tests.contracts.conftest import AppDevice, new_device
from tests.harness import Shown, shown, shown_page, surroundings
from tests.portal.running import BASE_URL, RunningPortal, running_portal
from tests.portal.terminals import NAME, Phone, Terminal, register
from tests.views.screens import assert_whole, says, until
from tests.waiting import eventually
from views.account.by_phone import ByPhone
from views.account.by_phone_model import ByPhoneModel, Showing, Stopped
from views.account.screen import SignInPage
from views.account.screen_model import PATIENT_TRIES
from views.shared.context import Surroundings
from views.shared.hooks import use_value


class _Keeper:
    async def end(self, reason: EndReason) -> None: ...

    async def is_pin(self, pin: str) -> bool:
        return False

    async def keep(self, settings: KioskSettings) -> None: ...

    async def stop(self) -> None: ...


class _Line(httpx.AsyncBaseTransport):
    """The terminal's line, which can be cut."""

    is_down = False

    def __init__(self, portal: RunningPortal) -> None:
        self._portal = httpx.ASGITransport(app=portal.app)
        self.answered: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down", request=request)
        answer = await self._portal.handle_async_request(request)
        self.answered.append(request.url.path)
        return answer


@dataclass
class Desk:
    """A terminal in an office, and what stands around it."""

    portal: RunningPortal
    device: AppDevice
    terminal: Terminal
    line: _Line
    kiosk: Kiosk
    woken: list[str]

    @property
    def identity(self) -> Identity:
        return self.device.identity

    async def open(self, language: str = "en", *, is_registered: bool = True) -> Shown:
        """Show the sign-in screen."""
        return await shown_page(SignInPage, within=self.surroundings(language, is_registered=is_registered))

    def surroundings(self, language: str = "en", *, is_registered: bool = True) -> Surroundings:
        client = OAuthClient(self.terminal.id, self.terminal.secret)

        def begin(route: str) -> DeviceSignIn:
            return DeviceSignIn(
                self.identity, self.device.portal, self.portal.clock, terminal=client, return_route=route,
                sleep=self._wait,
            )  # fmt: skip

        services: dict[str, Any] = {
            "identity": self.identity,
            "is_kiosk": True,
            "kiosk": self.kiosk,
            "sign_in_by_phone": self.begin if is_registered else None,
            "outbox": SimpleNamespace(wake=lambda: self.woken.append("outbox")),
            "drafts": SimpleNamespace(shelf=SimpleNamespace(unasked=list)),
            "clock": self.portal.clock,
        }
        return surroundings(language, "desktop", **services)

    def begin(self, route: str) -> DeviceSignIn:
        """Begin a sign-in, as ``Services.sign_in_by_phone`` does."""
        return DeviceSignIn(
            self.identity, self.device.portal, self.portal.clock, sleep=self._wait, return_route=route,
            terminal=OAuthClient(self.terminal.id, self.terminal.secret),
        )  # fmt: skip

    async def _wait(self, seconds: float) -> None:
        """Let the terminal ask again only when the test says so."""
        self.turn = asyncio.Event()
        await self.turn.wait()
        self.portal.clock.move(seconds=seconds)

    def go_on(self) -> None:
        """Let the time until the terminal's next question pass."""
        self.turn.set()

    def asked(self, screen: Shown) -> dict[str, str]:
        """Return what a phone reads off the screen."""
        code = next(text for text in screen.texts() if len(text) == 9 and text[4] == "-")
        address = f"{BASE_URL}/oauth/device"
        return {
            "user_code": code,
            "verification_uri": address,
            "verification_uri_complete": f"{address}?user_code={code}",
        }


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_portal(tmp_path / "portal") as portal:
        terminal, line = await register(portal), _Line(portal)
        client = OAuthClient(terminal.id, terminal.secret)
        device = await new_device(portal, tmp_path / "kiosk", transport=line, client=client)
        office = {"vi": "UBND xã Mẫu", "en": "Sample commune"}
        settings = KioskSettings(terminal_id=terminal.id, name=NAME, office=office)  # type: ignore[arg-type] # literals
        kiosk = Kiosk(settings, _Keeper(), monotonic=lambda: 0.0)
        yield Desk(portal, device, terminal, line, kiosk, [])
        await device.portal.aclose()
        await device.vault.close()


async def _code(desk: Desk, screen: Shown) -> dict[str, str]:
    await until(screen, lambda: says(screen, "Scan this code"))
    return desk.asked(screen)


async def test_the_citizen_scans_agrees_and_goes_on_where_they_were(desk: Desk) -> None:
    screen = await desk.open()
    asked = await _code(desk, screen)
    assert_whole(screen)
    for words in (
        "The code is good for 10 more minutes, once.",
        f"X00.01-K1 – {NAME}",
        "Sample commune",
        "oauth/device",
    ):
        assert says(screen, words), words
    question = await Phone(desk.portal).look(asked)
    assert NAME in question.text  # what the terminal says of itself is what the phone asks about
    await Phone(desk.portal).approve(asked)
    desk.go_on()
    await until(screen, lambda: desk.identity.session is not None and bool(desk.woken))
    assert desk.identity.session is not None
    assert desk.identity.session.subject == "sample-mai"


async def test_a_no_on_the_phone_is_said_and_a_new_code_can_be_had(desk: Desk) -> None:
    screen = await desk.open()
    first = await _code(desk, screen)
    await Phone(desk.portal).approve(first, answer="refuse")
    desk.go_on()
    await until(screen, lambda: says(screen, "Your phone said no."))
    assert_whole(screen)
    pressing = asyncio.create_task(screen.press("Get a new code"))
    second = await _code(desk, screen)
    assert second != first
    await Phone(desk.portal).approve(second)
    desk.go_on()
    await until(screen, lambda: desk.identity.session is not None)
    await pressing


async def test_an_unused_code_ends_and_is_said_to(desk: Desk) -> None:
    screen = await desk.open()
    await _code(desk, screen)
    desk.portal.clock.move(minutes=10)
    desk.go_on()
    await until(screen, lambda: says(screen, "The code is no longer good"))
    assert_whole(screen)


async def test_leaving_the_screen_makes_the_code_worthless(desk: Desk) -> None:
    @ft.component
    def Sitting() -> ft.Control:
        is_there, set_there = use_value(True)
        leave = ft.TextButton("leave", key="leave", on_click=lambda: set_there(False))
        return ft.Column([*([ByPhone("/")] if is_there else []), leave])

    screen = await shown(Sitting, within=desk.surroundings())
    asked, phone = await _code(desk, screen), Phone(desk.portal)
    question = await phone.look(asked)
    await screen.send(screen.find("leave"), "click")
    await eventually(lambda: "/oauth/revoke" in desk.line.answered)
    late = await phone.post("/oauth/device/answer", question, answer="allow")
    assert "no longer waiting" in late.text
    assert desk.identity.session is None


async def test_a_terminal_that_the_portal_does_not_know_says_so_and_staff_can_be_called(desk: Desk) -> None:
    await desk.portal.deps.database.write(
        lambda session: remove_terminal(session, desk.terminal.id, now=desk.portal.clock())
    )
    for is_registered in (True, False):
        screen = await desk.open(is_registered=is_registered)
        await until(screen, lambda screen=screen: says(screen, "This terminal cannot sign anybody in"))  # type: ignore[misc]
        assert_whole(screen)
    await screen.press("Call staff to file at the counter")
    assert desk.kiosk.state.is_staff_called
    await until(screen, lambda: says(screen, "The staff have been called"))


async def test_without_a_line_it_is_said_and_a_portal_that_is_still_starting_is_waited_for(desk: Desk) -> None:
    tries: list[float] = []

    async def sleep(seconds: float) -> None:
        tries.append(seconds)
        desk.line.is_down = len(tries) != PATIENT_TRIES + 3

    desk.line.is_down = True
    model = ByPhoneModel(desk.begin("/"), lambda _route: None, sleep=sleep)
    await model.begin()
    assert model.state == Stopped(SignInProblem.UNREACHABLE)
    waiting = asyncio.create_task(model.begin())
    await eventually(lambda: isinstance(model.state, Showing))
    assert len(tries) == PATIENT_TRIES + 3
    waiting.cancel()
