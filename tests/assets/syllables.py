"""Vietnamese syllables and the keys that spell them, put together here without the keyboard's own rules.

A rime is written with ``*`` behind the letter that carries the tone, as an older dictionary has it (hòa, thúy); what a
letter is made of, Unicode says.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

RIMES = """
a* a*c a*ch a*i a*m a*n a*ng a*nh a*o a*p a*t a*u a*y ă*c ă*m ă*n ă*ng ă*p ă*t â*c â*m â*n â*ng â*p â*t â*u
â*y e*m e*n e*ng e*o e*p e*t ê* ê*ch ê*m ê*n ê*nh ê*p ê*t ê*u i* i*a i*ch i*m i*n i*nh i*p i*t i*u iê*c iê*m
iê*n iê*ng iê*p iê*t iê*u o* o*a oa*c oa*i oa*n oa*ng oa*nh oa*t oa*y oă*c oă*n oă*t o*c o*e oe*t o*i o*m o*n
o*ng o*p o*t ô* ô*c ô*i ô*m ô*n ô*ng ô*p ô*t ơ* ơ*i ơ*m ơ*n ơ*p ơ*t u* u*a uâ*n uâ*t u*c uê* u*i u*m u*n u*ng
uô*c uô*i uô*m uô*n uô*ng uô*t uơ* u*p u*t u*y uy*a uyê*n uyê*t uy*nh uy*t uy*u ư* ư*a ư*c ư*i ư*ng ư*t ư*u
ươ*c ươ*i ươ*m ươ*n ươ*ng ươ*p ươ*t ươ*u y*
""".split()  # noqa: SIM905 - rimes read better as lines
ONSETS = tuple("b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x".split())  # noqa: SIM905 - read as a row
ONSETS_OF_E_I = {"c": "k", "g": "gh", "ng": "ngh"}
TONES = {"": "", "\u0301": "sắc", "\u0300": "huyền", "\u0309": "hỏi", "\u0303": "ngã", "\u0323": "nặng"}

_HAT, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
KEYS = {
    "telex": {_BREVE: "w", _HORN: "w", "đ": "dd"} | dict(zip(TONES, ["", "s", "f", "r", "x", "j"], strict=True)),
    "vni": {_HAT: "6", _BREVE: "8", _HORN: "7", "đ": "d9"}
    | dict(zip(TONES, ["", "1", "2", "3", "4", "5"], strict=True)),
}


@dataclass(frozen=True)
class Syllable:
    """One, with how it is spelled."""

    onset: str
    rime: str
    tone: str

    @property
    def written(self) -> str:
        """As a person reads it."""
        return unicodedata.normalize("NFC", self.onset + self.rime.replace("*", self.tone))

    def keys(self, method: str, *, tone_at_once: bool = False) -> str:
        """Return its keys; the tone's at the end, or as soon as the letters that carry it are there."""
        table = KEYS[method]
        before, after = (part for part in self.rime.split("*"))
        tone = table[self.tone]
        first, last = self._spelled(self.onset + before, method), self._spelled(after, method)
        return first + tone + last if tone_at_once else first + last + tone

    @staticmethod
    def _spelled(letters: str, method: str) -> str:
        table, keys = KEYS[method], ""
        for letter in letters:
            if letter == "đ":
                keys += table["đ"]
                continue
            base, *marks = unicodedata.normalize("NFD", letter)
            keys += base + "".join(table.get(mark, base) for mark in marks)
        return keys


def syllables() -> Iterator[Syllable]:
    """Yield over a thousand: each rime under each tone that it can carry, the onsets in turn."""
    at = 0
    for rime in RIMES:
        letters = rime.replace("*", "")
        is_stopped = letters.endswith(("c", "p", "t", "ch"))
        for tone in TONES:
            if is_stopped and tone not in ("\u0301", "\u0323"):
                continue
            at += 1
            onset = ONSETS[at % len(ONSETS)]
            if letters[0] in "eêiy":
                onset = ONSETS_OF_E_I.get(onset, onset)
            if onset == "qu" and letters[0] in "uoôươiy":
                onset = "h"
            if onset == "gi" and letters[0] in "iy":
                onset = "l"
            if letters == "y" or letters == "uơ":
                onset = "m" if letters == "y" else "h"
            if onset == "k" and letters[0] not in "eêiy":
                onset = "c"
            yield Syllable(onset, rime, tone)
