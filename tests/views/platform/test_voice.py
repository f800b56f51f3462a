"""What the page of the browser window reads aloud: who may fetch it, who may tell of voices."""

import json
from typing import Any

import pytest

from tests.views.platform.test_hand_over import call
from views.platform.guard import APP_ENDED, KEEP_FOCUS, Guard
from views.platform.hand_over import HandOver
from views.platform.voice import PREFIX, TOLD, Voice

HOST, ORIGIN = "127.0.0.1:8000", "http://127.0.0.1:8000"
PAGE = b"<html><head><script>own()</script></head><body></body></html>"


async def a_page(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE})


async def opened(voice: Voice | None) -> tuple[Guard, dict[str, str]]:
    """A guard and what a request of its own page carries."""

    async def callback(_query: object) -> str:
        return "/"

    guard = Guard(a_page, port=8000, hand_over=HandOver(), callback=callback, voice=voice)
    sent = await call(guard, "GET", f"/?key={guard.new_key()}", host=HOST)
    cookie = dict(sent[0]["headers"])[b"set-cookie"].decode().split(";")[0]
    return guard, {"host": HOST, "cookie": cookie}


async def test_the_page_tells_which_languages_it_has_a_voice_for() -> None:
    voice = Voice()
    guard, own = await opened(voice)
    changes: list[frozenset[str]] = []
    leave = voice.subscribe(lambda: changes.append(voice.languages))
    told = b'{"languages": ["vi", "xx", 3]}'
    assert (await call(guard, "POST", TOLD, body=told, origin=ORIGIN, **own))[0]["status"] == 200
    assert voice.languages == {"vi"}
    leave()
    await call(guard, "POST", TOLD, body=b'{"languages": []}', origin=ORIGIN, **own)
    assert voice.languages == frozenset()
    assert changes == [{"vi"}]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:8001", "http://localhost:8000", "null", ""]
)
async def test_another_page_can_neither_tell_nor_fetch(origin: str) -> None:
    voice = Voice()
    guard, own = await opened(voice)
    token = voice.offer(["Họ tên"], "vi")
    foreign = {"origin": origin} if origin else {}
    sent = await call(guard, "POST", TOLD, body=b'{"languages": ["vi"]}', **foreign, **own)
    assert sent[0]["status"] == 403
    assert voice.languages == frozenset()
    if origin:
        assert (await call(guard, "GET", PREFIX + token, **foreign, **own))[0]["status"] == 403
    assert (await call(guard, "GET", PREFIX + token, **own))[0]["status"] == 200


async def test_another_browser_gets_no_text_and_tells_nothing() -> None:
    voice = Voice()
    guard, own = await opened(voice)
    token = voice.offer(["Họ tên"], "vi")
    name = own["cookie"].split("=")[0]
    for cookie in ("", f"{name}=" + "x" * 43):
        stranger = {"host": HOST, "origin": ORIGIN, "cookie": cookie}
        assert (await call(guard, "GET", PREFIX + token, **stranger))[0]["status"] == 403
        assert (await call(guard, "POST", TOLD, body=b'{"languages": ["vi"]}', **stranger))[0]["status"] == 403
    assert voice.languages == frozenset()
    assert (await call(guard, "GET", PREFIX + token, **own))[0]["status"] == 200


async def test_a_text_is_given_once_under_an_address_that_nobody_can_guess() -> None:
    voice = Voice()
    guard, own = await opened(voice)
    token = voice.offer(["Người mẹ", "Họ tên"], "vi")
    for path in (PREFIX, f"{PREFIX}é", PREFIX + token[:-1], TOLD):
        assert (await call(guard, "GET", path, **own))[0]["status"] == 404
    sent = await call(guard, "GET", PREFIX + token, **own)
    assert json.loads(sent[1]["body"]) == {"language": "vi", "parts": ["Người mẹ", "Họ tên"]}
    headers = dict(sent[0]["headers"])
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")
    assert (await call(guard, "GET", PREFIX + token, **own))[0]["status"] == 404


async def test_only_the_text_being_read_can_end() -> None:
    voice = Voice()
    guard, own = await opened(voice)
    older, newer = voice.offer(["một"], "vi"), voice.offer(["hai"], "vi")
    for token, spoken in ((older, newer), (newer, None)):
        told = json.dumps({"ended": token}).encode()
        assert (await call(guard, "POST", TOLD, body=told, origin=ORIGIN, **own))[0]["status"] == 200
        assert voice.spoken == spoken


@pytest.mark.parametrize("told", [b"", b"[]", b"{", b'{"languages": "vi"}', b'{"ended": 1}', b"\xff", b" " * 1025])
async def test_what_is_not_understood_changes_nothing(told: bytes) -> None:
    voice = Voice()
    guard, own = await opened(voice)
    token = voice.offer(["một"], "vi")
    assert (await call(guard, "POST", TOLD, body=told, origin=ORIGIN, **own))[0]["status"] == 400
    assert (voice.languages, voice.spoken) == (frozenset(), token)


async def test_the_page_gets_our_scripts_under_the_same_policy() -> None:
    plain, own = await opened(None)
    sent = await call(plain, "GET", "/", accept="text/html", **own)
    without = dict(sent[0]["headers"])
    assert sent[1]["body"] == PAGE.replace(b"</head>", KEEP_FOCUS + APP_ENDED + b"</head>")
    guard, own = await opened(Voice())
    sent = await call(guard, "GET", "/", accept="text/html", **own)
    headers, body = dict(sent[0]["headers"]), sent[1]["body"]
    assert b'<script src="/read_aloud.js" defer></script>' in body.partition(b"</head>")[0]
    assert int(headers[b"content-length"]) == len(body)
    assert headers[b"content-security-policy"] == without[b"content-security-policy"]


async def test_a_window_without_a_voice_has_no_such_routes() -> None:
    guard, own = await opened(None)
    assert (await call(guard, "POST", TOLD, body=b"{}", origin=ORIGIN, **own))[0]["status"] == 405
