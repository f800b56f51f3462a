"""Each attack on the provider is refused, and what it stole or replayed stops working."""

import asyncio
from pathlib import Path

import pytest

from portal.identity.oidc import is_redirect_allowed
from tests.portal.running import (
    CALLBACK,
    VERIFIER,
    RunningPortal,
    authorization,
    challenge,
    code_for,
    fields_of,
    handle_in,
    redeem,
    running_portal,
)

OTHER_VERIFIER = "other-" + "b" * 50


async def _me(portal: RunningPortal, access_token: str) -> int:
    answer = await portal.client.get("/api/v1/me", headers={"Authorization": f"Bearer {access_token}"})
    return answer.status_code


async def _refresh(portal: RunningPortal, refresh_token: str, **changes: str) -> tuple[int, dict[str, str]]:
    form = {"grant_type": "refresh_token", "client_id": "motcua-app", "refresh_token": refresh_token, **changes}
    answer = await portal.client.post("/oauth/token", data=form)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://evil.example/request"}, "request_uri_not_supported"),
        ({"nonce": "n" * 600}, "invalid_request"),
    ],
)
async def test_a_request_against_the_rules_goes_back_with_its_error(
    portal: RunningPortal, changes: dict[str, str | None], error: str
) -> None:
    answer = await portal.client.get("/oauth/authorize", params=authorization(**changes))
    fields = fields_of(answer)
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    assert (fields["error"], fields["state"]) == (error, "state-1")
    assert fields["iss"] == "http://portal.test:8000"
    assert "code" not in fields


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/callback",
        "http://127.0.0.1:51234/callback/",
        "http://127.0.0.1:51234/callback?next=x",
        "http://127.0.0.1:51234/callback#x",
        "http://127.0.0.1:51234/other",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:99999/callback",
        "http://localhost:51234/callback",
        "http://127.0.0.1.evil.example:80/callback",
        "http://127.0.0.1:51234@evil.example/callback",
        "https://127.0.0.1:51234/callback",
        "motcua://callback/more",
        "motcua://other",
        "javascript:alert(1)",
        "",
        "http://127.0.0.1:51234/callback\n",
        "http://portal.test:8000/desk/callback",
    ],
)
async def test_a_redirect_that_is_not_exactly_registered_stays_on_the_page(portal: RunningPortal, address: str) -> None:
    answer = await portal.client.get("/oauth/authorize", params=authorization(redirect_uri=address))
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "không hợp lệ" in answer.text


def test_only_the_loopback_port_is_free() -> None:
    allowed = ["http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback", "motcua://callback"]
    assert all(is_redirect_allowed("motcua-app", uri, base_url="http://p") for uri in allowed)
    assert is_redirect_allowed("motcua-desk", "http://p/desk/callback", base_url="http://p")
    assert not is_redirect_allowed("motcua-desk", "motcua://callback", base_url="http://p")


