"""What a misspelt word was meant to be: a slip of the finger, keys of Telex or VNI left over, a sound alike."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

SHORTEST_SLIP: Final = 4
"""From this many letters on a word that nobody knows may be a slip."""
SHORTEST_MISTAKE: Final = 3
"""From this many letters on a known word may be one in its place."""
LONG: Final = 7
"""From this many letters on a word may have two slips."""
LONGEST_SLIP: Final = 24
"""A longer word is none of any language here: letters left out of 1,000 would be half a million words."""
_VOWELS: Final = frozenset("aeiouy")
_TONES: Final = frozenset("sfrxj")
_ONSETS: Final = (
    ("tr", "ch"),
    ("s", "x"),
    ("d", "gi"),
    ("d", "r"),
    ("r", "gi"),
    ("l", "n"),
    ("ph", "f"),
    ("v", "d"),
    ("k", "c"),
    ("ng", "ngh"),
    ("g", "gh"),
    ("qu", "w"),
)
_ENDINGS: Final = (("n", "ng"), ("c", "t"), ("ch", "t"), ("nh", "n"), ("i", "y"), ("c", "k"))
"""Spellings that many speakers say alike, north (tr/ch, s/x, l/n) and south (n/ng, c/t, v/d)."""


def deletions(word: str, *, depth: int) -> frozenset[str]:
    """Return the word and what is left of it with up to ``depth`` letters missing."""
    found = {word}
    if len(word) > LONGEST_SLIP:
        return frozenset(found)
    for missing in range(1, depth + 1):
        for kept in combinations(range(len(word)), len(word) - missing):
            found.add("".join(word[place] for place in kept))
    return frozenset(found)


def slips(one: str, other: str) -> int:
    """Return how many letters are added, missing, changed or swapped between two words; at most 3."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        older, before, row = before, row, [place]
        for column, wanted in enumerate(other, 1):
            cost = min(row[-1] + 1, before[column] + 1, before[column - 1] + (letter != wanted))
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == wanted:
                cost = min(cost, older[column - 2] + 1)
            row.append(cost)
    return min(row[-1], 3)


def without_telex(word: str) -> str:
    """Return a folded word without what is left of Telex keys: ``thuwowngf`` → ``thuong``, ``ddawng`` → ``dang``.

    Source:
        domain facts F.1: s f r x j are tones after a vowel, aa ee oo dd are one letter, w bends the vowel before it.
    """
    found: list[str] = []
    for place, letter in enumerate(word):
        has_vowel = any(earlier in _VOWELS for earlier in found)
        if letter == "w":
            if not has_vowel:
                found.append("u")
        elif (letter in _TONES and has_vowel and not _begins_cluster(word, place)) or (
            letter in "aeod" and letter in found and (letter == "d" or found[-1] == letter or _closes(word, place))
        ):
            continue
        else:
            found.append(letter)
    return "".join(found)


def _begins_cluster(word: str, place: int) -> bool:
    return word[place : place + 2] in ("sh",)


def _closes(word: str, place: int) -> bool:
    """Return whether only tone keys follow: ``hieneje`` is typed with the second e last."""
    return all(letter in _TONES or letter == "w" for letter in word[place + 1 :])


def without_vni(word: str) -> str:
    """Return a folded word without the digits of VNI: ``d9ang8`` → ``dang``.

    Source:
        domain facts F.1.
    """
    return "".join(letter for letter in word if not letter.isdigit())


def sounds_alike(word: str) -> Iterator[str]:
    """Yield the spellings of a folded syllable that many people mistake for it."""
    for pair in _ONSETS:
        for one, other in (pair, pair[::-1]):
            if word.startswith(one) and len(word) > len(one):
                yield other + word[len(one) :]
    for pair in _ENDINGS:
        for one, other in (pair, pair[::-1]):
            if word.endswith(one) and len(word) > len(one):
                yield word[: -len(one)] + other


def neighbours(terms: Sequence[str]) -> Iterator[list[int]]:
    """Yield for each term the numbers of those one slip or one sound away."""
    numbers = {term: number for number, term in enumerate(terms)}
    by_rest: dict[str, list[int]] = defaultdict(list)
    for number, term in enumerate(terms):
        if len(term) >= SHORTEST_MISTAKE and _may_be_mistaken(term):
            for rest in deletions(term, depth=1):
                by_rest[rest].append(number)
    for number, term in enumerate(terms):
        if not _may_be_mistaken(term):
            yield []
            continue
        near = {numbers[other] for other in sounds_alike(term) if other in numbers}
        for rest in deletions(term, depth=1) if len(term) >= SHORTEST_MISTAKE else ():
            near.update(other for other in by_rest[rest] if slips(term, terms[other]) == 1)
        near.discard(number)
        yield sorted(near)


def _may_be_mistaken(term: str) -> bool:
    return 2 <= len(term) <= 12 and term.isalpha()
