"""Sign in, stay signed in, sign out: against a provider that behaves."""

import asyncio
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from api_client.errors import Unauthenticated, Unreachable
from app.identity.model import Session, SignedIn, SignInFailed, SignInProblem
from tests.api_client.answers import answer, problem
from tests.app.identity.conftest import REDIRECT, Device


def fail(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no network")


async def test_a_guest_has_no_session_and_no_token(device: Device) -> None:
    assert device.identity.session is None
    assert await device.identity.access_token() is None
    assert device.identity.known_values() == {}


async def test_the_person_comes_back_to_where_they_were(device: Device) -> None:
    told: list[Session | None] = []
    device.identity.subscribe(lambda: told.append(device.identity.session))
    assert await device.sign_in() == SignedIn("/drafts/1/review")
    session = device.identity.session
    assert session == Session("s1", "NGUYỄN VĂN AN", "citizen", 2)
    assert told == [session]
    assert await device.identity.access_token() == "access-1"
    assert device.provider.hosts == {"portal.test"}


async def test_every_request_has_its_own_state_nonce_and_challenge(device: Device) -> None:
    queries = [dict(parse_qsl(urlsplit(await device.begin()).query)) for _ in range(5)]
    for name in ("state", "nonce", "code_challenge"):
        assert len({query[name] for query in queries}) == 5
        assert all(len(query[name]) == 43 for query in queries)
    assert {query["code_challenge_method"] for query in queries} == {"S256"}
    assert {query["response_type"] for query in queries} == {"code"}
    assert {query["redirect_uri"] for query in queries} == {REDIRECT}


async def test_a_sign_in_begun_before_a_restart_is_finished_after_it(device: Device) -> None:
    query = device.provider.consent(await device.begin())
    identity = await device.restart()
    assert await identity.finish_sign_in(query) == SignedIn("/drafts/1/review")


async def test_two_sign_ins_under_way_do_not_disturb_each_other(device: Device) -> None:
    first = device.provider.consent(await device.begin("/a"))
    second = device.provider.consent(await device.begin("/b"))
    assert await device.identity.finish_sign_in(second) == SignedIn("/b")
    assert await device.identity.finish_sign_in(first) == SignedIn("/a")


async def test_the_session_survives_a_restart_and_the_access_token_does_not(device: Device) -> None:
    await device.sign_in()
    assert "access-1" not in await device.stored()
    identity = await device.restart()
    assert identity.session is not None
    assert identity.session.subject == "s1"
    assert await identity.access_token() == "access-2"


async def test_the_token_is_refreshed_before_it_ends_and_the_new_refresh_token_kept(device: Device) -> None:
    await device.sign_in()
    device.clock.move(seconds=869)
    assert await device.identity.access_token() == "access-1"
    device.clock.move(seconds=2)
    assert await device.identity.access_token() == "access-2"
    stored = await device.stored()
    assert "refresh-2" in stored
    assert "refresh-1" not in stored


async def test_many_who_need_a_token_cause_one_refresh(device: Device) -> None:
    await device.sign_in()
    device.clock.move(minutes=20)
    tokens = await asyncio.gather(*(device.identity.access_token() for _ in range(10)))
    assert set(tokens) == {"access-2"}
    assert sum(form.get("grant_type") == "refresh_token" for _, form, _ in device.provider.asked) == 1


async def test_a_refresh_goes_on_when_nobody_waits_for_it(device: Device) -> None:
    await device.sign_in()
    device.clock.move(minutes=20)
    asking = asyncio.create_task(device.identity.access_token())
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await device.identity.access_token() == "access-2"
    assert "refresh-2" in await device.stored()


async def test_a_token_that_the_portal_refuses_is_replaced_without_the_person_noticing(device: Device) -> None:
    await device.sign_in()
    device.provider.access_tokens.clear()
    assert (await device.portal.identity.me()).subject == "s1"
    assert await device.identity.access_token() == "access-2"


async def test_an_ended_session_keeps_the_person_but_asks_to_sign_in(device: Device) -> None:
    await device.sign_in()
    device.provider.refresh_tokens.clear()
    device.clock.move(minutes=20)
    assert await device.identity.access_token() is None
    for identity in (device.identity, await device.restart()):
        assert identity.session == Session("s1", "NGUYỄN VĂN AN", "citizen", 2, None, needs_sign_in=True)
        assert await identity.access_token() is None
    with pytest.raises(Unauthenticated):
        await device.portal.identity.me()
    await device.sign_in()
    assert device.identity.session == Session("s1", "NGUYỄN VĂN AN", "citizen", 2)


@pytest.mark.parametrize(
    "fault", [fail, lambda _: problem(503, "internal"), lambda _: answer(200, b"<html>", "text/html")]
)
async def test_a_failing_network_never_ends_a_session(device: Device, fault: object) -> None:
    from api_client.errors import PortalError

    await device.sign_in()
    device.clock.move(minutes=20)
    device.provider.instead["/oauth/token"] = fault  # type: ignore[assignment]
    with pytest.raises(PortalError):
        await device.identity.access_token()
    assert device.identity.session == Session("s1", "NGUYỄN VĂN AN", "citizen", 2)
    device.provider.instead.clear()
    assert await device.identity.access_token() == "access-2"


async def test_a_clock_that_jumps_does_not_end_a_session(device: Device) -> None:
    await device.sign_in()
    for days in (3650, -7300, 1):
        device.clock.move(days=days)
        assert await device.identity.access_token() is not None
        assert device.identity.session == Session("s1", "NGUYỄN VĂN AN", "citizen", 2)


async def test_signing_out_revokes_at_the_portal_and_leaves_nothing(device: Device) -> None:
    await device.sign_in()
    await device.identity.sign_out()
    assert device.identity.session is None
    assert await device.identity.access_token() is None
    assert device.provider.revoked == ["refresh-1"]
    assert await device.vault.all("identity") == []
    await device.identity.sign_out()


async def test_signing_out_without_a_network_revokes_at_the_next_connection(device: Device) -> None:
    await device.sign_in()
    device.provider.instead["/oauth/revoke"] = fail
    await device.identity.sign_out()
    assert device.identity.session is None
    assert "NGUYỄN" not in await device.stored()
    identity = await device.restart()
    assert identity.session is None
    device.provider.instead.clear()
    await device.begin()
    assert device.provider.revoked == ["refresh-1"]
    assert "refresh-1" not in await device.stored()


async def test_signing_out_during_a_refresh_gives_the_new_tokens_back(device: Device) -> None:
    await device.sign_in()
    device.clock.move(minutes=20)
    asked, released = asyncio.Event(), asyncio.Event()

    async def slowly() -> httpx.Response:
        asked.set()
        await released.wait()
        return answer(200, device.provider.tokens(nonce=None))

    device.provider.instead["/oauth/token"] = lambda _: slowly()  # type: ignore[assignment, return-value]
    asking = asyncio.create_task(device.identity.access_token())
    await asked.wait()
    await device.identity.sign_out()
    released.set()
    assert await asking is None
    assert device.identity.session is None
    assert await device.identity.access_token() is None
    assert device.provider.refresh_tokens == set()


async def test_another_person_signing_in_ends_the_first_ones_session(device: Device) -> None:
    await device.sign_in()
    device.provider.subject = "s2"
    await device.sign_in()
    assert device.identity.session is not None
    assert device.identity.session.subject == "s2"
    assert "refresh-1" in device.provider.revoked
    assert (await device.restart()).session == device.identity.session


async def test_known_values_come_with_their_source_and_stay_readable_offline(device: Device) -> None:
    await device.sign_in()
    online = device.identity.known_values()
    assert (online["person.full_name"].value, online["person.full_name"].source) == (
        "NGUYỄN VĂN AN",
        "population_register",
    )
    device.provider.instead["/api/v1/me"] = fail
    await device.identity.refresh_known_values()
    assert device.identity.known_values() == online
    assert (await device.restart()).known_values() == online


async def test_known_values_of_another_person_are_not_shown(device: Device) -> None:
    await device.sign_in()
    before = device.identity.known_values()
    device.provider.subject = "s2"
    await device.identity.refresh_known_values()
    assert device.identity.known_values() == before


async def test_no_network_says_so_and_nothing_is_left_behind(device: Device) -> None:
    device.provider.instead["/.well-known/openid-configuration"] = fail
    begun = await device.identity.begin_sign_in(redirect_uri=REDIRECT, return_route="/")
    assert begun == SignInFailed(SignInProblem.UNREACHABLE, "/")
    device.provider.instead.clear()
    query = device.provider.consent(await device.begin())
    device.provider.instead["/oauth/token"] = fail
    assert await device.identity.finish_sign_in(query) == SignInFailed(SignInProblem.UNREACHABLE, "/drafts/1/review")
    assert device.identity.session is None
    assert await device.vault.all("identity") == []


async def test_forgotten_sign_ins_are_cleared_at_the_next_start(device: Device) -> None:
    await device.begin()
    device.clock.move(minutes=11)
    await device.restart()
    assert await device.vault.all("identity") == []


async def test_without_an_address_of_the_portal_signing_in_is_impossible_but_harmless(device: Device) -> None:
    from random import Random

    from api_client.client import PortalClient
    from app.identity.service import Identity

    identity = Identity(PortalClient(lambda: None), device.vault, device.clock, Random(1))
    assert await identity.begin_sign_in(redirect_uri=REDIRECT, return_route="/") == SignInFailed(
        SignInProblem.UNREACHABLE, "/"
    )
    with pytest.raises(Unreachable):
        await PortalClient(lambda: None).identity.me()


async def test_a_device_that_cannot_store_says_so_and_signs_nobody_in(device: Device) -> None:
    query = device.provider.consent(await device.begin())
    await device.vault.close()
    assert await device.identity.finish_sign_in(query) == SignInFailed(SignInProblem.STORAGE)
    begun = await device.identity.begin_sign_in(redirect_uri=REDIRECT, return_route="/")
    assert begun == SignInFailed(SignInProblem.STORAGE, "/")
    assert device.identity.session is None


async def test_a_device_that_cannot_store_keeps_its_session_until_the_app_ends(device: Device) -> None:
    await device.sign_in()
    await device.vault.close()
    device.clock.move(minutes=20)
    assert await device.identity.access_token() == "access-2"
    device.clock.move(minutes=20)
    assert await device.identity.access_token() == "access-3"
    assert device.identity.known_values()["person.full_name"].source == "population_register"


async def test_an_odd_session_record_is_a_guest(device: Device) -> None:
    await device.vault.put("identity", "session", {"subject": "s1", "novel": True})
    assert (await device.restart()).session is None