async def test_an_unknown_client_stays_on_the_page(portal: RunningPortal) -> None:
    answer = await portal.client.get("/oauth/authorize", params=authorization(client_id="evil"))
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_a_parameter_given_twice_is_refused(portal: RunningPortal) -> None:
    twice = [*authorization().items(), ("state", "other")]
    assert fields_of(await portal.client.get("/oauth/authorize", params=twice))["error"] == "invalid_request"
    redirects = [*authorization().items(), ("redirect_uri", "https://evil.example/")]
    answer = await portal.client.get("/oauth/authorize", params=redirects)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": OTHER_VERIFIER},
        {"code_verifier": None},
        {"code_verifier": ""},
        {"code_verifier": challenge(VERIFIER)},
        {"redirect_uri": "http://127.0.0.1:51235/callback"},
        {"redirect_uri": None},
        {"client_id": "motcua-desk"},
        {"client_id": None},
    ],
)
async def test_a_stolen_code_is_worth_nothing(portal: RunningPortal, changes: dict[str, str | None]) -> None:
    code = await code_for(portal.client, "sample-mai")
    answer = await redeem(portal.client, code, **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_that_was_tried_with_a_wrong_verifier_is_used_up(portal: RunningPortal) -> None:
    code = await code_for(portal.client, "sample-mai")
    await redeem(portal.client, code, code_verifier=OTHER_VERIFIER)
    assert (await redeem(portal.client, code)).status_code == 400


async def test_using_a_code_again_revokes_what_the_first_use_gave(portal: RunningPortal) -> None:
    code = await code_for(portal.client, "sample-mai")
    tokens = (await redeem(portal.client, code)).json()
    assert await _me(portal, tokens["access_token"]) == 200
    assert (await redeem(portal.client, code)).json()["error"] == "invalid_grant"
    assert await _me(portal, tokens["access_token"]) == 401
    assert (await _refresh(portal, tokens["refresh_token"]))[0] == 400


async def test_a_code_sent_twice_at_once_gives_at_most_one_living_sign_in(portal: RunningPortal) -> None:
    code = await code_for(portal.client, "sample-mai")
    answers = await asyncio.gather(*(redeem(portal.client, code) for _ in range(10)))
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(good) == 1
    assert await _me(portal, good[0]["access_token"]) == 401


async def test_a_code_older_than_sixty_seconds_is_refused(portal: RunningPortal) -> None:
    code = await code_for(portal.client, "sample-mai")
    portal.clock.move(seconds=60)
    assert (await redeem(portal.client, code)).json()["error"] == "invalid_grant"


async def test_a_code_just_inside_sixty_seconds_is_taken(portal: RunningPortal) -> None:
    code = await code_for(portal.client, "sample-mai")
    portal.clock.move(seconds=59)
    assert (await redeem(portal.client, code)).status_code == 200


async def test_replaying_a_refresh_token_revokes_the_whole_family(portal: RunningPortal) -> None:
    first = await portal.sign_in("sample-mai")
    status, second = await _refresh(portal, first["refresh_token"])
    assert status == 200
    status, third = await _refresh(portal, second["refresh_token"])
    assert status == 200
    assert await _me(portal, third["access_token"]) == 200
    status, answer = await _refresh(portal, first["refresh_token"])
    assert (status, answer["error"]) == (400, "invalid_grant")
    for tokens in (first, second, third):
        assert await _me(portal, tokens["access_token"]) == 401
    assert (await _refresh(portal, third["refresh_token"]))[0] == 400


async def test_another_sign_in_of_the_same_person_survives_the_revocation(portal: RunningPortal) -> None:
    phone, laptop = await portal.sign_in("sample-mai"), await portal.sign_in("sample-mai")
    await _refresh(portal, phone["refresh_token"])
    await _refresh(portal, phone["refresh_token"])
    assert await _me(portal, phone["access_token"]) == 401
    assert await _me(portal, laptop["access_token"]) == 200


async def test_tokens_do_not_stand_in_for_each_other(portal: RunningPortal) -> None:
    tokens = await portal.sign_in("sample-mai")
    assert await _me(portal, tokens["refresh_token"]) == 401
    assert await _me(portal, tokens["id_token"]) == 401
    assert (await _refresh(portal, tokens["access_token"]))[0] == 400
    assert (await _refresh(portal, tokens["refresh_token"], client_id="motcua-desk"))[0] == 400


async def test_a_token_in_the_address_is_not_read(portal: RunningPortal) -> None:
    tokens = await portal.sign_in("sample-mai")
    answer = await portal.client.get("/api/v1/me", params={"access_token": tokens["access_token"]})
    assert answer.status_code == 401
    form = {"grant_type": "refresh_token", "client_id": "motcua-app"}
    query = await portal.client.post(f"/oauth/token?refresh_token={tokens['refresh_token']}", data=form)
    assert query.json()["error"] == "invalid_request"


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_signing_out_ends_every_token_at_once(portal: RunningPortal, kind: str) -> None:
    tokens = await portal.sign_in("sample-mai")
    form = {"token": tokens[kind], "client_id": "motcua-app"}
    assert (await portal.client.post("/oauth/revoke", data=form)).status_code == 200
    assert await _me(portal, tokens["access_token"]) == 401
    assert (await _refresh(portal, tokens["refresh_token"]))[0] == 400


async def test_revoking_an_unknown_token_looks_the_same(portal: RunningPortal) -> None:
    answer = await portal.client.post("/oauth/revoke", data={"token": "unknown", "client_id": "motcua-app"})
    assert answer.status_code == 200


async def test_another_client_cannot_sign_a_person_out(portal: RunningPortal) -> None:
    tokens = await portal.sign_in("sample-mai")
    await portal.client.post("/oauth/revoke", data={"token": tokens["access_token"], "client_id": "motcua-desk"})
    assert await _me(portal, tokens["access_token"]) == 200


async def test_consent_without_a_chosen_person_gives_no_code(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization())
    answer = await portal.client.post("/oauth/consent", data={"request": handle_in(page.text), "answer": "allow"})
    assert fields_of(answer)["error"] == "access_denied"


async def test_a_person_who_is_not_offered_cannot_be_chosen_by_name(portal: RunningPortal) -> None:
    page = await portal.client.get("/oauth/authorize", params=authorization())
    for subject in ("nobody", "made-up-1", ""):
        answer = await portal.client.post("/oauth/sign-in", data={"request": handle_in(page.text), "subject": subject})
        assert answer.status_code == 400


async def test_the_token_endpoint_takes_forms_only(portal: RunningPortal) -> None:
    code = await code_for(portal.client, "sample-mai")
    answer = await portal.client.post("/oauth/token", json={"grant_type": "authorization_code", "code": code})
    assert answer.status_code == 415
    twice = "grant_type=authorization_code&grant_type=refresh_token"
    header = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await portal.client.post("/oauth/token", content=twice, headers=header)).status_code == 400
    password = await portal.client.post("/oauth/token", data={"grant_type": "password", "client_id": "motcua-app"})
    assert password.json()["error"] == "unsupported_grant_type"


