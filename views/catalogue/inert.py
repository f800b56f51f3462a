"""Text of others, made harmless: it is shown as plain words, in its own direction, never longer than one can read.

Flet draws a text as text, so tags and links in it do nothing. What is left are signs that change how the words around
them look (bidirectional marks), signs that no font has, and length.
"""

import unicodedata
from typing import Final

LONGEST: Final = 3_000
"""So much of one text is shown at once."""
_KEPT_CONTROLS: Final = "\n"
_HARMFUL_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Controls, formats (the bidirectional marks among them), surrogates, private signs of word processors, unassigned."""
_BULLETS: Final = str.maketrans({"☐": "-", "☑": "-", "✓": "-", "✔": "-", "→": ">", "⇒": ">", "●": "•", "▪": "•"})
MOST_MARKS: Final = 4
"""So many marks stand on one letter; Vietnamese needs two."""


def inert(text: str, *, limit: int = LONGEST) -> str:
    """Return at most ``limit`` characters of ``text`` that cannot harm what stands around them."""
    clean: list[str] = []
    marks = 0
    for sign in text[: limit * 2].replace("\r\n", "\n").replace("\t", " ").translate(_BULLETS):
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if sign in _KEPT_CONTROLS or (unicodedata.category(sign) not in _HARMFUL_CATEGORIES and marks <= MOST_MARKS):
            clean.append(sign)
    lines = "".join(clean).strip().split("\n")
    packed = "\n".join(line.strip() for number, line in enumerate(lines) if line.strip() or lines[number - 1].strip())
    return packed if len(packed) <= limit and len(text) <= limit * 2 else f"{packed[:limit].rstrip()}…"


def is_cut(text: str, *, limit: int = LONGEST) -> bool:
    """Return whether ``inert`` leaves the end of ``text`` away."""
    return len(text) > limit
