"""The portal that comes with the app: a child process on a loopback port, reached only by HTTP."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

GRACE_SECONDS = 5.0


class EmbeddedPortal:
    """Starts ``motcua-portal serve`` and keeps it running; it ends with this process, however this one ends.

    The child reads the other end of a pipe and stops at its end of file, which ``kill -9`` of the parent gives too.
    """

    def __init__(self, folder: Path, *, python: str = sys.executable, options: Sequence[str] = ()) -> None:
        """Prepare it.

        Args:
            folder: Where its data is.
            python: The interpreter.
            options: Of ``serve``, besides its place: ``--sample-terminal``.
        """
        self._folder = folder
        self._options = options
        self._python = python
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], None]] = []
        self.url: str | None = None
        """Where it answers; None while it does not."""

    @property
    def pid(self) -> int | None:
        """Return its process, None while there is none."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start it and keep it running; returns at once."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())

    def when_ready(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called each time the portal begins to answer."""
        self._listeners.append(listener)

    async def stop(self) -> None:
        """End it: first by closing its pipe, after a grace time by force."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), GRACE_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep(self) -> None:
        pause = 1.0
        while True:
            try:
                if await self._run_once():
                    pause = 1.0
                log.warning("the embedded portal ended; starting it again in %.0f s", pause)
            except OSError as error:  # a full disk, a folder that cannot be written: tried again like an end
                log.warning("the embedded portal cannot start (%s); trying again in %.0f s", error.strerror, pause)
            self.url = None
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)

    async def _run_once(self) -> bool:
        """Run the portal until it ends; return whether it had begun to answer."""
        await asyncio.to_thread(self._folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        errors = await asyncio.to_thread((self._folder / "portal.log").open, "ab")
        with errors:
            self._process = await asyncio.create_subprocess_exec(
                self._python, "-m", "portal.cli", "serve", "--port", str(await self._last_port()), "--until-eof",
                "--data-dir", str(self._folder), *self._options,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        assert self._process.stdout is not None
        was_ready = False
        async for line in self._process.stdout:
            if line.startswith(b"READY "):
                was_ready = True
                await self._ready(line.split()[1].decode())
        await self._process.wait()
        if not was_ready:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(self._port_file.unlink, missing_ok=True)
        return was_ready

    async def _ready(self, url: str) -> None:
        self.url = url
        with contextlib.suppress(OSError):  # no room: it answers all the same, at another port after the next start
            await asyncio.to_thread(self._port_file.write_text, url.rsplit(":", 1)[1].strip("/"))
        for listener in self._listeners:
            listener()

    @property
    def _port_file(self) -> Path:
        """Remembers the port: the portal's addresses (issuer, half-sent uploads) stay the same over restarts."""
        return self._folder / "port"

    async def _last_port(self) -> int:
        try:
            port = int(await asyncio.to_thread(self._port_file.read_text))
        except (OSError, ValueError):
            return 0
        return port if 1024 <= port <= 65535 else 0
