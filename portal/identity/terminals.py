"""Public terminals: which ones are registered, and whether who asks is one of them."""

import base64
import binascii
import hmac
import json
import os
import random as randomness
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote_plus

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.offices import office_by_id
from portal.identity.oidc import OWN_CLIENTS, Refusal, new_secret
from portal.identity.signed_in import hash_token
from portal.identity.tables import TerminalRow

TERMINAL_ID = re.compile(r"[A-Z0-9][A-Z0-9.-]{2,31}")
"""No client of the provider's own can be written like this."""
SAMPLE_ID = "X00.01-K0"
SAMPLE_OFFICE = "X00.01"
SAMPLE_NAME = "Máy dùng thử"
SAMPLE_FILE = "sample-terminal.json"


def add_terminal(
    session: Session, terminal_id: str, *, office_id: str, name: str, chance: randomness.Random, now: datetime
) -> str | None:
    """Register a terminal and return its secret, which exists in clear only here; None: the id is or was in use."""
    if session.get(TerminalRow, terminal_id) is not None:
        return None
    secret = new_secret(chance)
    session.add(
        TerminalRow(id=terminal_id, office_id=office_id, name=name, secret_hash=hash_token(secret), added_at=now)
    )
    return secret


def add_sample_terminal(session: Session, folder: Path, *, chance: randomness.Random, now: datetime) -> None:
    """Register the terminal of a first look; who started the portal finds its secret in ``folder``."""
    place = folder / SAMPLE_FILE
    row = session.get(TerminalRow, SAMPLE_ID)
    if row is not None and row.removed_at is None and hash_token(_secret_in(place)) == row.secret_hash:
        return
    secret = new_secret(chance)
    office = office_by_id(SAMPLE_OFFICE)
    told = {"id": SAMPLE_ID, "secret": secret, "name": SAMPLE_NAME, "office": dict(office.name)}
    place.unlink(missing_ok=True)
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
    if row is None:
        row = TerminalRow(id=SAMPLE_ID, office_id=SAMPLE_OFFICE, name=SAMPLE_NAME, added_at=now)
        session.add(row)
    row.secret_hash, row.removed_at = hash_token(secret), None


def _secret_in(place: Path) -> str:
    try:
        return str(json.loads(place.read_text(encoding="utf-8"))["secret"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def list_terminals(session: Session) -> list[TerminalRow]:
    """Return the registered terminals by id."""
    return list(session.scalars(select(TerminalRow).where(TerminalRow.removed_at.is_(None)).order_by(TerminalRow.id)))


def next_terminal_id(session: Session, office_id: str) -> str:
    """Return the office's next id: ``X00.01-K1``, ``X00.01-K2`` ..."""
    taken = set(session.scalars(select(TerminalRow.id)))
    return next(name for number in range(1, len(taken) + 2) if (name := f"{office_id}-K{number}") not in taken)


def client_of(session: Session, form: Mapping[str, str], authorization: str | None) -> str | Refusal:
    """Return the id of the client that sends a form, or why it is not believed.

    The provider's own clients are public and only name themselves; a terminal proves itself by HTTP Basic (RFC 6749,
    2.3.1). An empty id goes on: no code and no token belongs to it.
    """
    named = form.get("client_id", "")
    if authorization is None:
        return named if named in ("", *OWN_CLIENTS) else Refusal("invalid_client", "a terminal must prove itself")
    terminal_id, secret = _basic(authorization)
    row = session.get(TerminalRow, terminal_id)
    expected = row.secret_hash if row is not None else "0" * 64
    is_right = hmac.compare_digest(expected, hash_token(secret))
    if row is None or not is_right or row.removed_at is not None or named not in ("", terminal_id):
        return Refusal("invalid_client", "not a registered terminal")
    return terminal_id


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)
