"""The 200-field form on the screen, in Chromium: bytes on the wire a key, and how long until what it changes is seen.

In the first step a name is typed, from which nothing follows, and amounts, from which what is left and the sums of all
ten steps follow. Beside it the same field alone on a page, which does no more than repeat what it holds: what is more
than there is the form's. ``Own letter``: from the key to the next picture (the browser's Event Timing, in steps of
8 ms, at least 16; right only while Flutter draws on the page's own thread). ``Follows``: until the new text is among
what a screen reader reads, it has been to Python and back; ``drawn``: until Flutter has given the browser the picture
of it. Chromium paints with the processor here: on a busy machine these times are the machine's. What Python and the
browser use of the processor for a key, frames of the cursor included, says less of waiting but is the form's.
"""

import math
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket

from benchmarks.big_form_app import CODE
from benchmarks.browser import chromium, processor_seconds
from tests.browser.running import DESKTOP, PHONE, Product, Screen

NAME = "nguyen thi minh khai nguyen thi minh khai"
AMOUNTS = ("12345678", "98765432", "10203040", "56473829", "11223344")
PAUSE_MS = 150
WINDOWS = {"phone": PHONE, "desktop": DESKTOP}
AMOUNT, HELD = r"[0-9.]+\s₫", "Held: [^|]*"
WATCH = """pattern => {
  if (crossOriginIsolated) throw new Error("drawn by another thread: Event Timing ends before there is a picture")
  const now = () => performance.now()
  window.keys = []; window.painted = []; window.pictures = []; window.read = []
  document.addEventListener("keydown", () => keys.push(now()), true)
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (entry.name === "keydown") painted.push(entry.duration)
  }).observe({ type: "event", durationThreshold: 16 })
  const canvas = ImageBitmapRenderingContext.prototype, take = canvas.transferFromImageBitmap
  canvas.transferFromImageBitmap = function (picture) { take.call(this, picture); pictures.push(now()) }
  const host = document.querySelector("flt-semantics-host"), wanted = new RegExp(pattern, "g")
  let before = ""
  new MutationObserver(() => {
    const text = (host.textContent.match(wanted) ?? []).join("|")
    if (text !== before) { before = text; read.push(now()) }
  }).observe(host, { subtree: true, childList: true, characterData: true, attributes: true })
}"""


@dataclass(frozen=True)
class Typed:
    """What some keys took."""

    up_bytes: int
    down_bytes: int
    python_ms: float
    browser_ms: float
    letter_ms: Sequence[float]
    read_ms: Sequence[float]
    drawn_ms: Sequence[float]


def main() -> None:
    with chromium() as browser:
        for name, window in WINDOWS.items():
            print(f"{name}, {window[0]} x {window[1]} pixels")
            _print_table(_alone(browser, window), *_in_the_form(browser, window))
    print("(the field alone is Flet's and Chromium's own floor here; × alone: p50 of what follows, else of the letter)")
    print(f"(p50 / p95; the machine's load meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)")


def _print_table(alone: Typed, name: Typed, amount: Typed) -> None:
    work = f"{'a key of':24}{'up B':>7}{'down B':>8}{'Python ms':>11}{'browser ms':>12}"
    print(f"{work}{'own letter ms':>17}{'follows ms':>17}{'drawn ms':>17}{'× alone':>9}")
    for what, typed in (("the field alone", alone), ("a name in the form", name), ("an amount in the form", amount)):
        sizes = f"{typed.up_bytes:7}{typed.down_bytes:8}{typed.python_ms:11.2f}{typed.browser_ms:12.1f}"
        times = "".join(f"{_spread(one):>17}" for one in (typed.letter_ms, typed.read_ms, typed.drawn_ms))
        print(f"{what:24}{sizes}{times}{_ratio(typed, alone):>9}")


def _alone(browser: Browser, window: tuple[int, int]) -> Typed:
    environment = {"MOTCUA_TRIAL": "none"}
    with _opened(browser, "tests.browser.typing_app", window, environment=environment) as (screen, frames):
        screen.page.evaluate(WATCH, HELD)
        return _typed(screen, frames, "Họ, chữ đệm, tên", [NAME])


