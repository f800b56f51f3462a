"""How a session and its keeper speak: a line of JSON at a time, over the session's standard input and output."""

import asyncio
import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from app.kiosk.model import EndReason
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import as_text, settings_of

BEAT_S = 2.0
"""How often a session says that it still works."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a session is told when its turn comes; until then the process knows nothing."""

    settings: KioskSettings
    folder: Path
    """On memory-backed storage; everything the session writes is below it and goes with it."""
    catalogue: Path
    """The public catalogue, shared by all sessions."""
    portal_url: str
    language: str
    """The one to begin with."""
    has_browser: bool
    """Whether the keeper opens its window, so that a window that goes away ends the session."""
    is_just_erased: bool = False
    """Whether a session ended before this one, and what it left was erased."""

    def line(self) -> bytes:
        """Return the order as it is sent."""
        told = {
            "settings": as_text(self.settings),
            "folder": str(self.folder),
            "catalogue": str(self.catalogue),
            "portal_url": self.portal_url,
            "language": self.language,
            "has_browser": self.has_browser,
            "is_just_erased": self.is_just_erased,
        }
        return json.dumps(told).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> Self:
        """Return the order that was sent."""
        told = json.loads(line)
        return cls(
            settings_of(told["settings"]), Path(told["folder"]), catalogue=Path(told["catalogue"]),
            portal_url=told["portal_url"], language=told["language"],
            has_browser=told["has_browser"], is_just_erased=told["is_just_erased"],
        )  # fmt: skip


def environment_in(folder: Path) -> dict[str, str]:
    """Return the variables that keep a program's own files below ``folder``."""
    return {
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
    }


class Channel:
    """The session's end: it is the ``Keeper`` that ``Kiosk`` knows.

    Args:
        hearing: What the keeper writes to.
        saying: What the keeper reads.
    """

    def __init__(self, hearing: BinaryIO, saying: BinaryIO) -> None:
        self._hearing = hearing
        self._saying = saying
        self._answers: asyncio.Queue[bool] = asyncio.Queue()
        self._asking = asyncio.Lock()

    @classmethod
    def of_this_process(cls) -> Self:
        """Return the channel over standard input and output, which nothing else uses from now on."""
        hearing = os.fdopen(os.dup(0), "rb")
        saying = os.fdopen(os.dup(1), "wb", buffering=0)
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)  # whoever prints does not speak to the keeper
        return cls(hearing, saying)

    def wait_for_order(self) -> Order | None:
        """Say that everything is imported and wait for one's turn; None when the keeper has gone."""
        self.say(warm=True)
        line = self._hearing.readline()
        if not line:
            return None
        order = Order.of(line)
        for name, place in environment_in(order.folder).items():
            Path(place).mkdir(mode=0o700, parents=True, exist_ok=True)
            os.environ[name] = place
        tempfile.tempdir = None
        return order

    def say(self, **told: Any) -> None:
        """Tell the keeper."""
        with contextlib.suppress(OSError):  # it has gone, and this process goes with it
            self._saying.write(json.dumps(told).encode() + b"\n")

    async def attend(self, gone: Callable[[], None]) -> None:
        """Hear the keeper's answers and say that this process works, until the keeper has gone."""
        beating = asyncio.create_task(self._beat())
        try:
            while line := await asyncio.to_thread(self._hearing.readline):
                self._answers.put_nowait(bool(json.loads(line)["is"]))
        finally:
            beating.cancel()
            gone()

    async def _beat(self) -> None:
        while True:
            self.say(alive=True)
            await asyncio.sleep(BEAT_S)

    # --- Keeper -------------------------------------------------------------------------------------------------------

    async def end(self, reason: EndReason) -> None:
        """Ask that this session be ended; the process is killed soon after."""
        self.say(end=reason.value)

    async def is_pin(self, pin: str) -> bool:
        """Return whether ``pin`` is the staff's."""
        return await self._ask(pin=pin)

    async def keep(self, settings: KioskSettings) -> None:
        """Keep new settings; they hold from the next session on.

        Raises:
            OSError: they could not be written; the old ones stand.
        """
        if not await self._ask(settings=as_text(settings)):
            raise OSError("the settings were not kept")

    async def stop(self) -> None:
        """Take the terminal out of service: the session is wiped and no other one begins."""
        await self._ask(stop=True)

    async def _ask(self, **question: Any) -> bool:
        """Return the keeper's answer; who waits for it no more leaves it to nobody else's question."""
        return await asyncio.shield(asyncio.ensure_future(self._answer_to(**question)))

    async def _answer_to(self, **question: Any) -> bool:
        async with self._asking:
            self.say(**question)
            return await self._answers.get()


def heard(line: bytes) -> Mapping[str, Any]:
    """Return what a session said, nothing for a line that is not ours."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
