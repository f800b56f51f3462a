"""Who is signed in, what the registers know of them, and the sample people themselves."""

import hashlib
import hmac
import random as randomness
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.counters import count_attempt
from portal.identity.grants import live_grant
from portal.identity.model import SamplePerson
from portal.identity.oidc import OWN_CLIENTS, SIGN_IN_LIFE, AuthorizationRequest, new_secret
from portal.identity.people import made_up_people
from portal.identity.signed_in import SignedIn, hash_token
from portal.identity.tables import PersonRow, SignInRequestRow, TokenRow
from portal.problems import Problem

PIN_TRIES = 5
PIN_WINDOW_SECONDS = 60


def person_for_token(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """Return whom a live access token belongs to; None for unknown, expired, revoked, or another kind of token."""
    row = session.get(TokenRow, token_hash)
    if row is None or row.kind != "access" or row.expires_at <= now:
        return None
    return person_of_grant(session, row.grant_id, now)


def person_of_grant(session: Session, grant_id: str, now: datetime) -> SignedIn | None:
    """Return whom a live sign-in belongs to; at a public terminal nobody is an officer."""
    grant = live_grant(session, grant_id, now)
    if grant is None:
        return None
    person = session.get_one(PersonRow, grant.subject)
    terminal_id = None if grant.client_id in OWN_CLIENTS else grant.client_id
    is_officer_at_terminal = terminal_id is not None and person.role == "officer"
    return SignedIn(
        subject=person.subject,
        name=person.name,
        role="citizen" if is_officer_at_terminal else person.role,
        level=person.level,
        scopes=frozenset(grant.scope.split()),
        office_id=None if is_officer_at_terminal else person.office_id,
        terminal_id=terminal_id,
    )


def describe_person(session: Session, subject: str) -> dict[str, Any]:
    """Return the person with every value the registers hold (``Person`` of the API)."""
    person = session.get_one(PersonRow, subject)
    return {
        "subject": person.subject,
        "name": person.name,
        "role": person.role,
        "level": person.level,
        "organisation": person.organisation,
        "known": person.known,
    }


def known_values(session: Session, subject: str) -> dict[str, Any]:
    """Return the bare values by key (``person.full_name``...); empty for an unknown person."""
    person = session.get(PersonRow, subject)
    return {} if person is None else {key: entry["value"] for key, entry in person.known.items()}


def offered_people(session: Session, *, role: str | None = None) -> list[PersonRow]:
    """Return the sample people of the sign-in page, in their order; ``role`` narrows them."""
    offered = select(PersonRow).where(PersonRow.shown_rank.is_not(None)).order_by(PersonRow.shown_rank)
    return list(session.scalars(offered if role is None else offered.where(PersonRow.role == role)))


def find_person_by_pin(session: Session, personal_id: str, pin: str, *, now: datetime) -> PersonRow | Problem | None:
    """Return the person, None for a wrong pair, or the problem after five tries in a minute for one number."""
    too_many = count_attempt(
        session, f"pin:{hash_token(personal_id)}", limit=PIN_TRIES, seconds=PIN_WINDOW_SECONDS, now=now
    )
    if too_many is not None:
        return too_many
    person = session.scalar(select(PersonRow).where(PersonRow.personal_id == personal_id))
    expected = person.pin_hash if person is not None else "0" * 64
    given = pin_hash(pin, person.pin_salt if person is not None else "none")
    return person if hmac.compare_digest(expected, given) and person is not None else None


def pin_hash(pin: str, salt: str) -> str:
    """Return scrypt of a PIN (sample people only: the cost is kept small so that thousands can be seeded)."""
    return hashlib.scrypt(pin.encode(), salt=salt.encode(), n=1024, r=8, p=1, dklen=32).hex()


def add_people(session: Session, people: Iterable[SamplePerson], *, offered: bool, chance: randomness.Random) -> None:
    """Write people who are not there yet; everyone of one call shares a salt, since everyone shares the sample PIN."""
    salt = chance.randbytes(16).hex()
    hashes: dict[str, str] = {}
    there = set(session.scalars(select(PersonRow.subject)))
    for rank, person in enumerate(people):
        if person.subject not in there:
            hashed = hashes.setdefault(person.pin, pin_hash(person.pin, salt))
            session.add(_row(person, rank=rank if offered else None, salt=salt, hashed=hashed))


def _row(person: SamplePerson, *, rank: int | None, salt: str, hashed: str) -> PersonRow:
    return PersonRow(
        subject=person.subject,
        personal_id=person.personal_id,
        name=person.name,
        role=person.role,
        level=person.level,
        organisation=person.organisation,
        office_id=person.office_id,
        about=person.about,
        known={
            key: {"value": known.value, "source": known.source, "as_of": known.as_of} for key, known in person.known
        },
        pin_salt=salt,
        pin_hash=hashed,
        shown_rank=rank,
    )


def seed_users(session: Session, count: int, *, chance: randomness.Random) -> list[dict[str, str]]:
    """Add ``count`` made-up citizens and return how each signs in (``motcua-portal seed``)."""
    people = list(made_up_people(count, chance=randomness.Random(20261121)))  # noqa: S311  invented names, no secret
    add_people(session, people, offered=False, chance=chance)
    return [
        {"subject": person.subject, "name": person.name, "personal_id": person.personal_id, "pin": person.pin}
        for person in people
    ]


def open_sign_in(session: Session, request: AuthorizationRequest, *, chance: randomness.Random, now: datetime) -> str:
    """Keep an authorization request while its page is open; return the handle the page carries (it is unguessable)."""
    handle = new_secret(chance)
    session.add(
        SignInRequestRow(
            id_hash=hash_token(handle),
            client_id=request.client_id,
            redirect_uri=request.redirect_uri,
            scope=request.scope,
            state=request.state,
            nonce=request.nonce,
            code_challenge=request.code_challenge,
            created_at=now,
            expires_at=now + SIGN_IN_LIFE,
        )
    )
    return handle


def find_sign_in(session: Session, handle: str, *, now: datetime) -> SignInRequestRow | None:
    """Return the request of an open page."""
    row = session.get(SignInRequestRow, hash_token(handle), with_for_update=True)
    return row if row is not None and row.expires_at > now else None


def close_sign_in(session: Session, row: SignInRequestRow) -> AuthorizationRequest:
    """Forget the open page and return its request."""
    session.delete(row)
    return AuthorizationRequest(
        client_id=row.client_id,
        redirect_uri=row.redirect_uri,
        scope=row.scope,
        state=row.state,
        nonce=row.nonce,
        code_challenge=row.code_challenge,
    )


def forget_old_sign_ins(session: Session, *, now: datetime) -> None:
    """Delete pages nobody finished."""
    session.execute(delete(SignInRequestRow).where(SignInRequestRow.expires_at <= now - timedelta(hours=1)))
