"""The native window: Flet's own client on this machine, and the way back into it from the system browser.

Written against the source of Flet 1.0.5 and flet-desktop 1.0.5, and never tried: the client could not be had where this
was written.
"""

import asyncio
import contextlib
import os
import socket
import tempfile
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from views.platform.browser_window import SHUTDOWN_SECONDS
from views.platform.doorbell import PATH as AGAIN
from views.platform.doorbell import Doorbell
from views.platform.guard import CALLBACK, Callback, Receive, Scope, answer, local_route, query_of
from views.platform.sealed import Send
from views.platform.window_choice import VIEW_PATH

if TYPE_CHECKING:
    import flet as ft
    import uvicorn

BACK_TO_THE_WINDOW = (
    "Xong. Hãy đóng thẻ này và quay lại cửa sổ Một Cửa.\n"
    "Done. Please close this tab and go back to the window of Một Cửa."
)


class NativeWindowError(Exception):
    """The window did not open."""


class NativeWindow:
    """Shows the app in a window of its own.

    Args:
        listening: See ``browser_window.bind``; where the system browser comes back to.
        client: The folder of Flet's client; None in a packaged build, which is its own client.
        assets: The app's own files (fonts).
        main: Flet's entry, called for the window.
        callback: Finishes a sign-in.
        doorbell: Answers a second start of the app, which brings the window to the front.
    """

    def __init__(
        self,
        listening: socket.socket,
        *,
        client: Path | None,
        assets: Path,
        main: "Callable[[ft.Page], Awaitable[None]]",
        callback: Callback,
        doorbell: Doorbell | None = None,
    ) -> None:
        self._listening = listening
        self._client = client
        self._assets = assets
        self._main = main
        self._callback = callback
        self._doorbell = doorbell
        self._page: ft.Page | None = None
        self._showing: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._server: uvicorn.Server | None = None
        self._coming_back: asyncio.Task[None] | None = None
        self._is_stopped = False

    async def serve(self) -> None:
        """Show the window until it is closed or stopped.

        Raises:
            NativeWindowError: it never showed anything; ``listening`` is still open.
        """
        import flet as ft

        folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="motcua-window-")  # its owner's only
        os.environ["FLET_SERVER_UDS_PATH"] = str(Path(folder.name) / "flet")
        if self._client is not None:
            os.environ[VIEW_PATH] = str(self._client)
        try:
            if self._client is not None:
                import_module("flet_desktop")  # if it cannot be imported, Flet 1.0.5 installs it by itself
            self._showing = asyncio.create_task(
                ft.run_async(self._show, view=ft.AppView.FLET_APP, assets_dir=str(self._assets))
            )
            await self._showing
        except (ImportError, OSError) as error:
            raise NativeWindowError(type(error).__name__) from error
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
        finally:
            await self._close_the_way_back()
            await asyncio.to_thread(folder.cleanup)
        if self._page is None and not self._is_stopped:
            raise NativeWindowError("the client ended before it showed anything")

    def stop(self) -> None:
        """Close the window soon; also when it has not opened yet."""
        self._is_stopped = True
        if self._showing is not None and self._ending is None:
            self._ending = asyncio.create_task(self._end(self._showing))

    async def _end(self, showing: asyncio.Task[None]) -> None:
        if self._page is not None:
            destroy: Any = self._page.window.destroy  # Flet 1.0.5 ships it untyped
            with contextlib.suppress(Exception):  # whatever the client answers, it is ended below
                await asyncio.wait_for(destroy(), SHUTDOWN_SECONDS)
            await asyncio.wait((showing,), timeout=SHUTDOWN_SECONDS)
        showing.cancel()

    async def _show(self, page: "ft.Page") -> None:
        self._page = page
        if self._coming_back is None:
            import uvicorn

            port = self._listening.getsockname()[1]
            way_back = WayBack(self._callback, self._go, port=port, doorbell=self._doorbell, show=self._come_to_front)
            config = uvicorn.Config(
                way_back, log_level="warning", access_log=False, server_header=False, lifespan="off"
            )
            self._server = uvicorn.Server(config)
            self._coming_back = asyncio.create_task(self._server.serve(sockets=[self._listening]))
        await self._main(page)

    async def _go(self, route: str) -> None:
        if self._page is not None:
            await self._page.push_route(route)

    async def _come_to_front(self) -> None:
        if self._page is not None:
            to_front: Any = self._page.window.to_front  # Flet 1.0.5 ships it untyped
            await to_front()

    async def _close_the_way_back(self) -> None:
        if self._server is not None and self._coming_back is not None:
            self._server.should_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await self._coming_back


class WayBack:
    """What the system browser gets when a sign-in or a payment is over: the window goes on, the tab says so.

    Args:
        callback: Finishes a sign-in and returns the route to show.
        go: Shows a route in the window.
        port: The loopback port it is served on.
        doorbell: Answers a second start of the app.
        show: Brings the window to the front.
    """

    def __init__(
        self,
        callback: Callback,
        go: Callable[[str], Awaitable[None]],
        *,
        port: int,
        doorbell: Doorbell | None = None,
        show: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._callback = callback
        self._go = go
        self._doorbell = doorbell
        self._show = show
        self._hosts = {f"127.0.0.1:{port}".encode(), f"localhost:{port}".encode()}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request; only a page the person sees, under our own name, moves the window."""
        if scope["type"] != "http":
            return
        headers, path = dict(scope["headers"]), scope["path"]
        if headers.get(b"host", b"") not in self._hosts:
            await answer(send, 421, "Not this host.")
        elif path == AGAIN and self._doorbell is not None and (said := self._doorbell.answer(headers, "")) is not None:
            if self._show is not None:
                await self._show()
            await answer(send, 200, said.decode())
        elif scope["method"] != "GET" or headers.get(b"sec-fetch-dest", b"document") != b"document":
            await answer(send, 403, "Not allowed.")
        elif path == CALLBACK:
            await self._go(local_route(await self._callback(query_of(scope))))
            await answer(send, 200, BACK_TO_THE_WINDOW)
        elif path.startswith("/pay/"):
            await self._go(local_route(path))
            await answer(send, 200, BACK_TO_THE_WINDOW)
        else:
            await answer(send, 404, "Nothing here.")
