"""Codes and tokens: issued, exchanged, rotated, revoked.

Expected refusals are returned, never raised: what a refusal records (a revoked family) must be committed with it.
"""

import random as randomness
from dataclasses import dataclass
from datetime import datetime

from joserfc.jwk import ECKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.identity.keys import signing_key
from portal.identity.oidc import (
    ACCESS_LIFE,
    CODE_LIFE,
    DESK_CLIENT,
    GRANT_LIFE,
    OWN_CLIENTS,
    TERMINAL_GRANT_LIFE,
    AuthorizationRequest,
    Refusal,
    id_token,
    is_right_verifier,
    new_secret,
)
from portal.identity.signed_in import hash_token
from portal.identity.tables import CodeRow, GrantRow, PersonRow, TokenRow


@dataclass(frozen=True, slots=True)
class Issued:
    """Answer of the token endpoint; the only moment these secrets exist in clear."""

    grant_id: str
    access_token: str
    refresh_token: str | None
    id_token: str | None
    expires_in: int
    scope: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """What issuing needs besides the database."""

    url: str
    random: randomness.Random


def issue_code(session: Session, request: AuthorizationRequest, subject: str, *, issuer: Issuer, now: datetime) -> str:
    """Open a grant and return its authorization code (RFC 6749, 4.1.2)."""
    grant = open_grant(session, subject, client_id=request.client_id, scope=request.scope, issuer=issuer, now=now)
    code = new_secret(issuer.random)
    session.add(
        CodeRow(
            code_hash=hash_token(code),
            grant_id=grant.id,
            redirect_uri=request.redirect_uri,
            code_challenge=request.code_challenge,
            nonce=request.nonce,
            expires_at=now + CODE_LIFE,
        )
    )
    return code


def open_grant(
    session: Session, subject: str, *, client_id: str, scope: str, issuer: Issuer, now: datetime
) -> GrantRow:
    """Open a sign-in; at a terminal it is a short one."""
    grant = GrantRow(
        id=new_secret(issuer.random),
        subject=subject,
        client_id=client_id,
        scope=scope,
        signed_in_at=now,
        expires_at=now + (GRANT_LIFE if client_id in OWN_CLIENTS else TERMINAL_GRANT_LIFE),
    )
    session.add(grant)
    session.flush()
    return grant


def exchange_code(
    session: Session,
    code: str,
    *,
    client_id: str,
    redirect_uri: str,
    verifier: str,
    issuer: Issuer,
    now: datetime,
) -> Issued | Refusal:
    """Return the tokens of a code. A second use revokes everything the first one gave (RFC 6749, 4.1.2)."""
    row = session.get(CodeRow, hash_token(code), with_for_update=True)
    grant = session.get(GrantRow, row.grant_id) if row is not None else None
    if row is None or grant is None or grant.client_id != client_id:
        return _invalid_grant("unknown code")
    if row.used_at is not None:
        revoke_grant(session, grant.id, because="code used twice", now=now)
        return _invalid_grant("code already used")
    row.used_at = now  # one try only, right or wrong
    if row.expires_at <= now or grant.revoked_at is not None:
        return _invalid_grant("code expired")
    if row.redirect_uri != redirect_uri:
        return _invalid_grant("redirect_uri differs")
    if not is_right_verifier(verifier, row.code_challenge):
        return _invalid_grant("code_verifier does not match")
    return issue(session, grant, nonce=row.nonce, issuer=issuer, now=now)


def refresh(session: Session, refresh_token: str, *, client_id: str, issuer: Issuer, now: datetime) -> Issued | Refusal:
    """Return new tokens for a refresh token, which is used up. A second use revokes the family (RFC 9700, 4.14)."""
    row = session.get(TokenRow, hash_token(refresh_token), with_for_update=True)
    grant = session.get(GrantRow, row.grant_id) if row is not None else None
    if row is None or grant is None or row.kind != "refresh" or grant.client_id != client_id:
        return _invalid_grant("unknown refresh token")
    if row.used_at is not None:
        revoke_grant(session, grant.id, because="refresh token used twice", now=now)
        return _invalid_grant("refresh token already used")
    if grant.revoked_at is not None or row.expires_at <= now:
        return _invalid_grant("the sign-in has ended")
    row.used_at = now
    return issue(session, grant, nonce=None, issuer=issuer, now=now)


def revoke_token(session: Session, token: str, *, client_id: str, now: datetime) -> None:
    """End the sign-in that the token of either kind belongs to; an unknown token is no error (RFC 7009, 2.2)."""
    row = session.get(TokenRow, hash_token(token))
    grant = session.get(GrantRow, row.grant_id) if row is not None else None
    if grant is not None and grant.client_id == client_id:
        revoke_grant(session, grant.id, because="signed out", now=now)


def revoke_grant(session: Session, grant_id: str, *, because: str, now: datetime) -> None:
    """End a sign-in; its tokens stop at once."""
    grant = session.get(GrantRow, grant_id, with_for_update=True)
    if grant is not None and grant.revoked_at is None:
        grant.revoked_at, grant.revoked_because = now, because


def live_grant(session: Session, grant_id: str, now: datetime) -> GrantRow | None:
    """Return the grant if it is neither revoked nor over."""
    grant = session.get(GrantRow, grant_id)
    return grant if grant is not None and grant.revoked_at is None and grant.expires_at > now else None


def forget_expired(session: Session, *, now: datetime) -> None:
    """Delete tokens and codes that ended long enough ago to prove nothing any more."""
    ended = select(GrantRow.id).where(GrantRow.expires_at <= now - GRANT_LIFE)
    session.execute(delete(TokenRow).where((TokenRow.expires_at <= now - GRANT_LIFE) | TokenRow.grant_id.in_(ended)))
    session.execute(delete(CodeRow).where(CodeRow.grant_id.in_(ended)))


def issue(session: Session, grant: GrantRow, *, nonce: str | None, issuer: Issuer, now: datetime) -> Issued:
    """Return new tokens of a sign-in that was found right."""
    person = session.get_one(PersonRow, grant.subject)
    access_token = new_secret(issuer.random)
    refresh_token = new_secret(issuer.random) if grant.client_id != DESK_CLIENT else None
    access_ends_at = min(now + ACCESS_LIFE, grant.expires_at)
    session.add(_token(access_token, grant, "access", access_ends_at))
    if refresh_token is not None:
        session.add(_token(refresh_token, grant, "refresh", grant.expires_at))
    return Issued(
        grant_id=grant.id,
        access_token=access_token,
        refresh_token=refresh_token,
        id_token=_id_token(signing_key(session), grant, person, access_token, nonce=nonce, issuer=issuer, now=now),
        expires_in=int((access_ends_at - now).total_seconds()),
        scope=grant.scope,
    )


def _id_token(
    key: ECKey,
    grant: GrantRow,
    person: PersonRow,
    access_token: str,
    *,
    nonce: str | None,
    issuer: Issuer,
    now: datetime,
) -> str:
    return id_token(
        key,
        issuer=issuer.url,
        client_id=grant.client_id,
        subject=person.subject,
        name=person.name,
        level=person.level,
        nonce=nonce,
        access_token=access_token,
        signed_in_at=grant.signed_in_at,
        now=now,
    )


def _token(token: str, grant: GrantRow, kind: str, expires_at: datetime) -> TokenRow:
    return TokenRow(token_hash=hash_token(token), grant_id=grant.id, kind=kind, expires_at=expires_at)


def _invalid_grant(description: str) -> Refusal:
    return Refusal("invalid_grant", description)
