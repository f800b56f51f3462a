"""The page of a terminal used by many: what its own scripts tell, and what they ask.

The page says that somebody is there and what a hand scanner typed; it asks which keys the field wants that has just got
the focus, and to be led to the next one. Flutter tells a browser the keys only on a phone, so the field itself says
them here (``views/design/fields.py``).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from app.kiosk.model import EndReason

if TYPE_CHECKING:
    from app.kiosk.service import Kiosk
    from app.scanning.hand_scanner import HandScanner

TOUCHED: Final = "/kiosk/touched"
SCANNED: Final = "/kiosk/scanned"
FIELD: Final = "/kiosk/field"
NEXT: Final = "/kiosk/next"
PATHS: Final = frozenset({TOUCHED, SCANNED, FIELD, NEXT})
HEAD: Final = (
    b'<script src="/kiosk/locked.js"></script><script src="/kiosk/tone.js"></script>'
    b'<link rel="stylesheet" href="/kiosk/keyboard.css"><script src="/kiosk/host.js"></script>'
    b'<script type="module" src="/kiosk/page.mjs"></script>'
)
"""Goes into the page; ``host.js`` must run before Flutter's own script does."""

MAX_TOLD_BYTES: Final = 16_384
PATIENCE_S: Final = 0.5
"""A field that has told its kind already, or never does, is not waited for any longer."""

LONGEST_AWAY_S: Final = 30
"""A page that is loaded again is back sooner, also on a slow machine."""

Answer = tuple[int, bytes]
GoOn = Callable[[], Awaitable[str]]
"""Leads the focus to the text field that follows and returns its kind; ``""`` where something else follows."""


async def nowhere() -> str:
    """Lead nowhere."""
    return ""


class KioskPage:
    """Hears the page's scripts.

    Args:
        kiosk: The session that is told.
        scanner: Gets what was scanned.
    """

    def __init__(self, kiosk: Kiosk, scanner: HandScanner) -> None:
        self.kiosk = kiosk
        self.scanner = scanner
        self.look: Callable[[], tuple[str, str]] = lambda: (kiosk.settings.languages[0], "")
        """Returns the language and the theme of the screens."""
        self._kind = "text"
        self._go_on: GoOn = nowhere
        self._count = 0
        self._entered = asyncio.Event()
        self._windows = 0
        self._shown = asyncio.Event()

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """Be shown in a window as long as its connection stands."""
        self._windows += 1
        self._shown.set()
        try:
            yield
        finally:
            self._windows -= 1

    async def watch(self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """End the session when its page is not there any more: crashed, or led somewhere else."""
        await self._shown.wait()
        seconds_away = 0
        while seconds_away < LONGEST_AWAY_S:
            await sleep(1)
            seconds_away = 0 if self._windows else seconds_away + 1
        await self.kiosk.end(EndReason.BROWSER_GONE)

    def enter(self, kind: str, go_on: GoOn = nowhere) -> None:
        """A field of this kind has the focus now; ``go_on`` leads from it to the next one."""
        self._kind, self._go_on = kind, go_on
        self._count += 1
        self._entered.set()
        self._entered = asyncio.Event()

    async def answer(self, method: str, path: str, *, after: str = "", told: bytes | None = None) -> Answer:
        """Return status and body of an answer to the page.

        Args:
            method: Of the request.
            path: One of ``PATHS``.
            after: How many fields the page has heard of.
            told: The request's body; None when it was too long.
        """
        if path == FIELD:
            return (200, await self._field(after)) if method == "GET" else (405, b"")
        if method != "POST":
            return 405, b""
        if path == NEXT:
            return 200, json.dumps({"kind": await self._go_on()}).encode()
        return (200 if self._hear(path, told) else 400), b""

    async def _field(self, after: str) -> bytes:
        if after == str(self._count):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._entered.wait(), PATIENCE_S)
        language, theme = self.look()
        settings = self.kiosk.settings
        scanner = {"gap_ms": settings.scanner_gap_ms, "prefix": settings.scanner_prefix}
        said = {"count": self._count, "kind": self._kind, "language": language, "theme": theme, "scanner": scanner}
        return json.dumps(said).encode()

    def _hear(self, path: str, told: bytes | None) -> bool:
        if told is None:
            return False
        self.kiosk.touched()
        if path == TOUCHED:
            return True
        try:
            said: Any = json.loads(told)
        except (ValueError, RecursionError):
            return False
        match said:
            case {"text": str(text)}:
                self.scanner.scanned(text)
                return True
        return False
