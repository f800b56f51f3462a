"""The key that signs ID tokens."""

from datetime import datetime
from typing import Any

from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.tables import IdentityKeyRow


def ensure_signing_key(session: Session, *, now: datetime) -> None:
    """Make the first key if there is none."""
    if session.scalar(select(IdentityKeyRow.kid).limit(1)) is None:
        key = ECKey.generate_key("P-256")
        kid = key.thumbprint()
        session.add(IdentityKeyRow(kid=kid, private_jwk={**key.as_dict(private=True), "kid": kid}, created_at=now))


def signing_key(session: Session) -> ECKey:
    """Return the newest key."""
    row = session.scalars(select(IdentityKeyRow).order_by(IdentityKeyRow.created_at.desc()).limit(1)).one()
    return ECKey.import_key(row.private_jwk)


def public_keys(session: Session) -> list[dict[str, Any]]:
    """Return the public halves of all keys as JWKs."""
    rows = session.scalars(select(IdentityKeyRow).order_by(IdentityKeyRow.created_at.desc()))
    return [
        {**ECKey.import_key(row.private_jwk).as_dict(private=False), "kid": row.kid, "use": "sig", "alg": "ES256"}
        for row in rows
    ]
