"""A draft from a terminal to a phone and papers the other way, through a real portal that can read neither."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from api_client.identity import OAuthClient
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.relay.code import new_code
from app.relay.model import Expired, NotOffered, Offer, OfferProblem, Received, Sending, Taken, TakeProblem, Waiting
from app.relay.papers import MAX_FILES, Arrived, Closed, Open, Paper
from app.relay.service import Relay
from app.vault.letter_box import seal_piece
from app.vault.vault import Vault
from tests.app.conftest import photo, procedure
from tests.portal.running import BASE_URL, RunningPortal
from tests.portal.terminals import register

BIRTH = procedure()
CANARY = "NGUYỄN THỊ CANARY"


class Line(httpx.AsyncBaseTransport):
    """The line to the portal; a test cuts it."""

    def __init__(self, portal: RunningPortal) -> None:
        self._inner: httpx.AsyncBaseTransport = httpx.ASGITransport(app=portal.app)
        self.is_cut: Callable[[httpx.Request], bool] = lambda _request: False
        self.loses_answer: Callable[[httpx.Request], bool] = lambda _request: False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut(request):
            raise httpx.ConnectError("cut")
        answer = await self._inner.handle_async_request(request)
        if self.loses_answer(request):
            raise httpx.ReadError("cut")
        return answer


@dataclass
class Device:
    """A terminal or a phone with its own vault."""

    relay: Relay
    drafts: Drafts
    vault: Vault
    line: Line
    between: list[Callable[[], Awaitable[object]]]
    """What happens while it waits, in order."""

    async def draft(self) -> Draft:
        """Return a draft with a value and a photo."""
        draft = await self.drafts.start(BIRTH)
        self.drafts.set_answer(draft.id, "/name", CANARY)
        await self.drafts.attach(draft.id, BIRTH.papers[0], file_name="giấy.jpg", data=photo())
        return draft


async def new_device(
    portal: RunningPortal, folder: Path, *, terminal: OAuthClient | None = None, seed: int = 1
) -> AsyncIterator[Device]:
    vault = await Vault.open(folder, bytes(32), clock=portal.clock)
    drafts = Drafts(vault, procedures=lambda _code: None, clock=portal.clock, owner=lambda: None, autosave_seconds=60)
    line, between = Line(portal), list[Callable[[], Awaitable[object]]]()

    async def sleep(_seconds: float) -> None:
        if between:
            await between.pop(0)()

    client = PortalClient(BASE_URL, line)
    relay = Relay(drafts, vault, client, terminal=terminal, random=Random(seed), sleep=sleep)
    yield Device(relay, drafts, vault, line, between)
    await drafts.close()
    await client.aclose()
    await vault.close()


@pytest.fixture
async def kiosk(running: RunningPortal, tmp_path: Path) -> AsyncIterator[Device]:
    terminal = await register(running)
    async for device in new_device(running, tmp_path / "kiosk", terminal=OAuthClient(terminal.id, terminal.secret)):
        yield device


@pytest.fixture
async def phone(running: RunningPortal, tmp_path: Path) -> AsyncIterator[Device]:
    async for device in new_device(running, tmp_path / "phone", seed=7):
        yield device


def everything_in(portal: RunningPortal) -> Iterator[bytes]:
    return (path.read_bytes() for path in portal.settings.data_dir.rglob("*") if path.is_file())


async def waiting(offer: AsyncIterator[Offer]) -> Waiting:
    async for state in offer:
        if isinstance(state, Waiting):
            return state
    raise AssertionError


async def test_a_draft_with_its_file_goes_to_the_phone_and_the_terminal_is_told(
    kiosk: Device, phone: Device, running: RunningPortal
) -> None:
    draft = await kiosk.draft()
    offer = kiosk.relay.offering().states(draft.id, "phone")
    shown = await waiting(offer)
    assert not [data for data in everything_in(running) if CANARY.encode() in data or shown.code.encode() in data]
    taken = await phone.relay.take(shown.url)
    assert isinstance(taken, Received)
    assert (taken.draft.answers, taken.is_told) == ({"name": CANARY}, True)
    assert len(await phone.vault.get_blob(taken.draft.attachments[0].id)) == taken.draft.attachments[0].size_bytes
    assert [state async for state in offer] == [Taken()]
    assert kiosk.drafts.find(draft.id) is not None  # the session's end takes it away, not the hand-over
    assert await phone.relay.take(shown.code) is TakeProblem.TAKEN


async def test_nothing_is_lost_when_every_answer_is_lost_once(
    kiosk: Device, phone: Device, running: RunningPortal
) -> None:
    draft = await kiosk.draft()
    lost: set[str] = set()

    def once(request: httpx.Request) -> bool:
        name = f"{request.method} {request.url.path}"
        is_first = name not in lost
        lost.add(name)
        return is_first

    kiosk.line.loses_answer = phone.line.loses_answer = once
    offer = kiosk.relay.offering().states(draft.id, "phone")
    shown = await waiting(offer)
    taken = await phone.relay.take(shown.code)
    assert isinstance(taken, Received)
    assert taken.is_told
    assert [state async for state in offer][-1] == Taken()
    assert len(phone.drafts.list()) == 1
    assert any("receipt" in name for name in lost)


async def test_a_phone_that_breaks_off_leaves_all_of_it_for_the_next_try(
    kiosk: Device, phone: Device, running: RunningPortal
) -> None:
    draft = await kiosk.draft()
    offer = kiosk.relay.offering().states(draft.id, "phone")
    shown = await waiting(offer)
    phone.line.is_cut = lambda request: request.url.path.endswith("/receipt")
    taken = await phone.relay.take(shown.code)
    assert isinstance(taken, Received)
    assert not taken.is_told
    claimed = await anext(offer)
    assert isinstance(claimed, Waiting)
    assert claimed.is_claimed  # the terminal does not believe that it is safe before it was told so
    phone.line.is_cut = lambda _request: False
    assert await phone.relay.take(shown.code) is TakeProblem.BUSY
    running.clock.move(minutes=6)
    again = await phone.relay.take(shown.code)
    assert isinstance(again, Received)
    assert [state async for state in offer][-1] == Taken()


async def test_a_phone_that_never_returns_costs_the_citizen_nothing(
    kiosk: Device, phone: Device, running: RunningPortal
) -> None:
    draft = await kiosk.draft()
    offer = kiosk.relay.offering().states(draft.id, "phone")
    shown = await waiting(offer)
    running.clock.move(minutes=31)
    assert [state async for state in offer] == [Expired()]
    assert await phone.relay.take(shown.code) is TakeProblem.EXPIRED
    assert kiosk.drafts.find(draft.id) is not None


async def test_one_that_waits_to_be_filed_goes_too_and_is_still_the_same_application(
    kiosk: Device, phone: Device
) -> None:
    draft = await kiosk.draft()
    locked = await kiosk.drafts.update(
        draft.id, lambda one: replace(one, parcel_id="p", submission_key="p"), freeze=True
    )
    shown = await waiting(kiosk.relay.offering().states(draft.id, "phone"))
    taken = await phone.relay.take(shown.code)
    assert isinstance(taken, Received)
    assert (taken.draft.submission_key, taken.draft.parcel_id) == ("p", None)
    assert locked.is_locked
    await kiosk.drafts.update(draft.id, lambda one: replace(one, dossier_id="d"))
    offer = kiosk.relay.offering().states(draft.id, "phone")
    assert [state async for state in offer] == [NotOffered(OfferProblem.GONE)]


async def test_an_offer_taken_back_is_gone_at_the_portal(kiosk: Device, phone: Device) -> None:
    draft = await kiosk.draft()
    offering = kiosk.relay.offering()
    shown = await waiting(offering.states(draft.id, "phone"))
    await offering.give_up()
    assert await phone.relay.take(shown.code) is TakeProblem.UNKNOWN


async def test_a_line_that_is_down_is_said_and_tried_again(kiosk: Device) -> None:
    draft = await kiosk.draft()
    kiosk.line.is_cut = lambda _request: True

    async def mend() -> None:
        kiosk.line.is_cut = lambda _request: False

    kiosk.between.append(mend)
    states = []
    async for state in kiosk.relay.offering().states(draft.id, "paper"):
        states.append(state)
        if isinstance(state, Waiting):
            break
    assert states[:2] == [Sending(0, 1), Sending(0, 1, is_offline=True)]
    assert isinstance(states[-1], Waiting)


async def test_a_terminal_that_is_not_registered_and_a_draft_that_is_gone_are_said(
    running: RunningPortal, kiosk: Device, tmp_path: Path
) -> None:
    async for stranger in new_device(running, tmp_path / "stranger", terminal=OAuthClient("X00.01-K9", "guessed")):
        draft = await stranger.draft()
        offer = stranger.relay.offering().states(draft.id, "phone")
        assert [state async for state in offer][-1] == NotOffered(OfferProblem.NOT_REGISTERED)
    offer = kiosk.relay.offering().states("nothing", "phone")
    assert [state async for state in offer] == [NotOffered(OfferProblem.GONE)]


async def test_a_code_that_is_none_or_nobodys_is_said(phone: Device) -> None:
    assert await phone.relay.take("BCFG") is TakeProblem.BAD_CODE
    assert await phone.relay.take(new_code(Random(99))) is TakeProblem.UNKNOWN


async def test_what_was_changed_on_the_way_is_not_taken(kiosk: Device, phone: Device, running: RunningPortal) -> None:
    draft = await kiosk.draft()
    shown = await waiting(kiosk.relay.offering().states(draft.id, "phone"))
    files = running.settings.data_dir / "files" / "files"
    for path in files.rglob("*.*"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    assert await phone.relay.take(shown.code) is TakeProblem.DAMAGED
    assert phone.drafts.list() == ()


# --- papers from a phone --------------------------------------------------------------------------------------------


async def put(running: RunningPortal, shown: Open, number: int, piece: bytes) -> httpx.Response:
    box_id, token, _key = shown.url.partition("#")[2].split(".")
    path = f"/api/v1/relay/{box_id}/pieces/{number}"
    return await running.client.put(path, content=piece, headers={"Relay-Token": token})


def piece(shown: Open, header: Any, data: bytes, *, nonce: int = 0) -> bytes:
    box_id, _token, key = shown.url.partition("#")[2].split(".")
    head = json.dumps(header).encode()
    return seal_piece(len(head).to_bytes(2, "big") + head + data, key, box_id, nonce=nonce.to_bytes(12, "big"))


async def opened(kiosk: Device) -> tuple[AsyncIterator[Paper], Open]:
    """Open a box for papers: what becomes of it, and what is shown of it."""
    states = kiosk.relay.papers().states()
    shown = await anext(states)
    assert isinstance(shown, Open)
    return states, shown


async def test_papers_of_a_phone_arrive_whole_and_what_does_not_fit_is_left_out(
    kiosk: Device, running: RunningPortal
) -> None:
    states, shown = await opened(kiosk)
    sent = [
        piece(shown, {"id": "a", "part": 0, "of": 2, "name": "giấy tờ.pdf"}, b"%PDF-"),
        b"noise",
        piece(shown, {"id": "b", "part": 7, "of": 2, "name": "x"}, b""),
        piece(shown, {"id": "c", "part": 0, "of": 10**9, "name": "x"}, b""),
        piece(shown, ["[" * 900], b""),
        piece(shown, {"id": "a", "part": 1, "of": 9, "name": "another length"}, b"wrong"),
        piece(shown, {"id": "a", "part": 1, "of": 2, "name": "giấy tờ.pdf"}, b"1.7"),
        piece(shown, {"id": "d", "part": 0, "of": 1, "name": "n" * 400}, b"z"),
    ]
    for number, one in enumerate(sent):
        assert (await put(running, shown, number, one)).status_code == 204
    first, second = await anext(states), await anext(states)
    assert first == Arrived("giấy tờ.pdf", b"%PDF-1.7")
    assert isinstance(second, Arrived)
    assert len(second.name) == 255
    running.clock.move(minutes=31)
    assert [state async for state in states] == [Closed()]


async def test_after_forty_files_the_box_is_closed_and_both_sides_are_told(
    kiosk: Device, running: RunningPortal
) -> None:
    states, shown = await opened(kiosk)
    for number in range(MAX_FILES):
        one = piece(shown, {"id": f"{number}", "part": 0, "of": 1, "name": f"{number}.pdf"}, b"x")
        assert (await put(running, shown, number, one)).status_code == 204
    came = [await anext(states) for _ in range(MAX_FILES)]
    assert came == [Arrived(f"{number}.pdf", b"x") for number in range(MAX_FILES)]
    assert await anext(states) == Closed("enough")
    assert (await put(running, shown, MAX_FILES, b"one more")).status_code == 410
    assert [state async for state in states] == []
    other = await anext(kiosk.relay.papers().states())
    assert isinstance(other, Open)
    assert other.url != shown.url


async def test_a_box_of_papers_that_was_closed_keeps_nothing(kiosk: Device, running: RunningPortal) -> None:
    box = kiosk.relay.papers()
    shown = await anext(box.states())
    assert isinstance(shown, Open)
    await put(running, shown, 0, piece(shown, {"id": "a", "part": 0, "of": 1, "name": "x"}, b"x"))
    await box.close()
    assert (await put(running, shown, 1, b"late")).status_code == 410
    assert not list((running.settings.data_dir / "files" / "files").rglob("*.*"))
