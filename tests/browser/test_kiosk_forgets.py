"""A terminal's citizens one after the other, in the Chromium that the keeper starts: the next finds nothing (K1).

Citizen A signs in by phone, begins a draft and types; the session ends in one of six ways. Then A is looked for in the
memory of every process below the keeper, in folders, profile and spool; the next citizen looks on the screen.
"""

import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError

from app.i18n import Translator
from app.kiosk.registration import SAMPLE_FILE
from app.kiosk.settings import KioskSettings
from tests.browser.conftest import find_chromium
from tests.browser.running import CHROMIUM_FLAGS, Screen
from tests.browser.terminal import TERMINAL, Terminal
from tests.portal.running import handle_in
from tests.reliability import residue
from tests.reliability.profile import IS_DEEP, figure, of_today

T = Translator("vi")
ENDS = ("button", "browser_gone", "crashed", "network", "power", "idle")
A_DAY = 2
"""At a push two ends are tried, others every day: power comes before idle, which begins with its settings."""
WIPED_WITHIN_S = 3.0
PATIENT = KioskSettings(idle_s=3600, form_idle_s=3600)
IMPATIENT = KioskSettings(idle_s=20, form_idle_s=20, countdown_s=20)


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

    @property
    def signs_in(self) -> bool:
        """Signing in takes a while: at a push the first does."""
        return IS_DEEP or self.number == 0

    @property
    def name(self) -> str:
        """Six letters of nobody else, between letters that no language has so."""
        return "QXJZ" + "".join(chr(65 + int(digit)) for digit in f"{self.number * 7919 % 10**6:06}") + "WQKX"


@dataclass
class Booth:
    """The terminal with the way into its browser."""

    terminal: Terminal
    browser_type: Browser
    debug_port: int
    begun_at: float
    page: Page | None = None

    @property
    def keeper(self) -> int:
        assert self.terminal.process is not None
        return self.terminal.process.pid

    def processes(self, *, but_browser: bool) -> list[int]:
        """Return the keeper and all below it; the next one's browser, of a dozen processes, takes a while to search."""
        browser = set(residue.below(self.chromium)) if but_browser else set()
        return [pid for pid in residue.below(self.keeper) if pid not in browser]

    @property
    def portal(self) -> int:
        return next(pid for pid in residue.below(self.keeper) if "portal.cli" in command_of(pid))

    @property
    def session(self) -> int:
        """The one that has a browser: of two, the one that was started first."""
        found = [pid for pid in residue.below(self.keeper) if "kiosk-session" in command_of(pid)]
        return min(found, key=lambda pid: int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]))

    @property
    def chromium(self) -> int:
        return next(pid for pid in residue.below(self.keeper) if "--kiosk" in command_of(pid))

    @property
    def folder(self) -> Path:
        """The session's folder in memory."""
        found = re.search(r"--user-data-dir=(\S+)/profile", command_of(self.chromium))
        assert found is not None
        return Path(found[1])

    @property
    def portal_url(self) -> str:
        return f"http://127.0.0.1:{(self.terminal.data_dir / 'portal' / 'port').read_text()}"

    def sit_down(self) -> Screen:
        """Wait for the session's window, and see its first screen."""
        until = time.monotonic() + 120
        while True:
            try:
                browser = self.browser_type.browser_type.connect_over_cdp(f"http://127.0.0.1:{self.debug_port}")
                page = next(p for c in browser.contexts for p in c.pages if p.url.startswith("http://127.0.0.1"))
                break
            except (PlaywrightError, StopIteration) as error:
                if time.monotonic() > until:
                    raise AssertionError(self.terminal.log()) from error
                time.sleep(0.2)
        self.terminal.url = page.url
        screen = Screen(page, self.terminal)
        screen.wake()
        self.page = page
        return screen


def go(screen: Screen, route: str) -> None:
    """Go to a route as a typed address would, without loading the client anew."""
    screen.page.evaluate(
        "to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')) }", route
    )
    screen.page.wait_for_timeout(700)


def command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def playing_chromium(folder: Path, port: int, *flags: str) -> Path:
    """Make a folder of programs: the system's Chromium, which can be looked into, and what clears other things."""
    tools = folder / "bin"
    tools.mkdir()
    own = " ".join([*CHROMIUM_FLAGS, *flags, f"--remote-debugging-port={port}"])
    scripts = {"chromium": f'exec {find_chromium()} {own} "$@"'}
    for name in ("xclip", "xsel", "cancel"):  # there may be no X server, there is no queue
        scripts[name] = f'echo {name} "$@" >> {folder}/cleared'
    for name, line in scripts.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    return tools


@pytest.fixture
def booth(tmp_path: Path, chromium: Browser) -> Iterator[Booth]:
    """A terminal whose Chromium can be looked into and needs no screen."""
    port = free_port()
    flags = ("--headless=new", f"--window-size={TERMINAL[0]},{TERMINAL[1]}", "--force-device-scale-factor=0.5")
    tools = playing_chromium(tmp_path, port, *flags)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    around = {"PATH": f"{tools}:{os.environ['PATH']}", "DISPLAY": ":0", "TMPDIR": str(temporary)}
    terminal = Terminal(tmp_path / "terminal", environment=around, settings=PATIENT, has_browser=True)
    booth = Booth(terminal, chromium, port, time.time())
    terminal.start()
    yield booth
    assert terminal.process is not None
    if terminal.process.poll() is None:
        terminal.stop()


