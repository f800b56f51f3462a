"""The product as a process, and its screens as a person meets them."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

ROOT = Path(__file__).resolve().parents[2]
PHONE = (390, 844)
DESKTOP = (1280, 800)

NewWindow = Callable[..., BrowserContext]
"""Opens a window of a size and a language (the fixture ``new_window``)."""

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--use-fake-device-for-media-stream",  # a camera that shows a clock,
    "--use-fake-ui-for-media-stream",  # and may be used without being asked
]

AWAY = """target => {
  const box = target.getBoundingClientRect()
  const x = box.x + box.width / 2, y = box.y + box.height / 2
  const hit = document.elementFromPoint(x, y)
  if (hit && target.contains(hit)) return 0
  return Math.round(y - window.innerHeight / 2) || 1
}"""
"""How far a control is from the middle of the window; 0 when a pointer hits it where it is."""

FOCUS = """target => {
  const active = document.activeElement
  if (target.contains(active)) return "here"
  return target.closest("[role=radiogroup]")?.contains(active) ? "beside" : "elsewhere"
}"""
"""Where the focus is: on a control, beside it in its group of choices, or elsewhere."""

GO = """route => {
  document.querySelectorAll("h1").forEach(title => title.dataset.left = "")
  history.pushState(null, "", route)
  dispatchEvent(new PopStateEvent("popstate", { state: null }))
}"""
"""What the client hears when another address is typed behind the same origin; marks the title of what is left."""

ROLE = "target => target.getAttribute('role') ?? (/^(INPUT|TEXTAREA)$/.test(target.tagName) ? 'textbox' : '')"


@dataclass
class Product:
    """``motcua run --no-browser`` on a data folder of its own."""

    data_dir: Path
    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    program: Sequence[str] = (sys.executable, str(ROOT / "main.py"))
    url: str = ""
    process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start it and wait for its READY."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.stop()

    def start(self) -> Self:
        """Start it, again after ``stop`` or ``kill``, and wait for its READY."""
        with (self.data_dir.parent / f"{self.data_dir.name}.log").open("a") as log:
            self.process = subprocess.Popen(
                [*self.program, "run", "--no-browser", "--data-dir", str(self.data_dir), *self.arguments],
                cwd=ROOT,
                env={**os.environ, "MOTCUA_LOG": "WARNING", **self.environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        with self.process.stdout as answers:  # it says nothing after READY
            line = answers.readline()
        assert line.startswith("READY "), f"the product did not start: {self.log()}"
        self.url = line.split()[1]
        return self

    def stop(self) -> int:
        """Ask it to end, as a service manager does; return its exit code."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def kill(self) -> None:
        """Kill it at once (``kill -9``)."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def log(self) -> str:
        """Return what it wrote to standard error."""
        return (self.data_dir.parent / f"{self.data_dir.name}.log").read_text()

    @property
    def origin(self) -> str:
        """``http://127.0.0.1:PORT``."""
        found = re.match(r"http://[^/]+", self.url)
        assert found is not None
        return found.group()


