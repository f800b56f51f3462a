"""What a query may mean: the terms that its words may stand for, what its phrases are also called."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.catalogue.search.lexicon import Lexicon
from app.catalogue.search.phrases import as_letter
from app.catalogue.search.spelling import sounds_alike, without_telex, without_vni
from app.catalogue.words import faint, fillers, loose, place_signs, places, same
from forms.folding import fold

LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 16
LONGEST_REWRITTEN: Final = 6
TYPED_OVER, SLIP, TWO_SLIPS, MISTAKEN = 0.95, 0.75, 0.5, 0.7
"""What a term is worth that is the word without Telex keys; that differs by a slip; by two;
that is a known word in the place of another."""
REWRITTEN, LOOSELY = 0.9, 0.6
"""What a phrase is worth that means the same; that often goes with it."""
SELDOM: Final = 0.15
"""What a word weighs that mostly says nothing."""
SHORTEST_BEGINNING: Final = 3
"""How many first letters two words must share to be like each other."""
MOST_JOINED: Final = 24


@dataclass(slots=True)
class Word:
    """A word of the query: what was typed, and the terms it may stand for with what each is worth."""

    typed: str
    folded: str
    terms: dict[int, float]
    goes_on: tuple[int, int] = (0, 0)
    """While the word may go on: the first of the terms that begin with it, and the one after the last."""
    weight: float = 1.0
    """0: says nothing."""
    repaired: str = ""
    """The word it was taken for, where it is not one."""

    @property
    def likely(self) -> str:
        """Return what the word most likely is."""
        return self.repaired or self.folded


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Some words of the query, from ``first`` up to ``end``, said in other words."""

    first: int
    end: int
    text: str
    terms: list[int]
    letters: str
    worth: float


@dataclass(slots=True)
class Reading:
    """A query as understood."""

    words: list[Word]
    rewritings: list[Rewriting] = field(default_factory=list)
    marked: frozenset[str] = frozenset()
    """The words that were typed with marks."""


def read(query: str, lexicon: Lexicon) -> Reading:
    """Return what a query may mean in the words of the index."""
    typed = _tokens(query)
    words = [Word(token, folded, {}) for token in typed if (folded := fold(token))]
    for place, word in enumerate(words):
        _look_up(word, lexicon, may_go_on=place == len(words) - 1 and not query[-1:].isspace())
    words = _joined(_split(words, lexicon), lexicon)
    _repair(words, lexicon)
    _doubt(words, lexicon)
    rewritings = list(_rewritings(words, lexicon))
    _weigh(words, rewritings, lexicon)
    return Reading(words, rewritings, frozenset(w.typed for w in words if not w.typed.isascii()))


