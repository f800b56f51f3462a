"""The public catalogue at the portal: whole or as differences, going on where a download was cut."""

import base64
import binascii
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from api_client.addresses import path_of
from api_client.answers import Answer, refusal
from api_client.errors import NotThePortal
from api_client.http import Http

JSON, LINES = "application/json", "application/x-ndjson"
LIMIT_BYTES: Final = 64 * 1024 * 1024
"""Packed; the 6,400 procedures of the national database are about 3 MB."""
CODINGS: Final = "xz, gzip" if importlib.util.find_spec("_lzma") else "gzip"
_SHA256: Final = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")
_CONTENT_RANGE: Final = re.compile(r"bytes (?:(\d{1,15})-\d{1,15}|\*)/(\d{1,15})")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a download from its first answer on."""

    since: str
    """Which version it was asked with."""
    media_type: str
    """One JSON object, or lines."""
    coding: str
    """How it is packed: ``xz``, ``gzip`` or not at all (``identity``)."""
    etag: str = ""
    """Strong validator, without which nothing can go on."""
    sha256: str = ""
    """Of all bytes as packed, in hex; empty when the portal did not say."""


class Part(Protocol):
    """What has come of a download; outlives a cut, and where it can the end of the program."""

    @property
    def about(self) -> About | None:
        """Return what it is a part of, None when there is nothing."""

    @property
    def size(self) -> int:
        """Return how many bytes are here."""

    def begin(self, about: About) -> None:
        """Forget what there was; another download begins."""

    def write(self, chunk: bytes) -> None:
        """Add what came."""

    def sha256(self) -> str:
        """Return the digest of all that is here, in hex."""

    def clear(self) -> None:
        """Forget everything."""


class CatalogueClient:
    """What changed since a version."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def changes(self, *, since: str, part: Part, refused: str | None = None) -> bool:
        """Bring the whole catalogue, or the differences since a version, into ``part``.

        Args:
            since: The version to be brought up to date.
            part: What came of an earlier call goes on where it was cut, if the portal still has the same bytes.
            refused: ETag of an answer that could not be used; it is not sent again.

        Returns:
            Whether there is anything: False when the portal has only what was refused.

        Raises:
            PortalError: not all of it came; ``part`` keeps what did, unless that was not what the portal sent.
        """
        resumed = self._resumed(since, part)
        headers = {"Accept": f"{LINES}, {JSON};q=0.5", "Accept-Encoding": CODINGS, **resumed}
        if refused and not resumed and refused.isascii() and refused.isprintable():
            headers["If-None-Match"] = refused
        is_taken = False

        def take(answer: Answer) -> Callable[[bytes], None] | None:
            nonlocal is_taken
            place = _place(answer, since, part)
            is_taken = place is not None
            return place

        path = path_of("api", "v1", "catalogue", "changes")
        answer = await self._http.download(path, query={"since": since}, headers=headers, take=take)
        if answer.status == 304:
            return False
        is_all_here = answer.status == 416 and bool(resumed) and _total(answer) == part.size
        if not is_taken and not is_all_here:
            if answer.status == 416:
                part.clear()
            raise refusal(answer)
        _verify(part, is_resumed=answer.status != 200)
        return True

    @staticmethod
    def _resumed(since: str, part: Part) -> dict[str, str]:
        about = part.about
        if about is None or about.since != since or not about.etag or not part.size:
            part.clear()
            return {}
        return {"Range": f"bytes={part.size}-", "If-Range": about.etag}


def _place(answer: Answer, since: str, part: Part) -> Callable[[bytes], None] | None:
    """Return where the bytes of an answer go: to the part, or None for what is not the catalogue."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower() or "identity"
    etag = answer.headers.get("etag", "")
    if answer.media_type not in (JSON, LINES) or coding not in ("xz", "gzip", "identity"):
        return None
    if answer.status == 200:
        strong = etag if etag.startswith('"') and etag.isascii() and etag.isprintable() else ""
        part.begin(About(since, answer.media_type, coding, strong, _sha256(answer)))
    elif answer.status != 206 or part.about is None or etag != part.about.etag or _first(answer) != part.size:
        if answer.status == 206:  # a piece of something else: nothing here can go on with it
            part.clear()
        return None

    def keep(chunk: bytes) -> None:
        if part.size + len(chunk) > LIMIT_BYTES:
            part.clear()
            raise NotThePortal("the catalogue is too long")
        part.write(chunk)

    return keep


def _verify(part: Part, *, is_resumed: bool) -> None:
    """Let go of what is not what the portal said; what was joined from pieces must be proven."""
    said = part.about.sha256 if part.about else ""
    if (said or is_resumed) and part.sha256() != said:
        part.clear()
        raise NotThePortal("the catalogue was damaged on the way")


def _sha256(answer: Answer) -> str:
    """Return the digest of ``Repr-Digest`` (RFC 9530) in hex, empty when there is none."""
    found = _SHA256.search(answer.headers.get("repr-digest", ""))
    try:
        return base64.b64decode(found[1], validate=True).hex() if found else ""
    except (binascii.Error, ValueError):
        return ""


def _first(answer: Answer) -> int | None:
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    return int(found[1]) if found and found[1] else None


def _total(answer: Answer) -> int | None:
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    return int(found[2]) if found else None
