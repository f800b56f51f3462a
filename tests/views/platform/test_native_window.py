from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import pytest

from views.platform.browser_window import bind
from views.platform.native_window import NativeWindow, NativeWindowError, WayBack

HOST = (b"host", b"127.0.0.1:8000")


async def ask(path: str, *headers: tuple[bytes, bytes], method: str = "GET") -> tuple[int, str, list[str]]:
    """Ask the way back; returns the status, the text and the routes shown in the window."""
    shown: list[str] = []
    sent: list[Any] = []

    async def callback(query: Any) -> str:
        return "/drafts/d1/review" if query.get("state") == "right" else "/sign-in?problem=expired"

    async def go(route: str) -> None:
        shown.append(route)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = path.partition("?")
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": list(headers)}
    await WayBack(callback, go, port=8000)(scope, receive, send)
    return sent[0]["status"], sent[1]["body"].decode(), shown


async def test_the_window_goes_on_after_a_sign_in_and_the_tab_says_so() -> None:
    status, text, shown = await ask("/callback?code=x&state=right", HOST, (b"sec-fetch-dest", b"document"))
    assert (status, shown) == (200, ["/drafts/d1/review"])
    assert "quay lại cửa sổ" in text
    assert "go back to the window" in text
    assert "state" not in text


async def test_the_window_shows_the_bill_after_a_payment() -> None:
    assert (await ask("/pay/bill_1", HOST))[2] == ["/pay/bill_1"]


@pytest.mark.parametrize(
    ("path", "headers", "method", "status"),
    [
        ("/pay/bill_1", [(b"host", b"evil.example")], "GET", 421),
        ("/pay/bill_1", [], "GET", 421),
        ("/pay/bill_1", [HOST, (b"sec-fetch-dest", b"image")], "GET", 403),
        ("/callback?state=right", [HOST], "POST", 403),
        ("/drafts/d1", [HOST], "GET", 404),
    ],
)
async def test_nothing_else_moves_the_window(
    path: str, headers: list[tuple[bytes, bytes]], method: str, status: int
) -> None:
    assert (await ask(path, *headers, method=method))[::2] == (status, [])


@pytest.mark.skipif(find_spec("flet_desktop") is not None, reason="it would open a window")
async def test_a_client_that_cannot_be_started_leaves_the_port_to_the_browser_window(tmp_path: Path) -> None:
    async def never(*_: object) -> str:
        raise AssertionError("there is no window")

    listening = bind(0)
    window = NativeWindow(listening, client=tmp_path, assets=tmp_path, main=cast("Any", never), callback=never)
    with pytest.raises(NativeWindowError):
        await window.serve()
    listening.getsockname()  # still open
    listening.close()
