"""How well a procedure answers: all of them roughly and at once in sets of bits, the best of them word by word."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.catalogue.search.lexicon import Lexicon
from app.catalogue.search.phrases import BETWEEN, Kind, as_letter, weight_of
from app.catalogue.search.postings import Tally
from app.catalogue.search.reading import Reading, Rewriting, Word

WORTH: Final[Mapping[str, float]] = {chr(Kind.NAME): 1.0, chr(Kind.SYNONYM): 0.95, chr(Kind.OFFICIAL): 0.85}
"""What a word is worth in a name, a synonym, the official name."""
PREFIX: Final = 0.6
"""What a term is worth that begins with the word typed so far."""
PREFIX_AFTER: Final = 0.85
"""And if it stands in names after the word before."""
SCATTERED: Final = 0.7
"""What a word is worth that stands in another phrase than the one that fits best."""
TEXT: Final = 0.3
"""And in the other texts."""
TOLD: Final = 0.6
"""How far a word is answered that only the other texts have."""
TOGETHER: Final = 0.35
"""What two neighbouring words earn again that stand together in a name."""
CLOSE: Final = 1.2
"""What a name earns again that says just what was asked and no more."""
CANDIDATES: Final = 40
"""How many procedures are looked at word by word, at most."""
ALIKE: Final = 12
"""Of how many procedures that are roughly worth the same the first are looked at: the shortest names."""
SLACK: Final = 1.25
"""How much more than its rough sum a procedure may be worth."""
LEAST_ANSWERED: Final = 0.25
"""A procedure that answers less of a query than this is no answer."""
_STEPS: Final = 4
"""Worths are added up roughly in steps of a quarter."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a procedure is worth, and the phrase that fits best."""

    score: float
    phrase: int
    """Its place among the procedure's phrases, -1: only the other texts have anything of the query."""
    kind: str
    """What that phrase is: the letter of its ``Kind``."""
    rewriting: Rewriting | None
    """The other words by which the phrase answers."""


_NO_LETTERS: Final[frozenset[str]] = frozenset()
_Other = tuple[str, list[int], Rewriting]
"""A rewriting as letters, the words asked for that it answers, and itself."""


@dataclass(slots=True)
class _Best:
    """The phrase of a procedure that fits best so far."""

    fit: float = 0.0
    place: int = -1
    kind: str = chr(Kind.NAME)
    rewriting: Rewriting | None = None
    found: dict[int, float] = field(default_factory=dict)
    """How well it answers which words."""


