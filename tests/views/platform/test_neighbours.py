"""Another account of this machine, which reads the window's address in the browser's arguments, gets nothing by it."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from views.platform.guard import Guard, Scope
from views.platform.hand_over import HandOver
from views.platform.neighbours import is_of_another_account

NOBODY = 65534

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells whose a connection is")


@contextmanager
def connection(*, account: int | None) -> Iterator[Scope]:
    """A connection to a port of ours, by a program of another account if given, as uvicorn describes it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
        words = f"exec 3<>/dev/tcp/127.0.0.1/{port}; read -u 3"
        with subprocess.Popen(["/bin/bash", "-c", words], user=account, cwd="/") as program:
            ours, client = listening.accept()
            with ours:
                yield {"type": "http", "client": client, "server": ours.getsockname()}
            program.wait()


def test_a_connection_of_our_own_is_nobody_elses() -> None:
    with connection(account=None) as scope:
        assert not is_of_another_account(scope)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_a_connection_of_another_account_is_told() -> None:
    with connection(account=NOBODY) as scope:
        assert is_of_another_account(scope)


def test_a_browser_that_speaks_ipv6_to_our_address_is_told_too(tmp_path) -> None:
    table = tmp_path / "tcp6"
    row = "0: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1F90 01 0:0 00:0 0"
    scope = {"client": ("127.0.0.1", 0xC350), "server": ("127.0.0.1", 0x1F90)}
    for account, is_another in ((os.getuid(), False), (os.getuid() + 1, True)):
        table.write_text(f"header\n{row} {account} 0 1\n")
        assert is_of_another_account(scope, [table]) is is_another


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_the_key_opens_nothing_for_another_account_and_stays_the_persons_own() -> None:
    async def inside(_scope: object, _receive: object, _send: object) -> None:
        raise AssertionError("nobody is in")

    async def called_back(_query: object) -> str:
        return "/"

    guard = Guard(inside, port=8000, hand_over=HandOver(), callback=called_back)
    address = {"method": "GET", "path": "/", "query_string": f"key={guard.new_key()}".encode()}
    request = {**address, "headers": [(b"host", b"127.0.0.1:8000")]}
    with connection(account=NOBODY) as scope:
        assert asyncio.run(status_of(guard, {**scope, **request})) == 403
    with connection(account=None) as scope:
        assert asyncio.run(status_of(guard, {**scope, **request})) == 303


async def status_of(guard: Guard, scope: Scope) -> int:
    said: list[int] = []

    async def send(message: dict[str, object]) -> None:
        if "status" in message:
            said.append(int(str(message["status"])))

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    await guard(scope, receive, send)  # type: ignore[arg-type]
    return said[0]
