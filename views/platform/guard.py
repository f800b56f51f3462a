"""The door of the browser window: an ASGI application around Flet's own.

Flet 1.0.5 serves everyone who reaches the port, accepts a WebSocket from any Origin, and sends neither a content
security policy nor ``no-store``. This guard lets in only the browser to which the app gave a one-time key, only under
its own name, and only from its own pages.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import nullcontext
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from views.platform.doorbell import PATH as AGAIN
from views.platform.doorbell import Doorbell
from views.platform.hand_over import PREFIX, HandOver
from views.platform.kiosk_page import HEAD as KIOSK_HEAD
from views.platform.kiosk_page import MAX_TOLD_BYTES as MAX_KIOSK_BYTES
from views.platform.kiosk_page import PATHS as KIOSK_PATHS
from views.platform.kiosk_page import KioskPage
from views.platform.neighbours import is_of_another_account
from views.platform.sealed import ALWAYS, Message, Sealed, Send
from views.platform.voice import MAX_TOLD_BYTES, SCRIPT, TOLD, Voice
from views.platform.voice import PREFIX as READ_ALOUD

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Callback = Callable[[Mapping[str, str]], Awaitable[str]]
"""Gets the query of ``/callback`` and returns the route to show."""

COOKIE = "motcua_window_{port}"
"""A browser sends a host's cookies to every port of it (RFC 6265, 8.5): without the port in its name, a second window
or another program on 127.0.0.1 that sets this name would shut the first window out."""
KEEP_FOCUS = b'<script src="/keep_focus.js" defer></script>'
"""Flutter's engine drops the focus when it moves what a screen reader reads; why is told in the script."""

APP_ENDED = b'<script src="/app_ended.js" defer></script>'
"""Flet's client would show an empty page for ever; at a terminal the keeper ends the window with the app."""

KEY = "key"
CALLBACK = "/callback"


