"""The browser window: Flet's web client on a loopback port, behind our guard."""

import asyncio
import contextlib
import logging
import os
import socket
import sys
import webbrowser
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from views.platform.doorbell import Doorbell
from views.platform.guard import KEY, Callback, Guard
from views.platform.hand_over import HandOver
from views.platform.voice import Voice

if TYPE_CHECKING:
    import flet as ft
    import uvicorn

    from views.platform.kiosk_page import KioskPage

SESSION_SECONDS = 300
"""How long Flet keeps a closed tab's screens (its own default is an hour)."""

SHUTDOWN_SECONDS = 2

CHUNK_BYTES = 1 << 20
"""Flet's client has files of megabytes; in Starlette's 64 KB each piece waits twice for what imports meanwhile."""


class PortTakenError(Exception):
    """Another program listens on the port asked for."""


def bind(port: int) -> socket.socket:
    """Return a socket listening on the loopback interface only; port 0 takes a free one.

    Raises:
        PortTakenError: the port is not to be had.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there SO_REUSEADDR lets another program take the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        raise PortTakenError(str(port)) from error
    return listening


class BrowserWindow:
    """Serves the app to one browser on this machine.

    Args:
        listening: See ``bind``.
        assets: The app's own files (fonts).
        main: Flet's entry, called for each new tab.
        callback: Finishes a sign-in (the guard's ``/callback``).
        hand_over: Files going to and fro.
        voice: Texts to be read aloud by the page.
        doorbell: Answers a second start of the app.
        kiosk: At a terminal used by many: hears the page's scripts.
    """

    def __init__(
        self,
        listening: socket.socket,
        *,
        assets: Path,
        main: "Callable[[ft.Page], Awaitable[None]]",
        callback: Callback,
        hand_over: HandOver,
        voice: Voice | None = None,
        doorbell: Doorbell | None = None,
        kiosk: "KioskPage | None" = None,
    ) -> None:
        self._listening = listening
        self._assets = assets
        self._main = main
        self._callback = callback
        self._hand_over = hand_over
        self._voice = voice
        self._doorbell = doorbell
        self._kiosk = kiosk
        self._server: uvicorn.Server | None = None
        self._is_stopped = False
        self.port: int = listening.getsockname()[1]

    async def serve(self, opened: Callable[[str], None]) -> None:
        """Serve until stopped; ``opened`` gets the address that opens the window once."""
        guard = await asyncio.to_thread(self._guard)
        import uvicorn

        config = uvicorn.Config(
            guard,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # nobody stands between; the guard asks whose the other end of a connection is
            lifespan="on",
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            ws="websockets-sansio",
        )
        self._server = uvicorn.Server(config)
        if self._is_stopped:
            return
        serving = asyncio.create_task(self._serve_quietly(self._server))
        while not self._server.started and not serving.done():  # noqa: ASYNC110 - uvicorn tells nobody when it listens
            await asyncio.sleep(0.01)
        if self._server.started:
            opened(f"http://127.0.0.1:{self.port}/?{KEY}={guard.new_key()}")
        await serving

    def stop(self) -> None:
        """Stop serving soon; also when serving has not begun yet."""
        self._is_stopped = True
        if self._server is not None:
            self._server.should_exit = True

    async def _serve_quietly(self, server: "uvicorn.Server") -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await server.serve(sockets=[self._listening])

    def _guard(self) -> Guard:
        import flet_web.fastapi as flet_fastapi  # type: ignore[import-untyped] # Flet 1.0.5 ships no types for it
        from starlette.responses import FileResponse

        for name in ("flet_web.fastapi", "flet", "flet_transport", "flet_controls"):
            logging.getLogger(name).setLevel(logging.WARNING)  # at INFO Flet 1.0.5 logs session keys
        FileResponse.chunk_size = CHUNK_BYTES
        inner = flet_fastapi.app(
            self._main,
            assets_dir=str(self._assets),
            app_name="Một Cửa",
            app_short_name="Một Cửa",
            no_cdn=True,
            session_timeout_seconds=SESSION_SECONDS,
        )
        return Guard(
            inner,
            port=self.port,
            hand_over=self._hand_over,
            callback=self._callback,
            voice=self._voice,
            doorbell=self._doorbell,
            kiosk=self._kiosk,
        )


def open_browser(url: str, *, environment: Mapping[str, str] = os.environ) -> bool:
    """Open the system browser; False when there is none, or no screen to show it on."""
    needs_display = sys.platform.startswith("linux")
    if needs_display and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return False  # else ``webbrowser`` would start a text browser in the terminal
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False
