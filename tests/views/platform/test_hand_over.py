import asyncio
from typing import Any

from views.platform.guard import Guard
from views.platform.hand_over import HandOver
from views.platform.sealed import policy


async def call(guard: Guard, method: str, path: str, *, body: bytes = b"", **headers: str) -> list[dict[str, Any]]:
    """Ask the guard as a server would; returns what it sent."""
    sent: list[dict[str, Any]] = []
    pieces = [body[start : start + 4] for start in range(0, len(body), 4)] or [b""]

    async def receive() -> dict[str, Any]:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    path, _, query = path.partition("?")
    await guard(
        {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        },
        receive,
        send,
    )
    return sent


async def nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    raise AssertionError("the guard must not pass this on")


async def opened() -> tuple[Guard, HandOver, str]:
    """A guard and the cookie that opens it."""

    async def callback(_query: object) -> str:
        return "//evil.example/"

    hand_over = HandOver()
    guard = Guard(nothing, port=8000, hand_over=hand_over, callback=callback)
    sent = await call(guard, "GET", f"/?key={guard.new_key()}", host="127.0.0.1:8000")
    return guard, hand_over, dict(sent[0]["headers"])[b"set-cookie"].decode().split(";")[0]


async def test_a_chosen_file_arrives_whole_and_its_address_works_once() -> None:
    guard, hand_over, cookie = await opened()
    path, arrived = hand_over.expect(max_bytes=10)
    own = {"host": "127.0.0.1:8000", "cookie": cookie}
    assert (await call(guard, "PUT", path, body=b"0123456789", **own))[0]["status"] == 200
    assert await arrived == b"0123456789"
    assert (await call(guard, "PUT", path, body=b"again", **own))[0]["status"] == 404


async def test_a_file_above_the_limit_is_not_taken() -> None:
    guard, hand_over, cookie = await opened()
    path, arrived = hand_over.expect(max_bytes=9)
    sent = await call(guard, "PUT", path, body=b"0123456789", host="127.0.0.1:8000", cookie=cookie)
    assert sent[0]["status"] == 413
    assert await arrived is None


async def test_nobody_without_the_cookie_can_send_or_fetch() -> None:
    guard, hand_over, _ = await opened()
    path, arrived = hand_over.expect(max_bytes=9)
    offered = hand_over.offer("Giấy khai sinh.pdf", b"%PDF", media_type="application/pdf")
    assert (await call(guard, "PUT", path, body=b"x", host="127.0.0.1:8000"))[0]["status"] == 403
    assert (await call(guard, "GET", offered, host="127.0.0.1:8000"))[0]["status"] == 403
    assert not arrived.done()


async def test_a_document_is_given_once_without_leaving_a_trace() -> None:
    guard, hand_over, cookie = await opened()
    path = hand_over.offer("Giấy khai sinh.pdf", b"%PDF", media_type="application/pdf")
    own = {"host": "127.0.0.1:8000", "cookie": cookie}
    first = await call(guard, "GET", path, **own)
    headers = dict(first[0]["headers"])
    assert first[1]["body"] == b"%PDF"
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"content-disposition"].startswith(b"inline")
    assert (await call(guard, "GET", path, **own))[0]["status"] == 404


async def test_a_redirect_stays_in_the_window() -> None:
    guard, _, cookie = await opened()
    sent = await call(guard, "GET", "/callback?code=x", host="127.0.0.1:8000", cookie=cookie)
    assert dict(sent[0]["headers"])[b"location"] == b"/"


async def test_windows_and_neighbours_on_other_ports_of_this_machine_do_not_shut_each_other_out() -> None:
    guard, hand_over, cookie = await opened()
    other = Guard(nothing, port=8001, hand_over=hand_over, callback=guard._callback)
    sent = await call(other, "GET", f"/?key={other.new_key()}", host="127.0.0.1:8001")
    theirs = dict(sent[0]["headers"])[b"set-cookie"].decode().split(";")[0]
    assert theirs.split("=")[0] != cookie.split("=")[0]
    together = f'neighbour={{"theme": "dark"}}; {theirs}; bad[=1; {cookie}'
    for window, host in ((guard, "127.0.0.1:8000"), (other, "127.0.0.1:8001")):
        assert (await call(window, "GET", "/hand-over/x/y", host=host, cookie=together))[0]["status"] == 404
    assert (await call(other, "GET", "/", host="127.0.0.1:8001", cookie=cookie))[0]["status"] == 403


async def test_a_key_or_cookie_that_is_no_ascii_is_refused_like_any_other() -> None:
    guard, _, cookie = await opened()
    name = cookie.split("=")[0]
    for path, sent_cookie in (("/?key=%C3%A9", ""), ("/", f"{name}=é")):
        sent = await call(guard, "GET", path, host="127.0.0.1:8000", cookie=sent_cookie)
        assert sent[0]["status"] == 403


async def test_only_the_pages_own_inline_scripts_run() -> None:
    # The hash of an empty script, as any browser prints it in its console.
    assert "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='" in policy([b""])
    assert "sha256" not in policy([])
    await asyncio.sleep(0)
