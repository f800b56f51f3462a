"""A terminal, a phone's browser and a phone's app: papers in, the draft out, sealed by the real Chromium."""

import asyncio
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from api_client.client import PortalClient
from app.i18n import Translator
from app.relay.model import Received
from app.relay.service import Relay
from tests.app.conftest import photo
from tests.browser.running import PHONE, NewWindow, Screen
from tests.browser.terminal import TERMINAL, Terminal
from tests.qr import read_qr
from tests.views.forms.device import open_device

PAPER = "giay_chung_sinh"
NAME = "giấy chứng sinh.jpg"
t = Translator("vi")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "terminal").start()
    yield terminal
    terminal.stop()


def scanned(page: Page) -> str:
    """Return what a phone's camera reads off the screen."""
    for _ in range(60):
        if found := read_qr(Image.open(io.BytesIO(page.screenshot()))):
            return found[0]
        page.wait_for_timeout(250)
    raise AssertionError("no code can be read off the screen")


def take_on_phone(url: str, folder: Path) -> Received:
    """Take the draft as the app does."""

    async def take() -> Received:
        taken: list[object] = []
        async for phone in open_device(folder):
            portal = PortalClient(url.partition("/hand-over")[0])
            relay = Relay(phone.drafts, phone.vault, portal, random=Random(1))
            taken.append(await relay.take(url))
            await portal.aclose()
        (received,) = taken
        assert isinstance(received, Received), received
        return received

    return beside(lambda: asyncio.run(take()))


def beside(work: Callable[[], Received]) -> Received:
    """Run it in another thread: Playwright has a loop in this one."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


def test_a_paper_comes_in_from_a_phone_and_the_draft_goes_out_to_it(
    terminal: Terminal, new_window: NewWindow, tmp_path: Path
) -> None:
    screen = Screen.open(new_window(TERMINAL, pixels=1), terminal, "/procedures/1.001193")
    screen.press(t("Start"))
    screen.press_to(re.compile("^" + re.escape(t("For myself"))), "**/drafts/**")
    found = re.search(r"/drafts/([^/]+)", screen.page.url)
    assert found is not None

    screen.go(f"/drafts/{found[1]}/papers/{PAPER}/bring")
    phone = new_window(PHONE).new_page()
    phone.goto(scanned(screen.page))
    given = [
        (NAME, photo(size=(1600, 1200))),
        ("notes.txt", b"x" * 100),
        ("half.jpg", b"\xff\xd8\xff" + b"x" * 1_200_000),
    ]
    phone.set_input_files("#papers", [{"name": n, "mimeType": "", "buffer": data} for n, data in given])
    sent = phone.locator("#sent li")
    expect(sent.nth(2)).to_contain_text("Đã gửi.", timeout=30_000)
    expect(sent.nth(0)).to_contain_text("Đã gửi.")
    expect(sent.nth(1)).to_contain_text("không gửi")  # said on the phone: it never left
    screen.sees(NAME)
    screen.sees(t("“{name}” is damaged", name="half.jpg"))

    screen.go(f"/kiosk/hand-over?draft={found[1]}")
    screen.press(t("Show the code for my phone"))
    received = take_on_phone(scanned(screen.page), tmp_path / "phone")
    assert [file.file_name for file in received.draft.attachments] == [NAME]
    screen.sees(t("Your phone has it"))
    screen.press(t("Erase it here and end"))
    assert terminal.wait_for_end(1)["ended_by"] == "handed_over"
