"""The headers of what the window serves: each is sent once, whatever Flet sends of them itself."""

from typing import Any

import pytest

from app.scanning.hand_scanner import HandScanner
from tests.views.platform.test_hand_over import call
from tests.views.platform.test_kiosk_page import a_kiosk
from tests.views.platform.test_kiosk_page import opened as terminal
from tests.views.platform.test_voice import HOST
from views.platform.guard import Guard
from views.platform.hand_over import HandOver
from views.platform.kiosk_page import KioskPage

OWN = {b"cross-origin-opener-policy": b"same-origin", b"cross-origin-resource-policy": b"same-origin"}


@pytest.mark.parametrize("path", ["/", "/main.dart.mjs"])
async def test_no_header_is_sent_twice(path: str) -> None:
    kind = b"text/html" if path == "/" else b"text/javascript"

    async def flet(_scope: Any, _receive: Any, send: Any) -> None:
        own = [(b"Cross-Origin-Opener-Policy", b"same-origin"), (b"cross-origin-embedder-policy", b"require-corp")]
        headers = [(b"content-type", kind), (b"content-length", b"7"), *own]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"</head>"})

    async def callback(_query: object) -> str:
        return "/"

    guard = Guard(flet, port=8000, hand_over=HandOver(), callback=callback)
    entered = await call(guard, "GET", f"/?key={guard.new_key()}", host=HOST)
    cookie = dict(entered[0]["headers"])[b"set-cookie"].decode().split(";")[0]
    headers = (await call(guard, "GET", path, host=HOST, cookie=cookie, accept="text/html"))[0]["headers"]
    assert len(dict(headers)) == len(headers)
    assert OWN.items() <= dict(headers).items()
    assert b"cross-origin-embedder-policy" not in dict(headers)


async def test_nothing_frames_a_document_at_a_terminal_either() -> None:
    guard, own = await terminal(KioskPage(a_kiosk(), HandScanner()))
    path = guard._hand_over.offer("Giấy khai sinh.pdf", b"%PDF", media_type="application/pdf")
    headers = dict((await call(guard, "GET", path, body=b"", **own))[0]["headers"])
    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"content-security-policy"].endswith(b"frame-ancestors 'none'")
    assert OWN.items() <= headers.items()
