"""Authenticated encryption of one record or one chunk: AES-256-GCM, a format byte, a random 96-bit nonce."""

import json
import os
from collections.abc import Callable

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
        if sealed[:1] != _FORMAT or len(sealed) < OVERHEAD_BYTES:
            raise NotAuthenticError
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, _bind(place))
        except InvalidTag:
            raise NotAuthenticError from None


def _bind(place: tuple[str | int | bool, ...]) -> bytes:
    return json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode()
