"""Search over procedures as people type: without marks, by the first letters, abbreviated, misspelt, in English.

Pure Python, because FTS5 is missing on Android and folds no đ: an inverted index of folded syllables over weighted
fields. A query has several readings (as typed; with abbreviations and everyday words rewritten); for each, every word
brings the terms it may stand for (itself, what begins with it, one slip of the finger). A procedure earns for each word
its rarity times the best field, words that stand together in the same order earn again, and a procedure that answers
only part of the query loses by the square of what is missing.
"""

import math
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.catalogue.model import Hit, Why
from app.catalogue.words import FILLERS, REWRITINGS
from forms.folding import fold
from forms.procedure import Procedure

PREFIX, SLIP, REWRITTEN = 0.8, 0.6, 0.85
"""What a term is worth that begins with the word; that differs by one slip; that comes from a rewriting."""
TOGETHER: Final = 0.6
"""What two neighbouring words earn again when they stand together in the procedure."""
BEGINNING: Final = 2.0
"""What a name earns again that begins with the only word there is so far."""
MARKS: Final = 0.15
"""What a word typed with its marks earns again where these marks stand."""
LEAST_ANSWERED: Final = 0.3
"""A procedure that answers less of a query than this is no answer."""
LEAST_OF_BEST: Final = 0.04
"""Nor is one that is worth less than this part of the best."""
SHORTEST_SLIP: Final = 4
_NOWHERE: Final[Mapping[int, list[int]]] = {}
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 16
MOST_READINGS: Final = 12
MOST_PREFIXED: Final = 60


@dataclass(frozen=True, slots=True)
class _Field:
    weight: float
    why: Why
    tokens: tuple[str, ...]
    marked: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    names: Mapping[str, str]
    folded_names: tuple[str, ...]
    boost: float
    fields: tuple[_Field, ...]


class SearchIndex:
    """An index over procedures, made once."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._entries = tuple(map(_entry, procedures))
        self._postings: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, entry in enumerate(self._entries):
            for place, field in enumerate(entry.fields):
                for token in dict.fromkeys((*field.tokens, *_pairs(field.tokens))):
                    self._postings[token][number].append(place)
        self._vocabulary = sorted(token for token in self._postings if " " not in token)
        self._slips: dict[str, list[str]] = defaultdict(list)
        for token in self._vocabulary:
            if len(token) >= SHORTEST_SLIP:
                for shorter in _deletions(token):
                    self._slips[shorter].append(token)

    def search(self, query: str, *, language: str, limit: int) -> tuple[Hit, ...]:
        """Return at most ``limit`` hits, best first; equal ones in the catalogue's order."""
        query = query[:LONGEST_QUERY]
        best: dict[int, tuple[float, Why]] = {}
        marked = frozenset(_marked_words(query))
        for number, worth in self._by_code(query):
            best[number] = (worth, Why.CODE)
        for words, worth in _readings(fold(query)):
            for number, (score, why) in self._score(words, marked=marked).items():
                if score * worth > best.get(number, (0.0, why))[0]:
                    best[number] = (score * worth, why)
        least = LEAST_OF_BEST * max((score for score, why in best.values() if why is not Why.CODE), default=0.0)
        kept = [item for item in best.items() if item[1][0] >= least]
        ranked = sorted(kept, key=lambda item: (-item[1][0], item[0]))[: max(limit, 0)]
        return tuple(self._hit(number, score, why, language=language) for number, (score, why) in ranked)

    def _hit(self, number: int, score: float, why: Why, *, language: str) -> Hit:
        entry = self._entries[number]
        name = entry.names.get(language) or next(iter(entry.names.values()), entry.code)
        return Hit(entry.code, name, round(score, 4), why)

    def _by_code(self, query: str) -> Iterator[tuple[int, float]]:
        typed = query.strip().upper()
        if len(typed) >= 3 and any(character in typed for character in ".0123456789"):
            for number, entry in enumerate(self._entries):
                if entry.code.upper().startswith(typed):
                    yield number, 1000.0 if entry.code.upper() == typed else 100.0

    def _score(self, words: Sequence[str], *, marked: frozenset[str]) -> dict[int, tuple[float, Why]]:
        wanted = 0.0
        found: dict[int, float] = defaultdict(float)
        earned: dict[int, float] = defaultdict(float)
        reasons: dict[int, dict[Why, float]] = defaultdict(lambda: defaultdict(float))
        for place, word in enumerate(words):
            terms = self._terms(word, is_last=place == len(words) - 1)
            rarity = self._rarity(*(term for term, _ in terms))
            wanted += rarity
            for number, (worth, why, quality) in self._best_fields(terms, marked=marked).items():
                found[number] += rarity * quality
                earned[number] += rarity * worth
                reasons[number][why] += rarity * worth
        for pair in _pairs(words):
            for number, places in self._postings.get(pair, _NOWHERE).items():
                weight = max(self._entries[number].fields[place].weight for place in places)
                earned[number] += TOGETHER * self._rarity(pair) * weight
        hits: dict[int, tuple[float, Why]] = {}
        for number, part in found.items():
            answered = part / wanted
            if answered >= LEAST_ANSWERED:
                closeness, title = self._closest_title(number, words)
                begins = len(words) == 1 and any(n.startswith(words[0]) for n in self._entries[number].folded_names)
                fit = 1 + 0.5 * closeness + BEGINNING * begins
                worth = earned[number] * answered**2 * self._entries[number].boost * fit
                most = max(reasons[number], key=reasons[number].__getitem__)
                hits[number] = (worth, title if closeness > 0.5 and most is not Why.TEXT else most)
        return hits

    def _best_fields(
        self, terms: Iterable[tuple[str, float]], *, marked: frozenset[str]
    ) -> dict[int, tuple[float, Why, float]]:
        best: dict[int, tuple[float, Why, float]] = {}
        for term, quality in terms:
            for number, places in self._postings.get(term, _NOWHERE).items():
                for place in places:
                    field = self._entries[number].fields[place]
                    as_marked = any(fold(word) == term for word in marked & field.marked)
                    worth = quality * field.weight * (1 + MARKS * as_marked)
                    if number not in best or worth > best[number][0]:
                        best[number] = (worth, field.why, quality)
        return best

    def _terms(self, word: str, *, is_last: bool) -> tuple[tuple[str, float], ...]:
        """Return the indexed terms a word may stand for, each with its worth."""
        terms = {word: 1.0} if word in self._postings else {}
        if is_last or (not terms and len(word) >= 2):
            for term in self._beginning_with(word):
                terms.setdefault(term, PREFIX * (0.5 + 0.5 * len(word) / len(term)) if terms else PREFIX)
        if not terms and len(word) >= SHORTEST_SLIP:
            for term in self._one_slip_from(word):
                terms.setdefault(term, SLIP)
        return tuple(terms.items())

    def _beginning_with(self, start: str) -> Iterator[str]:
        first = bisect_left(self._vocabulary, start)
        for term in self._vocabulary[first : first + MOST_PREFIXED]:
            if not term.startswith(start):
                return
            yield term

    def _one_slip_from(self, word: str) -> Iterator[str]:
        """Yield the terms that one letter added, missing, changed or swapped with its neighbour makes of the word."""
        candidates = {term for shorter in (word, *_deletions(word)) for term in self._slips.get(shorter, ())}
        candidates |= {shorter for shorter in _deletions(word) if shorter in self._postings}
        for term in sorted(candidates):
            if _is_one_slip(word, term):
                yield term

    def _rarity(self, *terms: str) -> float:
        """Return how much it says to match any of these terms: much when few procedures do."""
        matching = set().union(*(self._postings.get(term, _NOWHERE) for term in terms))
        return math.log(1 + (len(self._entries) + 0.5) / (len(matching) + 0.5))

    def _closest_title(self, number: int, words: Sequence[str]) -> tuple[float, Why]:
        """Return how far a name or synonym says just what was asked and no more, 0 to 1, and which of the two it is."""
        asked, best = set(words), (0.0, Why.NAME)
        for field in self._entries[number].fields:
            if field.why is not Why.TEXT:
                title = set(field.tokens)
                best = max(best, (len(asked & title) / len(asked | title), field.why), key=lambda found: found[0])
        return best


