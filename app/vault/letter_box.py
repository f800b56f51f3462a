"""Papers sealed by a phone's browser for one session: anybody who sees the code can put in, only the session opens.

A piece: 65 bytes of a P-256 key made for one page (SEC 1, uncompressed), 12 of nonce, then AES-256-GCM bound to the
box, under HKDF-SHA-256 of the agreement (RFC 5869) with both keys as salt. P-256, because every browser's WebCrypto has
it; ``portal/relay/papers.js`` is the other end. The key lives in this object only.
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.vault.sealing import KEY_BYTES, NotAuthenticError

_POINT_BYTES = 65
_NONCE_BYTES = 12
_INFO = b"motcua papers 1"


class LetterBox:
    """The key of one box of papers."""

    def __init__(self, box_id: str) -> None:
        self._bound = box_id.encode()
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def public_text(self) -> str:
        """Return the public half as an address carries it: base64url without padding."""
        return base64.urlsafe_b64encode(self._public).decode().rstrip("=")

    def open(self, piece: bytes) -> bytes:
        """Return what a piece holds.

        Raises:
            NotAuthenticError: it was not sealed for this box, or was changed.
        """
        point, nonce, body = (
            piece[:_POINT_BYTES],
            piece[_POINT_BYTES:][:_NONCE_BYTES],
            piece[_POINT_BYTES + _NONCE_BYTES :],
        )
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            shared = self._key.exchange(ec.ECDH(), theirs)
            key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=point + self._public, info=_INFO).derive(shared)
            return AESGCM(key).decrypt(nonce, body, self._bound)
        except (ValueError, InvalidTag):
            raise NotAuthenticError from None


def seal_piece(plain: bytes, public_text: str, box_id: str, *, nonce: bytes) -> bytes:
    """Return ``plain`` sealed for a box, as a browser does it; for trying a box without one."""
    receiver = base64.urlsafe_b64decode(public_text + "=" * (-len(public_text) % 4))
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver))
    key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=point + receiver, info=_INFO).derive(shared)
    return point + nonce + AESGCM(key).encrypt(nonce, plain, box_id.encode())
