"""Search over procedures as people type: without marks, by the first letters, abbreviated, misspelt, in English.

Pure Python, because FTS5 is missing on Android and folds no đ. An index is built once and is then one run of bytes that
is used where it lies (``app.catalogue.search.layout``). A query is read (``reading``): each word has the terms it may
stand for, each phrase what it is also called. All procedures are weighed roughly at once in sets of bits
(``postings.Tally``), the best few word by word (``ranking``).
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import Final

from app.catalogue.model import Hit, Why
from app.catalogue.search.building import build
from app.catalogue.search.layout import IndexDamagedError, unpack
from app.catalogue.search.lexicon import Lexicon
from app.catalogue.search.phrases import Kind
from app.catalogue.search.ranking import LEAST_ANSWERED, Found, Ranking
from app.catalogue.search.reading import LONGEST_QUERY, Reading, loosened, read
from forms.folding import fold
from forms.procedure import Procedure

MARKS: Final = 0.4
"""What a procedure earns again whose name has a word with the marks that were typed."""
MARKED: Final = 16
"""For how many of the best the marks are compared."""
LEAST_OF_BEST: Final = 0.08
"""Nothing is an answer that is worth less than this part of the best."""
SHORTEST_CODE: Final = 3
WHOLE_CODE, BEGUN_CODE = 1000.0, 100.0
"""What a procedure is worth whose code was typed; whose code begins with what was typed."""
_SYNONYM: Final = chr(Kind.SYNONYM)
_WHY: Final = {chr(Kind.NAME): Why.NAME, _SYNONYM: Why.SYNONYM, chr(Kind.OFFICIAL): Why.NAME}

__all__ = ["IndexDamagedError", "SearchIndex"]


class SearchIndex:
    """An index over procedures.

    Args:
        data: What ``dump`` returned.

    Raises:
        IndexDamagedError: it is something else, or not whole.
    """

    def __init__(self, data: bytes) -> None:
        sections = unpack(data)
        self._data = data
        self._size = sections["counts"].cast("I")[0]
        self._lexicon = Lexicon(sections, self._size)
        self._boost = sections["boost"]
        self._codes = str(sections["codes"], "utf-8").split("\n")
        self._code_numbers = sections["code.numbers"].cast("I")
        self._phrases, self._phrase_spans = sections["phrases"], sections["phrases.spans"].cast("I")
        self._shown, self._shown_spans = sections["shown"], sections["shown.spans"].cast("I")

    @classmethod
    def build(cls, procedures: Iterable[Procedure]) -> "SearchIndex":
        """Return an index made from procedures."""
        return cls(build(procedures))

    @classmethod
    def load(cls, data: bytes) -> "SearchIndex":
        """Return the index that was dumped.

        Raises:
            IndexDamagedError: these are other bytes.
        """
        return cls(data)

    def dump(self) -> bytes:
        """Return the index as bytes."""
        return self._data

    def search(self, query: str, *, language: str, limit: int) -> tuple[Hit, ...]:
        """Return at most ``limit`` hits, best first."""
        if limit <= 0 or not self._size:
            return ()
        coded = self._by_code(query, limit)
        first = sorted(coded, key=lambda number: (-coded[number], number))[:limit]
        hits = [_hit(self._shown_of(number), coded[number], Why.CODE, "", language=language) for number in first]
        if len(hits) == limit:
            return tuple(hits)
        reading = read(query, self._lexicon)
        found = [item for item in self._weigh(reading, limit) if item[1] not in coded]
        return (*hits, *self._hits(reading, found[: limit - len(hits)], language=language))

    def nearest(self, query: str, *, language: str = "vi", limit: int = 5) -> tuple[Hit, ...]:
        """Return what may have been meant when nothing is found: procedures with words that begin alike."""
        if limit <= 0 or not self._size:
            return ()
        reading = loosened(read(query, self._lexicon), self._lexicon)
        return self._hits(reading, self._weigh(reading, limit, least=0.0)[:limit], language=language)

    def _hits(self, reading: Reading, found: Iterable[tuple[float, int, Found]], *, language: str) -> tuple[Hit, ...]:
        hits = []
        for score, number, answer in found:
            shown = self._shown_of(number)
            why, matched = _reason(answer, reading, shown)
            hits.append(_hit(shown, score, why, matched, language=language))
        return tuple(hits)

    def _weigh(self, reading: Reading, limit: int, *, least: float = LEAST_ANSWERED) -> list[tuple[float, int, Found]]:
        """Return the procedures worth showing, best first: worth, number, what was found."""
        ranking = Ranking(reading, self._lexicon, self._size)
        scored: list[tuple[float, int, Found]] = []
        best: list[float] = []
        for most, number in ranking.candidates(limit):
            boost = self._boost[number] / 100
            if len(best) >= limit and most * boost < best[-limit]:
                continue
            found = ranking.score(number, self._names_of(number), boost=boost, least=least)
            if found is not None:
                insort(best, found.score)
                scored.append((found.score, number, found))
        scored.sort(key=_order)
        if reading.marked:
            written = [_as_written(word) for word in reading.marked]
            better = [(score * (1 + MARKS * self._marked(n, written)), n, found) for score, n, found in scored[:MARKED]]
            scored = sorted((*better, *scored[MARKED:]), key=_order)
        return [item for item in scored if item[0] >= LEAST_OF_BEST * scored[0][0]]

    def _names_of(self, number: int) -> str:
        first, end = self._phrase_spans[number], self._phrase_spans[number + 1]
        return str(self._phrases[first:end], "utf-16-le")

    def _shown_of(self, number: int) -> list[str]:
        first, end = self._shown_spans[number], self._shown_spans[number + 1]
        return str(self._shown[first:end], "utf-8").split("\x1d")

    def _marked(self, number: int, written: Sequence[tuple[bytes, ...]]) -> float:
        """Return the part of the words typed with marks that stand so in the procedure's names."""
        first, end = self._shown_spans[number], self._shown_spans[number + 1]
        shown = bytes(self._shown[first:end])
        return sum(any(way in shown for way in ways) for ways in written) / len(written)

    def _by_code(self, query: str, limit: int) -> dict[int, float]:
        """Return the procedures whose code stands in the query, or begins with what stands there, and their worths."""
        found: dict[int, float] = {}
        for typed in query[:LONGEST_QUERY].split():
            start = fold(typed)
            if len(typed) < SHORTEST_CODE or not start or not any(letter in ".0123456789" for letter in typed):
                continue
            first = bisect_left(self._codes, start)
            if first < len(self._codes) and self._codes[first] == start:
                found[self._code_numbers[first]] = WHOLE_CODE
            if typed[:1].isdigit() and "." in typed:
                end = bisect_left(self._codes, start + "\U0010ffff", first)
                for number in nsmallest(limit, self._code_numbers[first:end].tolist()):
                    found.setdefault(number, BEGUN_CODE)
        return found


def _as_written(word: str) -> tuple[bytes, ...]:
    """Return a word of small letters as names may have it: so, at the beginning of a name, in capitals."""
    return tuple({way.encode(): None for way in (word, word[:1].upper() + word[1:], word.upper())})


def _reason(found: Found, reading: Reading, shown: Sequence[str]) -> tuple[Why, str]:
    """Return what made a procedure answer, and the words that did."""
    if found.phrase < 0:
        return Why.TEXT, ""
    if found.rewriting is not None:
        other = found.rewriting
        said = " ".join(word.typed for word in reading.words[other.first : other.end])
        return Why.SYNONYM, f"{said} = {other.text}"
    return _WHY[found.kind], shown[2 + found.phrase] if found.kind == _SYNONYM else ""


def _hit(shown: Sequence[str], score: float, why: Why, matched: str, *, language: str) -> Hit:
    code, names = shown[0], shown[1].split("\x1f")
    start = f"{language}\x1e"
    name = next((name for name in names if name.startswith(start) and name != start), names[0])
    return Hit(code, name.partition("\x1e")[2] or code, round(score, 4), why, matched)


def _order(item: tuple[float, int, Found]) -> tuple[float, int]:
    return -item[0], item[1]