class Screen:
    """One tab, driven by what assistive technology sees: names, roles, states."""

    def __init__(self, page: Page, product: Product) -> None:
        self.page = page
        self.product = product

    @classmethod
    def open(cls, context: BrowserContext, product: Product, route: str = "/") -> Self:
        """Open the window with its one-time key, at ``route``."""
        screen = cls(context.new_page(), product)
        key = product.url.rpartition("?")[2]
        screen.page.goto(f"{product.origin}{route}{'&' if '?' in route else '?'}{key}")
        screen.wake()
        return screen

    def wake(self) -> None:
        """Wait for the client and switch its semantics on."""
        self.page.wait_for_selector("flt-semantics-placeholder", state="attached", timeout=60_000)
        for _ in range(10):  # until it is heard: the client listens some time after it has drawn the placeholder
            self.page.evaluate("document.querySelector('flt-semantics-placeholder')?.click()")
            with contextlib.suppress(PlaywrightTimeout):
                self.page.wait_for_selector("h1", state="attached", timeout=3_000)
                return
        raise AssertionError(f"no screen with a title: {self.words()[:500]}\n{self.product.log()[-2000:]}")

    def go(self, route: str) -> None:
        """Go to an address: within the client that runs here, else as a deep link.

        A client that starts anew takes 3 s of processor, a change of the address 0.4 s.
        """
        address = self.product.origin + route
        runs_here = self.page.url.startswith(self.product.origin + "/") and self.page.locator("h1").count() == 1
        if not runs_here or self.page.url == address:
            self.start_anew(route)
            return
        for _ in range(2):  # again where the client was still on its way elsewhere
            self.page.evaluate(GO, route)
            self.page.wait_for_selector("h1:not([data-left])", state="attached", timeout=30_000)
            if self.page.url == address:
                return

    def start_anew(self, route: str) -> None:
        """Open a route as a deep link: the client starts anew."""
        self.page.goto(self.product.origin + route)
        self.wake()

    @property
    def title(self) -> Locator:
        """The heading of level 1."""
        return self.page.get_by_role("heading", level=1)

    def sees_title(self, text: str) -> None:
        """Wait for a screen by its title."""
        expect(self.title).to_have_text(text, timeout=15_000)

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait for a text anywhere on the screen."""
        expect(self._words(text)).to_be_attached(timeout=15_000)

    def sees_soon(self, text: str) -> None:
        """Wait for news: an open dossier asks the portal every 15 seconds."""
        expect(self._words(text)).to_be_attached(timeout=45_000)

    def _words(self, text: str | re.Pattern[str]) -> Locator:
        """A text as such, or as the name of a group (an announced notice)."""
        return self.page.get_by_text(text).or_(self.page.get_by_label(text)).first

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by its exact name."""
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def click(self, target: Locator) -> None:
        """Bring a control into sight as a person does, by the wheel, and click it once it stands still.

        Scrolling by the wheel asks the client, which moves what is painted and what is named together; scrolling the
        named nodes alone, as a browser driver would, leaves what is painted (and hit) behind for some frames.
        """
        self._wheel_into_sight(target)
        self._stands_still(target)
        target.click(timeout=15_000)

    def _wheel_into_sight(self, target: Locator) -> None:
        target.wait_for(state="attached", timeout=30_000)
        for _ in range(30):
            away = target.evaluate(AWAY)
            if away == 0:
                return
            before = target.bounding_box(timeout=15_000)
            size = self.page.viewport_size or {"width": PHONE[0], "height": PHONE[1]}
            self.page.mouse.move(size["width"] / 2, size["height"] / 2)
            self.page.mouse.wheel(0, away * self._wheel())
            for _ in range(10):  # a busy client answers late; to turn the wheel on meanwhile would overshoot
                self.page.wait_for_timeout(80)
                if target.bounding_box(timeout=15_000) != before:
                    break
            self._stands_still(target)
        raise AssertionError(f"{target} never came into sight")

    def _wheel(self) -> float:
        """Return how far to turn the wheel for one pixel: where a page has fewer pixels, Flutter scrolls further."""
        ratio: float = self.page.evaluate("devicePixelRatio")
        return ratio * ratio

    def _stands_still(self, target: Locator) -> None:
        before = None
        for _ in range(60):
            box = target.bounding_box(timeout=15_000)
            if box == before:
                return
            before = box
            self.page.wait_for_timeout(60)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button."""
        self.click(self.button(name))

    def press_to(self, name: str | re.Pattern[str], url: str) -> None:
        """Press what leads to another page; again where what is above it moved it away under the pointer."""
        for _ in range(4):
            self.press(name)
            with contextlib.suppress(PlaywrightTimeout):
                self.page.wait_for_url(url, timeout=20_000)
                return
        raise AssertionError(f"{name} never led to {url}")

    def tick(self, name: str) -> None:
        """Tick a box."""
        self._click_until_checked(self.page.get_by_role("checkbox", name=name))

    def choose(self, name: str, *, of: str = "") -> None:
        """Choose a radio button, of the question whose words begin with ``of``."""
        group = self.page.get_by_role("group", name=re.compile("^" + re.escape(of))) if of else self.page
        self._click_until_checked(group.get_by_role("radio", name=name, exact=True).first)

    def field(self, label: str) -> Locator:
        """A text field by its label."""
        return self.page.get_by_role("textbox", name=label, exact=True)

    def write(self, label: str, text: str, *, pause_ms: int = 15) -> None:
        """Type into a field as a person does, key by key."""
        self.enter_field(label)
        self.page.keyboard.type(text, delay=pause_ms)

    def type_over(self, text: str) -> None:
        """Type in the place of what the field holds."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text, delay=15)

    def enter_field(self, label: str) -> None:
        """Click into a field; again if what is above it moved it away under the pointer."""
        for _ in range(5):
            self.click(self.field(label))
            with contextlib.suppress(PlaywrightTimeout):
                self.page.wait_for_function(
                    "label => document.activeElement?.getAttribute('aria-label') === label", arg=label, timeout=1_500
                )
                self.page.wait_for_timeout(200)  # Flutter's own text input attaches after the browser's focus
                return
        raise AssertionError(f"the field {label!r} never took the focus")

    def _click_until_checked(self, box: Locator) -> None:
        for _ in range(5):
            self.click(box)
            with contextlib.suppress(AssertionError):
                expect(box).to_be_checked(timeout=1_500)
                return
        raise AssertionError(f"{box} was never checked")

    def leave_field(self) -> None:
        """Leave the field by the keyboard."""
        self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(250)  # what leaving shows (a message, words) moves what is below it

    def attach(self, button: str, file: Path) -> None:
        """Choose a file by the browser's own dialog."""
        with self.page.expect_file_chooser(timeout=15_000) as chooser:
            self.press(button)
        chooser.value.set_files(file)

    def words(self) -> str:
        """Return every text on the screen."""
        text: str = self.page.evaluate("document.querySelector('flt-semantics-host').innerText")
        return text

    def shot(self, path: Path) -> None:
        """Keep a picture once the screen is drawn."""
        self.page.wait_for_timeout(700)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)


class KeyboardScreen(Screen):
    """The same, for someone who has no pointer: Tab to a control, Enter or the space bar, arrows inside a group."""

    def click(self, target: Locator) -> None:
        """Go to a control by Tab and use it."""
        target.wait_for(state="attached", timeout=15_000)
        for _ in range(150):
            where = target.evaluate(FOCUS)
            if where == "here":
                break
            self.page.keyboard.press("ArrowDown" if where == "beside" else "Tab")
            self.page.wait_for_timeout(60)
        else:
            raise AssertionError(f"Tab never came to {target}")
        if key := {"checkbox": "Space", "radio": "Space", "textbox": ""}.get(target.evaluate(ROLE), "Enter"):
            self.page.keyboard.press(key)
