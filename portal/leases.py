"""A lease row: one process at a time does the timed work, and another takes over when it dies."""

from datetime import datetime, timedelta

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base, UtcDateTime


class Lease(Base):
    """Who may do a timed job until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


def take_lease(session: Session, name: str, *, holder: str, seconds: float, now: datetime) -> bool:
    """Take or renew the lease ``name``; return whether ``holder`` has it now."""
    until = now + timedelta(seconds=seconds)
    taken = session.execute(
        update(Lease)
        .where(Lease.name == name, (Lease.until <= now) | (Lease.holder == holder))
        .values(holder=holder, until=until)
        .returning(Lease.name)
    ).first()
    if taken is not None:
        return True
    if session.get(Lease, name) is not None:
        return False
    session.add(Lease(name=name, holder=holder, until=until))
    session.flush()
    return True
