"""What the process around the sessions does at each wipe: it ends all that is signed in at its terminal."""

import asyncio

import httpx
import pytest

from tests.portal.running import RunningPortal
from tests.portal.terminals import Phone, Terminal, register

END = "/oauth/terminal/end"


@pytest.fixture
async def terminal(portal: RunningPortal) -> Terminal:
    return await register(portal)


async def _works(portal: RunningPortal, tokens: dict[str, str]) -> bool:
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    return (await portal.client.get("/api/v1/me", headers=bearer)).status_code == 200


async def test_a_terminal_ends_whoever_is_signed_in_at_it_and_nobody_else(
    portal: RunningPortal, terminal: Terminal
) -> None:
    other = await register(portal, "X00.01-K2")
    _asked, gone = await terminal.sign_in()
    _asked, elsewhere = await other.sign_in()
    at_home = await portal.sign_in("sample-mai")
    for _ in range(2):  # asked again when the answer was lost
        assert (await terminal.post(END, client_id=terminal.id)).status_code == 204
    assert [await _works(portal, tokens) for tokens in (gone, elsewhere, at_home)] == [False, True, True]
    assert (await terminal.refresh(gone["refresh_token"])).json()["error"] == "invalid_grant"


async def test_an_approval_after_it_is_discarded_and_one_before_it_taken_back(
    portal: RunningPortal, terminal: Terminal
) -> None:
    asked, phone = await terminal.ask(), Phone(portal)
    question = await phone.look(asked)
    await terminal.post(END, client_id=terminal.id)
    assert "no longer waiting" in (await phone.post("/oauth/device/answer", question, answer="allow")).text
    assert await terminal.poll_error(asked) == "invalid_grant"
    asked = await terminal.ask()
    await phone.approve(asked)
    await terminal.post(END, client_id=terminal.id)
    assert await terminal.poll_error(asked) == "invalid_grant"


async def test_only_the_terminal_itself_may(portal: RunningPortal, terminal: Terminal) -> None:
    _asked, tokens = await terminal.sign_in()

    async def status(auth: tuple[str, str] | None, client_id: str = terminal.id) -> int:
        answer: httpx.Response = await portal.client.post(END, data={"client_id": client_id}, auth=auth)
        return answer.status_code

    assert await status(None, "") == 400
    assert await status(None, "motcua-app") == 400
    assert await status(None) == 401
    assert await status((terminal.id, "wrong")) == 401
    assert await status(("X00.01-K9", terminal.secret), "X00.01-K9") == 401
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await portal.client.post(END, data={"client_id": terminal.id}, headers=bearer)).status_code == 401
    assert await _works(portal, tokens)


async def test_tokens_on_their_way_at_that_moment_are_ended_too(portal_on_each: RunningPortal) -> None:
    terminal = await register(portal_on_each)
    for _ in range(3):
        asked = await terminal.ask()
        await Phone(portal_on_each).approve(asked)
        fetched, ended = await asyncio.gather(terminal.poll(asked), terminal.post(END, client_id=terminal.id))
        assert ended.status_code == 204
        if fetched.status_code == 200:
            assert not await _works(portal_on_each, fetched.json())
