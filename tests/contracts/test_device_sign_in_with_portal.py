"""A terminal's sign-in by phone against the portal's identity provider, with a citizen's phone between them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from api_client.errors import OAuthRefused, Unauthenticated
from api_client.identity import OAuthClient
from app.identity.device_sign_in import DeviceSignIn, PhoneCode
from app.identity.model import SignedIn, SignInFailed, SignInProblem
from portal.identity.tables import GrantRow
from tests.contracts.conftest import AppDevice, new_device
from tests.portal.running import RunningPortal
from tests.portal.terminals import Phone, Terminal, register

Act = Callable[[], Awaitable[object]]


@dataclass
class Line(httpx.AsyncBaseTransport):
    """The terminal's line to the portal; what a test wants to happen on it."""

    running: RunningPortal
    is_down: bool = False
    on_tokens: Act | None = None
    """Once, while the answer with the tokens is on its way."""

    def __post_init__(self) -> None:
        self._portal = httpx.ASGITransport(app=self.running.app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down", request=request)
        answer = await self._portal.handle_async_request(request)
        if request.url.path == "/oauth/token" and answer.status_code == 200 and self.on_tokens is not None:
            act, self.on_tokens = self.on_tokens, None
            await act()
        return answer


@dataclass
class Kiosk:
    """A terminal of the office with its app, and time that passes only while it waits."""

    device: AppDevice
    terminal: Terminal
    line: Line
    sign_in: DeviceSignIn
    pace: float = 1.0
    slept: list[float] = field(default_factory=list)
    acts: list[Act | None] = field(default_factory=list)
    """What happens at the end of each pause, in turn."""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.device.running.clock.move(seconds=seconds * self.pace)
        act = self.acts.pop(0) if self.acts else None
        if act is not None:
            await act()

    async def ask(self) -> dict[str, str]:
        """Show a code; return what a phone can read of the screen."""
        shown = await self.sign_in.ask()
        assert isinstance(shown, PhoneCode), shown
        return {
            "user_code": shown.user_code,
            "verification_uri": shown.address,
            "verification_uri_complete": shown.url,
        }

    async def is_signed_in_at_portal(self) -> bool:
        """Whether any sign-in of the terminal lives at the portal."""
        now = self.device.running.clock()
        return await self.device.running.deps.database.read(
            lambda session: any(
                row.revoked_at is None and row.expires_at > now
                for row in session.query(GrantRow).filter(GrantRow.client_id == self.terminal.id)
            )
        )


@pytest.fixture
async def kiosk(running: RunningPortal, tmp_path: Path) -> AsyncIterator[Kiosk]:
    terminal, line = await register(running), Line(running)
    client = OAuthClient(terminal.id, terminal.secret)
    device = await new_device(running, tmp_path / "kiosk", transport=line, client=client)
    sign_in = DeviceSignIn(
        device.identity, device.portal, running.clock, terminal=client, return_route="/home",
        sleep=lambda seconds: kiosk.sleep(seconds),
    )  # fmt: skip
    kiosk = Kiosk(device, terminal, line, sign_in)
    yield kiosk
    await device.portal.aclose()
    await device.vault.close()


def _failed(problem: SignInProblem) -> SignInFailed:
    return SignInFailed(problem, "/home")


async def test_a_citizen_signs_in_by_phone_and_out_again(kiosk: Kiosk, running: RunningPortal) -> None:
    shown = await kiosk.ask()
    kiosk.acts = [None, lambda: Phone(running).approve(shown)]
    assert await kiosk.sign_in.wait() == SignedIn("/home")
    assert kiosk.slept == [5, 5]
    identity = kiosk.device.identity
    assert identity.session is not None
    assert identity.session.subject == "sample-mai"
    assert identity.known_values()["person.full_name"].value == "NGUYỄN THỊ MAI"
    token = await identity.access_token()
    await identity.sign_out()
    with pytest.raises(Unauthenticated):
        await kiosk.device.portal.identity.me(access_token=token)
    assert not await kiosk.is_signed_in_at_portal()


async def test_the_session_is_kept_by_the_terminals_secret_and_ends_after_twenty_minutes(
    kiosk: Kiosk, running: RunningPortal
) -> None:
    shown = await kiosk.ask()
    kiosk.acts = [lambda: Phone(running).approve(shown)]
    await kiosk.sign_in.wait()
    first = await kiosk.device.identity.access_token()
    running.clock.move(minutes=16)
    assert await kiosk.device.identity.access_token() not in (None, first)
    running.clock.move(minutes=4)
    assert await kiosk.device.identity.access_token() is None
    assert kiosk.device.identity.session is not None
    assert kiosk.device.identity.session.needs_sign_in


async def test_it_asks_slower_when_told_to_and_while_nothing_answers(kiosk: Kiosk, running: RunningPortal) -> None:
    shown = await kiosk.ask()

    async def cut() -> None:
        kiosk.line.is_down = True

    async def mend() -> None:
        kiosk.line.is_down, kiosk.pace = False, 0.5  # a clock that runs slow makes the portal say slow_down

    async def go_right() -> None:
        kiosk.pace = 1

    kiosk.acts = [None, cut, None, None, None, mend, None, go_right, lambda: Phone(running).approve(shown)]
    assert await kiosk.sign_in.wait() == SignedIn("/home")
    assert kiosk.slept == [5, 5, 10, 20, 20, 20, 5, 10, 15]


async def test_what_the_person_refuses_ends_at_once(kiosk: Kiosk, running: RunningPortal) -> None:
    shown = await kiosk.ask()
    kiosk.acts = [lambda: Phone(running).approve(shown, answer="refuse")]
    assert await kiosk.sign_in.wait() == _failed(SignInProblem.CANCELLED)
    assert await kiosk.sign_in.wait() == _failed(SignInProblem.EXPIRED)


async def test_a_code_ends_by_the_terminals_own_clock_and_a_new_one_can_be_asked(
    kiosk: Kiosk, running: RunningPortal
) -> None:
    await kiosk.ask()
    kiosk.pace = 120
    kiosk.line.is_down = True
    assert await kiosk.sign_in.wait() == _failed(SignInProblem.EXPIRED)
    assert kiosk.slept == [5]
    kiosk.line.is_down, kiosk.pace = False, 1
    shown = await kiosk.ask()
    kiosk.acts = [lambda: Phone(running).approve(shown)]
    assert await kiosk.sign_in.wait() == SignedIn("/home")


async def test_a_terminal_nobody_registered_says_so(kiosk: Kiosk, running: RunningPortal) -> None:
    stranger = OAuthClient("X00.01-K9", "secret")
    sign_in = DeviceSignIn(kiosk.device.identity, kiosk.device.portal, running.clock, terminal=stranger)
    assert await sign_in.ask() == SignInFailed(SignInProblem.NOT_REGISTERED, "/")
    assert "secret" not in repr(stranger)


async def test_without_a_line_there_is_no_code(kiosk: Kiosk) -> None:
    kiosk.line.is_down = True
    assert await kiosk.sign_in.ask() == _failed(SignInProblem.UNREACHABLE)
    assert await kiosk.sign_in.wait() == _failed(SignInProblem.EXPIRED)


async def test_when_the_citizen_leaves_a_late_approval_is_discarded(kiosk: Kiosk, running: RunningPortal) -> None:
    shown, phone = await kiosk.ask(), Phone(running)
    question = await phone.look(shown)
    kiosk.acts = [kiosk.sign_in.cancel]
    assert await kiosk.sign_in.wait() == _failed(SignInProblem.CANCELLED)
    late = await phone.post("/oauth/device/answer", question, answer="allow")
    assert "no longer waiting" in late.text
    assert kiosk.device.identity.session is None
    assert not await kiosk.is_signed_in_at_portal()


async def test_when_the_citizen_leaves_while_the_tokens_are_on_their_way_they_are_revoked(
    kiosk: Kiosk, running: RunningPortal
) -> None:
    shown = await kiosk.ask()
    kiosk.acts = [lambda: Phone(running).approve(shown)]
    kiosk.line.on_tokens = kiosk.sign_in.cancel
    outcome = await kiosk.sign_in.wait()
    assert outcome in (_failed(SignInProblem.CANCELLED), _failed(SignInProblem.REFUSED))
    assert kiosk.device.identity.session is None
    assert not await kiosk.is_signed_in_at_portal()


async def test_tokens_that_were_lost_on_the_way_are_revoked_when_asked_for_again(
    kiosk: Kiosk, running: RunningPortal
) -> None:
    shown = await kiosk.ask()

    async def lose() -> None:
        raise httpx.ReadError("cut")

    kiosk.acts = [lambda: Phone(running).approve(shown)]
    kiosk.line.on_tokens = lose
    assert await kiosk.sign_in.wait() == _failed(SignInProblem.EXPIRED)
    assert not await kiosk.is_signed_in_at_portal()


async def test_a_terminal_switched_off_in_the_middle_leaves_nobody_signed_in_for_the_next(
    kiosk: Kiosk, running: RunningPortal
) -> None:
    shown = await kiosk.ask()
    kiosk.acts = [lambda: Phone(running).approve(shown)]
    await kiosk.sign_in.wait()
    assert await kiosk.is_signed_in_at_portal()
    await kiosk.ask()  # the next start, with an empty memory
    assert not await kiosk.is_signed_in_at_portal()


async def test_the_keeper_of_the_terminal_ends_a_session_of_which_it_knows_nothing(
    kiosk: Kiosk, running: RunningPortal
) -> None:
    shown = await kiosk.ask()
    kiosk.acts = [lambda: Phone(running).approve(shown)]
    await kiosk.sign_in.wait()
    client = OAuthClient(kiosk.terminal.id, kiosk.terminal.secret)
    await kiosk.device.portal.identity.end_terminal(client=client)
    assert not await kiosk.is_signed_in_at_portal()
    with pytest.raises(OAuthRefused):
        await kiosk.device.portal.identity.end_terminal(client=OAuthClient(client.id, "wrong"))
