"""The protocol's rules without a database: which authorization requests are allowed, what PKCE and an ID token are.

Source:
    OpenID Connect Core 1.0, RFC 6749, RFC 7636 (S256 only), RFC 8252 (loopback port free), RFC 9207 (iss), RFC 9700.
"""

import base64
import hashlib
import hmac
import random as randomness
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CODE_LIFE = timedelta(seconds=60)
ACCESS_LIFE = timedelta(minutes=15)
GRANT_LIFE = timedelta(days=30)
"""Refresh tokens rotate inside a grant; the grant itself ends for good."""
TERMINAL_GRANT_LIFE = timedelta(minutes=20)
"""At a terminal used by many nothing outlives this, refreshed or not."""
SIGN_IN_LIFE = timedelta(minutes=10)
ID_TOKEN_LIFE = timedelta(minutes=10)

APP_CLIENT = "motcua-app"
DESK_CLIENT = "motcua-desk"
PHONE_CLIENT = "motcua-phone"
"""The provider's own page for a phone (RFC 8628, 3.3): asks who is there, but gets neither codes nor tokens."""
OWN_CLIENTS = (APP_CLIENT, DESK_CLIENT, PHONE_CLIENT)
"""Every other client is a terminal and has its id for a name."""
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SCOPES = ("openid", "profile", "offline_access")

_LOOPBACK = re.compile(r"http://127\.0\.0\.1:([1-9][0-9]{0,4})/callback")
_APP_LINK = "motcua://callback"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_MAX_VALUE = 512


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """An authorization request that may be shown to the person."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str | None
    nonce: str | None
    code_challenge: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not. ``redirect_uri`` is set only when it is safe to send the browser there."""

    error: str
    description: str
    redirect_uri: str | None = None
    state: str | None = None


def new_secret(chance: randomness.Random) -> str:
    """Return 256 random bits, URL-safe."""
    return _base64url(chance.randbytes(32))


def read_authorization_request(pairs: Iterable[tuple[str, str]], *, base_url: str) -> AuthorizationRequest | Refusal:
    """Return the request, or why it is refused; nothing is redirected before client and address are known."""
    given = list(pairs)
    fields = dict(given)
    client_id, redirect_uri = fields.get("client_id", ""), fields.get("redirect_uri", "")
    if _repeated(given, "client_id", "redirect_uri") or client_id not in (APP_CLIENT, DESK_CLIENT):
        return Refusal("invalid_client", "unknown client")
    if not is_redirect_allowed(client_id, redirect_uri, base_url=base_url):
        return Refusal("invalid_request", "redirect_uri is not registered")
    state = fields.get("state")
    problem = _problem(given, fields)
    if problem is not None:
        return Refusal(*problem, redirect_uri=redirect_uri, state=state if len(state or "") <= _MAX_VALUE else None)
    return AuthorizationRequest(
        client_id=client_id,
        redirect_uri=redirect_uri,
        scope=known_scope(fields["scope"]),
        state=state,
        nonce=fields.get("nonce"),
        code_challenge=fields["code_challenge"],
    )


def _problem(given: list[tuple[str, str]], fields: Mapping[str, str]) -> tuple[str, str] | None:
    checks = (
        (len(fields) != len(given), "invalid_request", "a parameter is repeated"),
        (any(len(value) > _MAX_VALUE for value in fields.values()), "invalid_request", "a parameter is too long"),
        ("request" in fields, "request_not_supported", "request objects are not supported"),
        ("request_uri" in fields, "request_uri_not_supported", "request_uri is not supported"),
        (fields.get("response_type") != "code", "unsupported_response_type", "only response_type=code"),
        (fields.get("response_mode", "query") != "query", "invalid_request", "only response_mode=query"),
        ("openid" not in fields.get("scope", "").split(), "invalid_scope", "scope must contain openid"),
        (not fields.get("code_challenge"), "invalid_request", "code_challenge is required"),
        (fields.get("code_challenge_method") != "S256", "invalid_request", "code_challenge_method must be S256"),
        (
            not _CHALLENGE.fullmatch(fields.get("code_challenge", "")),
            "invalid_request",
            "code_challenge is not a SHA-256",
        ),
        (fields.get("prompt") == "none", "login_required", "the person must be asked"),
    )
    return next(((error, description) for wrong, error, description in checks if wrong), None)


def known_scope(scope: str) -> str:
    """Return the part of a scope that this provider knows, in its own order."""
    return " ".join(name for name in SCOPES if name in scope.split())


def _repeated(given: list[tuple[str, str]], *names: str) -> bool:
    return any(sum(key == name for key, _ in given) > 1 for name in names)


def is_redirect_allowed(client_id: str, redirect_uri: str, *, base_url: str) -> bool:
    """Tell whether the address is the client's, character by character; only the loopback port is free (RFC 8252)."""
    if client_id == DESK_CLIENT:
        return redirect_uri == f"{base_url}/desk/callback"
    match = _LOOPBACK.fullmatch(redirect_uri)
    return redirect_uri == _APP_LINK or (match is not None and int(match[1]) <= 65_535)


def redirect_origin(redirect_uri: str) -> str:
    """Return what a Content-Security-Policy calls the place a redirect leads to."""
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme == "http" else f"{parts.scheme}:"


def redirect_with(redirect_uri: str, *, issuer: str, state: str | None, **values: str) -> str:
    """Return the address the browser is sent to: the values, the state as given, and ``iss``."""
    fields = {**values, **({"state": state} if state is not None else {}), "iss": issuer}
    return f"{redirect_uri}?{urlencode(fields)}"


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, 4.2)."""
    return _base64url(hashlib.sha256(verifier.encode("ascii", "replace")).digest())


def is_right_verifier(verifier: str, challenge: str) -> bool:
    """Tell whether the verifier belongs to the challenge; a malformed one never does."""
    return _VERIFIER.fullmatch(verifier) is not None and hmac.compare_digest(challenge_of(verifier), challenge)


def id_token(
    key: ECKey,
    *,
    issuer: str,
    client_id: str,
    subject: str,
    name: str,
    level: int,
    nonce: str | None,
    access_token: str,
    signed_in_at: datetime,
    now: datetime,
) -> str:
    """Return a signed ID token (ES256)."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + ID_TOKEN_LIFE).timestamp()),
        "auth_time": int(signed_in_at.timestamp()),
        "acr": f"urn:motcua:level:{level}",
        "at_hash": _base64url(hashlib.sha256(access_token.encode()).digest()[:16]),
        "name": name,
    }
    if nonce is not None:
        claims["nonce"] = nonce
    return jwt.encode({"alg": "ES256", "kid": str(key.kid)}, claims, key)


def discovery(issuer: str) -> dict[str, Any]:
    """Return the provider's metadata (OpenID Connect Discovery 1.0)."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "device_authorization_endpoint": f"{issuer}/oauth/device_authorization",
        "jwks_uri": f"{issuer}/oauth/jwks",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", DEVICE_GRANT],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": list(SCOPES),
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "nonce", "at_hash", "name"],
        "ui_locales_supported": ["vi", "en"],
        "authorization_response_iss_parameter_supported": True,
    }


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
