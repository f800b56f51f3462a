"""A terminal that calls staff is seen at its office's desk and nowhere else, and hears that somebody comes."""

import pytest

from tests.portal.officer.at_the_desk import form_token, sign_in
from tests.portal.running import RunningPortal
from tests.portal.terminals import NAME, Terminal, register

CALL = "/oauth/terminal/call"


@pytest.fixture
async def terminal(portal: RunningPortal) -> Terminal:
    return await register(portal)


async def call(terminal: Terminal, calls: str = "yes") -> bool:
    answer = await terminal.post(CALL, calls=calls)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["answered"])


async def test_a_call_is_seen_at_the_desk_and_answered_there(portal: RunningPortal, terminal: Terminal) -> None:
    desk = await sign_in(portal)
    assert "Hiện không máy nào gọi." in (await desk.get("/desk/calls")).text
    assert not await call(terminal)
    page = (await desk.get("/desk/calls")).text
    assert f"Tôi đến {NAME}" in page
    assert 'http-equiv="refresh"' in page
    assert NAME in (await desk.get("/desk")).text
    address, token = f"/desk/calls/{terminal.id}", form_token(page)
    answered = await desk.post(address, data={"form_token": token})
    assert (answered.status_code, answered.headers["location"]) == (303, "/desk/calls")
    assert await call(terminal)
    assert "Có cán bộ đang đến đó" in (await desk.get("/desk/calls")).text
    await call(terminal, "no")
    assert NAME not in (await desk.get("/desk/calls")).text
    assert not await call(terminal), "another call is answered anew"


async def test_a_terminal_that_falls_silent_or_is_wiped_calls_no_more(
    portal: RunningPortal, terminal: Terminal
) -> None:
    desk = await sign_in(portal)
    await call(terminal)
    portal.clock.move(seconds=39)
    assert NAME in (await desk.get("/desk/calls")).text
    portal.clock.move(seconds=1)
    assert NAME not in (await desk.get("/desk/calls")).text
    await call(terminal)
    await terminal.post("/oauth/terminal/end", client_id=terminal.id)
    assert NAME not in (await desk.get("/desk/calls")).text


async def test_only_its_own_office_sees_and_answers_it(portal: RunningPortal, terminal: Terminal) -> None:
    await call(terminal)
    elsewhere = await sign_in(portal, "sample-officer-3")
    page = (await elsewhere.get("/desk/calls")).text
    assert NAME not in page
    token = form_token((await elsewhere.get("/desk")).text)
    await elsewhere.post(f"/desk/calls/{terminal.id}", data={"form_token": token})
    assert not await call(terminal)
    stale = await (await sign_in(portal)).post(f"/desk/calls/{terminal.id}", data={"form_token": "x"})
    assert stale.status_code in (400, 403)
    assert not await call(terminal)
    assert (await portal.client.get("/desk/calls")).status_code == 303


async def test_only_a_terminal_that_proves_itself_calls(portal: RunningPortal, terminal: Terminal) -> None:
    for auth, status in (((terminal.id, "wrong"), 401), (("X00.01-K9", terminal.secret), 401), (None, 400)):
        answer = await portal.client.post(CALL, data={"calls": "yes"}, auth=auth)
        assert answer.status_code == status
    assert NAME not in (await (await sign_in(portal)).get("/desk/calls")).text


async def test_a_page_that_looks_again_by_itself_keeps_nobody_signed_in(portal: RunningPortal) -> None:
    desk = await sign_in(portal)
    for _ in range(13):
        portal.clock.move(minutes=10)
        last = await desk.get("/desk/calls")
    assert last.status_code == 303
