"""The words of the index: which there are, which stand together, which look or sound like another."""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise

from app.catalogue.search.phrases import as_letter
from app.catalogue.search.postings import Postings
from app.catalogue.search.spelling import LONG, LONGEST_SLIP, SHORTEST_SLIP, deletions, slips


class Lexicon:
    """Looks up terms by what was typed; a term is its number, in the order of the alphabet."""

    def __init__(self, sections: Mapping[str, memoryview], size: int) -> None:
        def postings(name: str) -> Postings:
            listed = sections[f"{name}.listed"]
            return Postings(
                size,
                sections[f"{name}.spans"].cast("I"),
                listed.cast("I") if size > 0xFFFF else listed.cast("H"),
                sections[f"{name}.dense"].cast("I"),
                sections[f"{name}.bits"],
            )

        self.terms = str(sections["terms"], "utf-8").split("\n")
        self._numbers = {term: number for number, term in enumerate(self.terms)}
        self.title, self.text = postings("title"), postings("text")
        self.rarity = sections["rarity"].cast("f")
        self._prefixes = {prefix: place for place, prefix in enumerate(str(sections["prefixes"], "utf-8").split("\n"))}
        self._prefix, self._pair = postings("prefix"), postings("pair")
        self._pairs = sections["pairs"].cast("Q")
        self._slip_keys, self._slip_terms = sections["slip.keys"].cast("I"), sections["slip.terms"].cast("I")
        self._near_spans, self._near_terms = sections["near.spans"].cast("I"), sections["near.terms"].cast("I")

    def find(self, word: str) -> int | None:
        """Return the number of a folded word, None if no procedure has it."""
        return self._numbers.get(word)

    def beginning_with(self, start: str) -> tuple[int, int]:
        """Return the first of the terms that begin like this, and the one after the last."""
        return bisect_left(self.terms, start), bisect_left(self.terms, start + "\U0010ffff")

    def letters(self, first: int, end: int) -> Iterator[tuple[str, float]]:
        """Yield the letter of each term from ``first`` up to ``end``, and how rare it is."""
        return zip(map(as_letter, range(first, end)), self.rarity[first:end].tolist(), strict=True)

    def titles_beginning_with(self, start: str) -> int:
        """Return the procedures in whose names a word begins like this."""
        ready = self._prefixes.get(start)
        return self._prefix.of(ready) if ready is not None else self.title.of_any(*self.beginning_with(start))

    def is_pair(self, one: int, other: int) -> bool:
        """Return whether two terms stand together in a name."""
        return self._pair_place(one, other) is not None

    def pair(self, one: int, other: int) -> int:
        """Return the procedures in whose names the two terms stand together in this order."""
        place = self._pair_place(one, other)
        return 0 if place is None else self._pair.of(place)

    def pairs_with_any(self, one: int, first: int, end: int) -> int:
        """Return the procedures in whose names a term stands before any of those from ``first`` up to ``end``."""
        places = self._pairs_from(one, first, end)
        return self._pair.of_any(*places) if places[0] < places[1] else 0

    def followers(self, one: int, first: int, end: int) -> list[int]:
        """Return which of the terms from ``first`` up to ``end`` stand after a term in names."""
        start, stop = self._pairs_from(one, first, end)
        return [key - one * len(self.terms) for key in self._pairs[start:stop].tolist()]

    def run(self, terms: list[int]) -> int:
        """Return the procedures in whose names each term stands before the next (nearly always: all in a row)."""
        if len(terms) == 1:
            return self.title.of(terms[0])
        found = -1
        for one, other in pairwise(terms):
            found &= self.pair(one, other)
        return found

    def near(self, term: int) -> list[int]:
        """Return the terms one slip or one sound away from a term."""
        return self._near_terms[self._near_spans[term] : self._near_spans[term + 1]].tolist()

    def slips(self, word: str) -> Iterator[tuple[int, int]]:
        """Yield the terms an unknown word is one slip away from, a long word two, with how many they are."""
        if not SHORTEST_SLIP - 1 <= len(word) <= LONGEST_SLIP:
            return
        depth = 2 if len(word) >= LONG else 1
        seen: set[int] = set()
        for rest in deletions(word, depth=depth):
            key = zlib.crc32(rest.encode())
            first = bisect_left(self._slip_keys, key)
            for place in range(first, bisect_right(self._slip_keys, key, first)):
                seen.add(self._slip_terms[place])
        for term in sorted(seen):
            count = slips(word, self.terms[term])
            if count <= depth:
                yield term, count

    def _pair_place(self, one: int, other: int) -> int | None:
        key = one * len(self.terms) + other
        place = bisect_left(self._pairs, key)
        return place if place < len(self._pairs) and self._pairs[place] == key else None

    def _pairs_from(self, one: int, first: int, end: int) -> tuple[int, int]:
        base = one * len(self.terms)
        start = bisect_left(self._pairs, base + first)
        return start, bisect_left(self._pairs, base + end, start)
