"""The staff's PIN: what is kept of it, and how often it may be tried."""

import hashlib
import hmac
import logging
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from app.vault.private_file import write_privately

log = logging.getLogger(__name__)

FILE_NAME: Final = "pin_tries"
PIN: Final = re.compile(r"[0-9]{6,12}")
FREE_TRIES: Final = 5
FIRST_PAUSE_S: Final = 60.0
LONGEST_PAUSE_S: Final = 3600.0
_COST: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}


def hash_pin(pin: str, random: Random) -> str:
    """Return what is kept of a PIN: a salt and its scrypt.

    Raises:
        ValueError: it is not 6 to 12 digits.
    """
    if PIN.fullmatch(pin) is None:
        raise ValueError("a PIN has 6 to 12 digits")
    salt = random.randbytes(16)
    return f"scrypt:{b64encode(salt).decode()}:{b64encode(_scrypt(pin, salt)).decode()}"


class PinGate:
    """Whether a PIN is right; lives in the keeper, so that a new session brings no new tries.

    After five wrong ones in a row every PIN is wrong for a minute, then for two, four ... up to an hour: a million PINs
    of six digits take a century. A try is written down before it is made, and whoever cuts the power begins with the
    tries that were counted and the whole of the pause that stood: no clock is believed, for a terminal's may be wrong.

    Args:
        monotonic: Seconds that only ever grow.
        folder: The keeper's, where the count outlives it; None: nowhere.
    """

    def __init__(self, monotonic: Callable[[], float], folder: Path | None = None) -> None:
        self._monotonic = monotonic
        self._file = folder / FILE_NAME if folder is not None else None
        self._wrong = self._read()
        self._closed_until = self._opens_at()

    def is_pin(self, pin: str, pin_hash: str) -> bool:
        """Return whether ``pin`` is what ``pin_hash`` was made of; it takes a tenth of a second of one processor."""
        if self._monotonic() < self._closed_until:
            return False
        self._count(self._wrong + 1)
        if _is_right(pin, pin_hash):
            self._count(0)
            return True
        self._closed_until = self._opens_at()
        return False

    def _opens_at(self) -> float:
        """Return until when every PIN is wrong, after as many wrong ones in a row."""
        if self._wrong < FREE_TRIES:
            return float("-inf")
        pause: float = FIRST_PAUSE_S * 2 ** min(self._wrong - FREE_TRIES, 20)
        return self._monotonic() + min(pause, LONGEST_PAUSE_S)

    def _read(self) -> int:
        try:
            return int(self._file.read_text(encoding="ascii")) if self._file is not None else 0
        except FileNotFoundError:
            return 0
        except (OSError, ValueError):
            return FREE_TRIES  # whatever it said, nobody guesses at once

    def _count(self, wrong: int) -> None:
        self._wrong = wrong
        if self._file is None:
            return
        try:
            write_privately(self._file, str(wrong))
        except OSError as error:  # counted in memory all the same
            log.warning("the tries of the PIN were not kept (%s)", type(error).__name__)


def _is_right(pin: str, pin_hash: str) -> bool:
    kind, _, rest = pin_hash.partition(":")
    try:
        salt, expected = (b64decode(part, validate=True) for part in rest.split(":"))
    except ValueError:
        return False
    return kind == "scrypt" and PIN.fullmatch(pin) is not None and hmac.compare_digest(_scrypt(pin, salt), expected)


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST)
