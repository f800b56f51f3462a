"""Where a person is signed in, and how they end it there."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.dossiers.offices import office_by_id
from portal.identity.grants import revoke_grant
from portal.identity.oidc import ACCESS_LIFE, APP_CLIENT, DESK_CLIENT
from portal.identity.schemas import SignInPlace, TerminalPlace
from portal.identity.signed_in import hash_token
from portal.identity.tables import GrantRow, TerminalRow, TokenRow

MOST = 200
_KINDS = {APP_CLIENT: "app", DESK_CLIENT: "desk"}


def sign_ins_of(session: Session, subject: str, *, token_hash: str, now: datetime) -> list[SignInPlace]:
    """Return where ``subject`` is signed in, the newest first.

    Args:
        session: The database.
        subject: Who asks.
        token_hash: Of the access token they ask with: that sign-in is "this one".
        now: Which sign-ins live.
    """
    asking = session.get(TokenRow, token_hash)
    this_id = asking.grant_id if asking is not None else None
    living = _living(subject, now).order_by(GrantRow.signed_in_at.desc(), GrantRow.id).limit(MOST)
    rows = list(session.scalars(living))
    used = _last_used(session, [row.id for row in rows])
    return [_described(session, row, used_at=used.get(row.id), is_this_one=row.id == this_id) for row in rows]


def end_sign_in(session: Session, subject: str, sign_in_id: str, *, now: datetime) -> bool:
    """End one sign-in of ``subject``; False when they never had it."""
    for grant_id in session.scalars(select(GrantRow.id).where(GrantRow.subject == subject)):
        if _public_id(grant_id) == sign_in_id:
            revoke_grant(session, grant_id, because="ended by the person", now=now)
            return True
    return False


def end_other_sign_ins(session: Session, subject: str, *, token_hash: str, now: datetime) -> None:
    """End every sign-in of ``subject`` but the one that asks."""
    asking = session.get_one(TokenRow, token_hash)
    for row in session.scalars(_living(subject, now).where(GrantRow.id != asking.grant_id)):
        revoke_grant(session, row.id, because="ended by the person", now=now)


def _living(subject: str, now: datetime) -> Select[GrantRow]:
    return select(GrantRow).where(GrantRow.subject == subject, GrantRow.revoked_at.is_(None), GrantRow.expires_at > now)


def _last_used(session: Session, grant_ids: list[str]) -> dict[str, datetime]:
    """Return when each sign-in last got an access token: within a quarter of an hour, that is when it was last used."""
    newest = (
        select(TokenRow.grant_id, func.max(TokenRow.expires_at))
        .where(TokenRow.kind == "access", TokenRow.grant_id.in_(grant_ids))
        .group_by(TokenRow.grant_id)
    )
    return {grant_id: expires_at - ACCESS_LIFE for grant_id, expires_at in session.execute(newest)}


def _described(session: Session, row: GrantRow, *, used_at: datetime | None, is_this_one: bool) -> SignInPlace:
    terminal = session.get(TerminalRow, row.client_id)
    place = None
    if terminal is not None:
        place = TerminalPlace(id=terminal.id, name=terminal.name, office=dict(office_by_id(terminal.office_id).name))
    return SignInPlace(
        id=_public_id(row.id),
        kind="terminal" if place is not None else _KINDS.get(row.client_id, "other"),
        terminal=place,
        signed_in_at=row.signed_in_at,
        last_used_at=max(row.signed_in_at, used_at or row.signed_in_at),
        ends_at=row.expires_at,
        is_this_one=is_this_one,
    )


def _public_id(grant_id: str) -> str:
    return f"sgn_{hash_token(grant_id)[:32]}"
