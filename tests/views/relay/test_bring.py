"""A paper comes to a terminal: from a phone's page, from a stick, from the scanner beside it; each is checked alike."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from api_client.identity import OAuthClient
from app.i18n import Translator
from app.kiosk.document_scanner import DocumentScanner
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from app.kiosk.sticks import Listing, Stick, StickFile, StickProblem
from app.relay.service import Relay
from app.vault.letter_box import seal_piece
from tests.app.conftest import pdf, photo
from tests.app.kiosk.keepers import StillKeeper
from tests.contracts.test_relay_with_portal import Line
from tests.harness import Shown, shown_page
from tests.portal.running import BASE_URL, RunningPortal, running_portal
from tests.portal.terminals import register
from tests.views.following import FakeDevice
from tests.views.forms.device import MARRIED, Device, around, open_device
from tests.views.screens import assert_whole, says, until
from views.documents.screen import PapersPage
from views.relay.bring import BringPage

PAPER = "giay_chung_sinh"


class _Sticks:
    """A stick with two files, one of them gone when it is read."""

    def __init__(self) -> None:
        self.problem: StickProblem | None = None

    def find(self) -> tuple[Stick, ...]:
        return (Stick("USB Lan", Path("/media/lan")),)

    def list(self, _stick: Stick, _kinds: tuple[str, ...]) -> Listing | StickProblem:
        files = (StickFile("a.pdf", Path("/media/lan/a.pdf"), 2000, 1.0),)
        return self.problem or Listing(files, is_all=False)

    def read(self, _file: StickFile, *, max_bytes: int) -> bytes | StickProblem:
        return self.problem or pdf()


@dataclass
class Desk:
    """A terminal with a draft."""

    portal: RunningPortal
    device: Device
    relay: Relay
    line: Line
    sticks: _Sticks
    folder: Path
    kiosk: Kiosk

    async def open(self, draft_id: str, language: str = "en", *, is_bare: bool = False) -> Shown:
        within = around(
            self.device, language, relay=self.relay, device=FakeDevice(), is_kiosk=True,
            kiosk=self.kiosk, outbox=SimpleNamespace(parcels=tuple),
            sticks=None if is_bare else self.sticks,
            document_scanner=None if is_bare else DocumentScanner(self.folder),
        )  # fmt: skip
        return await shown_page(BringPage, PAPER, draft_id=draft_id, within=within)

    def files(self, draft_id: str) -> list[str]:
        return [file.file_name for file in self.device.draft(draft_id).attachments]

    async def send(self, name: str, data: bytes, *, number: int) -> httpx.Response:
        """Put a file into the session's box, as the phone's page does."""
        box = self.relay.papers()
        key, header = box._key, json.dumps({"id": name, "part": 0, "of": 1, "name": name}).encode()
        sealed = seal_piece(
            len(header).to_bytes(2, "big") + header + data, box._letter_box.public_text, key.box_id,
            nonce=number.to_bytes(12, "big"),
        )  # fmt: skip
        path = f"/api/v1/relay/{key.box_id}/pieces/{number}"
        return await self.portal.client.put(path, content=sealed, headers={"Relay-Token": key.token})


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async def soon(_seconds: float) -> None:
        await asyncio.sleep(0.01)

    (tmp_path / "scans").mkdir()
    kiosk = Kiosk(KioskSettings(), StillKeeper(), monotonic=lambda: 0.0)
    async with running_portal(tmp_path / "portal") as portal:
        terminal, line = await register(portal), Line(portal)
        client = PortalClient(BASE_URL, line)
        async for device in open_device(tmp_path / "kiosk"):
            relay = Relay(
                device.drafts, device.vault, client, random=Random(1), sleep=soon,
                terminal=OAuthClient(terminal.id, terminal.secret),
            )  # fmt: skip
            yield Desk(portal, device, relay, line, _Sticks(), tmp_path / "scans", kiosk)
            portal.clock.move(days=1)  # whoever still waits for a phone ends
            await asyncio.sleep(0.2)
        await client.aclose()


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_what_a_phone_sends_is_checked_and_stands_in_the_form(desk: Desk, language: str) -> None:
    t = Translator(language)
    draft = await desk.device.begin(MARRIED)
    screen = await desk.open(draft.id, language, is_bare=True)
    await until(screen, lambda: says(screen, t("Photograph the paper there, or choose a photo or PDF.")))
    assert_whole(screen)
    assert (await desk.send("giấy.jpg", photo(), number=0)).status_code == 204
    await desk.send("hỏng.jpg", b"\xff\xd8\xff" + b"x" * 500, number=1)
    await until(screen, lambda: says(screen, t("“{name}” is damaged", name="hỏng.jpg")))
    assert desk.files(draft.id) == ["giấy.jpg"]
    assert desk.kiosk.is_used  # somebody is there although nobody touches the screen
    assert_whole(screen)


async def test_one_code_does_for_all_papers_and_a_line_that_is_down_is_said(desk: Desk) -> None:
    draft = await desk.device.begin(MARRIED)
    screen = await desk.open(draft.id, is_bare=True)
    await until(screen, lambda: says(screen, "It appears here."))
    desk.line.is_cut = lambda _request: True
    await until(screen, lambda: says(screen, "It is tried again."))
    assert_whole(screen)
    desk.line.is_cut = lambda _request: False
    await desk.send("a.jpg", photo(), number=0)
    await until(screen, lambda: desk.files(draft.id) == ["a.jpg"])
    again = await desk.open(draft.id, is_bare=True)
    await desk.send("b.jpg", photo(colour="blue"), number=1)
    await until(again, lambda: desk.files(draft.id) == ["a.jpg", "b.jpg"])
    desk.portal.clock.move(minutes=31)
    await until(again, lambda: says(again, "The code's time is over. What came is here."))
    assert_whole(again)
    await again.send(again.find("new-code"), "click")
    await until(again, lambda: says(again, "It appears here."))


async def test_the_scanner_beside_the_screen_and_a_stick_bring_papers_too(desk: Desk) -> None:
    draft = await desk.device.begin(MARRIED)
    screen = await desk.open(draft.id)
    await until(screen, lambda: says(screen, "Show what is on: USB Lan"))
    (desk.folder / "scan.pdf").write_bytes(pdf())
    await until(screen, lambda: desk.files(draft.id) == ["scan.pdf"])
    assert list(desk.folder.iterdir()) == []
    desk.sticks.problem = StickProblem.PULLED_OUT
    await until(screen, lambda: says(screen, "Show what is on"))
    await screen.send(screen.find("stick-0"), "click")
    await until(screen, lambda: says(screen, "The stick is gone."))
    assert_whole(screen)
    desk.sticks.problem = None
    await screen.send(screen.find("stick-0"), "click")
    await until(screen, lambda: says(screen, "Only the newest 1 are shown."))
    assert_whole(screen)
    await screen.send(screen.find("stick-file-0"), "click")
    await until(screen, lambda: desk.files(draft.id) == ["scan.pdf", "a.pdf"])


async def test_at_a_terminal_the_papers_page_opens_no_dialog_of_files(desk: Desk) -> None:
    draft = await desk.device.begin(MARRIED)
    chooser: Any = FakeDevice()
    within = around(
        desk.device,
        "en",
        device=chooser,
        is_kiosk=True,
        relay=desk.relay,
        kiosk=desk.kiosk,
        outbox=SimpleNamespace(parcels=tuple),
    )
    screen = await shown_page(PapersPage, draft_id=draft.id, within=within)
    await until(screen, lambda: says(screen, "Bring this paper in: "))
    went: list[str] = []
    screen.page.navigate = went.append  # type: ignore[method-assign, assignment] # the client would change the route
    await screen.send(screen.find(f"choose-{PAPER}"), "click")
    assert went == [f"/drafts/{draft.id}/papers/{PAPER}/bring"]
    assert not [one for one in screen.controls() if str(one.key).startswith(("pages-", "box-"))]