@pytest.mark.timeout(600 * figure(ci=1, deep=100))
def test_the_next_citizen_finds_nothing_however_the_session_ended(booth: Booth) -> None:
    before = Citizen(-1)
    for number, end in enumerate(of_today(ENDS, A_DAY) * figure(ci=1, deep=34)):
        screen = booth.sit_down()
        ended = booth.terminal.record()["sessions"]
        if number:
            look_for(before, booth, screen, thoroughly=number == 1 or IS_DEEP)
        before = use(booth, screen, Citizen(number))
        if number == 0:  # the search finds what there is
            found = residue.find_in_memory(before.canaries | before.tokens, [booth.session])
            assert {line.split(" in the memory")[0] for line in found} == {*before.canaries, *before.tokens}, found
        record = END[end](booth, screen, ended + 1)
        assert record["ended_by"] == {"network": "button", "power": None}.get(end, end), record
        if end != "power":
            assert record["is_clean"] is True, record
            assert record["wipe_s"] < WIPED_WITHIN_S, record
    look_for(before, booth, booth.sit_down(), thoroughly=False)


def use(booth: Booth, screen: Screen, citizen: Citizen) -> Citizen:
    """Sign in by phone, begin a draft, type."""
    page = screen.page
    citizen.tab = str(page.evaluate("JSON.stringify(sessionStorage)"))
    if key := re.search(r"\?key=([\w-]+)", command_of(booth.chromium)):
        citizen.key = key[1]
    if citizen.signs_in:
        go(screen, "/sign-in")
        code = wait_for(page, r"([A-Z] ){4}- [A-Z]( [A-Z]){3}")
        approve(booth.portal_url, code.replace(" ", ""))
        page.wait_for_function("() => !location.pathname.startsWith('/sign-in')", timeout=60_000)
    go(screen, "/procedures/1.001193")
    screen.press(T("Start"))
    screen.press_to(re.compile("^" + re.escape(T("For my child or a dependant"))), "**/drafts/**")
    found = re.search(r"/drafts/[^/?]+", page.url)
    assert found is not None
    citizen.draft = found.group()
    go(screen, f"{citizen.draft}/steps/tre")
    first = page.get_by_role("textbox").first
    first.wait_for(state="attached", timeout=15_000)
    screen.write(str(first.get_attribute("aria-label")), citizen.name)
    screen.leave_field()
    citizen.canaries = {"the typed name": citizen.name, "the draft's id": citizen.draft.removeprefix("/drafts/")}
    if citizen.signs_in:
        citizen.tokens = tokens_in_memory(booth)
    assert bool(citizen.tokens) is citizen.signs_in
    cookies = page.context.cookies()
    citizen.cookie = {str(one["name"]): str(one["value"]) for one in cookies if "name" in one and "value" in one}
    return citizen


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


# --- the six ends -----------------------------------------------------------------------------------------------------


def end_by_button(booth: Booth, screen: Screen, sessions: int) -> dict[str, object]:
    screen.press(T("End session"))
    screen.press(T("Erase it and end"))
    return booth.terminal.wait_for_end(sessions)


def end_by_killing(find: Callable[[Booth], int]) -> Callable[..., dict[str, object]]:
    def end(booth: Booth, _screen: Screen, sessions: int) -> dict[str, object]:
        os.kill(find(booth), signal.SIGKILL)
        return booth.terminal.wait_for_end(sessions)

    return end


def end_without_network(booth: Booth, screen: Screen, sessions: int) -> dict[str, object]:
    """The portal is not heard while the session ends, and hears of it as soon as it is there again."""
    os.kill(booth.portal, signal.SIGSTOP)
    try:
        record = end_by_button(booth, screen, sessions)
        assert record["are_sign_ins_ended"] is False
    finally:
        os.kill(booth.portal, signal.SIGCONT)
    until = time.monotonic() + 10
    while not booth.terminal.record()["are_sign_ins_ended"]:
        assert time.monotonic() < until, "the portal was not told"
        time.sleep(0.1)
    return record


def end_by_waiting(booth: Booth, _screen: Screen, sessions: int) -> dict[str, object]:
    record = booth.terminal.wait_for_end(sessions, within_s=90)
    booth.terminal.stop()
    booth.terminal.settings = PATIENT
    booth.terminal.start()
    return record


