"""Rules for every test: no network beyond this machine, random choices that can be repeated, no deadlines."""

import hashlib
import ipaddress
import os
import socket
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.reliability.profile import IS_DEEP

settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60, database=None)
settings.register_profile("deep", deadline=None, max_examples=2_000)
settings.load_profile("deep" if IS_DEEP else "ci")

ROOT = Path(__file__).resolve().parent.parent

hashlib.scrypt = cache(hashlib.scrypt)  # slow on purpose: what sealed something opens it with the same key


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every worker begin with what may take longest, so that none is left alone with it in the end.

    The workers of ``--dist worksteal`` begin with parts of the list of the same length.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    longest_first = sorted(filter(_limit, items), key=_limit, reverse=True)
    others = [item for item in items if not _limit(item)]
    size, parts = -(-len(items) // workers), list[list[pytest.Item]]()
    for worker in range(workers):
        part = longest_first[worker::workers]
        rest = max(size - len(part), 0)
        parts.append(part + others[:rest])
        others = others[rest:]
    items[:] = [item for part in parts for item in part] + others


def _limit(item: pytest.Item) -> int:
    """Return the seconds that a test asked for; 0: it is content with everybody's."""
    mark = item.get_closest_marker("timeout")
    return int(mark.args[0]) if mark is not None else 0


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in ("localhost", "", "test"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network_beyond_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave the machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(original: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                raise PermissionError(f"a test tried to reach {address}")
            return original(self, address)

        return call

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Return the folder of ``pyproject.toml``."""
    return ROOT
