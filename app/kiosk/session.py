"""One session as the keeper sees it: a process that waits for its turn, its folder, its browser."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.kiosk.channel import Order, heard
from app.kiosk.model import EndReason

SILENT_S = 30.0
"""A session that says nothing for so long hangs: its clock does not run, so the keeper's must."""
SLOWEST_START_S = 90.0


@dataclass
class Session:
    """A process of its own; ``start`` it, give it its ``order`` when its turn comes, wait for ``over``.

    Args:
        command: Starts the process.
        questions: Answers what the session asks, by the question's name.
    """

    command: Sequence[str]
    questions: Mapping[str, Callable[[Any], Awaitable[bool]]]
    process: asyncio.subprocess.Process | None = None
    browser: asyncio.subprocess.Process | None = None
    order: Order | None = None
    url: asyncio.Future[str] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """The address that opens its window once."""
    drawn: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Future[EndReason] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    _heard_at: float = 0.0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def pids(self) -> set[int]:
        """Return the processes that were started for it by name."""
        return {process.pid for process in (self.process, self.browser) if process is not None}

    async def start(self, environment: Mapping[str, str], folder: Path) -> None:
        """Start the process in ``folder``; it imports everything and waits.

        Raises:
            OSError: it cannot be started.
        """
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(
            *self.command, stdin=pipe, stdout=pipe, env=dict(environment), cwd=folder
        )
        self._spawn(self._hear(self.process))

    async def begin(self, order: Order) -> None:
        """Tell the process that its turn has come."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.order, self._heard_at = order, time.monotonic()
        with contextlib.suppress(ConnectionError):  # it has ended: that is heard
            self.process.stdin.write(order.line())
            await self.process.stdin.drain()
        self._spawn(self._watch())

    async def open(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start its browser; when that ends, the session is over.

        Raises:
            OSError: it cannot be started.
        """
        nothing = asyncio.subprocess.DEVNULL
        self.browser = browser = await asyncio.create_subprocess_exec(
            *command, stdin=nothing, stdout=nothing, stderr=nothing, env=dict(environment)
        )

        async def until_closed() -> None:
            await browser.wait()
            self.end(EndReason.BROWSER_GONE)

        self._spawn(until_closed())

    def end(self, reason: EndReason) -> None:
        """Let the session be over; the first reason counts."""
        if not self.over.done():
            self.over.set_result(reason)

    async def gone(self) -> None:
        """Wait for its processes, which were killed."""
        for process in (self.process, self.browser):
            if process is not None:
                await process.wait()
        for task in self._tasks:
            task.cancel()
        self.url.cancel()

    async def _hear(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        with contextlib.suppress(ValueError, ConnectionError):  # a line without an end: no session of ours
            async for line in process.stdout:
                self._heard_at = time.monotonic()
                await self._take(heard(line), process)
        self.end(EndReason.CRASHED)

    async def _take(self, told: Mapping[str, Any], process: asyncio.subprocess.Process) -> None:
        for name, value in told.items():
            if name == "ready" and not self.url.done():
                self.url.set_result(str(value))
            elif name == "drawn":
                self.drawn.set()
            elif name == "end":
                self.end(EndReason(value) if value in tuple(EndReason) else EndReason.CRASHED)
            elif name in self.questions and process.stdin is not None:
                answer = b'{"is": true}\n' if await self.questions[name](value) else b'{"is": false}\n'
                process.stdin.write(answer)

    async def _watch(self) -> None:
        begun = time.monotonic()
        while True:
            await asyncio.sleep(1)
            since, longest = (self._heard_at, SILENT_S) if self.url.done() else (begun, SLOWEST_START_S)
            if time.monotonic() - since > longest:
                self.end(EndReason.SILENT)

    def _spawn(self, work: Any) -> None:
        self._tasks.append(asyncio.create_task(work))