def loosened(reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the reading with the terms that begin most like each word that no procedure has."""
    for word in reading.words:
        if word.terms or any(word.goes_on):
            continue
        for length in range(len(word.folded) - 1, SHORTEST_BEGINNING - 1, -1):
            first, end = lexicon.beginning_with(word.folded[:length])
            if first < end:
                word.folded, word.goes_on, word.weight = word.folded[:length], (first, end), 1.0
                break
    return reading


def _tokens(query: str) -> list[str]:
    lowered = unicodedata.normalize("NFC", query[:LONGEST_QUERY]).lower()
    if not lowered.replace(" ", "").isalnum():
        lowered = "".join([c if c.isalnum() or unicodedata.combining(c) else " " for c in lowered])
    return lowered.split()[:MOST_WORDS]


def _look_up(word: Word, lexicon: Lexicon, *, may_go_on: bool) -> None:
    number = lexicon.find(word.folded)
    if number is not None:
        word.terms[number] = 1.0
    if may_go_on:
        first, end = lexicon.beginning_with(word.folded)
        if end - first > (number is not None):
            word.goes_on = (first, end)


def _split(words: list[Word], lexicon: Lexicon) -> list[Word]:
    """Return the words with those taken apart that are known words written as one: ``khaisinh``."""
    found: list[Word] = []
    for word in words:
        parts: list[str] = []
        if not word.terms and not any(word.goes_on):
            spellings = dict.fromkeys((word.folded, without_telex(word.folded), without_vni(word.folded)))
            parts = next((found for found in (_parts(one, lexicon) for one in spellings) if found), [])
        if not parts:
            found.append(word)
        for part in parts:
            number = lexicon.find(part)
            found.append(Word(part, part, {number: TYPED_OVER} if number is not None else {}))
    return found[:MOST_WORDS]


def _parts(letters: str, lexicon: Lexicon) -> list[str]:
    """Return the words of names that make up these letters, each standing with the next somewhere; fewest first."""
    if not 4 <= len(letters) <= MOST_JOINED or not letters.isalpha():
        return []
    best: list[list[tuple[int, list[str]]]] = [[] for _ in range(len(letters) + 1)]
    best[0].append((-1, []))
    for start in range(len(letters)):
        for term, parts in best[start]:
            for end in range(start + 2, min(len(letters), start + 7) + 1):
                number = lexicon.find(_as_folded(letters[start:end]))
                if number is not None and (term < 0 or lexicon.is_pair(term, number)):
                    best[end].append((number, [*parts, lexicon.terms[number]]))
    whole = [parts for _, parts in best[-1] if len(parts) > 1]
    return min(whole, key=len, default=[])


def _as_folded(letters: str) -> str:
    return letters[:-1] + "i" if letters[-1:] == "y" and len(letters) > 1 and letters[-2] not in "aeiou" else letters


def _joined(words: list[Word], lexicon: Lexicon) -> list[Word]:
    """Return the words with those put together that are a known word written as two: ``tha n``."""
    found: list[Word] = []
    for word in words:
        before = found[-1] if found else None
        if before is not None and (not word.terms or not before.terms):
            number = lexicon.find(before.folded + word.folded)
            if number is not None and len(before.folded) + len(word.folded) > 2:
                found[-1] = Word(before.typed + word.typed, lexicon.terms[number], {number: TYPED_OVER})
                continue
        found.append(word)
    return found


def _repair(words: Sequence[Word], lexicon: Lexicon) -> None:
    """Find what words may have been meant that no procedure has."""
    for place, word in enumerate(words):
        if (
            word.terms
            or word.folded in fillers()
            or _is_rewritten(words, place)
            or _goes_on_well(words, place, lexicon)
        ):
            continue
        for spelling in dict.fromkeys((_as_folded(without_telex(word.folded)), _as_folded(without_vni(word.folded)))):
            number = lexicon.find(spelling)
            if number is None and spelling != word.folded and (spelling in same() or spelling in fillers()):
                word.repaired = spelling
            if number is not None and spelling:
                word.terms[number], word.repaired = TYPED_OVER, spelling
        if word.terms or word.repaired:
            continue
        for spelling in sounds_alike(word.folded):
            number = lexicon.find(spelling)
            if number is not None:
                word.terms[number] = SLIP
        for term, count in lexicon.slips(word.folded):
            word.terms[term] = max(word.terms.get(term, 0.0), SLIP if count == 1 else TWO_SLIPS)
        _prefer_company(words, place, lexicon)


def _goes_on_well(words: Sequence[Word], place: int, lexicon: Lexicon) -> bool:
    """Return whether a word that is not yet one may become one that goes with the word before it."""
    word = words[place]
    if not any(word.goes_on):
        return False
    return place == 0 or any(lexicon.pairs_with_any(term, *word.goes_on) for term in words[place - 1].terms)


def _prefer_company(words: Sequence[Word], place: int, lexicon: Lexicon) -> None:
    """Of what a misspelt word may be, prefer what stands with its neighbours in names."""
    word = words[place]
    kept = {term: worth for term, worth in word.terms.items() if _has_company(words, place, term, lexicon)}
    if kept:
        word.terms = kept
    if word.terms:
        word.repaired = lexicon.terms[max(word.terms, key=lambda term: (word.terms[term], -lexicon.rarity[term]))]


def _has_company(words: Sequence[Word], place: int, term: int, lexicon: Lexicon) -> bool:
    before = words[place - 1].terms if place else {}
    after = words[place + 1].terms if place + 1 < len(words) else {}
    return any(lexicon.is_pair(other, term) for other in before) or any(lexicon.is_pair(term, o) for o in after)


def _doubt(words: Sequence[Word], lexicon: Lexicon) -> None:
    """Let a known word that stands with neither neighbour in any name also be one that does: ``tạm chú``."""
    if len(words) < 2:
        return
    for place, word in enumerate(words):
        if len(word.terms) != 1 or word.folded in fillers():
            continue
        (term,) = word.terms
        if _has_company(words, place, term, lexicon) or _is_rewritten(words, place):
            continue
        for other in lexicon.near(term):
            if _has_company(words, place, other, lexicon):
                word.terms[other] = MISTAKEN
                word.repaired = lexicon.terms[other]
                if not _is_rewritten(words, place):
                    word.repaired = ""


def _is_rewritten(words: Sequence[Word], place: int) -> bool:
    """Return whether the word belongs to a phrase that is known by another name."""
    known, often = same(), loose()
    for length in range(1, LONGEST_REWRITTEN + 1):
        for first in range(max(0, place - length + 1), min(place, len(words) - length) + 1):
            said = " ".join([word.likely for word in words[first : first + length]])
            if said in known or said in often:
                return True
    return False


def _weigh(words: Sequence[Word], rewritings: Sequence[Rewriting], lexicon: Lexicon) -> None:
    """Let words that say nothing weigh nothing, as long as others remain, and the words of a place little."""
    said = {place for other in rewritings if other.end - other.first > 1 for place in range(other.first, other.end)}
    weights = [_weight(words, place, lexicon) if place not in said else 1.0 for place in range(len(words))]
    if any(weight == 1.0 for weight in weights):
        for word, weight in zip(words, weights, strict=True):
            word.weight = weight
    for place, word in enumerate(words):
        if any(word.folded == earlier.folded for earlier in words[:place]):
            word.weight = 0.0
    said_where = {named for place in range(len(words)) for named in _where(words, place, lexicon)}
    if any(word.weight == 1.0 for place, word in enumerate(words) if place not in said_where):
        for place in said_where:
            words[place].weight = 0.0


def _where(words: Sequence[Word], place: int, lexicon: Lexicon) -> range:
    """Return which words, from ``place`` on, are the name of a place, with what leads to it."""
    first = place + 1 if words[place].folded in ("o", "tai") else place
    if first and first < len(words) and _is_sign(words, first, lexicon):
        return range(place, min(first + 3, len(words)))
    for length in (3, 2, 1):
        if " ".join([named.folded for named in words[first : first + length]]) in places():
            return range(place, min(first + length, len(words)))
    return range(place, place)


def _weight(words: Sequence[Word], place: int, lexicon: Lexicon) -> float:
    word = words[place]
    if any(word.goes_on) and len(word.folded) <= SHORTEST_BEGINNING - 1:
        return 1.0
    if word.likely in fillers() or _is_the_word_procedure(words, place):
        return 0.0
    if word.likely not in faint():
        return 1.0
    return 1.0 if any(_has_company(words, place, term, lexicon) for term in word.terms) else SELDOM


def _is_the_word_procedure(words: Sequence[Word], place: int) -> bool:
    return [word.folded for word in words[place : place + 2]] == ["thu", "tuc"] or (
        place > 0 and [word.folded for word in words[place - 1 : place + 1]] == ["thu", "tuc"]
    )


def _is_sign(words: Sequence[Word], place: int, lexicon: Lexicon) -> bool:
    """Return whether a word says that a place's name follows: quận, not quản (lý)."""
    word = words[place]
    written = place_signs().get(word.folded)
    if written is None or not word.typed.isascii():
        return word.typed == written
    after = words[place + 1].terms if place + 1 < len(words) else {}
    return not any(lexicon.is_pair(term, other) for term in word.terms for other in after)


def _rewritings(words: Sequence[Word], lexicon: Lexicon) -> Iterator[Rewriting]:
    strict, often = same(), loose()
    likely = [word.likely for word in words]
    for first in range(len(words)):
        for end in range(first + 1, min(len(words), first + LONGEST_REWRITTEN) + 1):
            said = " ".join(likely[first:end])
            if said not in strict and said not in often:
                continue
            for others, worth in ((strict.get(said, ()), REWRITTEN), (often.get(said, ()), LOOSELY)):
                for text, folded in others:
                    terms = [lexicon.find(part) for part in folded]
                    known = [term for term in terms if term is not None]
                    if len(known) == len(terms):
                        yield Rewriting(first, end, text, known, "".join(map(as_letter, known)), worth)