def _entry(procedure: Procedure) -> _Entry:
    names = dict(procedure.name)
    texts = [
        (10.0, Why.NAME, names.values()),
        (9.0, Why.SYNONYM, [phrase for phrases in procedure.synonyms.values() for phrase in phrases]),
        (8.0, Why.NAME, [procedure.official_name]),
        (3.0, Why.TEXT, [*procedure.summary.values(), *(procedure.result or {}).values()]),
        (2.0, Why.TEXT, [procedure.field, *(procedure.agency or {}).values()]),
        (1.5, Why.TEXT, [text for paper in procedure.papers for text in paper.title.values()]),
    ]
    fields = [
        _Field(weight, why, tuple(fold(text).split()), frozenset(_marked_words(text)))
        for weight, why, group in texts
        for text in group
        if text
    ]
    can_be_filed_here = procedure.form is not None and procedure.state == "open"
    folded_names = tuple(fold(name) for name in names.values())
    return _Entry(procedure.code, names, folded_names, 1.1 if can_be_filed_here else 1.0, tuple(fields))


def _readings(folded: str) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the words of the query as typed, then with what stands in ``REWRITINGS`` replaced, one phrase at a time."""
    words = tuple(folded.split()[:MOST_WORDS])
    seen: set[tuple[str, ...]] = {()}
    queue: list[tuple[tuple[str, ...], float]] = [(words, 1.0)]
    while queue and len(seen) < MOST_READINGS:
        reading, worth = queue.pop(0)
        content = tuple(word for word in reading if word not in FILLERS) or reading
        if content not in seen:
            seen.add(content)
            yield content, worth
        if worth > REWRITTEN**2:
            queue += [(other, worth * REWRITTEN) for other in _rewritten(reading)]


def _rewritten(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for length in (4, 3, 2, 1):
        for start in range(len(words) - length + 1):
            for other in REWRITINGS.get(" ".join(words[start : start + length]), ()):
                replacement = tuple(word for word in other.split())
                if replacement != words[start : start + len(replacement)]:
                    yield (*words[:start], *replacement, *words[start + length :])


def _marked_words(text: str) -> Iterator[str]:
    """Yield the words that carry marks."""
    for word in unicodedata.normalize("NFC", text).lower().split():
        if not word.isascii():
            yield word.strip(".,;:()\"'/")


def _pairs(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{first} {second}" for first, second in pairwise(words))


def _deletions(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _is_one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    if len(one) != len(other):
        longer, shorter = (rest, other_rest) if len(one) > len(other) else (other_rest, rest)
        return longer[1:] == shorter
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
