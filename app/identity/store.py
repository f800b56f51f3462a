"""Identity's records in the vault: the session with its refresh token, sign-ins under way, tokens to be revoked."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from app.identity.model import Session
from app.vault.model import Delete, Put

TABLE: Final = "identity"
SESSION: Final = "session"
KNOWN: Final = "known"
TRANSACTION: Final = "transaction:"
REVOCATION: Final = "revocation:"


@dataclass(frozen=True, slots=True)
class Grant:
    """The session and what keeps it going."""

    session: Session
    refresh_token: str | None

    def put(self) -> Put:
        """Return the write that stores it."""
        return Put(TABLE, SESSION, {**asdict(self.session), "refresh_token": self.refresh_token})


def read_grant(record: dict[str, Any] | None) -> Grant | None:
    """Return the stored session, None when there is none or it is of another version."""
    if record is None:
        return None
    try:
        values = dict(record)
        refresh_token = values.pop("refresh_token")
        return Grant(Session(**values), refresh_token)
    except (KeyError, TypeError):
        return None


FORGET: Final = (Delete(TABLE, SESSION), Delete(TABLE, KNOWN))
"""The writes that end the session on this device."""
