"""The code of a hand-over: short enough to be read off a slip and typed, long enough that nobody finds it.

Fifteen letters at random (67 bits) and one that checks them. No vowel, no D and no W is among them, so that neither
Telex nor VNI ever turns two letters into one; nothing that looks like another letter or digit is among them either.

All else follows from the code by scrypt: which box, the token that opens it, and the key of the seal. The portal knows
the box and a hash of the token, and neither leads back to the key.
"""

import hashlib
from dataclasses import dataclass, field
from random import Random
from typing import Final

LETTERS: Final = "BCFGHJKLMNPQRSTVXZ34679"
LENGTH: Final = 16
_GROUP: Final = 4
_SALT: Final = b"motcua hand-over 1"
_COST: Final = 2**15
"""With 67 random bits a guess need not be dear; this makes each cost a tenth of a second all the same."""


class BadCodeError(ValueError):
    """The text is no hand-over code, or a letter of it is wrong."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What follows from a code."""

    box_id: str
    token: str = field(repr=False)
    key: bytes = field(repr=False)
    """For ``app.vault.recipient``: whoever has the code is the receiver."""


def new_code(random: Random) -> str:
    """Return a new code; ``random`` must be the system's outside tests."""
    letters = "".join(random.choice(LETTERS) for _ in range(LENGTH - 1))
    return letters + _check(letters)


def in_groups(code: str) -> str:
    """Return a code as it is shown: ``BCFG-HJKL-MNPQ-RST3``."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """Return the code that somebody typed, or that stands after the ``#`` of an address that was scanned.

    Raises:
        BadCodeError: a letter is missing or wrong.
    """
    letters = "".join(letter for letter in typed.rpartition("#")[2].upper() if letter.isalnum())
    if len(letters) != LENGTH or any(letter not in LETTERS for letter in letters):
        raise BadCodeError
    if _check(letters[:-1]) != letters[-1]:
        raise BadCodeError
    return letters


def as_passphrase(typed: str) -> str:
    """Return the words of a file on a stick: a code as it is shown, however it was typed; other words as they are."""
    try:
        return in_groups(read_code(typed))
    except BadCodeError:
        return typed


def open_code(code: str) -> Opened:
    """Return what follows from a code; takes a tenth of a second: not on the loop."""
    found = hashlib.scrypt(code.encode(), salt=_SALT, n=_COST, r=8, p=1, maxmem=2**26, dklen=80)
    return Opened(found[:16].hex(), found[16:48].hex(), found[48:])


def _check(letters: str) -> str:
    """Return the letter that makes every single wrong letter and every swap of two visible: 23 is a prime."""
    total = sum((at + 1) * LETTERS.index(letter) for at, letter in enumerate(letters))
    return LETTERS[total % len(LETTERS)]
