"""How well a procedure answers: all of them roughly and at once in sets of bits, the best of them word by word."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.catalogue.search.lexicon import Lexicon
from app.catalogue.search.phrases import Kind, as_letter, term_of, weight_of
from app.catalogue.search.postings import Tally
from app.catalogue.search.reading import PREFIX, Reading, Rewriting, Word

WORTH: Final[Mapping[int, float]] = {Kind.NAME: 1.0, Kind.SYNONYM: 0.95, Kind.OFFICIAL: 0.85}
"""What a word is worth in a name, a synonym, the official name."""
TEXT: Final = 0.3
"""And in the other texts."""
TOGETHER: Final = 0.5
"""What two neighbouring words earn again that stand together in a name."""
CLOSE: Final = 1.2
"""What a name earns again that says just what was asked and no more."""
BEGINNING: Final = 0.8
"""What a name earns again that begins with the only word there is so far."""
LEAST_ANSWERED: Final = 0.25
"""A procedure that answers less of a query than this is no answer."""
_STEPS: Final = 4
"""Worths are added up roughly in steps of a quarter."""


@dataclass(slots=True)
class Asked:
    """A word of the query that counts, ready to be looked for."""

    place: int
    weight: float
    letters: dict[str, float]
    text: int


@dataclass(slots=True)
class Found:
    """What a procedure is worth, and the phrase that fits best."""

    score: float
    answered: float
    phrase: int
    rewriting: Rewriting | None


class Ranking:
    """Ranks the procedures of an index for one query."""

    def __init__(self, reading: Reading, lexicon: Lexicon, size: int) -> None:
        self._lexicon = lexicon
        self._rewritings = reading.rewritings
        self._tally = Tally()
        self._asked: list[Asked] = []
        self._wanted = 0.0
        self._prefix = ""
        bits = [(rewriting, lexicon.run(rewriting.terms)) for rewriting in reading.rewritings]
        for place, word in enumerate(reading.words):
            if word.weight > 0:
                self._ask(place, word, [numbers for other, numbers in bits if other.first <= place < other.end], size)
        self._neighbours(reading.words)
        self._letters = {letter for asked in self._asked for letter in asked.letters}
        self._only = self._asked[0] if len(self._asked) == 1 and len(reading.words) == 1 else None

    def _ask(self, place: int, word: Word, others: Sequence[int], size: int) -> None:
        lexicon = self._lexicon
        named, told = 0, 0
        for term in word.terms:
            named |= lexicon.title.of(term)
            told |= lexicon.text.of(term)
        letters = {as_letter(term): worth for term, worth in word.terms.items()}
        if word.prefix:
            named |= lexicon.titles_beginning_with(word.prefix)
            first, end = lexicon.beginning_with(word.prefix)
            for term in range(first, end):
                letters.setdefault(as_letter(term), PREFIX)
        rewritten = 0
        for numbers in others:
            rewritten |= numbers
        having = named | rewritten
        if not having and not told:
            return
        weight = word.weight * math.log(1 + (size + 0.5) / (having.bit_count() + told.bit_count() / 4 + 0.5))
        self._wanted += weight
        self._asked.append(Asked(place, weight, letters, told))
        self._tally.add(having, max(1, round(_STEPS * weight)))
        only_told = told & ~having
        if only_told:
            self._tally.add(only_told, max(1, round(_STEPS * weight * TEXT)))

    def _neighbours(self, words: Sequence[Word]) -> None:
        """Remember which terms stand together in the query; let what has them so be found first."""
        self._pairs: list[tuple[str, float]] = []
        weights = {asked.place: asked.weight for asked in self._asked}
        for place in range(len(words) - 1):
            if place not in weights or place + 1 not in weights:
                continue
            worth = TOGETHER * min(weights[place], weights[place + 1])
            for one in words[place].terms:
                for other in words[place + 1].terms:
                    numbers = self._lexicon.pair(one, other)
                    if numbers:
                        self._pairs.append((as_letter(one) + as_letter(other), worth))
                        self._tally.add(numbers, max(1, round(_STEPS * worth)))

    def candidates(self, most: int) -> list[int]:
        """Return the numbers of about ``most`` procedures that may be the best."""
        return self._tally.best(most)

    def score(self, number: int, phrases: Sequence[str], boost: float) -> Found | None:
        """Return what a procedure is worth, None if it answers too little."""
        covered: dict[int, float] = {}
        answered: dict[int, float] = {}
        best, best_phrase, best_rewriting = 0.0, -1, None
        together = 0.0
        for index, phrase in enumerate(phrases):
            if self._letters.isdisjoint(phrase) and not self._rewritings:
                continue
            fit, rewriting = self._fit(phrase, covered, answered)
            if fit > best:
                best, best_phrase, best_rewriting = fit, index, rewriting
            together = max(together, sum(worth for pair, worth in self._pairs if pair in phrase))
        for asked in self._asked:
            if covered.get(asked.place, 0.0) < TEXT and asked.text >> number & 1:
                covered[asked.place] = TEXT
                answered[asked.place] = max(answered.get(asked.place, 0.0), TEXT + 0.3)
        gained = sum(asked.weight * covered.get(asked.place, 0.0) for asked in self._asked)
        part = sum(asked.weight * answered.get(asked.place, 0.0) for asked in self._asked) / self._wanted
        if part < LEAST_ANSWERED:
            return None
        score = (gained + together) * part**2 * (1 + CLOSE * best) * boost
        return Found(score, part, best_phrase, best_rewriting)

    def _fit(
        self, phrase: str, covered: dict[int, float], answered: dict[int, float]
    ) -> tuple[float, Rewriting | None]:
        """Return how far a phrase says what was asked and no more, 0 to 1; note which words it answers."""
        kind = WORTH[ord(phrase[0])]
        found: dict[int, float] = {}
        said = 0.0
        rarity = self._lexicon.rarity
        for asked in self._asked:
            hits = [(asked.letters[letter], letter) for letter in set(phrase[2:]) & asked.letters.keys()]
            if hits:
                quality, letter = max(hits)
                found[asked.place] = quality
                said += rarity[term_of(letter)]
        used = None
        for rewriting in self._rewritings:
            if rewriting.letters in phrase:
                gain = False
                for place in range(rewriting.first, rewriting.end):
                    if rewriting.worth > found.get(place, 0.0):
                        found[place] = rewriting.worth
                        gain = True
                if gain:
                    said += sum(rarity[term] for term in rewriting.terms)
                    used = rewriting
        if not found:
            return 0.0, None
        part = 0.0
        for asked in self._asked:
            quality = found.get(asked.place)
            if quality:
                part += asked.weight * quality
                if quality * kind > covered.get(asked.place, 0.0):
                    covered[asked.place] = quality * kind
                if quality > answered.get(asked.place, 0.0):
                    answered[asked.place] = quality
        exact = min(1.0, said / (weight_of(phrase[1]) or 1.0))
        return kind * exact * part / self._wanted, used
