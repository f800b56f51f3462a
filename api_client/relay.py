"""The portal's relay: sealed boxes between a terminal and a phone, in pieces; every request may be repeated."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from api_client.addresses import path_of
from api_client.answers import Answer, bytes_of, decode, refusal
from api_client.errors import NotThePortal
from api_client.http import JSON_LIMIT_BYTES, Http
from api_client.identity import OAuthClient
from api_client.models import Wire

Purpose = Literal["phone", "paper", "files"]
"""To a phone that scans the code, to whoever types it within days, or papers from a phone."""

PIECE_BYTES: Final = 1_000_000
"""The most that the portal takes as one piece."""


class RelayBox(Wire):
    """How a box stands."""

    state: Literal["filling", "ready", "claimed", "taken", "expired"]
    pieces: Annotated[int, Field(ge=1, le=1000)] | None
    received: Annotated[int, Field(ge=0, le=1000)]
    expires_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class RelayKey:
    """What opens a box: its id, the token of the code, and whatever proves who asks."""

    box_id: str
    token: str = field(default="", repr=False)
    taker: str = field(default="", repr=False)
    terminal: OAuthClient | None = None
    as_person: bool = False
    """Whether it is the signed-in person who opened the box."""

    def headers(self) -> dict[str, str]:
        """Return the headers of a request for the box."""
        known = {"Relay-Token": self.token, "Relay-Taker": self.taker}
        return {name: value for name, value in known.items() if value} | _proof(self.terminal)


_BOX = TypeAdapter(RelayBox)


class RelayClient:
    """Open a box, fill it, ask how it stands, take from it, say that all is safe, give it up."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def open(self, key: RelayKey, purpose: Purpose, *, pieces: int | None = None) -> RelayBox:
        """Open a box for a terminal, or for a draft of the signed-in person.

        Raises:
            Unauthenticated: this terminal is not registered, or nobody is signed in.
            ServerFault: ``relay-full``: too much waits already.
        """
        opening = {"token_sha256": hashlib.sha256(key.token.encode()).hexdigest(), "purpose": purpose, "pieces": pieces}
        headers = {"Content-Type": "application/json", **_proof(key.terminal)}
        body = json.dumps(opening).encode()
        return decode(await self._send("PUT", key, headers=headers, body=body), _BOX)

    async def look(self, key: RelayKey) -> RelayBox:
        """Return how a box stands.

        Raises:
            NotFound: there is none for this token; TooMany: too many wrong tokens came from here.
        """
        return decode(await self._send("GET", key), _BOX)

    async def put(self, key: RelayKey, number: int, piece: bytes) -> None:
        """Put a piece in; it is durable when this returns.

        Raises:
            Gone: expired; TooLarge, ServerFault ``relay-full``: there is no room.
        """
        headers = {"Content-Type": "application/octet-stream", **key.headers()}
        _expect(await self._send("PUT", key, "pieces", str(number), headers=headers, body=piece), 204)

    async def take(self, key: RelayKey, number: int) -> bytes:
        """Take a piece; from the first on nobody else takes.

        Raises:
            Conflict: somebody else takes (``relay-busy``), or it is not whole yet.
            Gone: ``relay-taken`` or ``relay-expired``.
        """
        answer = await self._send("GET", key, "pieces", str(number), limit_bytes=PIECE_BYTES)
        content = bytes_of(answer)
        if answer.media_type != "application/octet-stream" or not content:
            raise NotThePortal("no piece of a box")
        return content

    async def receipt(self, key: RelayKey) -> None:
        """Say that all of it is safe here; the portal then has nothing of it any more."""
        _expect(await self._send("PUT", key, "receipt"), 204)

    async def close(self, key: RelayKey) -> None:
        """Give one's own box up; none is fine too."""
        _expect(await self._send("DELETE", key), 204)

    async def _send(
        self,
        method: str,
        key: RelayKey,
        *below: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        limit_bytes: int = JSON_LIMIT_BYTES,
    ) -> Answer:
        return await self._http.send(
            method,
            path_of("api", "v1", "relay", key.box_id, *below),
            headers=key.headers() if headers is None else headers,
            body=body,
            signed_in=key.as_person,
            limit_bytes=limit_bytes,
        )


def _proof(terminal: OAuthClient | None) -> dict[str, str]:
    proof = terminal.headers().get("Authorization") if terminal is not None else None
    return {"Authorization": proof} if proof is not None else {}


def _expect(answer: Answer, status: int) -> None:
    if answer.status != status:
        raise refusal(answer)
