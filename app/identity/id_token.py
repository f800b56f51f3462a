"""The checks of an ID token (OpenID Connect Core 1.0, 3.1.3.7 and 12.2)."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.seals.jws import BadTokenError, Jwk, read_token

CLOCK_SKEW_SECONDS = 120


class BadIdTokenError(Exception):
    """The ID token is not for us, not from the provider, or not the answer to our request."""


class ClockError(BadIdTokenError):
    """The ID token is right, but not at this device's present time."""


def check_id_token(
    id_token: str | None,
    keys: Iterable[Jwk],
    *,
    issuer: str,
    client_id: str,
    nonce: str | None,
    now: datetime | None,
) -> dict[str, Any]:
    """Return the claims of an ID token that passes every check.

    Core 3.1.3.7 (6) lets TLS stand in for the signature; a sample portal is often reached without TLS, so the signature
    is always checked, with ES256 and the provider's keys only.

    Args:
        id_token: From the token endpoint.
        keys: The provider's keys.
        issuer: Whom we asked.
        client_id: Who we are.
        nonce: What we sent; None at a refresh.
        now: Aware UTC; None: only who it is counts, not when (a refresh under a clock that jumps).

    Raises:
        ClockError: only the time is wrong; BadIdTokenError: anything else.
    """
    try:
        claims = dict(read_token(id_token or "", keys, algorithms=("ES256",)).payload)
    except BadTokenError as error:
        raise BadIdTokenError(str(error)) from error
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    checks = (
        ("iss", claims.get("iss") == issuer),
        ("aud", client_id in audiences),
        ("azp", claims.get("azp", client_id if len(audiences) == 1 else None) == client_id),
        ("nonce", nonce is None or _same(claims.get("nonce"), nonce)),
        ("sub", isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= 255),
    )
    wrong = [name for name, is_right in checks if not is_right]
    if wrong:
        raise BadIdTokenError(f"wrong {', '.join(wrong)}")
    if now is not None:
        _check_times(claims, now.timestamp())
    return claims


def _check_times(claims: dict[str, Any], now_seconds: float) -> None:
    expires, issued = _seconds(claims.get("exp")), _seconds(claims.get("iat"))
    if expires <= now_seconds - CLOCK_SKEW_SECONDS or issued > now_seconds + CLOCK_SKEW_SECONDS:
        raise ClockError("expired or not yet issued")


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadIdTokenError("no exp or iat")
    return value


def _same(value: Any, expected: str) -> bool:
    return isinstance(value, str) and hmac.compare_digest(value.encode(), expected.encode())
