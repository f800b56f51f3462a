"""Attacks on sign-in: each ends without a session, and nothing is sent to another host."""

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from app.identity.model import SignInFailed, SignInProblem
from tests.api_client.answers import BASE, METADATA, PERSON, answer
from tests.app.identity.conftest import REDIRECT, Device
from tests.app.identity.provider import Es256Key, base64url, part

REFUSED = SignInProblem.REFUSED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": None}, SignInProblem.EXPIRED),
        ({"state": ""}, SignInProblem.EXPIRED),
        ({"state": "A" * 43}, SignInProblem.EXPIRED),
        ({"state": "x" * 100_000}, SignInProblem.EXPIRED),
        ({"iss": None}, REFUSED),
        ({"iss": "http://elsewhere.test"}, REFUSED),
        ({"iss": BASE + "/"}, REFUSED),
        ({"code": None}, REFUSED),
        ({"code": ""}, REFUSED),
        ({"code": "c" * 10_000}, REFUSED),
        ({"code": "of-another-client"}, REFUSED),
        ({"error": "access_denied"}, SignInProblem.CANCELLED),
        ({"error": "server_error"}, REFUSED),
        ({"error": "access_denied", "iss": "http://elsewhere.test"}, REFUSED),
    ],
)
async def test_a_wrong_redirect_signs_nobody_in(device: Device, changes: dict[str, Any], reason: SignInProblem) -> None:
    outcome = await device.sign_in(**changes)
    assert isinstance(outcome, SignInFailed)
    assert outcome.reason is reason
    await nobody_is_signed_in(device)


async def test_no_code_is_redeemed_before_the_redirect_is_checked(device: Device) -> None:
    await device.sign_in(iss="http://elsewhere.test")
    assert all(path != "/oauth/token" for path, _, _ in device.provider.asked)


async def test_an_answer_counts_once(device: Device) -> None:
    query = device.provider.consent(await device.begin())
    await device.identity.finish_sign_in(query)
    before = device.identity.session
    assert await device.identity.finish_sign_in(query) == SignInFailed(SignInProblem.EXPIRED)
    assert device.identity.session == before


async def test_an_answer_of_another_device_is_not_taken(device: Device) -> None:
    query = device.provider.consent(await device.begin())
    for id_, _ in await device.vault.all("identity"):
        await device.vault.delete("identity", id_)
    assert await device.identity.finish_sign_in(query) == SignInFailed(SignInProblem.EXPIRED)


async def test_an_answer_that_comes_too_late_is_not_taken(device: Device) -> None:
    query = device.provider.consent(await device.begin())
    device.clock.move(minutes=10, seconds=1)
    assert await device.identity.finish_sign_in(query) == SignInFailed(SignInProblem.EXPIRED, "/drafts/1/review")


async def test_a_code_stolen_from_another_request_fails_at_its_verifier(device: Device) -> None:
    victim = device.provider.consent(await device.begin())
    assert isinstance(await device.sign_in(code=victim["code"]), SignInFailed)
    await nobody_is_signed_in(device)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://elsewhere.test"},
        {"iss": None},
        {"aud": "other-app"},
        {"aud": ["other-app"]},
        {"aud": None},
        {"aud": []},
        {"aud": ["motcua-app", "other-app"]},
        {"aud": ["motcua-app", "other-app"], "azp": "other-app"},
        {"azp": "other-app"},
        {"nonce": "replayed"},
        {"nonce": None},
        {"nonce": 7},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"iat": None},
        {"sub": "s2"},
    ],
)
async def test_a_wrong_claim_signs_nobody_in(device: Device, claims: dict[str, Any]) -> None:
    device.provider.claims = claims
    assert await device.sign_in() == SignInFailed(REFUSED, "/drafts/1/review")
    await nobody_is_signed_in(device)


@pytest.mark.parametrize("seconds", [-86_400, -721, 121, 86_400, 10 * 365 * 86_400])
async def test_a_token_of_another_time_blames_the_clock(device: Device, seconds: int) -> None:
    issued = int(device.clock().timestamp()) + seconds
    device.provider.claims = {"iat": issued, "exp": issued + 600}
    assert await device.sign_in() == SignInFailed(SignInProblem.CLOCK, "/drafts/1/review")
    await nobody_is_signed_in(device)