async def test_no_secret_is_stored_in_clear(portal: RunningPortal, tmp_path: Path) -> None:
    tokens = await portal.sign_in("sample-mai")
    stored = b"".join(path.read_bytes() for path in (tmp_path / "portal").glob("portal.sqlite3*"))
    assert b"sample-mai" in stored
    for name in ("access_token", "refresh_token"):
        assert tokens[name].encode() not in stored


async def test_no_door_of_the_provider_opens_in_production(tmp_path: Path) -> None:
    async with running_portal(tmp_path / "production", production=True) as portal:
        for path in ("/oauth/authorize", "/oauth/jwks", "/.well-known/openid-configuration", "/sandbox/bank"):
            assert (await portal.client.get(path, params=authorization())).status_code == 404, path
        answer = await redeem(portal.client, "code")
        assert answer.status_code == 404
        assert (await portal.client.get("/api/v1/me")).status_code == 401


async def test_a_code_and_a_refresh_token_are_used_once_on_each_database(portal_on_each: RunningPortal) -> None:
    portal = portal_on_each
    code = await code_for(portal.client, "sample-mai")
    answers = await asyncio.gather(*(redeem(portal.client, code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
    tokens = await portal.sign_in("sample-mai")
    form = {"grant_type": "refresh_token", "client_id": "motcua-app", "refresh_token": tokens["refresh_token"]}
    answers = await asyncio.gather(*(portal.client.post("/oauth/token", data=form) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
    fresh = next(answer.json() for answer in answers if answer.status_code == 200)
    assert await _me(portal, fresh["access_token"]) == 401


async def test_each_refusal_is_logged_once_and_names_nobody(
    portal: RunningPortal, caplog: pytest.LogCaptureFixture
) -> None:
    code = await code_for(portal.client, "sample-mai")
    page = await portal.client.get("/oauth/authorize", params=authorization())
    caplog.clear()
    with caplog.at_level("WARNING", logger="portal"):
        await portal.client.get("/oauth/authorize", params=authorization(code_challenge=None))
        await portal.client.get("/oauth/authorize", params=authorization(redirect_uri="https://evil.example/"))
        await redeem(portal.client, code, code_verifier=OTHER_VERIFIER)
        form = {"request": handle_in(page.text), "personal_id": "000196000001", "pin": "111111"}
        await portal.client.post("/oauth/sign-in", data=form)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("portal")]
    assert said == [
        "authorization request refused: code_challenge is required",
        "authorization request refused: redirect_uri is not registered",
        "token request refused: code_verifier does not match",
        "sign-in refused: wrong pair",
    ]
    assert not any(secret in text for text in said for secret in (code, "000196000001", "111111", "evil"))