class Ranking:
    """Ranks the procedures of an index for one query.

    Only words that weigh something and that any procedure has are asked for; they are numbered in their order, and
    ``_weights``, ``_texts`` and the lists of a procedure's scoring have one entry for each.
    """

    def __init__(self, reading: Reading, lexicon: Lexicon, size: int) -> None:
        self._lexicon = lexicon
        self._size = size
        self._tally = Tally()
        self._weights: list[float] = []
        self._texts: list[bytes] = []
        self._letters: dict[str, tuple[int, float, float]] = {}
        """By letter of a term: the word it answers, how well, and how rare the term is."""
        self._pairs: list[tuple[str, float]] = []
        self._joints: dict[int, float] = {}
        """By place of a word: what it and the next earn for standing together."""
        numbered: dict[int, int] = {}
        rewritten = [(rewriting, lexicon.run(rewriting.terms)) for rewriting in reading.rewritings]
        for place, word in enumerate(reading.words):
            others = [numbers for rewriting, numbers in rewritten if rewriting.first <= place < rewriting.end]
            if word.weight > 0 and self._ask(word, others):
                numbered[place] = len(self._weights) - 1
        self._wanted = sum(self._weights)
        self._kinds = {kind: worth / self._wanted for kind, worth in WORTH.items()} if self._wanted else {}
        self._sums: dict[frozenset[str], tuple[float, float]] = {}
        self._keep_together(reading.words, numbered)
        self._rewritings = [
            (rewriting.letters, [numbered[place] for place in places if place in numbered], rewriting)
            for rewriting, numbers in rewritten
            if numbers and (places := range(rewriting.first, rewriting.end))
        ]
        self._matching = frozenset(self._letters).intersection

    def candidates(self, limit: int) -> list[tuple[float, int]]:
        """Return the procedures among which the best ``limit`` are: the most that each may be worth, and its number."""
        found = []
        alike, last, most, most_alike = 0, -1, 0.0, max(ALIKE, limit)
        for total, number in self._tally.best(max(CANDIDATES, limit)):
            if total != last:
                alike, last, most = 0, total, self._most(total / _STEPS)
            alike += 1
            if alike <= most_alike:
                found.append((most, number))
        return found

    def _most(self, gained: float) -> float:
        part = min(1.0, SLACK * gained / self._wanted) if self._wanted else 0.0
        return SLACK * gained * part * part * (1 + CLOSE)

    def score(self, number: int, names: str, *, boost: float, least: float) -> Found | None:
        """Return what a procedure is worth, None if it answers too little.

        Args:
            number: The procedure's number.
            names: Its phrases as letters, one after the other.
            boost: What it is worth before it is asked for.
            least: How much of the query it must answer, 0 to 1.
        """
        rewritings = [other for other in self._rewritings if other[0] in names]
        best = _Best()
        together = self._fit_phrases(names, rewritings, best)
        gained, part = self._answered(number, names, rewritings, best)
        part /= self._wanted
        if part < least:
            return None
        worth = (gained + together) * part * part * (1 + CLOSE * best.fit) * boost
        return Found(worth, best.place, best.kind, best.rewriting)

    def _fit_phrases(self, names: str, rewritings: Sequence[_Other], best: _Best) -> float:
        """Find the phrase that fits best: says what was asked and no more; return what stands together earns.

        Half the time of a query is spent here.
        """
        pairs = [pair for pair in self._pairs if pair[0] in names]
        matches, sums, kinds = self._matching, self._sums, self._kinds
        together, words = 0.0, _NO_LETTERS
        for place, phrase in enumerate(names.split(BETWEEN)):
            matching = matches(phrase)
            if rewritings and (others := [other for other in rewritings if other[0] in phrase]):
                together = max(together, self._together(phrase, pairs, others))
                if self._fit_rewritten(place, phrase, matching, others, best):
                    words = _NO_LETTERS
                continue
            if not matching:
                continue
            gained, said = sums.get(matching) or self._sums_of(matching)
            at_most = kinds[phrase[0]] * gained
            if at_most > best.fit:
                fit = at_most * min(1.0, said / weight_of(phrase[1]))
                if fit > best.fit:
                    best.fit, best.place, best.kind, best.rewriting, words = fit, place, phrase[0], None, matching
            if pairs and (rewritings or len(matching) > 1):
                together = max(together, sum([worth for pair, worth in pairs if pair in phrase]))
        if words:
            best.found = self._found(words)
        return together

    def _sums_of(self, matching: frozenset[str]) -> tuple[float, float]:
        """Return what these letters earn, and how rare they are together; worked out once a query."""
        known = self._sums.get(matching)
        if known is None:
            answers = [self._letters[letter] for letter in matching]
            gained = sum([self._weights[word] * worth for word, worth, _ in answers])
            known = self._sums[matching] = gained, sum([rarity for _, _, rarity in answers])
        return known

    def _together(self, phrase: str, pairs: Sequence[tuple[str, float]], rewritings: Sequence[_Other]) -> float:
        """Return what a phrase with these rewritings earns for words that stand together in it as in the query."""
        earned = sum([worth for pair, worth in pairs if pair in phrase])
        for _, _, rewriting in rewritings:
            joints = sum([self._joints.get(place, 0.0) for place in range(rewriting.first, rewriting.end - 1)])
            earned = max(earned, rewriting.worth * joints)
        return earned

    def _answered(self, number: int, names: str, rewritings: Sequence[_Other], best: _Best) -> tuple[float, float]:
        """Return what the words earn that are answered at all, and how much of the query that is."""
        kind, found = WORTH[best.kind], best.found
        if len(found) == len(self._weights):
            part = sum([self._weights[word] * worth for word, worth in found.items()])
            return kind * part, part
        scattered = self._scattered(names, rewritings)
        gained, part = 0.0, 0.0
        octet, bit = number >> 3, 1 << (number & 7)
        for word, weight in enumerate(self._weights):
            answered = found.get(word, 0.0)
            covered = answered * kind
            elsewhere = scattered.get(word, 0.0)
            if elsewhere > covered:
                covered, answered = elsewhere, max(answered, elsewhere)
            if covered < TEXT and self._texts[word][octet] & bit:
                covered, answered = TEXT, max(answered, TOLD)
            gained += weight * covered
            part += weight * answered
        return gained, part

    def _scattered(self, names: str, rewritings: Sequence[_Other]) -> dict[int, float]:
        """Return how well the procedure's phrases, all together, answer which words."""
        letters = self._letters
        found: dict[int, float] = {}
        for letter in self._matching(names):
            word, worth, _ = letters[letter]
            worth *= SCATTERED
            if worth > found.get(word, 0.0):
                found[word] = worth
        for _, places, rewriting in rewritings:
            for word in places:
                if rewriting.worth * SCATTERED > found.get(word, 0.0):
                    found[word] = rewriting.worth * SCATTERED
        return found

    def _ask(self, word: Word, others: Sequence[int]) -> bool:
        """Take a word into account; return whether any procedure answers it."""
        lexicon = self._lexicon
        having, told = 0, 0
        for term in word.terms:
            having |= lexicon.title.of(term)
            told |= lexicon.text.of(term)
        if any(word.goes_on):
            having |= lexicon.titles_beginning_with(word.folded)
        count = having.bit_count() + told.bit_count() / 4
        for numbers in others:
            having |= numbers
        if not having and not told:
            return False
        count = count or having.bit_count()
        weight = word.weight * self._rarity(count)
        self._note_letters(word)
        self._weights.append(weight)
        self._texts.append(told.to_bytes(self._size // 8 + 1, "little"))
        self._tally.add(having, max(1, round(_STEPS * weight)))
        self._tally.add(told & ~having, round(_STEPS * weight * TEXT))
        return True

    def _note_letters(self, word: Word) -> None:
        number, rarity = len(self._weights), self._lexicon.rarity
        for term, worth in word.terms.items():
            self._note(as_letter(term), (number, worth, rarity[term]))
        letters = self._letters
        for letter, rare in self._lexicon.letters(*word.goes_on):
            known = letters.get(letter)
            if known is None or known[1] < PREFIX:
                letters[letter] = (number, PREFIX, rare)

    def _note(self, letter: str, answer: tuple[int, float, float]) -> None:
        if letter not in self._letters or self._letters[letter][1] < answer[1]:
            self._letters[letter] = answer

    def _keep_together(self, words: Sequence[Word], numbered: Mapping[int, int]) -> None:
        """Remember which terms stand together in the query; let what has them so be found first."""
        for place in range(len(words) - 1):
            if place not in numbered or place + 1 not in numbered:
                continue
            part = min(words[place].weight, words[place + 1].weight)
            for one in words[place].terms:
                for other in words[place + 1].terms:
                    self._add_pair(one, other, place, part)
                if any(words[place + 1].goes_on):
                    self._add_beginnings(one, words[place + 1].goes_on, numbered[place + 1], part)

    def _add_pair(self, one: int, other: int, place: int, part: float) -> None:
        numbers = self._lexicon.pair(one, other)
        if numbers:
            worth = part * TOGETHER * self._rarity(numbers.bit_count())
            self._pairs.append((as_letter(one) + as_letter(other), worth))
            self._joints[place] = max(self._joints.get(place, 0.0), worth)
            self._tally.add(numbers, max(1, round(_STEPS * worth)))

    def _add_beginnings(self, one: int, goes_on: tuple[int, int], number: int, part: float) -> None:
        numbers = self._lexicon.pairs_with_any(one, *goes_on)
        worth = part * TOGETHER * self._rarity(numbers.bit_count())
        self._tally.add(numbers, max(1, round(_STEPS * worth)))
        for other in self._lexicon.followers(one, *goes_on):
            self._pairs.append((as_letter(one) + as_letter(other), worth * PREFIX_AFTER))
            self._note(as_letter(other), (number, PREFIX_AFTER, self._lexicon.rarity[other]))

    def _rarity(self, count: float) -> float:
        return math.log(1 + (self._size + 0.5) / (count + 0.5))

    def _fit_rewritten(
        self, place: int, phrase: str, matching: frozenset[str], others: Sequence[_Other], best: _Best
    ) -> bool:
        """Keep a phrase that answers by other words if none before fits better; return whether it is kept."""
        found, used = self._found(matching), None
        said = self._sums_of(matching)[1]
        for _, places, rewriting in others:
            better = [word for word in places if rewriting.worth > found.get(word, 0.0)]
            if better:
                found.update(dict.fromkeys(better, rewriting.worth))
                said += sum([self._lexicon.rarity[term] for term in rewriting.terms])
                used = rewriting
        gained = sum([self._weights[word] * worth for word, worth in found.items()])
        fit = self._kinds[phrase[0]] * min(1.0, said / weight_of(phrase[1])) * gained
        if fit <= best.fit:
            return False
        best.fit, best.place, best.kind, best.rewriting, best.found = fit, place, phrase[0], used, found
        return True

    def _found(self, matching: frozenset[str]) -> dict[int, float]:
        """Return which words these letters answer, and how well."""
        found: dict[int, float] = {}
        for letter in matching:
            word, worth, _ = self._letters[letter]
            if worth > found.get(word, 0.0):
                found[word] = worth
        return found
