"""Compact JWS (RFC 7515) with EdDSA (RFC 8037) and ES256 (RFC 7518), checked with ``cryptography``.

Small on purpose: two algorithms, the key is always one we already hold, found by ``kid``; a token that brings its own
key or names another algorithm is refused (RFC 8725, 3.1, 3.9, 3.10).
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

Jwk = Mapping[str, Any]

LONGEST_TOKEN: Final = 16 * 1024
ALGORITHMS: Final[Mapping[str, tuple[str, str]]] = {"EdDSA": ("OKP", "Ed25519"), "ES256": ("EC", "P-256")}
"""Key type and curve of each algorithm."""
_KEY_BRINGING = frozenset({"jku", "jwk", "x5u", "x5c", "crit"})
_BASE64URL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


class BadTokenError(Exception):
    """The token is malformed, or its signature is not by the key it names."""


class UnknownKeyError(BadTokenError):
    """The token is by a key that we do not hold: neither true nor false."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature is right."""

    key_id: str
    payload: Mapping[str, Any]


def read_token(token: str, keys: Iterable[Jwk], *, algorithms: Collection[str]) -> Token:
    """Return a token if its signature is right.

    Args:
        token: Compact serialisation.
        keys: Public keys as JWK.
        algorithms: Those allowed, of ``ALGORITHMS``.

    Raises:
        UnknownKeyError: no key with its ``kid``; BadTokenError: anything else.
    """
    if len(token) > LONGEST_TOKEN or token.count(".") != 2 or not token.isascii():
        raise BadTokenError("not a compact JWS")
    head, body, signature = token.split(".")
    header = _object(head)
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in algorithms or algorithm not in ALGORITHMS:
        raise BadTokenError("an algorithm that is not allowed")
    if _KEY_BRINGING & header.keys() or not isinstance(key_id, str):
        raise BadTokenError("a header that is not allowed")
    _verify(_find(keys, key_id, algorithm), algorithm, f"{head}.{body}".encode("ascii"), _decode(signature))
    return Token(key_id, _object(body))


def _find(keys: Iterable[Jwk], key_id: str, algorithm: str) -> Jwk:
    for key in keys:
        is_ours = key.get("kid") == key_id and (key.get("kty"), key.get("crv")) == ALGORITHMS[algorithm]
        if is_ours and key.get("alg", algorithm) == algorithm and key.get("use", "sig") == "sig":
            return key
    raise UnknownKeyError("no such key")


def _verify(key: Jwk, algorithm: str, signed: bytes, signature: bytes) -> None:
    try:
        if algorithm == "EdDSA":
            Ed25519PublicKey.from_public_bytes(_decode(key.get("x"))).verify(signature, signed)
            return
        if len(signature) != 64:
            raise BadTokenError("a signature of another length")
        x, y, r, s = (
            int.from_bytes(part, "big")
            for part in (_decode(key.get("x")), _decode(key.get("y")), signature[:32], signature[32:])
        )
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise BadTokenError("a wrong signature") from error


def _decode(text: Any) -> bytes:
    if not isinstance(text, str) or not _BASE64URL.issuperset(text):
        raise BadTokenError("not base64url")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise BadTokenError("not base64url") from error


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decode(part))
    except (ValueError, RecursionError) as error:
        raise BadTokenError("not JSON") from error
    if not isinstance(value, dict):
        raise BadTokenError("not an object")
    return value
