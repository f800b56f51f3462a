"""Who stands at a terminal before somebody else does: what they do there, and what must not be found of them."""

import contextlib
import hashlib
import re
import sqlite3
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
from fpdf import FPDF
from playwright.sync_api import Page

from app.i18n import Translator
from app.i18n.formats import VIETNAM
from forms.flow import Form
from tests.browser.booth import Booth, command_of, go
from tests.browser.filling import places, procedure, shipped
from tests.browser.running import Screen
from tests.portal.running import handle_in
from tests.reliability import residue
from tests.reliability.profile import IS_DEEP

T = Translator("vi")
CODE, PAPER = "1.001193", "giay_chung_sinh"
LABELS = {
    field.pointer: T.text(field.label)
    for step in Form(procedure(CODE).form, shipped().lists, (), places()).steps({}, today=datetime.now(VIETNAM).date())
    for field in step.fields
}


@dataclass
class Citizen:
    """Who stands at the terminal, and what must not be found of them."""

    number: int
    draft: str = ""
    tab: str = ""
    cookie: dict[str, str] = field(default_factory=dict)
    key: str = ""
    canaries: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    printed: bytes = b""

    @property
    def does_all(self) -> bool:
        """Signing in, scanning and printing take a while: at a push the first does."""
        return IS_DEEP or self.number == 0

    @property
    def name(self) -> str:
        """Six letters of nobody else, between letters that no language has so."""
        return f"QXJZ{self._letters}WQKX"

    @property
    def personal_id(self) -> str:
        """Of the right form; the same nine digits stand nowhere by chance."""
        return f"001{190 + self.number % 10}{self._digits}79"

    @property
    def phone(self) -> str:
        """Of the right form."""
        return f"0912{self._digits[::-1]}"

    @property
    def paper(self) -> bytes:
        """A PDF in which some words stand as they are."""
        pdf = FPDF()
        pdf.set_compression(False)
        pdf.add_page()
        pdf.set_font("helvetica")
        pdf.cell(text=self.words_on_paper)
        return bytes(pdf.output())

    @property
    def words_on_paper(self) -> str:
        """Words in the file that is attached."""
        return f"ZKWQ{self._letters}XJQW"

    @property
    def searched(self) -> dict[str, str | bytes]:
        """All that must not be found in the memory of any process but the portal's, nor in any file."""
        return {**self.canaries, **self.tokens, **({"the print": self.printed} if self.printed else {})}

    @property
    def _digits(self) -> str:
        return f"{(self.number * 7919 + 483_251) % 10**6:06}"

    @property
    def _letters(self) -> str:
        return "".join(chr(65 + int(digit)) for digit in f"{self.number * 7919 % 10**6:06}")


def use(booth: Booth, screen: Screen, citizen: Citizen) -> Citizen:
    """Sign in by phone, begin a draft, type."""
    page = screen.page
    citizen.tab = str(page.evaluate("JSON.stringify(sessionStorage)"))
    if key := re.search(r"\?key=([\w-]+)", command_of(booth.chromium)):
        citizen.key = key[1]
    if citizen.does_all:
        go(screen, "/sign-in")
        code = wait_for(page, r"([A-Z] ){4}- [A-Z]( [A-Z]){3}")
        approve(booth.portal_url, code.replace(" ", ""))
        page.wait_for_function("() => !location.pathname.startsWith('/sign-in')", timeout=60_000)
    go(screen, f"/procedures/{CODE}")
    screen.press(T("Start"))
    screen.press_to(re.compile("^" + re.escape(T("For my child or a dependant"))), "**/drafts/**")
    found = re.search(r"/drafts/[^/?]+", page.url)
    assert found is not None
    citizen.draft = found.group()
    go(screen, f"{citizen.draft}/steps/tre")
    write(screen, "/ks_ho_ten", citizen.name)
    for keys in ("Control+a", "Control+c"):
        page.keyboard.press(keys)
    screen.leave_field()
    citizen.canaries = {"the typed name": citizen.name, "the draft's id": citizen.draft.removeprefix("/drafts/")}
    if citizen.does_all:
        do_more(booth, screen, citizen)
        citizen.tokens = tokens_in_memory(booth)
    assert bool(citizen.tokens) is citizen.does_all
    cookies = page.context.cookies()
    citizen.cookie = {str(one["name"]): str(one["value"]) for one in cookies if "name" in one and "value" in one}
    return citizen


def do_more(booth: Booth, screen: Screen, citizen: Citizen) -> None:
    """Type numbers, bring a paper in by the scanner, print, search."""
    go(screen, f"{citizen.draft}/steps/cha")
    write(screen, "/cha_so_dinh_danh", citizen.personal_id)
    go(screen, f"{citizen.draft}/papers/{PAPER}/bring")
    (Path(booth.terminal.settings.scan_folder) / f"{citizen.words_on_paper}.pdf").write_bytes(citizen.paper)
    screen.sees(f"{citizen.words_on_paper}.pdf")
    go(screen, f"{citizen.draft}/review")
    screen.press(T("Print a copy of your answers"))
    citizen.printed = booth.printing()
    go(screen, "/search")
    screen.write(T("Search for a service"), citizen.phone)
    citizen.canaries |= {
        "the personal number": citizen.personal_id,
        "the phone number": citizen.phone,
        "the attached file": citizen.words_on_paper,
    }


def write(screen: Screen, pointer: str, text: str) -> None:
    """Type an answer; the field says behind its label whether it must be answered."""
    asked = screen.page.get_by_role("textbox", name=re.compile("^" + re.escape(LABELS[pointer]))).first
    asked.wait_for(state="attached", timeout=30_000)
    screen.write(str(asked.get_attribute("aria-label")), text)


def tokens_in_memory(booth: Booth) -> dict[str, str]:
    """Return the session's tokens: words in its memory whose hashes the portal keeps."""
    with contextlib.closing(sqlite3.connect(booth.terminal.data_dir / "portal" / "portal.sqlite3")) as portal:
        kinds = dict(portal.execute("SELECT token_hash, kind FROM tokens WHERE used_at IS NULL"))
    word = re.compile(rb"(?<![\w-])[\w-]{43}(?![\w-])")
    found = {one for part in residue.memory_of(booth.session) for one in word.findall(part)}
    hashed = {hashlib.sha256(one).hexdigest(): one.decode() for one in found}
    return {f"the {kinds[one]} token": hashed[one] for one in kinds if one in hashed}


def wait_for(page: Page, pattern: str, *, seconds: float = 60) -> str:
    """Return the words on the screen that match, as soon as they are there."""
    until = time.monotonic() + seconds
    while True:
        words = str(page.evaluate("document.querySelector('flt-semantics-host')?.innerText ?? ''"))
        if found := re.search(pattern, words):
            return found.group()
        assert time.monotonic() < until, words
        page.wait_for_timeout(200)


def approve(portal: str, code: str, subject: str = "sample-mai") -> None:
    """Answer on a phone that this is the screen in front of one."""
    with httpx.Client(base_url=portal, follow_redirects=True, trust_env=False) as phone:
        page = phone.get("/oauth/device", params={"user_code": code})
        for path, told in (
            ("/oauth/sign-in", {"subject": subject}),
            ("/oauth/device", {"user_code": code}),
            ("/oauth/device/answer", {"answer": "allow"}),
        ):
            page = phone.post(path, data={"request": handle_in(page.text), "ui_locales": "en", **told})
            assert page.status_code == 200, page.text
