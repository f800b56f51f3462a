"""A terminal's citizens one after the other, in the Chromium that the keeper starts: the next finds nothing (K1).

Citizen A signs in by phone, begins a draft, types, copies, brings a paper in and prints; the session ends in one of six
ways. Then A is looked for in the memory of every process below the keeper, in folders, profile, spool, journal and
swap; the next citizen looks on the screen.
"""

import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Error as PlaywrightError

from app.i18n import Translator
from app.kiosk.registration import SAMPLE_FILE
from app.kiosk.settings import KioskSettings
from tests.app.printing.cups import Cups
from tests.browser.booth import Booth, free_port, go, playing_chromium
from tests.browser.first_citizen import CODE, Citizen, use
from tests.browser.running import Screen
from tests.browser.terminal import TERMINAL, Terminal
from tests.reliability import residue
from tests.reliability.profile import IS_DEEP, figure

T = Translator("vi")
ENDS = ("button", "browser_gone", "crashed", "network", "power", "idle")
"""Power comes before idle, which begins with its settings."""
WIPED_WITHIN_S = 3.0
PATIENT = {"idle_s": 3600, "form_idle_s": 3600}
IMPATIENT = {"idle_s": 20, "form_idle_s": 20, "countdown_s": 20}


@pytest.fixture
def booth(tmp_path: Path, chromium: Browser) -> Iterator[Booth]:
    """A terminal whose Chromium can be looked into and needs no screen."""
    port = free_port()
    flags = ("--headless=new", f"--window-size={TERMINAL[0]},{TERMINAL[1]}", "--force-device-scale-factor=0.5")
    tools = playing_chromium(tmp_path, port, *flags)
    temporary, scans = tmp_path / "tmp", tmp_path / "scans"
    temporary.mkdir()
    scans.mkdir()
    cups = Cups(tmp_path / "cups", "stuck")
    around = {"PATH": f"{tools}:{cups.environment['PATH']}", "DISPLAY": ":0", "TMPDIR": str(temporary)}
    settings = KioskSettings(idle_s=3600, form_idle_s=3600, printer="Q", scan_folder=str(scans))
    terminal = Terminal(tmp_path / "terminal", environment=around, settings=settings, has_browser=True)
    booth = Booth(terminal, chromium, port, time.time(), cups)
    terminal.start()
    yield booth
    assert terminal.process is not None
    if terminal.process.poll() is None:
        terminal.stop()


@pytest.mark.timeout(900 * figure(ci=1, deep=50))
@pytest.mark.parametrize("ends", [ENDS[:3], ENDS[3:]], ids="-".join)
def test_the_next_citizen_finds_nothing_however_the_session_ended(booth: Booth, ends: tuple[str, ...]) -> None:
    before = Citizen(-1)
    for number, end in enumerate(ends * figure(ci=1, deep=34)):
        screen = booth.sit_down()
        ended = booth.terminal.record()["sessions"]
        if number:
            look_for(before, booth, screen, thoroughly=number == 1 or IS_DEEP)
        before = use(booth, screen, Citizen(number))
        if number == 0:  # the search finds what there is
            found = residue.find_in_memory(before.searched, [booth.session])
            assert {line.split(" in the memory")[0] for line in found} == {*before.searched}, found
        record = END[end](booth, screen, ended + 1)
        assert record["ended_by"] == {"network": "button", "power": None}.get(end, end), record
        if end != "power":
            assert record["is_clean"] is True, record
            assert record["wipe_s"] < WIPED_WITHIN_S * busy(), record
    look_for(before, booth, booth.sit_down(), thoroughly=False)


def busy() -> float:
    """Return how many times longer everything takes here: more want to run than there are processors."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


# --- the six ends -----------------------------------------------------------------------------------------------------


def end_by_button(booth: Booth, screen: Screen, sessions: int) -> dict[str, object]:
    screen.press(T("End session"))
    with contextlib.suppress(PlaywrightError):  # the browser may be gone before it has answered the click
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
    until = time.monotonic() + 60
    while not booth.terminal.record()["are_sign_ins_ended"]:
        assert time.monotonic() < until, "the portal was not told"
        time.sleep(0.1)
    return record


def end_by_waiting(booth: Booth, _screen: Screen, sessions: int) -> dict[str, object]:
    record = booth.terminal.wait_for_end(sessions, within_s=90)
    booth.restart(PATIENT)
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
    booth.restart(IMPATIENT)  # for the one who waits
    until = time.monotonic() + 60
    while left.parent.exists():
        assert time.monotonic() < until, "what lay in memory before the cut is still there"
        time.sleep(0.1)
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
    for pid in booth.processes(but_browser=not (thoroughly or IS_DEEP)):
        assert residue.find_in_memory(a.canaries if pid == booth.portal else a.searched, [pid]) == []
    assert list(booth.folder.parent.glob("session-*")) == [booth.folder]
    places = [Path(name) for name in ("/dev/shm", "/tmp", "/var/tmp", "/var/spool/cups", "/var/log", "/run/log")]
    assert booth.cups is not None
    own = [booth.terminal.data_dir, Path(booth.terminal.environment["TMPDIR"]), booth.cups.spool]
    hits = residue.find_in_files(a.searched, [*places, *own], since=booth.begun_at)
    assert hits == []
    log = booth.terminal.data_dir.parent / f"{booth.terminal.data_dir.name}.log"
    told = [log.read_bytes(), *journal(since=booth.begun_at), *clipboards()]
    assert residue.find_in(a.searched, told) == []
    assert booth.cups.waiting() == 0
    assert IS_DEEP is False or residue.find_in(a.searched, residue.swapped()) == []
    tries = tricks(a, screen)
    for trick in tries if thoroughly else itertools.islice(tries, 1):
        seen = f"{screen.page.url} {screen.page.content()} {screen.words()}".replace(a.draft, "")
        assert residue.find_in(a.canaries, [seen.encode()]) == [], trick
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


def journal(*, since: float) -> Iterator[bytes]:
    """Yield what was logged, unpacked."""
    if shutil.which("journalctl"):
        command = ["journalctl", "--quiet", "--no-pager", "--output=cat", f"--since=@{int(since)}"]
        yield subprocess.run(command, capture_output=True, check=False, timeout=30).stdout


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
    go(screen, f"/procedures/{CODE}")
    yield "the procedure A began"
