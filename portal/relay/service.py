"""Boxes in which sealed bytes wait for the other end: opened by a terminal or a person, filled, taken once, forgotten.

The portal cannot look inside: what opens the seal is in the code that one end shows and the other reads, and the portal
is told only a hash of a token that was derived from it in another way (``app/relay/code.py``). Nothing is deleted
before the receiver said that all of it is safe there, or its time is over.
"""

import asyncio
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from portal.counters import count_attempt, too_many_attempts
from portal.deps import Deps
from portal.identity.signed_in import hash_token
from portal.problems import Problem, not_found
from portal.relay.describing import CLAIM, count_pieces, describe
from portal.relay.schemas import RelayBox, RelayBoxInput
from portal.relay.tables import RelayBoxRow, RelayPieceRow

PIECE_BYTES = 1_000_000
"""A piece passes through memory whole; below the limit of every other body."""
LIFE = {"phone": timedelta(minutes=30), "files": timedelta(minutes=30), "paper": timedelta(days=5)}
REMEMBERED = timedelta(days=7)
"""How long after its end a box, empty, still tells whoever has the code what became of it."""
PERSON = "person:"
BOXES_OF_A_PERSON = 5
"""What one person may have waiting for a terminal; each is a draft of theirs."""
WRONG_TRIES = 50
WINDOW_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for a box: by the token of the code, as the one that opened it, or both."""

    token: str
    address: str
    opener: str | None = None
    """A terminal's id, or ``opener_of`` a person."""
    taker: str = ""


def opener_of(subject: str) -> str:
    """Return what a person is called who opens a box; no terminal's id is written like this."""
    return f"{PERSON}{subject}"


async def open_box(deps: Deps, box_id: str, wanted: RelayBoxInput, *, opener: str) -> RelayBox:
    """Open a box, or say how it stands where the same was opened before.

    Raises:
        Problem: ``state-conflict`` when there is another box of this id; ``relay-full``; ``forbidden`` for a person who
            wants another box than one for a draft of theirs, for a terminal that stands before them.
    """
    now = deps.now()
    if opener.startswith(PERSON) and wanted.purpose != "phone":
        raise Problem("forbidden")

    def work(session: Session) -> RelayBox:
        row = session.get(RelayBoxRow, box_id)
        if row is not None:
            is_same = (row.token_hash, row.opener, row.purpose, row.pieces) == (
                wanted.token_sha256, opener, wanted.purpose, wanted.pieces,
            )  # fmt: skip
            if not is_same:
                raise Problem("state-conflict")
            return describe(session, row, now)
        _check_room(session, deps, opener, now)
        row = RelayBoxRow(
            id=box_id,
            token_hash=wanted.token_sha256,
            opener=opener,
            purpose=wanted.purpose,
            pieces=wanted.pieces,
            received_bytes=0,
            given=0,
            created_at=now,
            expires_at=now + LIFE[wanted.purpose],
        )
        session.add(row)
        session.flush()
        return describe(session, row, now)

    return await deps.database.write(work)


async def look(deps: Deps, box_id: str, asker: Asker) -> RelayBox:
    """Return how a box stands, also for a while after its end.

    Raises:
        Problem: ``not-found`` for an unknown box and for a wrong token alike, ``too-many-requests`` after many of them.
    """
    now = deps.now()
    row = await _find(deps, box_id, asker)
    return await deps.database.read(lambda session: describe(session, row, now))


async def put_piece(deps: Deps, box_id: str, number: int, data: bytes, *, asker: Asker) -> None:
    """Keep a piece durably; the same piece again changes nothing.

    Raises:
        Problem: ``payload-too-large``, ``relay-full``, ``relay-expired``, ``relay-taken``, and ``state-conflict`` for
            another piece where one is already; as ``look``.
    """
    row = _usable(await _find(deps, box_id, asker), deps.now())
    if row.purpose != "files" and asker.opener != row.opener:
        raise not_found()
    if not 0 <= number < (deps.settings.relay_pieces_per_box if row.pieces is None else row.pieces):
        raise Problem("payload-too-large")
    if not 0 < len(data) <= PIECE_BYTES:
        raise Problem("payload-too-large")
    stored = await asyncio.to_thread(deps.storage.store, data, f"{deps.random.getrandbits(64):016x}")

    def work(session: Session) -> bool:
        box = session.get(RelayBoxRow, box_id, with_for_update=True)
        if box is None:
            raise Problem("relay-expired")
        _usable(box, deps.now())  # given up, or its session ended, while the piece was stored
        known = session.get(RelayPieceRow, (box_id, number))
        if known is not None:
            if known.storage_name.partition(".")[0] != stored.sha256:
                raise Problem("state-conflict")
            return False
        if box.received_bytes + len(data) > deps.settings.relay_bytes_per_box:
            raise Problem("relay-full")
        box.received_bytes += len(data)
        session.add(RelayPieceRow(box_id=box_id, number=number, size_bytes=len(data), storage_name=stored.name))
        return True

    is_kept = False
    try:
        is_kept = await deps.database.write(work)
    finally:
        if not is_kept:
            await asyncio.to_thread(deps.storage.delete, [stored.name])


async def take_piece(deps: Deps, box_id: str, number: int, *, asker: Asker) -> str:
    """Claim the box for whoever takes and return the storage name of a piece.

    Raises:
        Problem: ``relay-busy`` while another takes, ``state-conflict`` while the terminal still fills it; as ``look``.
    """
    now = deps.now()
    _usable(_taken_by(asker, await _find(deps, box_id, asker)), now)

    def work(session: Session) -> str:
        row = session.get(RelayBoxRow, box_id, with_for_update=True)
        if row is None:
            raise not_found()
        _usable(row, now)
        if row.pieces is not None and count_pieces(session, row) < row.pieces:
            raise Problem("state-conflict")
        _claim(row, asker, now)
        piece = session.get(RelayPieceRow, (box_id, number))
        if piece is None:
            raise not_found()
        row.given = max(row.given, number + 1)
        return piece.storage_name

    return await deps.database.write(work)