@pytest.mark.parametrize("seconds", [-600, 119])
async def test_a_clock_that_is_a_little_wrong_is_fine(device: Device, seconds: int) -> None:
    issued = int(device.clock().timestamp()) + seconds
    device.provider.claims = {"iat": issued, "exp": issued + 600}
    await device.sign_in()
    assert device.identity.session is not None


def unsigned(_: Device, claims: dict[str, Any]) -> str | None:
    return f"{part({'alg': 'none', 'kid': 'idp-1'})}.{part(claims)}."


def unsigned_in_capitals(_: Device, claims: dict[str, Any]) -> str | None:
    return f"{part({'alg': 'NONE', 'kid': 'idp-1'})}.{part(claims)}."


def signed_with_the_public_key_as_a_password(device: Device, claims: dict[str, Any]) -> str | None:
    signed = f"{part({'alg': 'HS256', 'kid': 'idp-1'})}.{part(claims)}"
    secret = json.dumps(device.provider.key.jwk).encode()
    return f"{signed}.{base64url(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def with_another_key(_: Device, claims: dict[str, Any]) -> str | None:
    return Es256Key("idp-1").sign({"alg": "ES256", "kid": "idp-1"}, claims)


def with_an_unknown_key(device: Device, claims: dict[str, Any]) -> str | None:
    return device.provider.key.sign({"alg": "ES256", "kid": "idp-2"}, claims)


def without_a_key_id(device: Device, claims: dict[str, Any]) -> str | None:
    return device.provider.key.sign({"alg": "ES256"}, claims)


def bringing_its_own_key(_: Device, claims: dict[str, Any]) -> str | None:
    own = Es256Key("idp-1")
    return own.sign({"alg": "ES256", "kid": "idp-1", "jwk": own.jwk}, claims)


def naming_a_key_elsewhere(device: Device, claims: dict[str, Any]) -> str | None:
    return device.provider.key.sign({"alg": "ES256", "kid": "idp-1", "jku": "http://elsewhere.test/jwks"}, claims)


def naming_a_certificate(device: Device, claims: dict[str, Any]) -> str | None:
    return device.provider.key.sign({"alg": "ES256", "kid": "idp-1", "x5u": "http://elsewhere.test/x"}, claims)


def with_a_critical_extension(device: Device, claims: dict[str, Any]) -> str | None:
    return device.provider.key.sign({"alg": "ES256", "kid": "idp-1", "crit": ["b64"]}, claims)


def changed_after_signing(device: Device, claims: dict[str, Any]) -> str | None:
    head, _, signature = device.provider.key.sign({"alg": "ES256", "kid": "idp-1"}, claims).split(".")
    return f"{head}.{part({**claims, 'level': 3})}.{signature}"


def with_an_empty_signature(device: Device, claims: dict[str, Any]) -> str | None:
    return device.provider.key.sign({"alg": "ES256", "kid": "idp-1"}, claims).rsplit(".", 1)[0] + "."


def with_a_signature_of_noughts(device: Device, claims: dict[str, Any]) -> str | None:
    return (
        device.provider.key.sign({"alg": "ES256", "kid": "idp-1"}, claims).rsplit(".", 1)[0]
        + "."
        + base64url(bytes(64))
    )


def missing(_: Device, __: dict[str, Any]) -> str | None:
    return None


def not_a_token(_: Device, __: dict[str, Any]) -> str | None:
    return "....."


def too_long(_: Device, __: dict[str, Any]) -> str | None:
    return "a" * 100_000


def of_lists(device: Device, _: dict[str, Any]) -> str | None:
    return device.provider.key.sign({"alg": "ES256", "kid": "idp-1"}, [])  # type: ignore[arg-type]


