"""What the relay keeps for a while: boxes, and the sealed pieces in them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class RelayBoxRow(Base):
    """A box; what is in it only the two ends can read."""

    __tablename__ = "relay_boxes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    """Of what the other end shows to reach it."""
    opener: Mapped[str] = mapped_column(String(80), index=True)
    """The terminal's id, or ``person:`` and a subject."""
    purpose: Mapped[str] = mapped_column(String(8))
    """``phone`` and ``paper``: who opened it puts in, another takes out; ``files``: the other way round."""
    pieces: Mapped[int | None] = mapped_column(Integer)
    """How many there will be; None: as many as come."""
    received_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    given: Mapped[int] = mapped_column(Integer, default=0)
    """How many pieces the receiver has asked for and was given, from the first on."""
    taker_hash: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the receiver said that all of it is safe there; from then on nothing is in the box."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class RelayPieceRow(Base):
    """One sealed piece, a file of its own in the storage."""

    __tablename__ = "relay_pieces"

    box_id: Mapped[str] = mapped_column(ForeignKey("relay_boxes.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    size_bytes: Mapped[int] = mapped_column(Integer)
    storage_name: Mapped[str] = mapped_column(String(120), index=True)
