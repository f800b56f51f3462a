"""Terminals that call staff of their office: which, since when, and whether somebody comes; nothing of a citizen."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.tables import TerminalRow

HEARD_WITHIN = timedelta(seconds=40)
"""A terminal repeats its call every few seconds; one that does not has lost its network, or its power."""


def note_call(session: Session, terminal_id: str, *, calls: bool, now: datetime) -> bool:
    """Note whether a terminal calls; return whether its call has been answered."""
    row = session.get_one(TerminalRow, terminal_id)
    if not calls:
        row.called_at = row.call_heard_at = row.call_answered_at = None
        return False
    if not _is_heard(row, now):
        row.called_at, row.call_answered_at = now, None
    row.call_heard_at = now
    return row.call_answered_at is not None


def calling(session: Session, office_id: str | None, *, now: datetime) -> list[TerminalRow]:
    """Return an office's terminals that call now, the one that waits longest first."""
    mine = select(TerminalRow).where(
        TerminalRow.office_id == office_id, TerminalRow.removed_at.is_(None), TerminalRow.called_at.is_not(None)
    )
    return [row for row in session.scalars(mine.order_by(TerminalRow.called_at, TerminalRow.id)) if _is_heard(row, now)]


def answer_call(session: Session, terminal_id: str, *, office_id: str | None, now: datetime) -> None:
    """Let an office's terminal know that somebody comes; nothing where it does not call, or is another office's."""
    for row in calling(session, office_id, now=now):
        if row.id == terminal_id:
            row.call_answered_at = row.call_answered_at or now


def _is_heard(row: TerminalRow, now: datetime) -> bool:
    return row.call_heard_at is not None and row.call_heard_at + HEARD_WITHIN > now