ATTACKS = [
    unsigned,
    unsigned_in_capitals,
    signed_with_the_public_key_as_a_password,
    with_another_key,
    with_an_unknown_key,
    without_a_key_id,
    bringing_its_own_key,
    naming_a_key_elsewhere,
    naming_a_certificate,
    with_a_critical_extension,
    changed_after_signing,
    with_an_empty_signature,
    with_a_signature_of_noughts,
    missing,
    not_a_token,
    too_long,
    of_lists,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
async def test_a_forged_id_token_signs_nobody_in(device: Device, attack: Any) -> None:
    device.provider.sign = lambda claims: attack(device, claims)
    assert await device.sign_in() == SignInFailed(REFUSED, "/drafts/1/review")
    await nobody_is_signed_in(device)
    assert device.provider.hosts == {"portal.test"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirecting_token_endpoint_is_not_followed(device: Device, status: int) -> None:
    device.provider.instead["/oauth/token"] = lambda _: answer(status, b"", "", Location="http://elsewhere.test/token")
    assert await device.sign_in() == SignInFailed(SignInProblem.UNREACHABLE, "/drafts/1/review")
    assert device.provider.hosts == {"portal.test"}
    await nobody_is_signed_in(device)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://elsewhere.test"},
        {"issuer": BASE + "/"},
        {"token_endpoint": "http://elsewhere.test/token"},
        {"authorization_endpoint": "http://elsewhere.test/authorize"},
        {"jwks_uri": "http://elsewhere.test/jwks"},
        {"code_challenge_methods_supported": ["plain"]},
        {"code_challenge_methods_supported": []},
        {"token_endpoint": 7},
    ],
)
async def test_metadata_that_leads_elsewhere_is_refused_before_the_browser_opens(
    device: Device, change: dict[str, Any]
) -> None:
    device.provider.instead["/.well-known/openid-configuration"] = lambda _: answer(200, {**METADATA, **change})
    begun = await device.identity.begin_sign_in(redirect_uri=REDIRECT, return_route="/")
    assert begun == SignInFailed(SignInProblem.UNREACHABLE, "/")


async def test_metadata_that_changes_meanwhile_is_refused(device: Device) -> None:
    query = device.provider.consent(await device.begin())
    other = {**METADATA, "token_endpoint": "http://elsewhere.test/token"}
    device.provider.instead["/.well-known/openid-configuration"] = lambda _: answer(200, other)
    assert isinstance(await device.identity.finish_sign_in(query), SignInFailed)
    await nobody_is_signed_in(device)


@pytest.mark.parametrize(
    "tokens",
    [
        {"access_token": ""},
        {"access_token": "a\r\nX-Evil: 1"},
        {"access_token": "đ"},
        {"access_token": "a b"},
        {"token_type": "mac"},
        {"expires_in": 0},
        {"expires_in": -5},
        {"expires_in": "x"},
        {"access_token": None},
    ],
)
async def test_unusable_tokens_sign_nobody_in(device: Device, tokens: dict[str, Any]) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        return answer(200, {**device.provider.tokens(nonce="x"), **tokens})

    device.provider.instead["/oauth/token"] = handler
    assert isinstance(await device.sign_in(), SignInFailed)
    await nobody_is_signed_in(device)


async def test_another_person_at_me_than_in_the_id_token_signs_nobody_in_and_revokes(device: Device) -> None:
    device.provider.instead["/api/v1/me"] = lambda _: answer(200, {**PERSON, "subject": "s2"})
    assert await device.sign_in() == SignInFailed(REFUSED, "/drafts/1/review")
    await nobody_is_signed_in(device)
    assert device.provider.revoked == ["refresh-1"]


async def test_another_person_at_the_refresh_ends_the_session(device: Device) -> None:
    await device.sign_in()
    device.clock.move(minutes=20)
    device.provider.claims = {"sub": "s2"}
    assert await device.identity.access_token() is None
    assert device.identity.session is not None
    assert (device.identity.session.subject, device.identity.session.needs_sign_in) == ("s1", True)


@pytest.mark.parametrize(
    "route", ["http://elsewhere.test/", "//elsewhere.test/", "/\\elsewhere.test", "javascript:alert(1)", ""]
)
async def test_a_route_that_leads_out_of_the_app_becomes_home(device: Device, route: str) -> None:
    query = device.provider.consent(await device.begin(route))
    outcome = await device.identity.finish_sign_in(query)
    assert outcome.return_route == "/"


@pytest.mark.parametrize(
    "uri",
    [
        "http://elsewhere.test/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:1/callback/x",
        "https://127.0.0.1:1/callback",
        "http://127.0.0.1:1@elsewhere.test/callback",
        "http://localhost:1/callback",
        "other://callback",
        "",
    ],
)
async def test_only_this_device_can_be_redirected_to(device: Device, uri: str) -> None:
    with pytest.raises(ValueError, match="redirect"):
        await device.identity.begin_sign_in(redirect_uri=uri, return_route="/")


async def nobody_is_signed_in(device: Device) -> None:
    assert device.identity.session is None
    assert await device.identity.access_token() is None
    stored = await device.stored()
    assert "access-" not in stored
    assert "refresh-" not in stored