async def give_receipt(deps: Deps, box_id: str, *, asker: Asker) -> None:
    """Take the receiver's word that all of it is safe there, and empty the box.

    Raises:
        Problem: ``relay-busy`` when another one takes, ``relay-taken`` when another one has it; as ``look``.
    """
    now = deps.now()
    _taken_by(asker, await _find(deps, box_id, asker))

    def work(session: Session) -> list[str]:
        row = session.get(RelayBoxRow, box_id, with_for_update=True)
        if row is None or row.taker_hash is None:
            raise not_found()
        if row.taken_at is not None and row.taker_hash == hash_token(asker.taker):
            return []
        _usable(row, now)
        _claim(row, asker, now)
        row.taken_at = now
        return _empty(session, RelayPieceRow.box_id == box_id)

    await asyncio.to_thread(deps.storage.delete, await deps.database.write(work))


async def close_box(deps: Deps, box_id: str, *, opener: str) -> None:
    """Throw a box away for the one that opened it; none is fine too.

    One for papers is only emptied: its phone still asks how many of them the terminal took.
    """
    now = deps.now()

    def work(session: Session) -> list[str]:
        row = session.get(RelayBoxRow, box_id, with_for_update=True)
        if row is None or row.opener != opener:
            return []
        names = _empty(session, RelayPieceRow.box_id == box_id)
        if row.purpose == "files":
            row.expires_at = min(row.expires_at, now)
        else:
            session.delete(row)
        return names

    await asyncio.to_thread(deps.storage.delete, await deps.database.write(work))


def end_papers(session: Session, terminal_id: str, *, now: datetime) -> None:
    """Let no phone send papers to a session that is over; drafts on their way to a phone stay for their time."""
    own = (RelayBoxRow.opener == terminal_id) & (RelayBoxRow.purpose == "files") & (RelayBoxRow.expires_at > now)
    session.execute(update(RelayBoxRow).where(own).values(expires_at=now))


async def expire(deps: Deps, now: datetime) -> None:
    """Empty the boxes whose time is over, and forget those that ended long ago."""

    def work(session: Session) -> list[str]:
        over = select(RelayBoxRow.id).where(RelayBoxRow.expires_at <= now)
        names = _empty(session, RelayPieceRow.box_id.in_(over))
        session.execute(delete(RelayBoxRow).where(RelayBoxRow.expires_at <= now - REMEMBERED))
        return names

    await asyncio.to_thread(deps.storage.delete, await deps.database.write(work))


async def _find(deps: Deps, box_id: str, asker: Asker) -> RelayBoxRow:
    """Return the box of whoever has its token or opened it; count who has not."""
    now, name = deps.now(), f"relay:{hash_token(asker.address)}"

    def read(session: Session) -> RelayBoxRow | Problem | None:
        row = session.get(RelayBoxRow, box_id)
        expected = row.token_hash if row is not None else "0" * 64
        is_right = hmac.compare_digest(expected, hash_token(asker.token))
        if row is not None and (is_right or asker.opener == row.opener):
            return row
        return too_many_attempts(session, name, limit=WRONG_TRIES, seconds=WINDOW_SECONDS, now=now)

    found = await deps.database.read(read)
    if isinstance(found, RelayBoxRow):
        return found
    if found is None:
        await deps.database.write(
            lambda session: count_attempt(session, name, limit=WRONG_TRIES, seconds=WINDOW_SECONDS, now=now)
        )
    raise found or not_found()


def _taken_by(asker: Asker, row: RelayBoxRow) -> RelayBoxRow:
    """Return a box for whoever may take from it: a phone that only puts papers in neither takes nor empties it."""
    if row.purpose == "files" and asker.opener != row.opener:
        raise not_found()
    return row


def _usable(row: RelayBoxRow, now: datetime) -> RelayBoxRow:
    if row.taken_at is not None:
        raise Problem("relay-taken")
    if row.expires_at <= now:
        raise Problem("relay-expired")
    return row


def _claim(row: RelayBoxRow, asker: Asker, now: datetime) -> None:
    taker = hash_token(asker.taker)
    is_free = row.taker_hash is None or row.claimed_at is None or row.claimed_at + CLAIM <= now
    if row.taker_hash != taker and not is_free:
        raise Problem("relay-busy")
    row.taker_hash, row.claimed_at = taker, now


def _check_room(session: Session, deps: Deps, opener: str, now: datetime) -> None:
    waiting = (RelayBoxRow.opener == opener) & (RelayBoxRow.expires_at > now) & RelayBoxRow.taken_at.is_(None)
    sums = select(func.count(), func.coalesce(func.sum(RelayBoxRow.received_bytes), 0)).where(waiting)
    count, size = session.execute(sums).one()
    most = BOXES_OF_A_PERSON if opener.startswith(PERSON) else deps.settings.relay_boxes_per_terminal
    if count >= most or size >= deps.settings.relay_bytes_per_terminal:
        raise Problem("relay-full", headers={"Retry-After": "1800"})


def _empty(session: Session, condition: ColumnElement[bool]) -> list[str]:
    """Delete pieces and return what to delete in the storage afterwards: nothing ever refers to what is gone."""
    names = list(session.scalars(select(RelayPieceRow.storage_name).where(condition)))
    session.execute(delete(RelayPieceRow).where(condition))
    return names
