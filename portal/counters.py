"""Counters that never give the same number twice, on both databases."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base, UtcDateTime
from portal.problems import Problem


class Counter(Base):
    """A number by name: dossiers of a day, slips of a year."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class Attempts(Base):
    """How often something was tried since ``since``: guessing a lookup code, a PIN."""

    __tablename__ = "attempts"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    count: Mapped[int] = mapped_column(BigInteger)


def next_number(session: Session, name: str) -> int:
    """Return the next number of the sequence ``name``, from 1; given back if the transaction fails."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(Counter)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=[Counter.name], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return int(session.execute(statement).scalar_one())


def too_many_attempts(session: Session, name: str, *, limit: int, seconds: int, now: datetime) -> Problem | None:
    """Return ``too-many-requests`` when ``limit`` attempts were counted in the last ``seconds``, else None."""
    row = session.get(Attempts, name)
    if row is None or row.count < limit or row.since + timedelta(seconds=seconds) <= now:
        return None
    return _wait(row, seconds, now)


def count_attempt(session: Session, name: str, *, limit: int, seconds: int, now: datetime) -> Problem | None:
    """Count one attempt; return ``too-many-requests`` when there were more than ``limit`` in ``seconds``.

    It returns the problem instead of raising it, so that the count is kept: raise it after the transaction.
    """
    row = session.get(Attempts, name, with_for_update=True)
    if row is None or row.since + timedelta(seconds=seconds) <= now:
        session.merge(Attempts(name=name, since=now, count=1))
        return None
    row.count += 1
    return _wait(row, seconds, now) if row.count > limit else None


def _wait(row: Attempts, seconds: int, now: datetime) -> Problem:
    wait = int((row.since + timedelta(seconds=seconds) - now).total_seconds()) + 1
    return Problem("too-many-requests", headers={"Retry-After": str(wait)})


def forget_old_attempts(session: Session, *, before: datetime) -> None:
    """Delete counts that began before ``before``."""
    session.execute(delete(Attempts).where(Attempts.since < before))
