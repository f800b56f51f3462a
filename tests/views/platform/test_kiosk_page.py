"""What a terminal's page tells and asks: only our own page, only whole sentences."""

import asyncio
import json

import pytest

from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from app.scanning.hand_scanner import HandScanner
from tests.views.platform.test_hand_over import call
from tests.views.platform.test_voice import HOST, ORIGIN, a_page
from views.platform.guard import Guard
from views.platform.hand_over import HandOver
from views.platform.kiosk_page import FIELD, MAX_TOLD_BYTES, NEXT, SCANNED, TOUCHED, KioskPage


class NoKeeper:
    async def end(self, reason: EndReason) -> None:
        raise AssertionError(reason)

    async def is_pin(self, _pin: str) -> bool:
        return False

    async def keep(self, settings: KioskSettings) -> None:
        raise AssertionError(settings)


def a_kiosk() -> Kiosk:
    return Kiosk(KioskSettings(scanner_prefix="~"), NoKeeper(), monotonic=lambda: 1.0)


async def opened(page: KioskPage | None) -> tuple[Guard, dict[str, str]]:
    """A guard and what a request of its own page carries."""

    async def callback(_query: object) -> str:
        return "/"

    guard = Guard(a_page, port=8000, hand_over=HandOver(), callback=callback, kiosk=page)
    sent = await call(guard, "GET", f"/?key={guard.new_key()}", host=HOST)
    cookie = dict(sent[0]["headers"])[b"set-cookie"].decode().split(";")[0]
    return guard, {"host": HOST, "cookie": cookie}


async def test_a_touch_and_a_scan_reach_the_session() -> None:
    kiosk, heard = a_kiosk(), list[str]()
    page = KioskPage(kiosk, HandScanner())
    page.scanner.listen(lambda text: heard.append(text) or True)
    guard, own = await opened(page)
    assert not kiosk.is_used
    assert (await call(guard, "POST", TOUCHED, body=b"{}", origin=ORIGIN, **own))[0]["status"] == 200
    assert kiosk.is_used
    told = json.dumps({"text": "Trần|Hà"}).encode()
    assert (await call(guard, "POST", SCANNED, body=told, origin=ORIGIN, **own))[0]["status"] == 200
    assert heard == ["Trần|Hà"]


@pytest.mark.parametrize("path", [TOUCHED, SCANNED, FIELD, NEXT])
@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:8001", "null"])
async def test_another_page_neither_tells_nor_asks(path: str, origin: str) -> None:
    kiosk = a_kiosk()
    page = KioskPage(kiosk, HandScanner())
    guard, own = await opened(page)
    method = "GET" if path == FIELD else "POST"
    sent = await call(guard, method, path, body=b'{"text": "x"}', origin=origin, **own)
    assert sent[0]["status"] == 403
    assert not kiosk.is_used


async def test_without_the_windows_cookie_nobody_is_heard() -> None:
    kiosk = a_kiosk()
    guard, own = await opened(KioskPage(kiosk, HandScanner()))
    for path in (TOUCHED, SCANNED, FIELD, NEXT):
        sent = await call(guard, "POST", path, body=b"{}", origin=ORIGIN, host=own["host"])
        assert sent[0]["status"] == 403
    assert not kiosk.is_used


@pytest.mark.parametrize(
    "told", [b"", b"[]", b'{"text": 1}', b'{"text"', b"\xff\xfe", b"[" * 9_000, b" " * (MAX_TOLD_BYTES + 1)]
)
async def test_a_scan_that_is_none_is_refused_and_changes_nothing(told: bytes) -> None:
    page, heard = KioskPage(a_kiosk(), HandScanner()), list[str]()
    page.scanner.listen(lambda text: heard.append(text) or True)
    guard, own = await opened(page)
    assert (await call(guard, "POST", SCANNED, body=told, origin=ORIGIN, **own))[0]["status"] == 400
    assert (await call(guard, "GET", SCANNED, origin=ORIGIN, **own))[0]["status"] == 405
    assert not heard


async def test_the_page_learns_the_kind_of_the_field_that_was_entered() -> None:
    page = KioskPage(a_kiosk(), HandScanner())
    page.look = lambda: ("en", "high_contrast")
    guard, own = await opened(page)
    asking = asyncio.create_task(call(guard, "GET", f"{FIELD}?after=0", **own))
    await asyncio.sleep(0)
    page.enter("phone")
    said = json.loads((await asking)[1]["body"])
    assert said == {
        "count": 1,
        "kind": "phone",
        "language": "en",
        "theme": "high_contrast",
        "scanner": {"gap_ms": 12, "prefix": "~"},
    }
    page.enter("name")  # before it is asked: nobody waits
    assert json.loads((await call(guard, "GET", f"{FIELD}?after=1", **own))[1]["body"])["kind"] == "name"


async def test_the_page_is_led_on_from_the_field_that_was_entered_last() -> None:
    page = KioskPage(a_kiosk(), HandScanner())
    guard, own = await opened(page)

    async def led() -> object:
        return json.loads((await call(guard, "POST", NEXT, body=b"{}", origin=ORIGIN, **own))[1]["body"])

    async def go_on() -> str:
        return "phone"

    assert await led() == {"kind": ""}  # no field has the focus
    page.enter("name", go_on)
    assert await led() == {"kind": "phone"}
    page.enter("phone")
    assert await led() == {"kind": ""}


async def test_the_page_gets_its_scripts_at_a_terminal_alone() -> None:
    for page in (None, KioskPage(a_kiosk(), HandScanner())):
        guard, own = await opened(page)
        body = (await call(guard, "GET", "/", accept="text/html", **own))[1]["body"]
        assert (b"/kiosk/page.mjs" in body) == (page is not None)
        assert body.index(b"</head>") > body.find(b"/kiosk/page.mjs")
        if page is None:
            assert (await call(guard, "POST", TOUCHED, body=b"{}", origin=ORIGIN, **own))[0]["status"] == 405
