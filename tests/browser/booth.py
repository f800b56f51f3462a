"""A terminal with the Chromium that its keeper starts, which can be looked into, and a printer that is stuck."""

import contextlib
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from tests.app.printing.cups import Cups
from tests.browser.conftest import FEWER_FRAMES, find_chromium
from tests.browser.running import CHROMIUM_FLAGS, Screen
from tests.browser.terminal import Terminal
from tests.reliability import residue


@dataclass
class Booth:
    """The terminal with the way into its browser."""

    terminal: Terminal
    browser_type: Browser
    debug_port: int
    begun_at: float
    cups: Cups | None = None
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

    def restart(self, times: Mapping[str, int]) -> None:
        """Begin anew with other times."""
        assert self.terminal.process is not None
        if self.terminal.process.poll() is None:
            self.terminal.stop()
        self.terminal.settings = self.terminal.settings.model_copy(update=times)
        self.terminal.start()

    def printing(self) -> bytes:
        """Return some bytes of what the printer has got and cannot print."""
        assert self.cups is not None
        until = time.monotonic() + 30
        while not (jobs := [file.read_bytes() for file in self.cups.spool.glob("job-*")]) or not jobs[0]:
            assert time.monotonic() < until, "nothing came to the printer"
            time.sleep(0.1)
        return jobs[0][len(jobs[0]) // 2 :][:48]

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
        page.emulate_media(reduced_motion="reduce")
        page.evaluate(FEWER_FRAMES)
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
    for name in ("xclip", "xsel"):  # there may be no X server
        scripts[name] = f'echo {name} "$@" >> {folder}/cleared'
    for name, line in scripts.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n")
        (tools / name).chmod(0o755)
    return tools
