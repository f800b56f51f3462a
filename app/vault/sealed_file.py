"""One file sealed with a passphrase, to carry something from device to device.

Layout: the line ``MOTCUA-SEALED-1``, 16 bytes of salt, then AES-256-GCM (see ``Seal``) under scrypt(passphrase, salt).
"""

import hashlib
import os
import unicodedata
from collections.abc import Callable

from app.vault.errors import WrongKeyError
from app.vault.sealing import KEY_BYTES, NotAuthenticError, Seal

MAGIC = b"MOTCUA-SEALED-1\n"
_SALT_BYTES = 16
_COST = 2**17
"""OWASP's Password Storage Cheat Sheet (2023): scrypt n=2^17, r=8, p=1 where attackers may take the file home."""


class NotASealedFileError(ValueError):
    """The bytes do not begin as a sealed file does."""


def seal_file(content: bytes, passphrase: str, *, purpose: str, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """Return ``content`` sealed for ``purpose`` under ``passphrase``."""
    salt = random(_SALT_BYTES)
    return MAGIC + salt + _seal(passphrase, salt).close(content, "sealed-file", purpose)


def open_sealed_file(data: bytes, passphrase: str, *, purpose: str) -> bytes:
    """Return the content of a sealed file.

    Raises:
        NotASealedFileError: it is something else.
        WrongKeyError: another passphrase, another purpose, or changed bytes.
    """
    if not data.startswith(MAGIC):
        raise NotASealedFileError
    salt, sealed = data[len(MAGIC) :][:_SALT_BYTES], data[len(MAGIC) + _SALT_BYTES :]
    try:
        return _seal(passphrase, salt).open(sealed, "sealed-file", purpose)
    except NotAuthenticError:
        raise WrongKeyError from None


def _seal(passphrase: str, salt: bytes) -> Seal:
    words = unicodedata.normalize("NFC", passphrase).encode()  # the other device's keyboard may write "ệ" otherwise
    key = hashlib.scrypt(words, salt=salt, n=_COST, r=8, p=1, maxmem=2**28, dklen=KEY_BYTES)
    return Seal(key)
