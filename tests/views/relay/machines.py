"""A terminal or a phone as the screens of a hand-over see it, and what people read off them."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from PIL import Image
from pypdf import PdfReader

from api_client.client import PortalClient
from api_client.identity import OAuthClient
from app.drafts.service import Drafts
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from app.kiosk.sticks import Listing, Stick, StickFile, StickProblem
from app.printing.model import PrintOutcome
from app.relay.code import LETTERS
from app.relay.service import Relay
from app.scanning.hand_scanner import HandScanner
from app.vault.vault import Vault
from tests.app.conftest import photo, procedure
from tests.app.kiosk.keepers import StillKeeper
from tests.contracts.test_relay_with_portal import Line
from tests.harness import Shown, surroundings
from tests.portal.running import BASE_URL, RunningPortal
from tests.qr import read_qr
from tests.views.screens import until

BIRTH = procedure()


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

    def list(self, stick: Stick, kinds: tuple[str, ...]) -> Listing | StickProblem:
        files = [(name, data) for name, data in self.kept.items() if name.endswith(kinds)]
        return self.problem or Listing(tuple(StickFile(n, stick.folder / n, len(d), 0.0) for n, d in files), True)

    def read(self, file: StickFile, *, max_bytes: int) -> bytes | StickProblem:
        return self.problem or self.kept[file.name]


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
    person: str | None = None
    """Access token of who is signed in on one's own device."""

    def around(self, language: str = "en", *, is_kiosk: bool = True, layout: Any = "desktop") -> Any:
        kiosk = Kiosk(KioskSettings(allows_usb=True), self.keeper, monotonic=lambda: 0.0)
        services: dict[str, Any] = {
            "drafts": self.drafts,
            "outbox": SimpleNamespace(parcels=tuple),
            "tracking": SimpleNamespace(list=tuple),
            "catalogue": SimpleNamespace(find=lambda _code: BIRTH),
            "relay": self.relay,
            "safe": SimpleNamespace(vault=self.vault),
            "clock": self.portal.clock,
            "kiosk": kiosk if is_kiosk else None,
            "is_kiosk": is_kiosk,
            "sticks": self.sticks if is_kiosk else None,
            "printer": self.printer,
            "device": None,
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

    async def tokens() -> str | None:
        return one.person

    client = PortalClient(BASE_URL, line, tokens=tokens)

    async def soon(_seconds: float) -> None:
        await asyncio.sleep(0.01)

    relay = Relay(
        drafts, vault, client, terminal=terminal, random=Random(seed), sleep=soon,
        is_signed_in=lambda: one.person is not None,
    )  # fmt: skip
    one = Machine(portal, vault, drafts, relay, line, StillKeeper(), _Sticks(), _Printer(), HandScanner())
    yield one
    await drafts.close()
    await client.aclose()
    await vault.close()


def read_off(document: bytes) -> str:
    """Return what a scanner reads off the QR code of a paper: its black rectangles, painted."""
    content = PdfReader(io.BytesIO(document)).pages[0].get_contents()
    assert content is not None
    found = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (-?[\d.]+) re f", content.get_data().decode("latin-1"))
    boxes = [tuple(float(number) * 4 for number in box) for box in found]
    picture = Image.new("L", (2400, 3600), 255)
    for x, y, width, height in boxes[1:]:  # the first is the white ground
        top, bottom = sorted((3600 - y, 3600 - y - height))
        picture.paste(0, (round(x), round(top), round(x + width), round(bottom)))
    (text,) = read_qr(picture)
    return text


async def code_on(screen: Shown) -> str:
    """Return the code that is read off a screen."""

    def found() -> list[str]:
        return [text for text in screen.texts() if len(text) == 4 and set(text) <= set(LETTERS)]

    await until(screen, lambda: len(found()) == 4)
    return "-".join(found())


async def fetch(screen: Shown, code: str) -> None:
    await screen.write("relay-code", code)
    await screen.send(screen.find("fetch-by-code"), "click")
