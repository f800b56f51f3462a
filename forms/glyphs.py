"""Letters that the papers' font does not have: nothing a person wrote is left out of a paper."""

import unicodedata
from typing import Any

_LIKE = str.maketrans(
    {
        **dict.fromkeys("ʼ‘’‛", "’"),
        **dict.fromkeys("‐‑‒―", "–"),
        **dict.fromkeys("\u2007\u2008\u2009\u202f\u3000\t", " "),
        "\r": None,
    }
)
"""Signs that look the same as one the font has."""


def printable(words: str, pdf: Any) -> str:
    """Return a text in letters that the font has; another letter stands as its number: ``[U+1F642]``.

    Composed first (NFC), and without what is never seen (joiners, marks of direction).
    """
    if words.isascii():
        return "".join(one for one in words if one.isprintable() or one in "\n\t").replace("\t", " ")
    known = pdf.fonts["body"].cmap
    composed = unicodedata.normalize("NFC", words).translate(_LIKE)
    return "".join(_shown(letter, known) for letter in composed)


def _shown(letter: str, known: Any) -> str:
    if letter == "\n" or ord(letter) in known:
        return letter
    if unicodedata.category(letter) in ("Cf", "Cc", "Cs") or 0xFE00 <= ord(letter) <= 0xFE0F:
        return ""
    return f"[U+{ord(letter):04X}]"
