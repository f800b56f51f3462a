"""A second start shows the first one's window; nobody else gets a key to it, and none lies on the disk."""

import asyncio
import json
import os
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from views.platform.browser_window import bind
from views.platform.doorbell import FILE_NAME, HEADER, Doorbell, ring
from views.platform.guard import Guard
from views.platform.hand_over import HandOver
from views.platform.native_window import WayBack


async def window(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"the window"})


async def no_callback(_query: Any) -> str:
    return "/"


@pytest.fixture
async def first(tmp_path: Path) -> AsyncIterator[tuple[Doorbell, int]]:
    """The first instance, serving behind its guard with its bell hung."""
    listening, doorbell = bind(0), Doorbell(tmp_path)
    port = listening.getsockname()[1]
    doorbell.hang(port)
    guard = Guard(window, port=port, hand_over=HandOver(), callback=no_callback, doorbell=doorbell)
    server = uvicorn.Server(uvicorn.Config(guard, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield doorbell, port
    server.should_exit = True
    await serving


def opened(url: str, **headers: str) -> tuple[int, bytes]:
    """Open an address as a browser does, from its beginning."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=10) as page:
            return page.status, page.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


async def test_a_second_start_gets_an_address_that_opens_the_window_once(first: Any, tmp_path: Path) -> None:
    url = await asyncio.to_thread(ring, tmp_path)
    assert url is not None
    key = url.partition("key=")[2]
    assert key not in (tmp_path / FILE_NAME).read_text()
    assert await asyncio.to_thread(opened, url) == (200, b"the window")
    assert (await asyncio.to_thread(opened, url))[0] == 403
    assert await asyncio.to_thread(ring, tmp_path) not in (None, url)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_its_secret_is_for_this_account_only_and_gone_with_it(tmp_path: Path) -> None:
    doorbell = Doorbell(tmp_path)
    doorbell.hang(1)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    doorbell.take_down()
    assert list(tmp_path.iterdir()) == []


async def test_who_does_not_know_the_secret_gets_no_key(first: Any, tmp_path: Path) -> None:
    said = json.loads((tmp_path / FILE_NAME).read_text())
    (tmp_path / FILE_NAME).write_text(json.dumps({**said, "secret": "0" * 64}))
    assert await asyncio.to_thread(ring, tmp_path) is None
    (tmp_path / FILE_NAME).write_text("{half")
    assert await asyncio.to_thread(ring, tmp_path) is None


def test_a_page_in_a_browser_gets_no_key_even_with_the_right_proof(tmp_path: Path) -> None:
    doorbell = Doorbell(tmp_path)
    seen: dict[str, Any] = {}
    doorbell.hang(1)

    def heard(headers: dict[bytes, bytes]) -> bytes | None:
        seen.update({name.decode(): value for name, value in headers.items()})
        return doorbell.answer(headers, "k")

    secret = json.loads((tmp_path / FILE_NAME).read_text())["secret"]
    from views.platform.doorbell import _proof

    ringing = {HEADER: f"n:{_proof(secret, 'ask', 'n')}".encode()}
    assert heard(ringing) is not None
    assert heard({**ringing, b"origin": b"https://evil.example"}) is None
    assert heard({HEADER: b"n:" + b"0" * 64}) is None
    assert heard({HEADER: b"\xff"}) is None
    assert heard({}) is None


async def test_another_program_on_the_port_cannot_hand_out_its_own_page(tmp_path: Path) -> None:
    async def imposter(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps({"key": "evil", "proof": "0" * 64}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(imposter, "127.0.0.1", 0)
    Doorbell(tmp_path).hang(server.sockets[0].getsockname()[1])
    assert await asyncio.to_thread(ring, tmp_path) is None
    server.close()
    await server.wait_closed()
    assert await asyncio.to_thread(ring, tmp_path) is None  # nobody there


async def test_a_window_of_its_own_comes_to_the_front(tmp_path: Path) -> None:
    listening, doorbell, shown = bind(0), Doorbell(tmp_path), []
    port = listening.getsockname()[1]
    doorbell.hang(port)

    async def go(route: str) -> None:
        shown.append(route)

    async def show() -> None:
        shown.append("front")

    way_back = WayBack(no_callback, go, port=port, doorbell=doorbell, show=show)
    server = uvicorn.Server(uvicorn.Config(way_back, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    assert await asyncio.to_thread(ring, tmp_path) == ""
    assert shown == ["front"]
    server.should_exit = True
    await serving


def test_a_ring_in_other_letters_is_no_ring(tmp_path: Path) -> None:
    assert Doorbell(tmp_path).answer({HEADER: "nonce:é".encode("latin-1")}, "key") is None