def end_by_power(booth: Booth, _screen: Screen, _sessions: int) -> dict[str, object]:
    """Everything is dead at once; what lies in memory then is gone in truth, here it must go at the next start."""
    left = booth.folder
    for pid in reversed(residue.below(booth.keeper)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert booth.terminal.process is not None
    booth.terminal.process.wait()
    assert left.exists()
    booth.terminal.settings = IMPATIENT  # for the one who waits
    booth.terminal.start()
    booth.sit_down()
    assert not left.exists()
    assert not left.parent.exists()
    return {"ended_by": None}


END = {
    "button": end_by_button,
    "browser_gone": end_by_killing(lambda booth: booth.chromium),
    "crashed": end_by_killing(lambda booth: booth.session),
    "network": end_without_network,
    "idle": end_by_waiting,
    "power": end_by_power,
}


# --- what the next one finds ------------------------------------------------------------------------------------------


def look_for(a: Citizen, booth: Booth, screen: Screen, *, thoroughly: bool) -> None:
    """Look for A everywhere, then as B on the screen."""
    for token in a.tokens.values():  # as a refresh token, with the terminal's own secret
        told = {"grant_type": "refresh_token", "refresh_token": token}
        refused = httpx.post(f"{booth.portal_url}/oauth/token", trust_env=False, data=told, auth=a_terminal(booth))
        assert refused.status_code in (400, 401), refused.text
    processes = booth.processes(but_browser=not (thoroughly or IS_DEEP))
    assert residue.find_in_memory(a.canaries, processes) == []
    assert residue.find_in_memory(a.tokens, [pid for pid in processes if pid != booth.portal]) == []
    assert list(booth.folder.parent.glob("session-*")) == [booth.folder]
    places = [Path(name) for name in ("/dev/shm", "/tmp", "/var/tmp", "/var/spool/cups", "/var/log")]
    own = [booth.terminal.data_dir, Path(booth.terminal.environment["TMPDIR"])]
    logs = [booth.terminal.data_dir.parent / f"{booth.terminal.data_dir.name}.log"]
    hits = residue.find_in_files(a.canaries | a.tokens, [*places, *own], since=booth.begun_at)
    assert hits == []
    assert all(canary not in log.read_text() for log in logs for canary in [*a.canaries.values(), *a.tokens.values()])
    for clipboard in clipboards():
        assert all(canary.encode() not in clipboard for canary in a.canaries.values())
    tries = tricks(a, screen)
    for trick in tries if thoroughly else itertools.islice(tries, 1):
        seen = f"{screen.page.url} {screen.page.content()} {screen.words()}"
        assert all(canary not in seen.replace(a.draft, "") for canary in a.canaries.values()), trick
    go(screen, "/")


def a_terminal(booth: Booth) -> tuple[str, str]:
    """Return with what the terminal proves itself: a token alone is of no use to anybody else."""
    told = json.loads((booth.terminal.data_dir / "portal" / SAMPLE_FILE).read_text())
    return str(told["id"]), str(told["secret"])


def clipboards() -> Iterator[bytes]:
    if os.environ.get("DISPLAY") and shutil.which("xclip"):
        for name in ("primary", "secondary", "clipboard"):
            command = ["xclip", "-o", "-selection", name]
            yield subprocess.run(command, capture_output=True, check=False, timeout=5).stdout


def tricks(a: Citizen, screen: Screen) -> Iterator[str]:
    """Do, one after the other, what somebody would try who wants to see what the one before did."""
    page = screen.page
    go(screen, f"{a.draft}/steps/tre")
    yield "the address of A's draft"
    for path in ("/applications", "/applications/deleted", "/applications/guest", "/account", "/documents"):
        go(screen, path)
        yield f"the list {path}"
    go(screen, f"/applications{a.draft}")
    yield "what one does with a draft"
    go(screen, "/")
    for direction in (page.go_back, page.go_forward):
        with contextlib.suppress(PlaywrightError):
            direction(timeout=3_000)
        page.wait_for_selector("h1", state="attached", timeout=30_000)
        yield f"{direction.__name__} in the browser's history"
    for keys in ("Control+Shift+T", "Alt+ArrowLeft", "Control+h"):
        page.keyboard.press(keys)
        yield keys
    page.evaluate("kept => Object.entries(JSON.parse(kept)).forEach(([k, v]) => sessionStorage.setItem(k, v))", a.tab)
    page.reload()
    screen.wake()
    yield "the page again, as A's tab with A's session of the screens"
    origin = screen.product.origin
    for what in ({"cookies": a.cookie}, {"params": {"key": a.key}}):
        answer = httpx.get(origin, trust_env=False, **what)  # type: ignore[arg-type] # one of two arguments
        assert answer.status_code == 403, what
    yield "A's cookie and A's one-time key"
    go(screen, "/search")
    field = page.get_by_role("textbox").first
    field.wait_for(state="attached", timeout=15_000)
    screen.enter_field(str(field.get_attribute("aria-label")))
    for keys in ("Control+z", "Control+y", "Control+v", "ArrowDown"):
        page.keyboard.press(keys)
        yield f"{keys} in a field"
    assert page.evaluate("[...document.querySelectorAll('input,textarea')].every(i => !i.value && !i.list)")
    expect(page.locator("datalist")).to_have_count(0)
    go(screen, "/procedures/1.001193")
    yield "the procedure A began"
