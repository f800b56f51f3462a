"""Rules for every test: no network beyond this machine, random choices that can be repeated, no deadlines."""

import ipaddress
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.reliability.profile import IS_DEEP

settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60, database=None)
settings.register_profile("deep", deadline=None, max_examples=2_000)
settings.load_profile("deep" if IS_DEEP else "ci")

ROOT = Path(__file__).resolve().parent.parent


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
