"""Everything in a vault's file as plain values: what is read of any version, written as the newest, and compared."""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.vault import schema
from app.vault.journal import Journal
from app.vault.model import Reason
from app.vault.schema import BLOB
from app.vault.sealing import NotAuthenticError, Seal

KEY_CHECK = b"motcua vault"


@dataclass(frozen=True, slots=True)
class Record:
    """A record that opened."""

    kind: str
    id: str
    version: int
    plain: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk of a blob; ``plain`` None where it did not open."""

    blob_id: str
    edition: str
    number: int
    plain: bytes | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """What is or goes in quarantine; ``id`` are bytes where even the name does not open."""

    kind: str
    id: str | bytes
    version: int
    sealed: bytes
    reason: Reason
    found_at: str


Item = Record | Piece | SetAside
Read = Callable[[sqlite3.Connection, Seal, str], Iterator[Item]]


def read_version_1(connection: sqlite3.Connection, seal: Seal, now: str) -> Iterator[Item]:
    """Yield what a file of version 1 holds; what nobody adopted is left out."""
    for kind, id_, version, sealed in connection.execute("SELECT kind, id, version, sealed FROM records"):
        yield _record(seal, kind, id_, version, sealed, now)
    whole: set[str] = set()
    for id_, sealed in connection.execute("SELECT id, sealed FROM blobs"):
        head = _record(seal, BLOB, id_, 1, sealed, now, place=(BLOB, id_))
        if isinstance(head, Record):
            whole.add(id_)
            yield Record(BLOB, id_, 1, encode({**json.loads(head.plain), "edition": ""}))
        else:
            yield head
    for blob_id, number, sealed in connection.execute("SELECT blob_id, number, sealed FROM chunks"):
        if blob_id in whole:
            yield Piece(blob_id, "", number, _opened(seal, sealed, "blob", blob_id, number))
    for kind, id_, version, sealed, found_at in connection.execute(
        "SELECT kind, id, version, sealed, found_at FROM quarantine"
    ):
        yield SetAside(kind, id_, version, sealed, "damaged", found_at)


def read_version_2(connection: sqlite3.Connection, seal: Seal, now: str) -> Iterator[Item]:
    """Yield what a file of version 2 holds; what nobody adopted is left out."""
    editions: dict[str, str] = {}
    for kind, name, version, sealed in connection.execute("SELECT kind, id, version, sealed FROM records"):
        id_ = name_of(seal, name, kind)
        item = (
            _record(seal, kind, id_, version, sealed, now)
            if isinstance(id_, str)
            else SetAside(kind, id_, version, sealed, "damaged", now)
        )
        if isinstance(item, Record) and kind == BLOB:
            editions[item.id] = json.loads(item.plain)["edition"]
        yield item
    for name, number, sealed in connection.execute("SELECT blob_id, number, sealed FROM chunks"):
        blob_id = name_of(seal, name, BLOB)
        if isinstance(blob_id, str) and (edition := editions.get(blob_id)) is not None:
            yield Piece(blob_id, edition, number, _opened(seal, sealed, "chunk", blob_id, edition, number))
    yield from read_quarantine(connection, seal)


def read_quarantine(connection: sqlite3.Connection, seal: Seal) -> Iterator[SetAside]:
    """Yield what is in quarantine."""
    rows = connection.execute("SELECT number, kind, id, version, sealed, note FROM quarantine ORDER BY number")
    for number, kind, name, version, sealed, note in rows:
        said = _opened(seal, note, "quarantine", number)
        reason: Reason = "damaged"
        found_at = ""
        if said is not None:
            reason, found_at = json.loads(said)
        yield SetAside(kind, name_of(seal, name, kind), version, sealed, reason, found_at)


READ: dict[int, Read] = {1: read_version_1, 2: read_version_2}
"""How each released version is read; never edited."""


def write(connection: sqlite3.Connection, seal: Seal, items: Iterable[Item], *, number: int) -> None:
    """Fill an empty file with ``items``, the journal going on after ``number``; the caller holds the transaction."""
    schema.create(connection)
    connection.execute(
        "INSERT INTO meta (name, value) VALUES ('key_check', ?)", (seal.close(KEY_CHECK, "meta", "key_check"),)
    )
    journal = Journal(seal)
    journal.number = number
    for item in items:
        match item:
            case Record(kind, id_, version, plain):
                put_record(connection, seal, item)
                journal.trust(kind, id_, version)
            case Piece(blob_id, edition, position, plain):
                sealed = b"" if plain is None else seal.close(plain, "chunk", blob_id, edition, position)
                put_chunk(connection, seal, blob_id, number=position, sealed=sealed)
            case SetAside():
                set_aside(connection, seal, item)
    journal.write_all(connection)


def put_record(connection: sqlite3.Connection, seal: Seal, record: Record) -> None:
    """Store a record in place of an older version."""
    kind, id_, version = record.kind, record.id, record.version
    connection.execute(
        "INSERT INTO records (kind, id, version, sealed) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (kind, id) DO UPDATE SET version=excluded.version, sealed=excluded.sealed",
        (kind, seal.close_name(id_, kind), version, seal.close(record.plain, kind, id_, version)),
    )


def put_chunk(connection: sqlite3.Connection, seal: Seal, blob_id: str, *, number: int, sealed: bytes) -> None:
    """Store one sealed chunk of a blob."""
    connection.execute(
        "INSERT OR REPLACE INTO chunks (blob_id, number, sealed) VALUES (?, ?, ?)",
        (seal.close_name(blob_id, BLOB), number, sealed),
    )


def set_aside(connection: sqlite3.Connection, seal: Seal, item: SetAside) -> None:
    """Put something in quarantine; when and why is sealed."""
    (number,) = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM quarantine").fetchone()
    name = seal.close_name(item.id, item.kind) if isinstance(item.id, str) else item.id
    note = seal.close(encode([item.reason, item.found_at]), "quarantine", number)
    connection.execute(
        "INSERT INTO quarantine (number, kind, id, version, sealed, note) VALUES (?, ?, ?, ?, ?, ?)",
        (number, item.kind, name, item.version, item.sealed, note),
    )


@dataclass(frozen=True, slots=True)
class Survey:
    """What two files must have in common to hold the same."""

    counts: dict[str, int]
    digest: int
    """Of every value with its place, whatever the order."""


def survey(items: Iterable[Item]) -> Survey:
    """Count and digest ``items``; every record and chunk has been opened for it."""
    counts: Counter[str] = Counter()
    digest = 0
    for item in items:
        match item:
            case Record(kind, id_, version, plain):
                counts[f"records of {kind}"] += 1
                digest += _number(plain, "record", kind, id_, version)
            case Piece(blob_id, edition, number, plain):
                counts["chunks"] += 1
                digest += _number(plain or b"", "chunk", blob_id, edition, number, plain is None)
            case SetAside(kind):
                counts[f"set aside of {kind}"] += 1
    return Survey(dict(counts), digest % 2**256)


def name_of(seal: Seal, name: bytes, kind: str) -> str | bytes:
    """Return the id that a sealed name is, the bytes themselves where it does not open."""
    try:
        return seal.open_name(name, kind)
    except NotAuthenticError:
        return name if isinstance(name, bytes) else str(name).encode()


def encode(value: Any) -> bytes:
    """Return canonical JSON: sorted names, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _record(
    seal: Seal, kind: str, id_: str, version: int, sealed: bytes, now: str, *, place: tuple[str, ...] = ()
) -> Record | SetAside:
    plain = _opened(seal, sealed, *(place or (kind, id_, version)))
    if plain is None:
        return SetAside(kind, id_, version, sealed, "damaged", now)
    return Record(kind, id_, version, plain)


def _opened(seal: Seal, sealed: bytes, *place: str | int) -> bytes | None:
    try:
        return seal.open(sealed, *place)
    except NotAuthenticError:
        return None


def _number(plain: bytes, *place: str | int) -> int:
    return int.from_bytes(hashlib.sha256(encode(place) + b"\0" + plain).digest())
