"""One file sealed for one receiver: who seals it needs only a code that the receiver shows, and no secret is told.

Layout: the line ``MOTCUA-SEALED-TO-1``, 32 bytes of a key made for this file only, then AES-256-GCM (see ``Seal``)
under HKDF-SHA-256 of the X25519 agreement of that key with the receiver's (RFC 7748, RFC 5869); both keys and the
purpose go into the derivation, so that a file opens for one receiver and one purpose only. It says nothing of who
sealed it.
"""

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.vault.errors import WrongKeyError
from app.vault.sealed_file import NotASealedFileError
from app.vault.sealing import KEY_BYTES, NotAuthenticError, Seal

_MAGIC = b"MOTCUA-SEALED-TO-1\n"
_CHECK_BYTES = 4
_GROUP = 5


class BadCodeError(ValueError):
    """The text is no receiving code, or a letter of it is wrong."""


def new_receiving_key() -> bytes:
    """Return a secret key for receiving sealed files; it never leaves its device."""
    return X25519PrivateKey.generate().private_bytes_raw()


def receiving_code(key: bytes) -> str:
    """Return the code that others seal files with: the public half, with a checksum, in groups of five letters.

    Base 32 (RFC 4648) has no 0, 1, 8 and 9, which are misread as letters.
    """
    public = X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
    letters = base64.b32encode(public + _check(public)).decode().rstrip("=")
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def is_receiving_code(text: str) -> bool:
    """Tell whether a text is a receiving code, none of whose letters is wrong."""
    try:
        _public_of(text)
    except BadCodeError:
        return False
    return True


def seal_for(content: bytes, code: str, *, purpose: str) -> bytes:
    """Return ``content`` sealed for ``purpose`` so that only the device that shows ``code`` opens it.

    Raises:
        BadCodeError: the code is not one.
    """
    receiver = _public_of(code)
    own = X25519PrivateKey.generate()
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(receiver))
    except ValueError as error:  # a public key of low order
        raise BadCodeError from error
    own_public = own.public_key().public_bytes_raw()
    seal = _seal(shared, own_public + receiver, purpose)
    return _MAGIC + own_public + seal.close(content, "sealed-to", purpose)


def is_sealed_for_a_receiver(data: bytes) -> bool:
    """Tell whether a file was sealed with a receiving code."""
    return data.startswith(_MAGIC)


def open_received(data: bytes, key: bytes, *, purpose: str) -> bytes:
    """Return the content of a file that was sealed for the holder of ``key``.

    Raises:
        NotASealedFileError: it is something else.
        WrongKeyError: it is for another receiver or purpose, or its bytes were changed.
    """
    head = len(_MAGIC) + KEY_BYTES
    if not is_sealed_for_a_receiver(data) or len(data) < head:
        raise NotASealedFileError
    sender = data[len(_MAGIC) : head]
    mine = X25519PrivateKey.from_private_bytes(key)
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(sender))
        seal = _seal(shared, sender + mine.public_key().public_bytes_raw(), purpose)
        return seal.open(data[head:], "sealed-to", purpose)
    except (ValueError, NotAuthenticError):
        raise WrongKeyError from None


def _seal(shared: bytes, salt: bytes, purpose: str) -> Seal:
    info = f"motcua sealed-to 1 {purpose}".encode()
    return Seal(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(shared))


def _public_of(code: str) -> bytes:
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    try:
        read = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError) as error:
        raise BadCodeError from error
    public, check = read[:KEY_BYTES], read[KEY_BYTES:]
    if len(public) != KEY_BYTES or check != _check(public):
        raise BadCodeError
    return public


def _check(public: bytes) -> bytes:
    return hashlib.sha256(b"motcua receiving code" + public).digest()[:_CHECK_BYTES]
