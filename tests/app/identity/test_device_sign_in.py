"""A terminal's sign-in by phone against a provider that lies."""

from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from api_client.identity import OAuthClient
from app.identity.device_sign_in import DeviceSignIn, PhoneCode
from app.identity.model import SignedIn, SignInFailed, SignInProblem
from app.identity.service import Identity
from tests.api_client.answers import DEVICE, METADATA, answer
from tests.app.identity.conftest import Device

TERMINAL = OAuthClient("X00.01-K1", "secret")
DOOR, TOKEN = "/oauth/device_authorization", "/oauth/token"


def _terminal(device: Device, **asked: Any) -> DeviceSignIn:
    """Return the sign-in of a terminal whose provider asks and answers as told."""

    async def sleep(seconds: float) -> None:
        device.clock.move(seconds=seconds)

    identity = device.identity = Identity(
        device.portal, device.vault, device.clock, device.identity._random, client=TERMINAL
    )
    device.provider.claims = {"aud": TERMINAL.id, **device.provider.claims}
    device.provider.instead.setdefault(DOOR, lambda _: answer(200, {**DEVICE, **asked}))
    device.provider.instead.setdefault(TOKEN, lambda _: answer(200, device.provider.tokens(nonce=None)))
    return DeviceSignIn(identity, device.portal, device.clock, terminal=TERMINAL, sleep=sleep)


LIES: list[dict[str, Any]] = [
    {"verification_uri": "https://evil.example/oauth/device"},
    {"verification_uri_complete": "https://evil.example/oauth/device?user_code=WDJB-MJHT"},
    {"verification_uri_complete": "javascript:alert(1)"},
    {"verification_uri_complete": None},
    {"user_code": "call 1900 1234 and pay"},
    {"user_code": ""},
    {"device_code": ""},
    {"expires_in": 0},
    {"interval": -5},
    {"interval": "soon"},
]


async def test_nothing_is_shown_that_would_send_a_citizen_elsewhere(device: Device) -> None:
    terminal = _terminal(device)
    for lie in LIES:
        device.provider.instead[DOOR] = lambda _, lie=lie: answer(200, {**DEVICE, **lie})
        assert isinstance(await terminal.ask(), SignInFailed), lie
    assert device.provider.hosts == {"portal.test"}


async def test_a_provider_without_this_way_in_is_said(device: Device) -> None:
    bare = {name: value for name, value in METADATA.items() if name != "device_authorization_endpoint"}
    device.provider.instead["/.well-known/openid-configuration"] = lambda _: answer(200, bare)
    assert await _terminal(device).ask() == SignInFailed(SignInProblem.UNREACHABLE, "/")


async def test_a_code_never_lives_longer_than_ten_minutes_whatever_is_said(device: Device) -> None:
    shown = await _terminal(device, expires_in=10**9, interval=10**6).ask()
    assert isinstance(shown, PhoneCode)
    assert (shown.expires_at - device.clock.now).total_seconds() == 600


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ({}, None),
        ({"aud": "X00.01-K2"}, SignInProblem.REFUSED),
        ({"aud": "motcua-app"}, SignInProblem.REFUSED),
        ({"iss": "https://evil.example"}, SignInProblem.REFUSED),
        ({"sub": "somebody-else"}, SignInProblem.REFUSED),
        ({"exp": 1}, SignInProblem.CLOCK),
    ],
)
async def test_only_tokens_made_for_this_terminal_sign_anybody_in(
    device: Device, claims: dict[str, Any], problem: SignInProblem | None
) -> None:
    device.provider.claims = claims
    terminal = _terminal(device)
    await terminal.ask()
    outcome = await terminal.wait()
    assert outcome == (SignedIn("/") if problem is None else SignInFailed(problem, "/"))
    assert (device.identity.session is None) == (problem is not None)
    assert device.provider.revoked == ([] if problem is None else ["refresh-1"])


async def test_each_no_is_told_apart(device: Device) -> None:
    terminal = _terminal(device)
    for error, problem in (
        ("access_denied", SignInProblem.CANCELLED),
        ("expired_token", SignInProblem.EXPIRED),
        ("invalid_grant", SignInProblem.EXPIRED),
        ("invalid_client", SignInProblem.NOT_REGISTERED),
        ("server_is_tired", SignInProblem.REFUSED),
    ):
        device.provider.instead[TOKEN] = lambda _, error=error: answer(400, {"error": error})
        await terminal.ask()
        assert await terminal.wait() == SignInFailed(problem, "/")


async def test_the_device_code_and_the_secret_travel_in_the_body_and_the_header_only(device: Device) -> None:
    requests: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answer(400, {"error": "access_denied"})

    device.provider.instead[TOKEN] = refuse
    terminal = _terminal(device)
    await terminal.ask()
    await terminal.wait()
    form = dict(parse_qsl(requests[0].content.decode()))
    assert form["device_code"] == DEVICE["device_code"]
    assert (form["client_id"], "secret" in form.values()) == (TERMINAL.id, False)
    assert requests[0].headers["authorization"].startswith("Basic ")
    assert requests[0].url.query == b""
    assert DEVICE["device_code"] not in await device.stored()


async def test_cancelling_gives_the_device_code_back_once(device: Device) -> None:
    terminal = _terminal(device)
    await terminal.ask()
    await terminal.cancel()
    await terminal.cancel()
    assert device.provider.revoked == [DEVICE["device_code"]]
