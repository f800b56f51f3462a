"""Tables of the development identity provider; every secret is stored as its SHA-256 only."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class PersonRow(Base):
    """A person who can sign in."""

    __tablename__ = "people"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    personal_id: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    level: Mapped[int]
    organisation: Mapped[str | None] = mapped_column(String(200))
    office_id: Mapped[str | None] = mapped_column(String(35))
    about: Mapped[dict[str, str]] = mapped_column(JSON)
    known: Mapped[dict[str, Any]] = mapped_column(JSON)
    pin_salt: Mapped[str] = mapped_column(String(32))
    pin_hash: Mapped[str] = mapped_column(String(128))
    shown_rank: Mapped[int | None]
    """Place on the sign-in page; None: not offered there."""


class IdentityKeyRow(Base):
    """A key that signs ID tokens (development only, hence in the database: every worker must have the same)."""

    __tablename__ = "identity_keys"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    private_jwk: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInRequestRow(Base):
    """An authorization request on its way through the sign-in page."""

    __tablename__ = "sign_in_requests"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64))
    redirect_uri: Mapped[str] = mapped_column(String(300))
    scope: Mapped[str] = mapped_column(String(200))
    state: Mapped[str | None] = mapped_column(String(512))
    nonce: Mapped[str | None] = mapped_column(String(512))
    code_challenge: Mapped[str] = mapped_column(String(128))
    subject: Mapped[str | None] = mapped_column(ForeignKey("people.subject"))
    device_code_hash: Mapped[str | None] = mapped_column(String(64))
    """The terminal's request that a phone's page asks about; it may be gone by the time of the answer."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class GrantRow(Base):
    """One sign-in of one person in one client, with every token that came of it (the family)."""

    __tablename__ = "grants"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(ForeignKey("people.subject"), index=True)
    client_id: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(200))
    signed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_because: Mapped[str | None] = mapped_column(String(40))


class CodeRow(Base):
    """An authorization code; it stays after use so that a second use is recognised."""

    __tablename__ = "authorization_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"))
    redirect_uri: Mapped[str] = mapped_column(String(300))
    code_challenge: Mapped[str] = mapped_column(String(128))
    nonce: Mapped[str | None] = mapped_column(String(512))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TokenRow(Base):
    """An access or refresh token of a grant."""

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_expires_at", "expires_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TerminalRow(Base):
    """A public terminal: a registered, confidential client (RFC 6749, 2.1). Removed ones stay: ids are given once."""

    __tablename__ = "terminals"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    office_id: Mapped[str] = mapped_column(String(35))
    name: Mapped[str] = mapped_column(String(100))
    """Where the citizen finds it, in the office's words."""
    secret_hash: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When whoever is there called staff; None: nobody calls."""
    call_heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    call_answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeviceRequestRow(Base):
    """A terminal's request to sign somebody in by phone (RFC 8628); it stays after use so that a second use is seen."""

    __tablename__ = "device_requests"

    device_code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminals.id"), index=True)
    scope: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8))
    """``waiting``, ``approved`` (by ``subject``), ``refused`` or ``used`` (``grant_id`` came of it)."""
    subject: Mapped[str | None] = mapped_column(ForeignKey("people.subject"))
    grant_id: Mapped[str | None] = mapped_column(ForeignKey("grants.id"))
    interval_seconds: Mapped[int]
    polled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
