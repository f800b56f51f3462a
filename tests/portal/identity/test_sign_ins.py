"""A person sees where they are signed in, and ends it there."""

from typing import Any

import pytest

from tests.portal.running import RunningPortal
from tests.portal.terminals import NAME, register

PATH = "/api/v1/me/sign-ins"


def _bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def _places(portal: RunningPortal, tokens: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await portal.client.get(PATH, headers=_bearer(tokens))
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def _status(portal: RunningPortal, tokens: dict[str, Any]) -> int:
    return (await portal.client.get("/api/v1/me", headers=_bearer(tokens))).status_code


async def test_every_device_and_terminal_is_listed_with_place_and_times(portal: RunningPortal) -> None:
    phone = await portal.sign_in("sample-mai")
    portal.clock.move(minutes=5)
    _asked, at_terminal = await (await register(portal)).sign_in()
    await portal.sign_in("sample-ha")
    here, there = await _places(portal, at_terminal)
    assert (here["kind"], here["is_this_one"], there["kind"], there["is_this_one"]) == ("terminal", True, "app", False)
    assert (here["terminal"]["id"], here["terminal"]["name"]) == ("X00.01-K1", NAME)
    assert here["terminal"]["office"]["en"].startswith("One-stop counter")
    assert there["terminal"] is None
    assert [place["is_this_one"] for place in await _places(portal, phone)] == [False, True]
    assert here["signed_in_at"] > there["signed_in_at"] == there["last_used_at"]
    portal.clock.move(minutes=30)  # the terminal's ended by itself
    assert [place["kind"] for place in await _places(portal, await portal.sign_in("sample-mai"))] == ["app", "app"]


async def test_when_it_was_last_used_is_told_within_a_quarter_of_an_hour(portal: RunningPortal) -> None:
    old = await portal.sign_in("sample-mai")
    portal.clock.move(minutes=40)
    form = {"grant_type": "refresh_token", "refresh_token": old["refresh_token"], "client_id": "motcua-app"}
    fresh = (await portal.client.post("/oauth/token", data=form)).json()
    [place] = await _places(portal, fresh)
    assert place["last_used_at"][:16] == portal.clock().isoformat()[:16]
    assert place["signed_in_at"] < place["last_used_at"]


async def test_ending_one_stops_its_tokens_at_once_and_no_others(portal: RunningPortal) -> None:
    lost, mine = await portal.sign_in("sample-mai"), await portal.sign_in("sample-mai")
    [its_id] = [place["id"] for place in await _places(portal, lost) if place["is_this_one"]]
    for _ in range(2):
        assert (await portal.client.delete(f"{PATH}/{its_id}", headers=_bearer(mine))).status_code == 204
    assert (await _status(portal, lost), await _status(portal, mine)) == (401, 200)
    assert [place["is_this_one"] for place in await _places(portal, mine)] == [True]


async def test_ending_all_others_leaves_this_one_and_those_of_other_people(portal: RunningPortal) -> None:
    others = [await portal.sign_in("sample-mai") for _ in range(3)]
    _asked, at_terminal = await (await register(portal)).sign_in()
    somebody, mine = await portal.sign_in("sample-ha"), await portal.sign_in("sample-mai")
    assert (await portal.client.delete(PATH, headers=_bearer(mine))).status_code == 204
    assert [await _status(portal, tokens) for tokens in (*others, at_terminal)] == [401] * 4
    assert [await _status(portal, tokens) for tokens in (somebody, mine)] == [200, 200]


async def test_the_id_of_a_sign_in_opens_nothing(portal: RunningPortal) -> None:
    mine = await portal.sign_in("sample-mai")
    [place] = await _places(portal, mine)
    for guess in (place["id"], place["id"].removeprefix("sgn_")):
        assert await _status(portal, {"access_token": guess}) == 401


@pytest.mark.parametrize("path", ["", "/sgn_" + "0" * 32])
async def test_nobody_sees_or_ends_anything_without_signing_in(portal: RunningPortal, path: str) -> None:
    for method in ("GET", "DELETE") if not path else ("DELETE",):
        assert (await portal.client.request(method, PATH + path)).status_code == 401
