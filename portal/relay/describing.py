"""How a box of the relay stands, as either end is told."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.relay.schemas import RelayBox, State
from portal.relay.tables import RelayBoxRow, RelayPieceRow

CLAIM = timedelta(minutes=5)
"""How long a receiver that went silent keeps others away."""


def describe(session: Session, row: RelayBoxRow, now: datetime) -> RelayBox:
    """Return how a box stands."""
    count = count_pieces(session, row)
    return RelayBox(
        state=_state(row, count, now),
        pieces=row.pieces,
        received=count,
        received_bytes=row.received_bytes,
        given=row.given,
        expires_at=row.expires_at,
        taken_at=row.taken_at,
    )


def _state(row: RelayBoxRow, count: int, now: datetime) -> State:
    if row.taken_at is not None:
        return "taken"
    if row.expires_at <= now:
        return "expired"
    if row.taker_hash is not None and row.claimed_at is not None and row.claimed_at + CLAIM > now:
        return "claimed"
    return "filling" if row.pieces is None or count < row.pieces else "ready"


def count_pieces(session: Session, row: RelayBoxRow) -> int:
    """Return how many pieces there are without a gap."""
    numbers = session.scalars(
        select(RelayPieceRow.number).where(RelayPieceRow.box_id == row.id).order_by(RelayPieceRow.number)
    )
    count = 0
    for number in numbers:
        if number != count:
            break
        count += 1
    return count
