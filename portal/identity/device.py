"""Sign-in at a public terminal by one's own phone: the device authorization grant, without HTTP.

A terminal serves one citizen at a time: its new request ends whatever it asked for or was given before, so that nothing
outlives a terminal that was switched off in the middle.

Source:
    RFC 8628; 5.1 (guessing: 20^8 codes are 34.5 bits, wrong ones counted), 5.4 (phishing), 6.1 (the letters).
"""

import math
import random as randomness
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.counters import count_attempt, too_many_attempts
from portal.identity.grants import Issued, Issuer, issue, open_grant, revoke_grant
from portal.identity.oidc import CODE_LIFE, Refusal, new_secret
from portal.identity.signed_in import hash_token
from portal.identity.tables import DeviceRequestRow, TerminalRow

USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so no words; no digits, so nothing that looks like a letter."""
USER_CODE_LENGTH = 8
USER_CODE_BITS = USER_CODE_LENGTH * math.log2(len(USER_CODE_LETTERS))
REQUEST_LIFE = timedelta(minutes=10)
INTERVAL_SECONDS = 5
SLOW_DOWN_SECONDS = 5

WRONG_CODES = 5
"""A minute, of one account and of one address."""
ALARMING_WRONG_CODES = 50
"""A minute, of everybody together."""
WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was just made; the device code exists in clear only here."""

    device_code: str
    user_code: str


@dataclass(frozen=True, slots=True)
class Miss:
    """A user code that opened nothing."""

    too_many: bool = False
    is_alarming: bool = False
    """With this one, so many were wrong everywhere that somebody may be guessing from many places."""


def in_groups(user_code: str) -> str:
    """Return a user code as people read it: ``WDJB-MJHT``."""
    half = USER_CODE_LENGTH // 2
    return "-".join(part for part in (user_code[:half], user_code[half:]) if part)


def normal_user_code(typed: str) -> str:
    """Return what was typed without case, spaces and whatever is no letter of a code (RFC 8628, 6.1).

    A Vietnamese keyboard (Telex) makes Ư of a W and Đ of two D: they are taken back.
    """
    meant = typed[:100].upper().replace("Ư", "W").replace("Đ", "DD")
    return "".join(letter for letter in meant if letter in USER_CODE_LETTERS)[: USER_CODE_LENGTH + 1]


# --- the terminal -----------------------------------------------------------------------------------------------------


def ask(session: Session, terminal_id: str, scope: str, *, chance: randomness.Random, now: datetime) -> Asked:
    """Make the terminal's request (RFC 8628, 3.1); all that it asked for before ends."""
    session.get_one(TerminalRow, terminal_id, with_for_update=True)  # one request at a time
    end_all(session, terminal_id, because="the terminal began anew", now=now)
    asked = Asked(new_secret(chance), _free_user_code(session, chance))
    session.add(
        DeviceRequestRow(
            device_code_hash=hash_token(asked.device_code),
            user_code_hash=hash_token(asked.user_code),
            terminal_id=terminal_id,
            scope=scope,
            state="waiting",
            interval_seconds=INTERVAL_SECONDS,
            created_at=now,
            expires_at=now + REQUEST_LIFE,
        )
    )
    return asked


def exchange_device_code(
    session: Session, device_code: str, *, terminal_id: str, issuer: Issuer, now: datetime
) -> Issued | Refusal:
    """Return the tokens of a request that the person approved, or how it stands (RFC 8628, 3.5).

    A second use revokes what the first one gave.
    """
    row = session.get(DeviceRequestRow, hash_token(device_code), with_for_update=True)
    if row is None or row.terminal_id != terminal_id:
        return Refusal("invalid_grant", "unknown device code")
    if row.state == "used":
        end(session, row, because="device code used twice", now=now)
        return Refusal("invalid_grant", "device code already used")
    if row.expires_at <= now:
        return Refusal("expired_token", "device code expired")
    if row.state == "refused":
        return Refusal("access_denied", "the person said no")
    is_early = row.polled_at is not None and now < row.polled_at + timedelta(seconds=row.interval_seconds)
    row.polled_at = now
    if is_early:
        row.interval_seconds += SLOW_DOWN_SECONDS
        return Refusal("slow_down", "asked too often")
    if row.state != "approved" or row.subject is None:
        return Refusal("authorization_pending", "the person has not answered")
    grant = open_grant(session, row.subject, client_id=terminal_id, scope=row.scope, issuer=issuer, now=now)
    row.state, row.grant_id = "used", grant.id
    return issue(session, grant, nonce=None, issuer=issuer, now=now)


