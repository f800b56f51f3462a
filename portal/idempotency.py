"""``Idempotency-Key``: one intent, one effect, however often the request arrives.

Draft-ietf-httpapi-idempotency-key-header-07: key missing → 400, same key with another payload → 422, completed → the
stored result is replayed. The key is claimed and the result stored in the transaction that does the work, so a crash
before the commit leaves nothing, and a second request that comes at the same time waits and replays. A refused request
(4xx) stores nothing: it may be mended and sent again with the same key.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.responses import JSONResponse
from sqlalchemy import JSON, Integer, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base, UtcDateTime
from portal.problems import Problem

KEPT_FOR = timedelta(days=7)
"""Submissions and payments keep their key for ever, in the record itself."""

REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class IdempotencyRecord(Base):
    """What a request with this key answered."""

    __tablename__ = "idempotency_records"

    person: Mapped[str] = mapped_column(String(120), primary_key=True)
    route: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to an unsafe request, new or replayed."""

    status: int
    body: Any
    replayed: bool = False

    def response(self) -> JSONResponse:
        """Return it as HTTP."""
        return JSONResponse(self.body, self.status, {REPLAYED: "true"} if self.replayed else None)


def require_key(idempotency_key: Annotated[str | None, Header()] = None) -> str:
    """Return the request's key.

    Raises:
        Problem: ``idempotency-key-missing``, or ``invalid-request`` when it is not 1-255 visible ASCII characters.
    """
    if not idempotency_key:
        raise Problem("idempotency-key-missing")
    if not _KEY.fullmatch(idempotency_key):
        raise Problem("invalid-request")
    return idempotency_key


IdempotencyKey = Annotated[str, Depends(require_key)]
"""Put it in the signature of every POST under ``/api/v1`` (except tus creation)."""


def fingerprint_of(payload: Any) -> str:
    """Return the SHA-256 of a payload's canonical JSON."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def once(
    session: Session,
    action: Callable[[], tuple[int, Any]],
    *,
    person: str,
    route: str,
    key: str,
    fingerprint: str,
    now: datetime,
) -> Outcome:
    """Run ``action`` (status, JSON body) unless this key did already; then replay what it answered.

    Raises:
        Problem: ``idempotency-key-reused`` when the key was used with another payload.
    """
    stored = session.get(IdempotencyRecord, (person, route, key))
    if stored is not None:
        if stored.fingerprint != fingerprint:
            raise Problem("idempotency-key-reused")
        return Outcome(stored.status, stored.body, replayed=True)
    record = IdempotencyRecord(
        person=person, route=route, key=key, fingerprint=fingerprint, status=0, body=None, created_at=now
    )
    session.add(record)
    session.flush()  # claims the key: a second request waits here on PostgreSQL, then replays
    record.status, record.body = action()
    session.flush()
    return Outcome(record.status, record.body)


def forget_old_records(session: Session, *, now: datetime) -> None:
    """Delete answers older than ``KEPT_FOR``."""
    session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < now - KEPT_FOR))
