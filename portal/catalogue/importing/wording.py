"""Cleans the source's words for places where they stand alone: names, titles, notes."""

import re
import unicodedata
from typing import Final

NOTHING_SAID: Final = "Không có thông tin"
"""What the source prints in an empty place."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SAYS_NOTHING: Final = re.compile(r"(không có thông tin|không có|không|--|-|\.|\s)*", re.IGNORECASE)


def plain(text: str, *, longest: int = 1_000) -> str:
    """Return one line without control, direction and unassigned characters, NFC, cut at ``longest`` with "…"."""
    line = " ".join(unicodedata.normalize("NFC", text[: longest * 4]).split())
    if not line.isprintable():
        line = " ".join("".join(letter for letter in line if unicodedata.category(letter) not in _UNSEEN).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def squeezed(text: str) -> str:
    """Return ``text`` with one blank where there were several and without empty lines; lines stay lines.

    Also keeps the patterns of this package linear: none of them meets a long run of white space.
    """
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def says_nothing(text: str) -> bool:
    """Whether a text is empty or only says that there is nothing to say."""
    return _SAYS_NOTHING.fullmatch(text.strip()) is not None


def upper_first(text: str) -> str:
    """Return ``text`` with its first letter large."""
    return text[:1].upper() + text[1:]
