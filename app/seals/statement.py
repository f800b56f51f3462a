"""Reads a signed statement (docs: the portal's ``portal/slips``): who issued what, when, for which dossier."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from app.seals.jws import BadTokenError, Jwk, UnknownKeyError, read_token
from app.seals.model import SealState, Verdict


def verify(statement: str, keys: Iterable[Jwk], *, official_keys: Collection[str] = ()) -> Verdict:
    """Return what a statement says, checked without a network; never raises.

    Args:
        statement: Compact JWS with EdDSA, as the QR code carries it.
        keys: The public keys this device holds.
        official_keys: Ids of keys of real agencies. Everything else is a sample, whatever it says itself.
    """
    try:
        token = read_token(statement.strip(), keys, algorithms=("EdDSA",))
    except UnknownKeyError:
        return Verdict(SealState.UNKNOWN_KEY)
    except BadTokenError:
        return Verdict(SealState.FORGED)
    payload = token.payload
    return Verdict(
        state=SealState.GENUINE,
        sample=payload.get("sample") is not False or token.key_id not in official_keys,
        kind=_text(payload, "kind") or _text(payload, "typ"),
        number=_text(payload, "number"),
        code=_text(payload, "code"),
        issuer=_text(payload, "iss"),
        issued_at=_moment(payload.get("issued_at")),
        due_at=_moment(payload.get("due_at")),
        amount_vnd=_amount(payload.get("amount_vnd")),
        sha256=_text(payload, "sha256") or None,
    )


def _text(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name)
    return value if isinstance(value, str) else ""


def _amount(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None
