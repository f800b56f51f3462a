"""Signed statements: compact JWS (RFC 7515) with Ed25519 (RFC 8037), small enough for a QR code on paper."""

import base64
import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

KEY_FILE = "signing-key.pem"


def base64url(data: bytes) -> str:
    """Return unpadded base64url."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


@dataclass(frozen=True)
class Signer:
    """The portal's signing key. Sample until a real agency's key is configured: every statement says so."""

    private_key: Ed25519PrivateKey
    issuer: str
    sample: bool = True

    @property
    def public_bytes(self) -> bytes:
        """Return the raw public key."""
        return self.private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        """Return the JWK thumbprint (RFC 7638), shortened to 16 characters."""
        member = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": base64url(self.public_bytes)}, separators=(",", ":"))
        return base64url(hashlib.sha256(member.encode()).digest())[:16]

    def statement(self, claims: Mapping[str, Any]) -> str:
        """Return ``claims`` (``typ, kind, number, code, issued_at`` ...) as a compact JWS."""
        header = {"alg": "EdDSA", "kid": self.key_id}
        payload = {"iss": self.issuer, **claims, "sample": self.sample}
        signed = f"{_part(header)}.{_part(payload)}"
        return f"{signed}.{base64url(self.private_key.sign(signed.encode('ascii')))}"

    def jwks(self) -> dict[str, Any]:
        """Return the public key as a JWK set."""
        key = {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": base64url(self.public_bytes),
            "kid": self.key_id,
            "alg": "EdDSA",
            "use": "sig",
            "sample": self.sample,
        }
        return {"keys": [key]}


def _part(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def load_or_create_signer(data_dir: Path, *, issuer: str) -> Signer:
    """Return the signer of ``data_dir``, made at the first start; processes that start together agree on one key."""
    path = data_dir / KEY_FILE
    if not path.exists():
        _create_key(path)
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return Signer(key, issuer)


def _create_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    data = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(temporary, path)  # whoever is first wins; the others use the winner's key
    temporary.unlink()
