"""A draft leaves a terminal by its screen and comes onto a phone by the phone's, with the real portal in between."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

from api_client.client import PortalClient
from api_client.identity import OAuthClient
from app.drafts.service import Drafts
from app.i18n import Translator
from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from app.kiosk.sticks import Stick, StickProblem
from app.printing.model import PrintOutcome
from app.relay.code import LETTERS
from app.relay.service import Relay
from app.scanning.hand_scanner import HandScanner
from app.vault.vault import Vault
from tests.app.conftest import photo, procedure
from tests.contracts.test_relay_with_portal import Line
from tests.harness import Shown, shown_page, surroundings
from tests.portal.running import BASE_URL, RunningPortal, running_portal
from tests.portal.terminals import register
from tests.views.screens import assert_whole, says, until
from views.relay.hand_over import HandOverPage, HandOverScreen
from views.relay.receiving import ContinuePage

BIRTH = procedure()


class StillKeeper:
    ended: EndReason | None = None

    async def end(self, reason: EndReason) -> None:
        self.ended = reason

    async def is_pin(self, pin: str) -> bool:
        return False

    async def keep(self, settings: KioskSettings) -> None: ...

    async def stop(self) -> None: ...


@dataclass
class _Sticks:
    """A stick that takes or refuses."""

    problem: StickProblem | None = None
    found: tuple[Stick, ...] = (Stick("USB Lan", Path("/media/lan")),)
    kept: dict[str, bytes] = field(default_factory=dict)

    def find(self) -> tuple[Stick, ...]:
        return self.found

    def save(self, _stick: Stick, name: str, data: bytes) -> StickProblem | None:
        self.kept[name] = data
        return self.problem


@dataclass
class _Printer:
    is_roll: bool = True
    printed: list[bytes] = field(default_factory=list)

    async def print(self, document: bytes) -> PrintOutcome:
        self.printed.append(document)
        return PrintOutcome.PRINTED


@dataclass
class Machine:
    """A terminal or a phone, as its screens see it."""

    portal: RunningPortal
    vault: Vault
    drafts: Drafts
    relay: Relay
    line: Line
    keeper: StillKeeper
    sticks: _Sticks
    printer: _Printer
    scanner: HandScanner

    def around(self, language: str = "en", *, is_kiosk: bool = True, layout: Any = "desktop") -> Any:
        kiosk = Kiosk(KioskSettings(allows_usb=True), self.keeper, monotonic=lambda: 0.0)
        services: dict[str, Any] = {
            "drafts": self.drafts,
            "outbox": SimpleNamespace(parcels=tuple),
            "catalogue": SimpleNamespace(find=lambda _code: BIRTH),
            "relay": self.relay,
            "safe": SimpleNamespace(vault=self.vault),
            "clock": self.portal.clock,
            "kiosk": kiosk if is_kiosk else None,
            "is_kiosk": is_kiosk,
            "sticks": self.sticks if is_kiosk else None,
            "printer": self.printer,
            "scanner": self.scanner,
        }
        return surroundings(language, layout, **services)

    async def draft(self) -> str:
        draft = await self.drafts.start(BIRTH)
        self.drafts.set_answer(draft.id, "/name", "AN")
        await self.drafts.attach(draft.id, BIRTH.papers[0], file_name="giấy.jpg", data=photo())
        return draft.id


async def machine(
    portal: RunningPortal, folder: Path, terminal: OAuthClient | None, seed: int
) -> AsyncIterator[Machine]:
    vault = await Vault.open(folder, bytes(32), clock=portal.clock)
    drafts = Drafts(vault, procedures=lambda _code: None, clock=portal.clock, owner=lambda: None, autosave_seconds=60)
    line = Line(portal)
    client = PortalClient(BASE_URL, line)

    async def soon(_seconds: float) -> None:
        await asyncio.sleep(0.01)

    relay = Relay(drafts, vault, client, terminal=terminal, random=Random(seed), sleep=soon)
    yield Machine(portal, vault, drafts, relay, line, StillKeeper(), _Sticks(), _Printer(), HandScanner())
    await drafts.close()
    await client.aclose()
    await vault.close()


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal") as running:
        yield running


@pytest.fixture
async def kiosk(portal: RunningPortal, tmp_path: Path) -> AsyncIterator[Machine]:
    terminal = await register(portal)
    async for one in machine(portal, tmp_path / "kiosk", OAuthClient(terminal.id, terminal.secret), 1):
        yield one


@pytest.fixture
async def phone(portal: RunningPortal, tmp_path: Path) -> AsyncIterator[Machine]:
    async for one in machine(portal, tmp_path / "phone", None, 2):
        yield one


async def code_on(screen: Shown) -> str:
    """Return the code that is read off a screen."""

    def found() -> list[str]:
        return [text for text in screen.texts() if len(text) == 4 and set(text) <= set(LETTERS)]

    await until(screen, lambda: len(found()) == 4)
    return "-".join(found())


async def fetch(screen: Shown, code: str) -> None:
    await screen.write("relay-code", code)
    await screen.send(screen.find("fetch-by-code"), "click")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_terminal_says_that_the_phone_has_it_before_it_is_erased(
    kiosk: Machine, phone: Machine, language: str
) -> None:
    t = Translator(language)
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverPage, within=kiosk.around(language))
    await until(screen, lambda: says(screen, "Đăng ký khai sinh" if language == "vi" else "Birth registration"))
    assert_whole(screen)
    await screen.send(screen.find("to-phone"), "click")
    code = await code_on(screen)
    assert_whole(screen)
    assert says(screen, t("Stay until this screen says that your phone has it"))
    assert not [one for one in screen.controls() if one.key == "end-handed-over"]
    theirs = await shown_page(ContinuePage, within=phone.around(language, is_kiosk=False, layout="phone"))
    assert_whole(theirs)
    await fetch(theirs, code.lower())
    await until(theirs, lambda: says(theirs, t("The draft is on this device")))
    assert_whole(theirs)
    await until(screen, lambda: says(screen, t("Your phone has it")))
    assert_whole(screen)
    assert kiosk.drafts.find(draft_id) is not None
    await screen.send(screen.find("end-handed-over"), "click")
    assert kiosk.keeper.ended is EndReason.HANDED_OVER
    (received,) = phone.drafts.list()
    assert (received.answers, len(received.attachments)) == ({"name": "AN"}, 1)


async def test_a_line_that_breaks_while_a_phone_is_waited_for_is_said(kiosk: Machine) -> None:
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    kiosk.line.is_cut = lambda _request: True
    await screen.send(screen.find("to-phone"), "click")
    await until(screen, lambda: says(screen, "It is tried again."))
    kiosk.line.is_cut = lambda _request: False
    await code_on(screen)
    kiosk.line.is_cut = lambda _request: True
    await until(screen, lambda: says(screen, "This machine cannot see whether your phone has it."))
    assert_whole(screen)
    kiosk.line.is_cut = lambda _request: False
    await until(screen, lambda: says(screen, "Stay until this screen says that your phone has it"))
    await screen.send(screen.find("other-way"), "click")


async def test_a_code_that_nobody_used_ends_and_another_way_is_offered(kiosk: Machine, phone: Machine) -> None:
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    await screen.send(screen.find("to-phone"), "click")
    code = await code_on(screen)
    kiosk.portal.clock.move(minutes=31)
    await until(screen, lambda: says(screen, "Nobody took it in time."))
    assert_whole(screen)
    theirs = await shown_page(ContinuePage, within=phone.around(is_kiosk=False))
    await fetch(theirs, code)
    await until(theirs, lambda: says(theirs, "The code's time is over and what it stood for is erased."))
    assert_whole(theirs)
    await screen.send(screen.find("other-way"), "click")
    await until(screen, lambda: says(screen, "Under a code on paper"))


async def test_a_code_taken_back_opens_nothing_and_a_wrong_letter_is_seen_at_once(
    kiosk: Machine, phone: Machine
) -> None:
    draft_id = await kiosk.draft()
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    await screen.send(screen.find("to-phone"), "click")
    code = await code_on(screen)
    await screen.send(screen.find("other-way"), "click")
    theirs = await shown_page(ContinuePage, within=phone.around(is_kiosk=False))
    await fetch(theirs, code)
    await until(theirs, lambda: says(theirs, "Nothing waits under this code."))
    phone.line.is_cut = lambda _request: True
    await fetch(theirs, code[:-1])
    await until(theirs, lambda: says(theirs, "A letter of the code is missing or wrong."))
    await fetch(theirs, code)
    await until(theirs, lambda: says(theirs, "The portal does not answer."))
    assert_whole(theirs)


async def test_a_code_on_paper_is_good_for_days_and_at_another_terminal(kiosk: Machine, phone: Machine) -> None:
    await kiosk.draft()
    screen = await shown_page(HandOverPage, within=kiosk.around())
    await screen.send(screen.find("on-paper"), "click")
    code = await code_on(screen)
    await until(screen, lambda: says(screen, "Write the code down before you end"))
    assert says(screen, "28/11/2026")
    assert_whole(screen)
    await screen.send(screen.find("print-code"), "click")
    await until(screen, lambda: says(screen, "Take your paper from the printer."))
    words = PdfReader(io.BytesIO(kiosk.printer.printed[0])).pages[0].extract_text()
    assert code in words
    assert_whole(screen)
    kiosk.portal.clock.move(days=4)
    theirs = await shown_page(ContinuePage, within=phone.around())
    assert phone.scanner.scanned(f"http://portal/hand-over#{code}")
    await until(theirs, lambda: says(theirs, "The draft is on this machine"))


async def test_a_sealed_file_goes_to_a_stick_without_any_network(kiosk: Machine, phone: Machine) -> None:
    from app.drafts.transfer import import_draft
    from app.relay.code import as_passphrase

    draft_id = await kiosk.draft()
    kiosk.line.is_cut = lambda _request: True
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    kiosk.sticks.found = ()
    await screen.send(screen.find("look-for-stick"), "click")
    await until(screen, lambda: says(screen, "There is no stick."))
    kiosk.sticks.found, kiosk.sticks.problem = (Stick("USB Lan", Path("/media/lan")),), StickProblem.FULL
    await screen.send(screen.find("look-for-stick"), "click")
    await until(screen, lambda: says(screen, "Save on: USB Lan"))
    await screen.send(screen.find("save-on-0"), "click")
    await until(screen, lambda: says(screen, "The stick is full."))
    assert_whole(screen)
    kiosk.sticks.problem = None
    kiosk.sticks.kept.clear()
    await screen.send(screen.find("save-on-0"), "click")
    code = await code_on(screen)
    assert_whole(screen)
    ((_name, data),) = kiosk.sticks.kept.items()
    typed = as_passphrase(code.lower().replace("-", " "))
    assert (await import_draft(phone.drafts, phone.vault, data, passphrase=typed)).answers == {"name": "AN"}


async def test_one_that_waits_to_be_sent_is_said_to_wait_here_too(kiosk: Machine) -> None:
    draft_id = await kiosk.draft()
    await kiosk.drafts.update(draft_id, lambda one: replace(one, parcel_id="p", submission_key="p"), freeze=True)
    screen = await shown_page(HandOverScreen, draft_id, within=kiosk.around())
    assert says(screen, "It waits to be sent from here, too")
    assert says(screen, "Waiting to send · not filed")
    await screen.send(screen.find("to-phone"), "click")
    await code_on(screen)
    assert_whole(screen)
    await screen.send(screen.find("other-way"), "click")


async def test_what_a_stranger_types_into_the_address_shows_nothing(kiosk: Machine) -> None:
    screen = await shown_page(HandOverPage, within=kiosk.around())
    assert not [one for one in screen.controls() if one.key == "to-phone"]
