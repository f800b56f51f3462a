"""The relay: sealed boxes, taken once, by nobody without the code, and nothing left afterwards."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.application import tick
from portal.identity.signed_in import hash_token
from portal.uploads.sweeping import sweep
from tests.portal.running import RunningPortal, running_portal
from tests.portal.terminals import Terminal, register

BOX = "5e" * 16
TOKEN = "a-token-of-the-code"
PIECES = (b"sealed " * 100, b"more of it")


@dataclass
class Relay:
    """Requests of both ends of a box."""

    portal: RunningPortal
    terminal: Terminal
    box: str = BOX
    token: str = TOKEN

    async def open(self, purpose: str = "phone", pieces: int | None = len(PIECES), **options: Any) -> httpx.Response:
        body = {"token_sha256": hash_token(self.token), "purpose": purpose, "pieces": pieces}
        return await self.as_terminal("PUT", "", json=body, **options)

    async def as_terminal(self, method: str, below: str, **options: Any) -> httpx.Response:
        pair = (self.terminal.id, self.terminal.secret)
        return await self.portal.client.request(method, f"/api/v1/relay/{self.box}{below}", auth=pair, **options)

    async def as_phone(
        self, method: str, below: str = "", *, token: str = TOKEN, taker: str = "phone-1", **options: Any
    ) -> httpx.Response:
        headers = {"Relay-Token": token, "Relay-Taker": taker}
        path = f"/api/v1/relay/{self.box}{below}"
        return await self.portal.client.request(method, path, headers=headers, **options)

    async def fill(self, purpose: str = "phone") -> None:
        assert (await self.open(purpose)).status_code == 200
        for number, piece in enumerate(PIECES):
            assert (await self.as_terminal("PUT", f"/pieces/{number}", content=piece)).status_code == 204

    async def state(self) -> str:
        return str((await self.as_terminal("GET", "")).json()["state"])

    def stored(self) -> list[str]:
        folder = self.portal.settings.data_dir / "files" / "files"
        return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
async def relay(portal: RunningPortal) -> Relay:
    return Relay(portal, await register(portal))


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rsplit(":", 1)[-1]


async def test_a_phone_takes_what_a_terminal_put_in_and_only_its_receipt_empties_the_box(
    portal_on_each: RunningPortal,
) -> None:
    relay = Relay(portal_on_each, await register(portal_on_each))
    assert (await relay.open()).json()["state"] == "filling"
    assert (await relay.as_terminal("PUT", "/pieces/0", content=PIECES[0])).status_code == 204
    assert slug(await relay.as_phone("GET", "/pieces/0")) == "state-conflict"  # not whole yet: nobody takes half
    assert (await relay.as_terminal("PUT", "/pieces/1", content=PIECES[1])).status_code == 204
    assert await relay.state() == "ready"
    taken = [(await relay.as_phone("GET", f"/pieces/{number}")).content for number in range(2)]
    assert tuple(taken) == PIECES
    assert await relay.state() == "claimed"
    assert len(relay.stored()) == len(PIECES)  # downloaded is not safe yet
    assert (await relay.as_phone("PUT", "/receipt")).status_code == 204
    assert (await relay.as_phone("PUT", "/receipt")).status_code == 204
    assert await relay.state() == "taken"
    assert relay.stored() == []


async def test_every_request_may_be_repeated(relay: Relay) -> None:
    await relay.fill()
    await relay.fill()
    assert (await relay.as_phone("GET", "")).json()["received_bytes"] == sum(map(len, PIECES))
    assert len(relay.stored()) == len(PIECES)
    assert slug(await relay.as_terminal("PUT", "/pieces/0", content=b"another")) == "state-conflict"
    assert slug(await relay.open(pieces=5)) == "state-conflict"
    assert len(relay.stored()) == len(PIECES)


async def test_a_piece_put_twice_at_once_is_kept_once(portal_on_each: RunningPortal) -> None:
    relay = Relay(portal_on_each, await register(portal_on_each))
    await relay.open()
    answers = await asyncio.gather(*(relay.as_terminal("PUT", "/pieces/0", content=PIECES[0]) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [204] * 4
    assert len(relay.stored()) == 1


async def test_one_receiver_at_a_time_and_another_after_it_went_silent(relay: Relay) -> None:
    await relay.fill()
    assert (await relay.as_phone("GET", "/pieces/0")).status_code == 200
    assert slug(await relay.as_phone("GET", "/pieces/0", taker="phone-2")) == "relay-busy"
    assert slug(await relay.as_phone("PUT", "/receipt", taker="phone-2")) == "relay-busy"
    relay.portal.clock.move(minutes=6)
    assert (await relay.as_phone("GET", "/pieces/0", taker="phone-2")).status_code == 200
    assert (await relay.as_phone("PUT", "/receipt", taker="phone-2")).status_code == 204
    for below in ("/pieces/0", "/pieces/1"):
        assert slug(await relay.as_phone("GET", below)) == "relay-taken"
    assert slug(await relay.as_phone("PUT", "/receipt")) == "relay-taken"


async def test_without_the_token_there_is_no_such_box_and_guessing_is_stopped(relay: Relay) -> None:
    await relay.fill()
    here = await relay.as_phone("GET", "", token="wrong")
    relay.box = "0" * 32
    nowhere = await relay.as_phone("GET", "")
    assert (here.status_code, here.content) == (404, nowhere.content)
    for _ in range(60):
        answer = await relay.as_phone("GET", "/pieces/0", token="wrong")
    assert slug(answer) == "too-many-requests"
    relay.box = BOX
    assert (await relay.as_phone("GET", "")).status_code == 200  # who has it is not kept away by who guesses


async def test_the_token_alone_puts_nothing_into_a_drafts_box(relay: Relay) -> None:
    """Who photographed the code may be quicker at taking, which the terminal shows, but puts nothing in its place."""
    await relay.open()
    assert (await relay.as_phone("PUT", "/pieces/0", content=b"mine")).status_code == 404
    assert (await relay.as_phone("DELETE")).status_code == 401
    assert relay.stored() == []


async def test_a_phone_puts_papers_in_and_only_the_terminal_takes_them_out(relay: Relay) -> None:
    assert (await relay.open("files", pieces=None)).status_code == 200
    for number, piece in enumerate(PIECES):
        assert (await relay.as_phone("PUT", f"/pieces/{number}", content=piece)).status_code == 204
    assert (await relay.as_phone("GET", "/pieces/0")).status_code == 404
    assert (await relay.as_terminal("GET", "")).json()["received"] == 2
    assert (await relay.as_terminal("GET", "/pieces/1")).content == PIECES[1]
    relay.portal.clock.move(minutes=6)  # nobody holds the box any more
    assert (await relay.as_phone("PUT", "/receipt")).status_code == 404
    assert len(relay.stored()) == len(PIECES)
    assert (await relay.as_terminal("DELETE", "")).status_code == 204
    assert relay.stored() == []
    assert slug(await relay.as_phone("PUT", "/pieces/2", content=b"late")) == "relay-expired"


async def test_a_phone_is_told_what_the_terminal_took_also_when_the_box_is_closed(relay: Relay) -> None:
    await relay.open("files", pieces=None)
    for number, piece in enumerate(PIECES):
        await relay.as_phone("PUT", f"/pieces/{number}", content=piece)
    assert (await relay.as_phone("GET", "")).json()["given"] == 0
    await relay.as_terminal("GET", "/pieces/0")
    await relay.as_terminal("GET", "/pieces/0")
    assert (await relay.as_phone("GET", "")).json()["given"] == 1
    await relay.as_terminal("DELETE", "")
    await tick(relay.portal.deps)
    box = (await relay.as_phone("GET", "")).json()
    assert (box["state"], box["given"]) == ("expired", 1)


@pytest.mark.parametrize(("purpose", "minutes"), [("phone", 30), ("files", 30), ("paper", 5 * 24 * 60)])
async def test_time_empties_a_box_and_whoever_has_the_code_is_told(relay: Relay, purpose: str, minutes: int) -> None:
    await relay.fill(purpose)
    relay.portal.clock.move(minutes=minutes - 1)
    await tick(relay.portal.deps)
    assert await relay.state() == "ready"
    relay.portal.clock.move(minutes=2)
    await tick(relay.portal.deps)
    assert relay.stored() == []
    assert await relay.state() == "expired"
    taking = relay.as_terminal if purpose == "files" else relay.as_phone
    assert slug(await taking("GET", "/pieces/0")) == "relay-expired"
    relay.portal.clock.move(days=8)
    await tick(relay.portal.deps)
    assert (await relay.as_phone("GET", "")).status_code == 404


async def test_the_end_of_a_session_shuts_out_its_papers_and_spares_a_draft_on_its_way(relay: Relay) -> None:
    await relay.fill()
    papers = Relay(relay.portal, relay.terminal, box="7" * 32)
    await papers.open("files", pieces=None)
    await papers.as_phone("PUT", "/pieces/0", content=b"sealed")
    assert (await relay.terminal.post("/oauth/terminal/end", client_id=relay.terminal.id)).status_code == 204
    assert slug(await papers.as_phone("PUT", "/pieces/1", content=b"late")) == "relay-expired"
    await tick(relay.portal.deps)
    assert len(relay.stored()) == len(PIECES)
    assert (await relay.as_phone("GET", "/pieces/1")).content == PIECES[1]


async def test_another_terminal_has_no_part_in_it(relay: Relay) -> None:
    await relay.fill()
    other = Relay(relay.portal, await register(relay.portal, "X00.01-K2"), token="another")
    assert slug(await other.open()) == "state-conflict"
    assert (await other.as_terminal("GET", "")).status_code == 404
    assert (await other.as_terminal("PUT", "/pieces/0", content=b"x")).status_code == 404
    assert (await other.as_terminal("DELETE", "")).status_code == 204  # as of one that is not there
    assert await relay.state() == "ready"


@pytest.fixture
async def small_relay(tmp_path: Path) -> AsyncIterator[Relay]:
    async with running_portal(tmp_path, relay_bytes_per_box=1_500_000, relay_boxes_per_terminal=1) as portal:
        yield Relay(portal, await register(portal))


async def test_what_is_too_much_is_refused_and_leaves_nothing(small_relay: Relay) -> None:
    relay = small_relay
    await relay.open()
    assert slug(await relay.as_terminal("PUT", "/pieces/0", content=b"x" * 1_000_001)) == "payload-too-large"
    assert slug(await relay.as_terminal("PUT", "/pieces/2", content=b"x")) == "payload-too-large"
    assert slug(await relay.as_terminal("PUT", "/pieces/0", content=b"")) == "payload-too-large"
    assert (await relay.as_terminal("PUT", "/pieces/0", content=b"x" * 1_000_000)).status_code == 204
    assert slug(await relay.as_terminal("PUT", "/pieces/1", content=b"y" * 1_000_000)) == "relay-full"
    assert len(relay.stored()) == 1
    relay.box = "1" * 32
    assert slug(await relay.open()) == "relay-full"


async def test_only_a_registered_terminal_or_a_person_opens_a_box(relay: Relay) -> None:
    body = {"token_sha256": hash_token(TOKEN), "purpose": "phone", "pieces": 1}
    path = f"/api/v1/relay/{BOX}"
    for auth in (None, ("X00.01-K1", "wrong"), ("motcua-app", ""), ("", "")):
        answer = await relay.portal.client.put(path, json=body, auth=auth)
        assert answer.status_code == 401, auth
    stale = {"Authorization": "Bearer of-nobody"}
    assert (await relay.portal.client.put(path, json=body, headers=stale)).status_code == 401
    for bad in ({**body, "purpose": "x"}, {**body, "pieces": 0}, {**body, "token_sha256": "A"}, [], None):
        assert (await relay.as_terminal("PUT", "", json=bad)).status_code == 400
    for name in ("..", "x", "5E" * 16, "%00"):
        relay.box = name
        assert 400 <= (await relay.open()).status_code < 500


async def test_a_person_opens_a_few_boxes_for_drafts_and_nobody_else_fills_or_closes_them(relay: Relay) -> None:
    client, body = relay.portal.client, {"token_sha256": hash_token(TOKEN), "purpose": "phone", "pieces": 1}
    mai, ha = [await relay.portal.bearer(subject) for subject in ("sample-mai", "sample-ha")]
    for purpose in ("paper", "files"):
        answer = await client.put(f"/api/v1/relay/{BOX}", json={**body, "purpose": purpose}, headers=mai)
        assert answer.status_code == 403
    paths = [f"/api/v1/relay/{number:032x}" for number in range(6)]
    assert [(await client.put(path, json=body, headers=mai)).status_code for path in paths] == [200] * 5 + [507]
    assert (await client.put(paths[0], json=body, headers=ha)).status_code == 409
    for other in (ha, {"Relay-Token": TOKEN}):
        assert (await client.put(f"{paths[0]}/pieces/0", content=b"x", headers=other)).status_code == 404
    await client.delete(paths[0], headers=ha)
    assert (await client.put(f"{paths[0]}/pieces/0", content=b"sealed", headers=mai)).status_code == 204
    relay.box = paths[0].rsplit("/", 1)[1]
    assert (await relay.as_phone("GET", "/pieces/0")).content == b"sealed"
    assert (await client.delete(paths[0], headers=mai)).status_code == 204
    assert (await relay.as_phone("GET", "/pieces/0")).status_code == 404
    assert (await client.put(paths[5], json=body, headers=mai)).status_code == 200


async def test_sweeping_the_storage_spares_what_waits_in_a_box(relay: Relay) -> None:
    await relay.fill("paper")
    relay.portal.clock.move(days=2)
    await sweep(relay.portal.deps, relay.portal.clock())
    assert (await relay.as_phone("GET", "/pieces/1")).content == PIECES[1]


async def test_a_paper_that_was_on_its_way_when_the_session_ended_is_not_kept(relay: Relay) -> None:
    await relay.open("files", pieces=None)
    storage = relay.portal.deps.storage
    asked, goes_on = threading.Event(), threading.Event()
    store = storage.store

    def slow(data: bytes, name: str) -> Any:
        asked.set()
        assert goes_on.wait(30)
        return store(data, name)

    storage.store = slow  # type: ignore[method-assign]  # a disk that takes its time
    sending = asyncio.ensure_future(relay.as_phone("PUT", "/pieces/0", content=PIECES[0]))
    assert await asyncio.to_thread(asked.wait, 30)
    assert (await relay.as_terminal("DELETE", "")).status_code == 204
    goes_on.set()
    assert (await sending).status_code == 410
    assert relay.stored() == []
