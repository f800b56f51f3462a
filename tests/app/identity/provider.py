"""An identity provider under a test's control: right by default, hostile where the test says so."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.api_client.answers import BASE, METADATA, PERSON, answer, problem
from tests.clock import MovableClock

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def part(value: Any) -> str:
    return base64url(json.dumps(value).encode())


class Es256Key:
    """A P-256 key with its JWK."""

    def __init__(self, key_id: str = "idp-1") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        x, y = (base64url(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
        self.jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": key_id, "alg": "ES256", "use": "sig"}

    def sign(self, header: dict[str, Any], payload: dict[str, Any]) -> str:
        signed = f"{part(header)}.{part(payload)}"
        r, s = decode_dss_signature(self.private.sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@dataclass
class Provider:
    """Answers discovery, token, revocation, keys and ``/api/v1/me``; every answer can be replaced by path."""

    clock: MovableClock
    key: Es256Key = field(default_factory=Es256Key)
    subject: str = "s1"
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims to replace in the ID token; None leaves one out."""
    sign: Callable[[dict[str, Any]], str | None] | None = None
    """Makes the ID token instead, from its claims."""
    instead: dict[str, Callable[[httpx.Request], httpx.Response]] = field(default_factory=dict)
    """Answers by path instead of the right ones."""
    asked: list[tuple[str, dict[str, str], str | None]] = field(default_factory=list)
    """Path, form and Authorization header of every request."""
    hosts: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    """Authorization requests by code."""
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: set[str] = field(default_factory=set)
    revoked: list[str] = field(default_factory=list)
    issued: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        form = dict(parse_qsl(request.content.decode())) if request.method == "POST" else {}
        self.asked.append((path, form, request.headers.get("authorization")))
        self.hosts.add(request.url.host)
        if path in self.instead:
            return self.instead[path](request)
        match path:
            case "/.well-known/openid-configuration":
                return answer(200, METADATA)
            case "/oauth/jwks":
                return answer(200, {"keys": [self.key.jwk]})
            case "/oauth/token":
                return self._token(form)
            case "/oauth/revoke":
                self.revoked.append(form["token"])
                self.refresh_tokens.discard(form["token"])
                return answer(200, {})
            case "/api/v1/me":
                token = request.headers.get("authorization", "").removeprefix("Bearer ")
                if token not in self.access_tokens:
                    return problem(401, "unauthenticated")
                return answer(200, {**PERSON, "subject": self.subject})
        return problem(404, "not-found")

    def consent(self, url: str) -> dict[str, str]:
        """Do what the person does in the browser; return the query of the redirect back."""
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == METADATA["authorization_endpoint"]
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": BASE}

    def tokens(self, *, nonce: str | None) -> dict[str, Any]:
        self.issued += 1
        access, refresh = f"access-{self.issued}", f"refresh-{self.issued}"
        self.access_tokens, self.refresh_tokens = {access}, {refresh}
        now = int(self.clock().timestamp())
        claims = {
            "iss": BASE, "aud": "motcua-app", "sub": self.subject, "iat": now, "exp": now + 600, "nonce": nonce,
            **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        sign = self.sign or (lambda payload: self.key.sign({"alg": "ES256", "kid": self.key.jwk["kid"]}, payload))
        tokens = {"access_token": access, "refresh_token": refresh, "expires_in": 900, "token_type": "Bearer"}
        id_token = sign(claims)
        return tokens if id_token is None else {**tokens, "id_token": id_token}

    def _token(self, form: dict[str, str]) -> httpx.Response:
        if form.get("grant_type") == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return answer(400, {"error": "invalid_grant"})
            return answer(200, self.tokens(nonce=None))
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"] or form["client_id"] != asked["client_id"]:
            return answer(400, {"error": "invalid_grant"})
        digest = base64url(hashlib.sha256(form["code_verifier"].encode()).digest())
        if asked["code_challenge_method"] != "S256" or asked["code_challenge"] != digest:
            return answer(400, {"error": "invalid_grant", "error_description": "PKCE"})
        return answer(200, self.tokens(nonce=asked["nonce"]))
