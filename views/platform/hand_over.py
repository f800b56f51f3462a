"""One-time addresses between the browser window and this process, kept in memory only.

Flet 1.0.5's own upload writes clear files to a folder; a birth certificate does not belong there.
"""

import asyncio
import secrets
from dataclasses import dataclass
from urllib.parse import quote

PREFIX = "/hand-over/"


@dataclass(frozen=True, slots=True)
class Offered:
    """A document waiting to be fetched once by the browser."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A file awaited from the browser; ``arrived`` gets its bytes, None when too large or broken off."""

    max_bytes: int
    arrived: asyncio.Future[bytes | None]


class HandOver:
    """Hands single files over, each under an address nobody can guess and that works once."""

    def __init__(self) -> None:
        self._offered: dict[str, Offered] = {}
        self._expected: dict[str, Expected] = {}

    def offer(self, name: str, data: bytes, *, media_type: str) -> str:
        """Return the path under which the browser fetches ``data``, once."""
        token = secrets.token_urlsafe(24)
        self._offered[token] = Offered(name, data, media_type)
        return f"{PREFIX}{token}/{quote(name)}"

    def expect(self, *, max_bytes: int) -> tuple[str, asyncio.Future[bytes | None]]:
        """Return the path to which the browser sends a file, and the future of its bytes."""
        token = secrets.token_urlsafe(24)
        arrived: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._expected[token] = Expected(max_bytes, arrived)
        return f"{PREFIX}{token}/file", arrived

    def take_offered(self, path: str) -> Offered | None:
        """Return what is offered under ``path`` and forget it."""
        return self._offered.pop(_token(path), None)

    def take_expected(self, path: str) -> Expected | None:
        """Return what is expected under ``path`` and forget it."""
        return self._expected.pop(_token(path), None)


def _token(path: str) -> str:
    return path.removeprefix(PREFIX).split("/", 1)[0]
