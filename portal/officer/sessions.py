"""The desk as a client of the identity provider, and the officer's browser session."""

import hmac
import random as randomness
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from joserfc import jwt
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.identity.grants import Issuer, exchange_code, revoke_grant
from portal.identity.keys import signing_key
from portal.identity.oidc import DESK_CLIENT, Refusal, challenge_of, new_secret
from portal.identity.service import person_of_grant
from portal.identity.signed_in import SignedIn, hash_token
from portal.officer.tables import DeskSessionRow, DeskSignInRow

SIGN_IN_LIFE = timedelta(minutes=10)
IDLE_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=10)
SEEN_STEP = timedelta(minutes=1)
"""How exactly "last seen" is kept: one write a minute at most."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer at the desk, and the word every form of this session must carry."""

    officer: SignedIn
    form_token: str
    is_seen_lately: bool = True


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that was just opened; the cookie exists in clear only here."""

    cookie: str


def begin_sign_in(session: Session, *, base_url: str, chance: randomness.Random, now: datetime) -> tuple[str, str]:
    """Return the cookie that binds the sign-in to this browser, and the address to send it to."""
    cookie, state, nonce, verifier = (new_secret(chance) for _ in range(4))
    session.add(
        DeskSignInRow(
            cookie_hash=hash_token(cookie), state=state, nonce=nonce, verifier=verifier, expires_at=now + SIGN_IN_LIFE
        )
    )
    query = {
        "client_id": DESK_CLIENT,
        "response_type": "code",
        "redirect_uri": f"{base_url}/desk/callback",
        "scope": "openid profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    return cookie, f"{base_url}/oauth/authorize?{urlencode(query)}"


def finish_sign_in(
    session: Session, answer: dict[str, str], cookie: str, *, issuer: Issuer, now: datetime
) -> NewSession | None:
    """Open a session for the officer who signed in; None for anyone else, or if this browser did not ask for it.

    The browser's own cookie, ``state`` and ``iss`` are checked before the code is looked at (RFC 9700, RFC 9207), the
    ID token's nonce after.
    """
    row = session.get(DeskSignInRow, hash_token(cookie), with_for_update=True)
    if row is None or row.expires_at <= now or answer.get("iss") != issuer.url:
        return None
    state, nonce, verifier = row.state, row.nonce, row.verifier
    if not hmac.compare_digest(state, answer.get("state", "")):
        return None
    session.delete(row)
    issued = exchange_code(
        session,
        answer.get("code", ""),
        client_id=DESK_CLIENT,
        redirect_uri=f"{issuer.url}/desk/callback",
        verifier=verifier,
        issuer=issuer,
        now=now,
    )
    if isinstance(issued, Refusal) or not _is_for(issued.id_token, nonce, session):
        return None
    person = person_of_grant(session, issued.grant_id, now)
    if person is None or person.role != "officer" or person.office_id is None:
        revoke_grant(session, issued.grant_id, because="not an officer", now=now)
        return None
    return _open(session, issued.grant_id, chance=issuer.random, now=now)


def find_desk(session: Session, cookie: str, *, now: datetime) -> Desk | None:
    """Return the officer whose session this cookie is; None when it is unknown, idle too long, over or signed out."""
    row = session.get(DeskSessionRow, hash_token(cookie))
    if row is None or row.expires_at <= now or row.seen_at + IDLE_LIFE <= now:
        return None
    officer = person_of_grant(session, row.grant_id, now)
    if officer is None or officer.role != "officer":
        return None
    return Desk(officer, row.form_token, row.seen_at + SEEN_STEP > now)


def note_seen(session: Session, cookie: str, *, now: datetime) -> None:
    """Keep an idle session from ending while it is used."""
    row = session.get(DeskSessionRow, hash_token(cookie))
    if row is not None:
        row.seen_at = now


def end_session(session: Session, cookie: str, *, now: datetime) -> None:
    """Sign the officer out of the desk."""
    row = session.get(DeskSessionRow, hash_token(cookie))
    if row is not None:
        revoke_grant(session, row.grant_id, because="signed out", now=now)
        session.delete(row)


def forget_ended(session: Session, *, now: datetime) -> None:
    """Delete sessions and sign-ins that are over."""
    session.execute(delete(DeskSessionRow).where(DeskSessionRow.expires_at <= now))
    session.execute(delete(DeskSignInRow).where(DeskSignInRow.expires_at <= now))


def _is_for(token: str | None, nonce: str, session: Session) -> bool:
    if token is None:
        return False
    claims = jwt.decode(token, signing_key(session), algorithms=["ES256"]).claims
    return claims.get("aud") == DESK_CLIENT and hmac.compare_digest(str(claims.get("nonce")), nonce)


def _open(session: Session, grant_id: str, *, chance: randomness.Random, now: datetime) -> NewSession:
    cookie = new_secret(chance)
    session.add(
        DeskSessionRow(
            cookie_hash=hash_token(cookie),
            grant_id=grant_id,
            form_token=new_secret(chance),
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    return NewSession(cookie)
