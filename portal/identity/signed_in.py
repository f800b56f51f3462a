"""Who is behind an access token, and what is kept of the token."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind an access token."""

    subject: str
    name: str
    role: str = "citizen"
    """``citizen``, ``business``, ``helper`` or ``officer``."""
    level: int = 2
    scopes: frozenset[str] = frozenset()
    office_id: str | None = None
    """The office an officer works for."""
    terminal_id: str | None = None
    """The public terminal at which this person is; None: a device of their own."""


def hash_token(token: str) -> str:
    """Return what is stored of a bearer token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
