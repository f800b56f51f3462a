"""Authenticated encryption of one record or one chunk: AES-256-GCM, a format byte, a random 96-bit nonce."""

import hashlib
import hmac
import os
from collections.abc import Callable
from json.encoder import encode_basestring

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_FORMAT = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
OVERHEAD_BYTES = len(_FORMAT) + _NONCE_BYTES + _TAG_BYTES


class NotAuthenticError(Exception):
    """The bytes were not sealed with this key for this place."""


class Seal:
    """Seals bytes for one place (table, id, version ...) so that they open nowhere else."""

    def __init__(self, key: bytes, *, random: Callable[[int], bytes] = os.urandom) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a vault key has {KEY_BYTES} bytes")
        self._cipher = AESGCM(key)
        self._names = AESGCM(_derived(key, b"motcua names"))
        self._nonces = _derived(key, b"motcua nonces of names")
        self._random = random

    def close(self, plain: bytes, *place: str | int | bool) -> bytes:
        """Return ``plain`` sealed for ``place``."""
        nonce = self._random(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, _bind(place))

    def open(self, sealed: bytes, *place: str | int | bool) -> bytes:
        """Return what was sealed for ``place``.

        Raises:
            NotAuthenticError: another key, another place, or changed bytes.
        """
        return _decrypt(self._cipher, sealed, place)

    def close_name(self, name: str, *place: str) -> bytes:
        """Return ``name`` sealed for ``place``, always the same bytes, so that it can be looked up.

        The nonce is a pseudorandom function of place and name, under keys of their own: equal nonces mean equal names
        (the construction of SIV, RFC 5297, with GCM inside).
        """
        nonce = hmac.digest(self._nonces, _bind((*place, name)), hashlib.sha256)[:_NONCE_BYTES]
        return _FORMAT + nonce + self._names.encrypt(nonce, name.encode(), _bind(place))

    def open_name(self, sealed: bytes, *place: str) -> str:
        """Return the name that was sealed for ``place``.

        Raises:
            NotAuthenticError: another key, another place, or changed bytes.
        """
        return _decrypt(self._names, sealed, place).decode()


def _decrypt(cipher: AESGCM, sealed: bytes, place: tuple[str | int | bool, ...]) -> bytes:
    if not isinstance(sealed, bytes) or sealed[:1] != _FORMAT or len(sealed) < OVERHEAD_BYTES:
        raise NotAuthenticError
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], memoryview(sealed)[1 + _NONCE_BYTES :]  # a chunk is not copied for it
    try:
        return cipher.decrypt(nonce, body, _bind(place))
    except InvalidTag:
        raise NotAuthenticError from None


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, purpose, hashlib.sha256)


def _bind(place: tuple[str | int | bool, ...]) -> bytes:
    # The bytes that ``json.dumps`` gives without spaces, in a fifth of its time: it is asked twice for each record.
    parts = [encode_basestring(part) if isinstance(part, str) else repr(part).lower() for part in place]
    return f"[{','.join(parts)}]".encode()
