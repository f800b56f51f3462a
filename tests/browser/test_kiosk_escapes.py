"""Ways out of a terminal, tried with real keys and a real mouse in Chromium with the shipped policies: none leads out.

There is no window manager here, which takes most of these keys on a terminal: what the browser and the page refuse by
themselves is tried. Needs Xvfb, xdotool and the right to mount (policies lie in ``/etc``, here in a name space of the
test's own).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from app.kiosk.settings import KioskSettings
from tests.browser.booth import Booth, free_port, playing_chromium
from tests.browser.running import ROOT
from tests.browser.terminal import Terminal

KEYS = (  # noqa: SIM905 - read as what is typed
    "F1 F3 F5 F6 F7 F10 F11 F12 ctrl+p ctrl+shift+p ctrl+s ctrl+o ctrl+n ctrl+shift+n ctrl+u ctrl+j ctrl+h ctrl+t "
    "ctrl+shift+t ctrl+l ctrl+k ctrl+f ctrl+g ctrl+d ctrl+e ctrl+r ctrl+shift+r ctrl+shift+i ctrl+shift+j ctrl+shift+c "
    "ctrl+shift+Delete ctrl+shift+b ctrl+shift+o ctrl+shift+m ctrl+plus ctrl+minus ctrl+0 ctrl+Tab ctrl+F4 ctrl+1 "
    "alt+Left alt+Right alt+Home alt+f alt+e alt+d alt+space alt+F4 shift+Escape ctrl+w ctrl+shift+w ctrl+q "
    "ctrl+shift+q Super_L super+l Menu XF86Back XF86HomePage XF86Search XF86WWW Print"
).split()
ADDRESSES = (
    "file:///etc/passwd", "file:///", "chrome://settings", "chrome://history", "chrome://version", "chrome://downloads",
    "view-source:http://127.0.0.1/", "devtools://devtools/bundled/inspector.html", "https://example.com/",
    "http://localhost:1/", "http://192.0.2.1/", "data:text/html,<h1>out</h1>", "javascript:document.write('out')",
    "about:blank#out", "ftp://192.0.2.1/", "chrome-extension://x/", "mailto:a@example.com",
)  # fmt: skip
POLICIES = "mount -t tmpfs none /etc/chromium && mkdir -p /etc/chromium/policies/managed && " \
    'cp "$0" /etc/chromium/policies/managed/motcua-kiosk.json && exec "$@"'  # fmt: skip


@pytest.fixture
def booth(tmp_path: Path, chromium: Browser) -> Iterator[Booth]:
    """A terminal on a screen of its own, with our policies."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        pytest.skip("no Xvfb and xdotool on this machine")
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no name space of its own is to be had here")
    policies = json.loads((ROOT / "deploy/kiosk/motcua-kiosk.json").read_text())
    looked_at = tmp_path / "policies.json"  # all of them but the two without which no test could look on
    looked_at.write_text(json.dumps(policies | {"RemoteDebuggingAllowed": True, "DeveloperToolsAvailability": 1}))
    port = free_port()
    tools = playing_chromium(tmp_path, port, "--window-position=0,0", "--window-size=540,960")
    reader, writer = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "540x960x24", "-nolisten", "tcp"],
        pass_fds=[writer], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    with os.fdopen(reader) as told:
        display = f":{told.readline().strip()}"
    terminal = Terminal(
        tmp_path / "terminal",
        ("--portal-url", "http://127.0.0.1:1"),
        {"PATH": f"{tools}:{os.environ['PATH']}", "DISPLAY": display},
        program=["unshare", "-m", "sh", "-c", POLICIES, str(looked_at), sys.executable, str(ROOT / "main.py")],
        settings=KioskSettings(idle_s=3600),
        has_browser=True,
    )
    booth = Booth(terminal, chromium, port, 0)
    terminal.start()
    yield booth
    terminal.stop()
    xvfb.terminate()
    xvfb.wait()


@pytest.mark.timeout(480)
def test_no_key_no_button_and_no_address_leads_out(booth: Booth) -> None:
    screen = booth.sit_down()
    page, display = screen.page, {**os.environ, "DISPLAY": str(booth.terminal.environment["DISPLAY"])}
    browser = booth.chromium
    act(display, "mousemove", "270", "300", "click", "1")
    route = page.evaluate("location.pathname")
    held = 0
    for key in KEYS:
        act(display, "key", "--clearmodifiers", key)
        held = count(booth, page, held, key)
    for button in ("2", "3", "8", "9"):
        act(display, "mousemove", "270", "500", "click", button)
        held = count(booth, page, held, f"button {button}")
    for address in ADDRESSES:
        for way in ("a => window.open(a)", "a => window.open(a, '_blank')", CLICKED_LINK):
            page.evaluate(way, address)
        held = count(booth, page, held, address)
    for event in ("drop", "dragover", "contextmenu"):
        assert (
            page.evaluate(
                "n => document.body.dispatchEvent(new DragEvent(n, {bubbles: true, cancelable: true}))", event
            )
            is False
        )
    for what, gesture in FINGERS.items():
        gesture(page)
        held = count(booth, page, held, what)
        assert page.evaluate("visualViewport.scale") == 1, what
        assert page.evaluate("location.pathname") == route, what
    for file in (Path("/etc/hostname"), Path(__file__)):
        drag_in(page, file)
        held = count(booth, page, held, f"{file} dragged in")
    for what, place in HELD.items():
        assert not menu_by_a_held_finger(page, display, place), what
        held = count(booth, page, held, what)
    assert held == len(KEYS) + 4 + len(ADDRESSES) + len(FINGERS) + 2 + len(HELD)
    assert booth.chromium == browser
    assert not list(booth.folder.glob("**/*.crdownload"))
    assert not list((booth.folder / "Downloads").glob("*"))
    page.goto(booth.terminal.origin + "/hand-over/none")  # a few words, and none of our scripts: there it would open
    assert menu_by_a_held_finger(page, display, (40, 22))
    left = list(ADDRESSES)
    while left:  # as if there were an address bar: what is opened is a page that says it is blocked
        seen = typed(page, left[0])
        if "has been closed" in seen:  # the session: its page was away for 30 s
            page = booth.sit_down().page
            continue
        assert "ERR_" in seen or "interrupted by another navigation" in seen or not seen, (left[0], seen)
        left.pop(0)


