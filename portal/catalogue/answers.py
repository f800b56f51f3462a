"""The catalogue as clients download it: whole or as differences, as one JSON object or line by line, packed.

Line by line (``application/x-ndjson``) the first line says everything but the procedures, then each has a line of its
own: a device need never hold 6,400 of them at once. The whole is packed once per release and kept in the database, so
that every worker sends the same bytes and a cut download can go on at any of them.
"""

import asyncio
import base64
import gzip
import hashlib
import json
import lzma
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.catalogue.publishing import HEAD, current_release
from portal.catalogue.tables import CatalogueBody, CatalogueRelease, ProcedureVersion
from portal.db import Database

JSON, LINES = "application/json", "application/x-ndjson"
CODINGS: Final = ("xz", "gzip")
"""xz: half the bytes of gzip for ten times its time (8 s for 32 MB), so timed work does it while nobody waits."""
PIECE: Final = 1024 * 1024


@dataclass(frozen=True)
class Packed:
    """Bytes as they go over the wire, with what proves that they arrived."""

    version: str
    media_type: str
    coding: str
    content: bytes

    @cached_property
    def etag(self) -> str:
        """Return the strong validator: other bytes have another one, even of the same version."""
        return f'"{self.version}-{hashlib.sha256(self.content).hexdigest()[:16]}"'

    @cached_property
    def digest(self) -> str:
        """Return the value of ``Repr-Digest`` (RFC 9530)."""
        return f"sha-256=:{base64.b64encode(hashlib.sha256(self.content).digest()).decode()}:"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks for."""

    since: str
    media_type: str
    codings: tuple[str, ...]
    """What it can unpack, of ``CODINGS``; the best first."""


class Answers:
    """What clients are answered; remembers the present release's packed answers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[tuple[int, str, str, str], Packed] = {}
        self._packing: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def release(self) -> CatalogueRelease | None:
        """Return the present release."""
        return await self._database.read(current_release)

    async def find(self, wish: Wish, release: CatalogueRelease) -> Packed:
        """Return the answer to a wish: differences where these are known and less than the whole."""
        changes = await self._changes(wish, release)
        return changes or await self._whole(wish, release)

    async def pack(self) -> None:
        """Pack the present release in the slow, small way once somebody has asked for the whole of it."""
        release = await self.release()
        if release is not None and await self._has_body(release, LINES, "gzip"):
            await self._stored(release, LINES, "xz")

    async def _changes(self, wish: Wish, release: CatalogueRelease) -> Packed | None:
        key = (release.number, wish.since, wish.media_type, "gzip")
        if wish.since and key not in self._kept:
            packed = await self._database.read(lambda session: _changes(session, wish, release))
            if packed is not None:
                self._keep(key, packed)
            return packed
        return self._kept.get(key) if wish.since else None

    async def _whole(self, wish: Wish, release: CatalogueRelease) -> Packed:
        for coding in wish.codings:
            if coding == "gzip" or await self._has_body(release, wish.media_type, coding):
                return await self._stored(release, wish.media_type, coding)
        return await self._stored(release, wish.media_type, "gzip")

    async def _has_body(self, release: CatalogueRelease, media_type: str, coding: str) -> bool:
        if (release.number, "", media_type, coding) in self._kept:
            return True
        kind = _kind(media_type, coding)
        stored = select(CatalogueBody.kind).where(CatalogueBody.release == release.number, CatalogueBody.kind == kind)
        return await self._database.read(lambda session: session.scalar(stored)) is not None

    async def _stored(self, release: CatalogueRelease, media_type: str, coding: str) -> Packed:
        key = (release.number, "", media_type, coding)
        if key in self._kept:
            return self._kept[key]
        kind = _kind(media_type, coding)
        content = await self._database.read(lambda session: _body(session, release, kind))
        if content is None:
            async with self._packing[kind]:  # one at a time, and not again for everyone who waits
                content = await self._database.read(lambda session: _body(session, release, kind))
                if content is None:
                    raw = await self._database.read(lambda session: _written_out(session, release, media_type))
                    made = await _packed(raw, coding)
                    content = await self._database.write(lambda session: _keep_body(session, release, kind, made))
        packed = Packed(release.version, media_type, coding, content)
        self._keep(key, packed)
        return packed

    def _keep(self, key: tuple[int, str, str, str], packed: Packed) -> None:
        newest = key[0]
        kept = [other for other in self._kept if other[0] == newest]
        self._kept = {other: self._kept[other] for other in kept[-MOST_KEPT:]}
        self._kept[key] = packed


MOST_KEPT: Final = 32
"""Packed answers in memory, of the present release only: the wholes, and differences since some versions."""


def wish_of(*, since: str, accept: str, accept_encoding: str) -> Wish:
    """Return what the headers of a request wish for."""
    codings = [
        part.split(";")[0].strip().lower() for part in accept_encoding.split(",") if "q=0" not in part.split(";")
    ]
    media_type = LINES if LINES in accept else JSON
    known = tuple(coding for coding in CODINGS if coding in codings and (coding == "gzip" or media_type == LINES))
    return Wish(since, media_type, known)