class Guard:
    """Lets one browser in.

    Args:
        inner: Flet's ASGI application.
        port: The loopback port it is served on.
        hand_over: Files going to and fro.
        callback: Finishes a sign-in.
        voice: Texts to be read aloud by the page; without it the page gets no script for that.
        doorbell: Answers a second start of the app with a key to this window.
        kiosk: At a terminal used by many: hears the page's scripts.
    """

    def __init__(
        self,
        inner: Asgi,
        *,
        port: int,
        hand_over: HandOver,
        callback: Callback,
        voice: Voice | None = None,
        doorbell: Doorbell | None = None,
        kiosk: KioskPage | None = None,
    ) -> None:
        self._inner = inner
        self._hosts = {f"127.0.0.1:{port}".encode(), f"localhost:{port}".encode()}
        self._hand_over = hand_over
        self._callback = callback
        self._voice = voice
        self._doorbell = doorbell
        self._kiosk = kiosk
        self._keys: set[str] = set()
        self._cookie = COOKIE.format(port=port)
        self._session = secrets.token_urlsafe(32)
        self._origin_of_host = {host: b"http://" + host for host in self._hosts}

    def new_key(self) -> str:
        """Return a key that opens the window once."""
        key = secrets.token_urlsafe(32)
        self._keys.add(key)
        return key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"")
        same_origin = headers.get(b"origin") == self._origin_of_host.get(host, b"none")
        if not (same_origin and self._is_known(headers)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        with self._kiosk.shown() if self._kiosk else nullcontext():
            await self._inner(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        path, method = scope["path"], scope["method"]
        if headers.get(b"host", b"") not in self._hosts:
            await answer(send, 421, "Not this host.")
        elif method == "GET" and (key := query_of(scope).get(KEY)) is not None:
            await self._enter(scope, send, key)
        elif method == "POST" and path == AGAIN and self._doorbell is not None:
            await self._let_in_again(self._doorbell, headers, send)
        elif not self._is_known(headers):
            await answer(send, 403, NOT_YOURS)
        elif path.startswith(PREFIX):
            await self._hand(path, method, receive=receive, send=send)
        elif path.startswith(READ_ALOUD) and self._voice is not None:
            await self._read_aloud(scope, self._voice, receive=receive, send=send)
        elif path in KIOSK_PATHS and self._kiosk is not None:
            await self._hear_terminal(scope, self._kiosk, receive=receive, send=send)
        elif method not in ("GET", "HEAD"):
            await answer(send, 405, "Not allowed.")
        elif path == CALLBACK:
            await _redirect(send, local_route(await self._callback(query_of(scope))))
        else:
            scripts = KEEP_FOCUS + (SCRIPT if self._voice else b"") + (KIOSK_HEAD if self._kiosk else APP_ENDED)
            await self._inner(_page_scope(scope, headers), receive, Sealed(send, path, scripts))

    async def _let_in_again(self, doorbell: Doorbell, headers: Mapping[bytes, bytes], send: Send) -> None:
        key = secrets.token_urlsafe(32)
        answered = doorbell.answer(headers, key)
        if answered is None:
            await answer(send, 403, NOT_YOURS)
            return
        self._keys.add(key)
        await _send_whole(send, 200, answered, [(b"content-type", b"application/json")])

    async def _enter(self, scope: Scope, send: Send, key: str) -> None:
        """Exchange the one-time key for a cookie, and take it out of the address."""
        known = next((one for one in self._keys if hmac.compare_digest(one.encode(), key.encode())), None)
        if known is None and not self._is_known(dict(scope["headers"])):
            await answer(send, 403, NOT_YOURS)
            return
        if known is not None and is_of_another_account(scope):
            await answer(send, 403, NOT_YOURS)  # who read the address in the browser's arguments; the key stays ours
            return
        if known is not None:
            self._keys.discard(known)
        rest = {name: value for name, value in query_of(scope).items() if name != KEY}
        target = local_route(scope["path"] + (f"?{urlencode(rest)}" if rest else ""))
        cookie = f"{self._cookie}={self._session}; Path=/; HttpOnly; SameSite=Lax"
        await _redirect(send, target, (b"set-cookie", cookie.encode()))

    def _is_known(self, headers: Mapping[bytes, bytes]) -> bool:
        # Not by ``SimpleCookie``, which reads nothing at all once a neighbour's cookie is, for example, JSON.
        own = f"{self._cookie}={self._session}".encode()
        return any(hmac.compare_digest(one.strip(), own) for one in headers.get(b"cookie", b"").split(b";"))

    async def _hand(self, path: str, method: str, *, receive: Receive, send: Send) -> None:
        if method == "PUT" and (expected := self._hand_over.take_expected(path)) is not None:
            data = await _body(receive, expected.max_bytes)
            if not expected.arrived.done():
                expected.arrived.set_result(data)
            await answer(send, 200 if data is not None else 413, "")
        elif method == "GET" and (offered := self._hand_over.take_offered(path)) is not None:
            disposition = f"inline; filename*=UTF-8''{quote(offered.name)}"
            headers = [(b"content-type", offered.media_type.encode()), (b"content-disposition", disposition.encode())]
            await _send_whole(send, 200, offered.data, headers)
        else:
            await answer(send, 404, "Not here any more.")

    async def _read_aloud(self, scope: Scope, voice: Voice, *, receive: Receive, send: Send) -> None:
        """Give the page the text it was asked to read, once, or hear from it; from our own pages only."""
        path, method = scope["path"], scope["method"]
        if not self._is_of_own_page(scope):
            await answer(send, 403, NOT_YOURS)
        elif path == TOLD and method == "POST":
            told = await _body(receive, MAX_TOLD_BYTES)
            is_heard = told is not None and voice.hear(told)
            await answer(send, 200 if is_heard else 400, "")
        elif method == "GET" and (text := voice.take(path)) is not None:
            await _send_whole(send, 200, text, [(b"content-type", b"application/json")])
        else:
            await answer(send, 404, "Not here any more.")

    async def _hear_terminal(self, scope: Scope, kiosk: KioskPage, *, receive: Receive, send: Send) -> None:
        """Hear what the page of a terminal tells, or answer what it asks; from our own pages only."""
        if not self._is_of_own_page(scope):
            await answer(send, 403, NOT_YOURS)
            return
        told = await _body(receive, MAX_KIOSK_BYTES) if scope["method"] == "POST" else None
        after = query_of(scope).get("after", "")
        status, said = await kiosk.answer(scope["method"], scope["path"], after=after, told=told)
        await _send_whole(send, status, said, [(b"content-type", b"application/json")])

    def _is_of_own_page(self, scope: Scope) -> bool:
        """Return whether a request comes from our own page; a browser says no Origin when a page gets from its own."""
        headers = dict(scope["headers"])
        own = self._origin_of_host[headers[b"host"]]
        return bool(headers.get(b"origin", own if scope["method"] == "GET" else b"") == own)


NOT_YOURS = (
    "Cửa sổ này mở từ ứng dụng Một Cửa. Hãy mở lại ứng dụng trên máy này.\n"
    "This window is opened by the Một Cửa app. Please start the app again on this machine."
)


def _page_scope(scope: Scope, headers: Mapping[bytes, bytes]) -> Scope:
    """Return the scope of the client's one page for a screen's route (Flet 1.0.5: 404 for ``/procedures/1.001193``).

    A browser asks for a page with ``Accept: text/html``, for the client's files without.
    """
    if b"text/html" not in headers.get(b"accept", b""):
        return scope
    return {**scope, "path": "/", "raw_path": b"/"}


def query_of(scope: Scope) -> dict[str, str]:
    """Return the query of a request's address."""
    return dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True))


def local_route(target: str) -> str:
    """Return ``target`` if it is a path of ours, else the home screen: a redirect never leaves the window."""
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_ours and target.isprintable() else "/"


async def _body(receive: Receive, max_bytes: int) -> bytes | None:
    """Return a request's body, None when it is larger than allowed or breaks off."""
    data = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        data += message.get("body", b"")
        if len(data) > max_bytes:
            return None
        if not message.get("more_body", False):
            return bytes(data)


async def _redirect(send: Send, target: str, *headers: tuple[bytes, bytes]) -> None:
    await _send_whole(send, 303, b"", [(b"location", quote(target, safe="/?=&%:+,;@#").encode()), *headers])


async def answer(send: Send, status: int, text: str) -> None:
    """Answer with a line of text."""
    await _send_whole(send, status, text.encode(), [(b"content-type", b"text/plain; charset=utf-8")])


async def _send_whole(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    own = [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store"), *ALWAYS]
    own.append((b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"))
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *own]})
    await send({"type": "http.response.body", "body": body})