CLICKED_LINK = """a => { const l = document.createElement('a'); l.href = a; l.target = '_blank';
document.body.append(l); l.click(); l.remove() }"""


def touch(page: Page, *ways: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """Move a finger for each way, all at once, from its first place to its last."""
    fingers, steps = page.context.new_cdp_session(page), 8

    def at(step: int) -> list[dict[str, float]]:
        parts = [(start, end, step / steps) for start, end in ways]
        return [{"x": a[0] + (b[0] - a[0]) * part, "y": a[1] + (b[1] - a[1]) * part} for a, b, part in parts]

    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(0)})
    for step in range(1, steps + 1):
        fingers.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at(step)})
        page.wait_for_timeout(16)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    fingers.detach()


def drag_in(page: Page, file: Path) -> None:
    """Drop a file on the page, as from a window beside it."""
    hand = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, "x": 270, "y": 400, "data": data})
    hand.detach()


FINGERS: Mapping[str, Callable[[Page], None]] = {
    "back, by a swipe from the left edge": lambda page: touch(page, ((1, 480), (500, 480))),
    "on, by a swipe from the right edge": lambda page: touch(page, ((538, 480), (40, 480))),
    "reload, by pulling down": lambda page: touch(page, ((270, 2), (270, 800))),
    "what lies behind, by a swipe from below": lambda page: touch(page, ((270, 958), (270, 200))),
    "three fingers down": lambda page: touch(page, *(((x, 100), (x, 800)) for x in (150, 270, 390))),
    "larger, by two fingers": lambda page: touch(page, ((260, 480), (60, 480)), ((280, 480), (480, 480))),
    "smaller, by two fingers": lambda page: touch(page, ((60, 480), (260, 480)), ((480, 480), (280, 480))),
}
HELD = {"a menu, by holding a finger on words": (270, 180), "a menu, by holding a finger on a field": (270, 270)}
IS_MENU_SHOWN = """() => new Promise((told, nothing) => {
  setTimeout(() => nothing(new Error("the finger was not held for one")), 20_000)
  const look = () => menus.length ? told(menus.some(Boolean)) : setTimeout(look, 50)
  look()
})"""


def menu_by_a_held_finger(page: Page, display: dict[str, str], place: tuple[int, int]) -> bool:
    """Hold a finger where something stands, until Chromium would open its menu; return whether that was let happen.

    The pointer is taken for a finger, as in the developer tools: a touch of Chromium's own protocol is never held.
    """
    finger = page.context.new_cdp_session(page)
    finger.send("Emulation.setEmitTouchEventsForMouse", {"enabled": True, "configuration": "mobile"})
    page.evaluate("window.menus = []; addEventListener('contextmenu', event => menus.push(!event.defaultPrevented))")
    act(display, "mousemove", *map(str, place), "mousedown", "1")
    is_shown: bool = page.evaluate(IS_MENU_SHOWN)
    act(display, "mouseup", "1")
    finger.send("Emulation.setEmitTouchEventsForMouse", {"enabled": False})
    finger.detach()
    return is_shown


def act(display: dict[str, str], *words: str) -> None:
    subprocess.run(["xdotool", *words], env=display, check=True, timeout=10)


def count(booth: Booth, page: Page, held: int, what: str) -> int:
    """Count a try that failed: the only page there is still ours, and no window but ours is to be seen."""
    page.wait_for_timeout(250)
    targets = httpx.get(f"http://127.0.0.1:{booth.debug_port}/json/list", trust_env=False, timeout=20).json()
    shown = [one["url"] for one in targets if one["type"] in ("page", "webview") and "omnibox" not in one["url"]]
    windows = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "."],
        env={**os.environ, "DISPLAY": str(booth.terminal.environment["DISPLAY"])}, capture_output=True, text=True,
        timeout=10, check=False,
    ).stdout.split()  # fmt: skip
    is_ours = len(shown) == 1 and shown[0].startswith("http://127.0.0.1:") and "?key" not in shown[0]
    assert is_ours, (what, shown)
    assert len(windows) <= 1, (what, windows)
    return held + 1


def typed(page: Page, address: str) -> str:
    """Return what is seen, or why nothing is, after an address was opened in the page itself."""
    try:
        page.goto(address, timeout=5_000)
        return str(page.evaluate("document.body?.innerText ?? ''"))
    except PlaywrightError as error:
        return str(error)
