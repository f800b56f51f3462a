"""Headers that keep the browser window to itself, and our own scripts in its page."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_ENGINE = re.compile(r"^/(canvaskit/|assets/|icons/|fonts/|main\.dart\.|flutter)")
"""The client's own files: nothing of the person in them, so they may stay in the browser's memory between two pages."""

ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), payment=(), usb=()"),
]
_REPLACED = {
    b"access-control-allow-origin",
    b"cache-control",
    b"content-security-policy",
    b"cross-origin-embedder-policy",
    *dict(ALWAYS),
}
"""What Flet 1.0.5 sends itself: a policy sent twice does not hold, browsers then take none.

With its embedder policy Flutter would draw on a thread of its own: where the processor paints, a letter then comes
13 ms later and takes a third more of it (``benchmarks.forms_screen``).
"""


class Sealed:
    """Adds the headers that keep the window to itself, the hashes of the page's own inline scripts, and our scripts."""

    def __init__(self, send: Send, path: str, scripts: bytes) -> None:
        self._send = send
        self._path = path
        self._scripts = scripts
        self._start: Message | None = None
        self._page = bytearray()

    async def __call__(self, message: Message) -> None:
        """Pass one message of the answer on."""
        if message["type"] == "http.response.start":
            headers = [(name.lower(), value) for name, value in message["headers"]]
            is_page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)
            self._start = {**message, "headers": headers}
            if not is_page:
                await self._begin(b"")
            return
        if self._start is None:
            await self._send(message)
            return
        self._page += message.get("body", b"")
        if not message.get("more_body", False):
            page = bytes(self._page).replace(b"</head>", self._scripts + b"</head>", 1)
            await self._begin(page, is_longer=len(page) > len(self._page))
            await self._send({"type": "http.response.body", "body": page})

    async def _begin(self, page: bytes, *, is_longer: bool = False) -> None:
        assert self._start is not None
        kept = [pair for pair in self._start["headers"] if pair[0] not in _REPLACED]
        if is_longer:
            kept = [pair for pair in kept if pair[0] != b"content-length"]
            kept.append((b"content-length", str(len(page)).encode()))
        store = b"private, no-cache" if _ENGINE.match(self._path) and not page else b"no-store"
        added = [
            (b"content-security-policy", policy(_INLINE_SCRIPT.findall(page)).encode()),
            (b"cache-control", store),
            *ALWAYS,
        ]
        start, self._start = self._start, None
        await self._send({**start, "headers": [*kept, *added]})


def policy(inline_scripts: list[bytes]) -> str:
    """Return the content security policy of a page with these inline scripts: nothing from anywhere else."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in inline_scripts)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'wasm-unsafe-eval' blob: {hashes}".rstrip(),
            "connect-src 'self' blob: data:",
            "img-src 'self' blob: data:",
            "font-src 'self' data:",
            "style-src 'self' 'unsafe-inline'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
