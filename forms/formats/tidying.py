"""What every format does first: composed letters, plain digits, nothing that cannot be seen."""

import unicodedata

_SEPARATORS = frozenset(" .-/()\u00a0\u2009\u202f\t\u2010\u2011\u2013")
"""What people type between digits."""

_WIDE = range(0xFF01, 0xFF5F)
"""The full-width twins of ASCII, which East Asian keyboards type."""

_KEPT_CONTROLS = frozenset("\n\t")


def text(typed: str) -> str:
    """Return free text as it is kept: composed (NFC), one sign for the end of a line, no control characters."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    if lines.isascii() and lines.isprintable():
        return lines.strip()
    seen = "".join(one for one in lines if one in _KEPT_CONTROLS or unicodedata.category(one) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", seen).strip()


def one_line(typed: str) -> str:
    """Return text for a line: full-width letters plain, invisible characters out, single spaces."""
    seen = "".join(_narrow(one) for one in typed if unicodedata.category(one) not in ("Cf", "Cs"))
    return " ".join("".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", seen)).split())


def digits(typed: str) -> str:
    """Return a number without the separators people type; digits of other scripts are ours, other letters stay."""
    kept = "".join(_digit(one) for one in one_line(typed) if one not in _SEPARATORS)
    return unicodedata.normalize("NFC", kept)


def code(typed: str) -> str:
    """Return a code of letters and digits without separators, in capitals."""
    return unicodedata.normalize("NFC", digits(typed).upper())


def with_plain_digits(line: str) -> str:
    """Return a line whose digits are 0 to 9."""
    return "".join(_digit(one) for one in line)


def is_digits(value: str, count: int) -> bool:
    """Return whether a value is exactly so many digits 0 to 9."""
    return len(value) == count and value.isascii() and value.isdecimal()


def _narrow(letter: str) -> str:
    return chr(ord(letter) - 0xFEE0) if ord(letter) in _WIDE else letter


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