def unpacked(packed: Packed) -> Iterator[bytes]:
    """Yield the bytes for a client that can unpack nothing, in pieces."""
    unpack = zlib.decompressobj(wbits=31)
    waiting = packed.content
    while waiting:
        yield unpack.decompress(waiting, 256 * 1024)
        waiting = unpack.unconsumed_tail
    yield unpack.flush()


def count_by_level(session: Session) -> dict[str, int]:
    """Return how many procedures stand, by online level."""
    rows = session.execute(
        select(ProcedureVersion.online, func.count())
        .where(ProcedureVersion.ended_release.is_(None))
        .group_by(ProcedureVersion.online)
    )
    return {**dict.fromkeys(("full", "part", "info"), 0), **{str(level): int(count) for level, count in rows}}


def standing(session: Session, code: str) -> ProcedureVersion | None:
    """Return a procedure's present version."""
    return session.scalar(
        select(ProcedureVersion).where(
            ProcedureVersion.procedure_code == code, ProcedureVersion.ended_release.is_(None)
        )
    )


def definitions(session: Session) -> Iterator[str]:
    """Yield every procedure of the present release as JSON, by code."""
    yield from session.scalars(
        select(ProcedureVersion.definition)
        .where(ProcedureVersion.ended_release.is_(None))
        .order_by(ProcedureVersion.procedure_code)
        .execution_options(yield_per=200)
    )


def _changes(session: Session, wish: Wish, release: CatalogueRelease) -> Packed | None:
    """Return the differences since a version, None when it is unknown or the whole is not much more."""
    since = session.scalar(
        select(CatalogueRelease)
        .where(CatalogueRelease.version == wish.since)
        .order_by(CatalogueRelease.number.desc())
        .limit(1)
    )
    if since is None:
        return None
    is_standing = ProcedureVersion.ended_release.is_(None)
    is_newer = ProcedureVersion.release > since.number
    count = select(func.count()).select_from(ProcedureVersion).where(is_standing)
    if 2 * (session.scalar(count.where(is_newer)) or 0) > (session.scalar(count) or 0):
        return None
    changed = session.execute(
        select(ProcedureVersion.procedure_code, ProcedureVersion.definition)
        .where(is_standing, is_newer)
        .order_by(ProcedureVersion.procedure_code)
    ).all()
    stand = select(ProcedureVersion.procedure_code).where(is_standing)
    removed = session.scalars(
        select(ProcedureVersion.procedure_code)
        .where(
            ProcedureVersion.ended_release > since.number,
            ProcedureVersion.release <= since.number,
            ProcedureVersion.procedure_code.not_in(stand),
        )
        .order_by(ProcedureVersion.procedure_code)
    ).all()
    head = _about(release) | {"since": wish.since, "removed": list(removed)}
    if since.head_version != release.head_version:
        head |= _head(release)
    raw = b"".join(_written(head, [text for _, text in changed], media_type=wish.media_type, name="changed"))
    return Packed(release.version, wish.media_type, "gzip", gzip.compress(raw, compresslevel=6, mtime=0))


def _written_out(session: Session, release: CatalogueRelease, media_type: str) -> bytes:
    texts = list(definitions(session))
    return b"".join(_written(_about(release) | _head(release), texts, media_type=media_type, name="procedures"))


async def _packed(raw: bytes, coding: str) -> bytes:
    """Return the bytes packed, in a thread and in pieces, so that a portal that ends need not wait for all of it."""
    pack = lzma.LZMACompressor(preset=6) if coding == "xz" else zlib.compressobj(6, wbits=31)
    done = [await asyncio.to_thread(pack.compress, raw[start : start + PIECE]) for start in range(0, len(raw), PIECE)]
    return b"".join([*done, await asyncio.to_thread(pack.flush)])


def _written(head: Mapping[str, Any], texts: Sequence[str], *, media_type: str, name: str) -> Iterator[bytes]:
    if media_type == LINES:
        yield _bytes(_text(dict(head) | {"count": len(texts)}) + "\n")
        for text in texts:
            yield _bytes(text + "\n")
        return
    yield _bytes(_text(head)[:-1] + f',"{name}":[')
    for place, text in enumerate(texts):
        yield _bytes("," * (place > 0) + text)
    yield b"]}"


def _about(release: CatalogueRelease) -> dict[str, Any]:
    return {"version": release.version, "built_on": release.built_on.isoformat()}


def _head(release: CatalogueRelease) -> dict[str, Any]:
    said = json.loads(release.head)
    return {name: said[name] for name in HEAD if name in said}


def _body(session: Session, release: CatalogueRelease, kind: str) -> bytes | None:
    stored = session.get(CatalogueBody, (release.number, kind))
    return stored.content if stored is not None else None


def _keep_body(session: Session, release: CatalogueRelease, kind: str, content: bytes) -> bytes:
    """Keep what was packed, or return what another worker packed meanwhile; earlier releases' bodies go."""
    session.execute(delete(CatalogueBody).where(CatalogueBody.release < release.number))
    stored = _body(session, release, kind)
    if stored is not None:
        return stored
    session.add(CatalogueBody(release=release.number, kind=kind, content=content))
    session.flush()
    return content


def _kind(media_type: str, coding: str) -> str:
    return f"{'lines' if media_type == LINES else 'json'}.{coding}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