def end_by_device_code(session: Session, device_code: str, *, terminal_id: str, now: datetime) -> None:
    """End a terminal's request, and the sign-in if one came of it: whether the tokens arrived need not be known."""
    row = session.get(DeviceRequestRow, hash_token(device_code), with_for_update=True)
    if row is not None and row.terminal_id == terminal_id:
        end(session, row, because="the terminal ended it", now=now)


def end_all(session: Session, terminal_id: str, *, because: str, now: datetime) -> None:
    """End every request and every sign-in of a terminal; one that is just being made is waited for, and ended too."""
    asked = select(DeviceRequestRow).where(DeviceRequestRow.terminal_id == terminal_id).with_for_update()
    for row in session.scalars(asked):
        end(session, row, because=because, now=now)


def end(session: Session, row: DeviceRequestRow, *, because: str, now: datetime) -> None:
    """End one request: forgotten while nothing came of it, else its sign-in is revoked."""
    if row.grant_id is None:
        session.delete(row)
    else:
        revoke_grant(session, row.grant_id, because=because, now=now)


def remove_terminal(session: Session, terminal_id: str, *, now: datetime) -> bool:
    """Take a terminal out of service, with all that is signed in there; return whether it was in service."""
    row = session.get(TerminalRow, terminal_id, with_for_update=True)
    if row is None or row.removed_at is not None:
        return False
    row.removed_at = now
    end_all(session, terminal_id, because="terminal removed", now=now)
    return True


def forget_old_requests(session: Session, *, now: datetime) -> None:
    """Delete requests whose sign-in is over too."""
    session.execute(delete(DeviceRequestRow).where(DeviceRequestRow.expires_at <= now - timedelta(hours=1)))


# --- the phone --------------------------------------------------------------------------------------------------------


def look_up(session: Session, typed: str, *, subject: str, address: str, now: datetime) -> DeviceRequestRow | Miss:
    """Return the waiting request that a person's code opens; unknown, expired and answered ones look alike.

    After five wrong codes in a minute, of the person or from the address, the right one does not open either.
    """
    names = (f"user-code:account:{subject}", f"user-code:address:{hash_token(address)}")
    if any(_too_many(session, name, limit=WRONG_CODES, now=now) for name in names):
        return Miss(too_many=True)
    row = session.scalar(
        select(DeviceRequestRow).where(DeviceRequestRow.user_code_hash == hash_token(normal_user_code(typed)))
    )
    if row is not None and is_waiting(row, now):
        return row
    for name in names:
        _count(session, name, limit=WRONG_CODES, now=now)
    was_alarming = _too_many(session, "user-code", limit=ALARMING_WRONG_CODES, now=now)
    _count(session, "user-code", limit=ALARMING_WRONG_CODES, now=now)
    is_alarming = _too_many(session, "user-code", limit=ALARMING_WRONG_CODES, now=now)
    return Miss(is_alarming=is_alarming and not was_alarming)


def is_waiting(row: DeviceRequestRow, now: datetime) -> bool:
    """Whether the terminal still waits for an answer."""
    return row.state == "waiting" and row.expires_at > now


def answer(session: Session, device_code_hash: str, *, subject: str, allows: bool, now: datetime) -> bool:
    """Write down what the person said; False: the terminal does not wait any more, and nothing is granted.

    What is not fetched at once, as an authorization code would be, is never given.
    """
    row = session.get(DeviceRequestRow, device_code_hash, with_for_update=True)
    if row is None or not is_waiting(row, now):
        return False
    row.subject, row.state = subject, "approved" if allows else "refused"
    if allows:
        row.expires_at = min(row.expires_at, now + CODE_LIFE)
    return True


def _free_user_code(session: Session, chance: randomness.Random) -> str:
    while True:
        code = "".join(chance.choice(USER_CODE_LETTERS) for _ in range(USER_CODE_LENGTH))
        taken = select(DeviceRequestRow.device_code_hash).where(DeviceRequestRow.user_code_hash == hash_token(code))
        if session.scalar(taken) is None:
            return code


def _too_many(session: Session, name: str, *, limit: int, now: datetime) -> bool:
    return too_many_attempts(session, name, limit=limit, seconds=WINDOW_SECONDS, now=now) is not None


def _count(session: Session, name: str, *, limit: int, now: datetime) -> None:
    count_attempt(session, name, limit=limit, seconds=WINDOW_SECONDS, now=now)
