"""Papers from somebody's own phone into the session at a terminal; on the phone there is nothing but a browser.

The phone's page (``portal/relay/papers.js``) seals each file for this session's key and puts it into a box of the
relay in pieces. What comes out of the seal is still a stranger's: sizes and names are limited here, and every file goes
through the same checks as one that was chosen on the device (``app.documents``).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Final

from api_client.client import PortalClient
from api_client.errors import Gone, NotFound, PortalError, ServerFault, Unauthenticated
from api_client.identity import OAuthClient
from api_client.relay import RelayKey
from app.vault.letter_box import LetterBox
from app.vault.sealing import NotAuthenticError

PAGE: Final = "/papers"
LOOK_SECONDS: Final = 2.0
MAX_BYTES: Final = 30_000_000
MAX_FILES: Final = 40
_MAX_PARTS: Final = 60
_HEADER_LENGTH_BYTES: Final = 2
Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Open:
    """The phone's page can be reached by ``url`` until ``expires_at``."""

    url: str
    expires_at: datetime
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file came; nothing of it was checked yet."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing comes any more: the time is over, or it could not be opened at all."""

    problem: str = ""
    """``not_registered``, ``full``, ``offline`` or ``enough``; empty: the time is over."""


Paper = Open | Arrived | Closed


@dataclass
class _File:
    """A file on its way, of which some parts are here."""

    name: str
    of: int
    parts: dict[int, bytes] = field(default_factory=dict)


class PapersBox:
    """One box of papers: ``states`` says what comes, ``close`` ends it at the portal.

    The same phone goes on when ``states`` is asked again, so that one code does for a whole session; what comes goes to
    whoever asked last.
    """

    def __init__(
        self, portal: PortalClient, *, terminal: OAuthClient, random: Random, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._portal = portal
        self._sleep = sleep
        self._key = RelayKey(
            f"{random.getrandbits(128):032x}",
            f"{random.getrandbits(128):032x}",
            f"{random.getrandbits(128):032x}",
            terminal,
        )
        self._letter_box = LetterBox(self._key.box_id)
        self._files: dict[str, _File] = {}
        self._arrived = 0
        self._read = 0
        self._asked = 0
        self._taking = asyncio.Lock()
        self.is_over = False

    async def states(self) -> AsyncIterator[Paper]:
        """Open the box and yield what comes, until its time is over or it is asked for from elsewhere."""
        self._asked += 1
        asked = self._asked
        try:
            box = await self._portal.relay.open(self._key, "files")
            url = f"{self._portal.base_url}{PAGE}#{self._key.box_id}.{self._key.token}.{self._letter_box.public_text}"
        except Unauthenticated:
            yield Closed("not_registered")
            return
        except PortalError as error:
            is_full = isinstance(error, ServerFault) and error.slug in ("relay-full", "storage-full")
            yield Closed("full" if is_full else "offline")
            return
        shown = Open(url, box.expires_at)
        self.is_over = box.state in ("expired", "taken")
        if not self.is_over:
            yield shown
        while not self.is_over:
            if self._is_full:  # the phone is told, too: nobody takes what it sends now
                await self.close()
                yield Closed("enough")
                return
            is_offline = False
            try:
                box = await self._portal.relay.look(self._key)
                if box.state in ("expired", "taken"):
                    break
                while asked == self._asked and self._read < box.received and not self._is_full:
                    arrived = await self._take_next(box.received, asked)
                    if arrived is not None:
                        yield arrived
            except (NotFound, Gone):
                break
            except PortalError:
                is_offline = True
            if asked != self._asked:
                return
            if is_offline != shown.is_offline:
                shown = Open(url, shown.expires_at, is_offline)
                yield shown
            if not self._is_full:
                await self._sleep(LOOK_SECONDS)
        self.is_over = True
        yield Closed()

    @property
    def _is_full(self) -> bool:
        return self._arrived >= MAX_FILES

    async def close(self) -> None:
        """End the box and what is in it at the portal, as well as that can be done now."""
        self.is_over = True
        try:
            await self._portal.relay.close(self._key)
        except PortalError:
            return

    async def _take_next(self, received: int, asked: int) -> Arrived | None:
        async with self._taking:
            if asked != self._asked or self._read >= received:
                return None
            piece = await self._portal.relay.take(self._key, self._read)
            self._read += 1
            return self._take(piece)

    def _take(self, piece: bytes) -> Arrived | None:
        """Return a file that is whole with this piece; what does not fit together is left out."""
        try:
            header, part = _read(self._letter_box.open(piece))
        except (NotAuthenticError, KeyError, TypeError, ValueError, RecursionError):
            return None
        file = self._files.setdefault(header["id"], _File(header["name"], header["of"]))
        if file.of != header["of"]:
            return None
        file.parts[header["part"]] = part
        size = sum(map(len, file.parts.values()))
        if size > MAX_BYTES or len(self._files) > MAX_FILES:
            del self._files[header["id"]]
            return None
        if len(file.parts) < file.of:
            return None
        del self._files[header["id"]]
        self._arrived += 1
        return Arrived(file.name, b"".join(file.parts[number] for number in range(file.of)))


def _read(plain: bytes) -> tuple[Mapping[str, Any], bytes]:
    """Return header and bytes of a piece.

    Raises:
        KeyError, TypeError, ValueError: it is not one.
    """
    length = int.from_bytes(plain[:_HEADER_LENGTH_BYTES], "big")
    at = _HEADER_LENGTH_BYTES + length
    header = json.loads(plain[_HEADER_LENGTH_BYTES:at])
    file_id, name, part, of = (header[key] for key in ("id", "name", "part", "of"))
    if not (isinstance(file_id, str) and isinstance(name, str) and type(part) is int and type(of) is int):
        raise TypeError("a header of other kinds")
    if not 0 <= part < of <= _MAX_PARTS or len(file_id) > 64:
        raise ValueError("a part of nothing")
    return {"id": file_id, "name": name[:255], "part": part, "of": of}, plain[at:]