def _in_the_form(browser: Browser, window: tuple[int, int]) -> tuple[Typed, Typed]:
    with _opened(browser, "benchmarks.big_form_app", window, "--lang", "vi") as (screen, frames):
        screen.go(f"/procedures/{CODE}")
        screen.press("Bắt đầu")
        screen.press(re.compile("^Cho tôi"))
        screen.choose("co")
        screen.page.evaluate(WATCH, AMOUNT)
        return _typed(screen, frames, "ho ten 1", [NAME]), _typed(screen, frames, "luong 1", AMOUNTS)


@contextmanager
def _opened(
    browser: Browser,
    program: str,
    window: tuple[int, int],
    *arguments: str,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[Screen, dict[str, int]]]:
    """Start a program and open its window; both end together, for a window left alone spins and takes the processor."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Product(
            Path(folder) / "data",
            program=(sys.executable, "-m", program),
            arguments=arguments,
            environment=environment,
        ) as product,
        browser.new_context(viewport={"width": window[0], "height": window[1]}) as context,
    ):
        screen = Screen(context.new_page(), product)
        frames = _count(screen.page)
        screen.page.goto(product.url)
        screen.wake()
        yield screen, frames


def _typed(screen: Screen, frames: dict[str, int], label: str, texts: Sequence[str]) -> Typed:
    screen.enter_field(label)
    screen.page.wait_for_timeout(1_500)
    screen.page.evaluate("() => { keys.length = painted.length = pictures.length = read.length = 0 }")
    before, began, browser_began = dict(frames), _processor_seconds(screen), processor_seconds()
    for text in texts:
        if text is not texts[0]:
            screen.page.keyboard.press("Control+a")
        screen.page.keyboard.type(text, delay=PAUSE_MS)
        screen.page.wait_for_timeout(600)
    used, count = _processor_seconds(screen) - began, sum(map(len, texts))
    browser_used = processor_seconds() - browser_began
    found = screen.page.evaluate("() => ({ keys, painted, pictures, read })")
    return Typed(
        up_bytes=round((frames["up"] - before["up"]) / count),
        down_bytes=round((frames["down"] - before["down"]) / count),
        python_ms=1000 * used / count,
        browser_ms=1000 * browser_used / count,
        letter_ms=found["painted"],
        read_ms=[read - key for key, read in _reads(found)],
        drawn_ms=[_drawn(found, read) - key for key, read in _reads(found)],
    )


def _processor_seconds(screen: Screen) -> float:
    """Return what the product's own process has used of the processor, 0 where the system does not say."""
    process = screen.product.process
    status = Path(f"/proc/{process.pid}/stat") if process else Path()
    if not status.is_file():
        return 0.0
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _count(page: Page) -> dict[str, int]:
    frames = {"up": 0, "down": 0}

    def count(direction: str, payload: str | bytes) -> None:
        frames[direction] += len(payload)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: count("up", payload))
        socket.on("framereceived", lambda payload: count("down", payload))

    page.on("websocket", listen)
    return frames


def _reads(found: dict[str, Any]) -> list[tuple[float, float]]:
    """Return keys, each with the first change of what is read out before the next key."""
    ends = [*found["keys"][1:], float("inf")]
    firsts = (
        next((read for read in found["read"] if key < read < end), None)
        for key, end in zip(found["keys"], ends, strict=True)
    )
    return [(key, read) for key, read in zip(found["keys"], firsts, strict=True) if read is not None]


def _drawn(found: dict[str, Any], read: float) -> float:
    """Return when the picture was there of the frame in which something was told at ``read``: one thread does both."""
    return next((picture for picture in found["pictures"] if picture > read), math.inf)


def _ratio(typed: Typed, alone: Typed) -> str:
    """Return how many times as long as in the field alone it takes until a key is seen."""
    pairs = ((typed.read_ms, alone.read_ms), (typed.letter_ms, alone.letter_ms))
    known = next(((own, bare) for own, bare in pairs if own and bare), None)
    return f"{statistics.median(known[0]) / statistics.median(known[1]):.2f}" if known else "–"


def _spread(milliseconds: Sequence[float]) -> str:
    if len(milliseconds) < 2:
        return "–"
    p95 = statistics.quantiles(milliseconds, n=20, method="inclusive")[-1]
    return f"{statistics.median(milliseconds):.0f} / {p95:.0f}"


if __name__ == "__main__":
    main()
