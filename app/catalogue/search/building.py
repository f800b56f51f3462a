"""From procedures to the bytes of an index."""

import math
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.catalogue.search.layout import pack
from app.catalogue.search.phrases import BETWEEN, Kind, as_letter, weight_letter
from app.catalogue.search.postings import flatten
from app.catalogue.search.spelling import LONG, SHORTEST_SLIP, deletions, neighbours
from forms.folding import fold
from forms.procedure import Procedure

PREFIXES = 2
"""Up to how many first letters the procedures are kept ready; with more, few terms are left to look at."""

_folded = lru_cache(maxsize=65536)(fold)


@dataclass(frozen=True, slots=True)
class _Source:
    """What is indexed of a procedure."""

    procedure: Procedure
    phrases: tuple[tuple[Kind, str, tuple[str, ...]], ...]
    """Kind, text as written, folded words."""
    words: frozenset[str]
    """Folded words of the texts."""


def build(procedures: Iterable[Procedure]) -> bytes:
    """Return the bytes of an index over procedures.

    They are numbered so that, of two that fit alike, the lower number is the better answer: our own before what was
    imported, then the shorter name.
    """
    sources = sorted(map(_source, procedures), key=_order)
    terms = sorted({word for s in sources for word in s.words} | {w for s in sources for p in s.phrases for w in p[2]})
    numbers = {term: number for number, term in enumerate(terms)}
    wide = "I" if len(sources) > 0xFFFF else "H"
    title: list[list[int]] = [[] for _ in terms]
    text: list[list[int]] = [[] for _ in terms]
    pairs: dict[int, list[int]] = defaultdict(list)
    for number, source in enumerate(sources):
        named = {word for _, _, words in source.phrases for word in words}
        for word in named:
            title[numbers[word]].append(number)
        for word in source.words:
            text[numbers[word]].append(number)
        phrases = ([numbers[word] for word in words] for _, _, words in source.phrases)
        for pair in {one * len(terms) + other for phrase in phrases for one, other in pairwise(phrase)}:
            pairs[pair].append(number)
    rarity = _rarity(len(sources), title, text)
    sections = {
        "counts": array("I", [len(sources), sum(not s.procedure.original for s in sources)]).tobytes(),
        "terms": "\n".join(terms).encode(),
        "rarity": array("f", rarity).tobytes(),
        "pairs": array("Q", sorted(pairs)).tobytes(),
        "boost": bytes(map(_boost, sources)),
        **_postings("title", len(sources), title, typecode=wide),
        **_postings("text", len(sources), text, typecode=wide),
        **_postings("pair", len(sources), [pairs[pair] for pair in sorted(pairs)], typecode=wide),
        **_prefixes(len(sources), terms, title, typecode=wide),
        **_slips(terms),
        **_neighbours(terms),
        **_codes(sources),
        **_texts("phrases", (_encoded(s, numbers, rarity) for s in sources), encoding="utf-16-le"),
        **_texts("shown", map(_shown, sources), encoding="utf-8"),
    }
    return pack(sections)


def _source(procedure: Procedure) -> _Source:
    synonyms = [phrase for phrases in procedure.synonyms.values() for phrase in phrases]
    written = [
        *((Kind.NAME, name) for name in procedure.name.values()),
        *((Kind.SYNONYM, phrase) for phrase in synonyms),
        *((Kind.OFFICIAL, procedure.official_name),) * (procedure.official_name not in procedure.name.values()),
    ]
    papers = () if procedure.original else procedure.papers  # an imported paper's title is a paragraph of its law
    texts = [
        *procedure.summary.values(),
        *(procedure.result or {}).values(),
        procedure.field,
        *(procedure.agency or {}).values(),
        *(text for paper in papers for text in paper.title.values()),
        *(text for template in procedure.templates for text in (template.id, *template.title.values())),
    ]
    phrases = ((kind, text, tuple(_folded(text).split())) for kind, text in written)
    words = frozenset(word for text in texts for word in _folded(text).split())
    return _Source(procedure, tuple(phrase for phrase in phrases if phrase[2]), words)


def _order(source: _Source) -> tuple[bool, int, str]:
    return (
        bool(source.procedure.original),
        min((len(words) for _, _, words in source.phrases), default=99),
        source.procedure.code,
    )


def _rarity(size: int, title: Sequence[Sequence[int]], text: Sequence[Sequence[int]]) -> list[float]:
    """Return how much it says to have each term: much when few procedures do."""
    having = (len(named) + len(told) / 4 for named, told in zip(title, text, strict=True))
    return [math.log(1 + (size + 0.5) / (count + 0.5)) for count in having]


def _boost(source: _Source) -> int:
    """Return what a procedure is worth before it is asked for, in percent."""
    procedure = source.procedure
    worth = 100
    if not procedure.original:
        worth += 25
    if procedure.form is not None and procedure.state == "open":
        worth += 10
    return worth


def _postings(name: str, size: int, rows: Iterable[Sequence[int]], *, typecode: str) -> dict[str, bytes]:
    return {f"{name}.{part}": content for part, content in flatten(size, rows, typecode=typecode).items()}


def _prefixes(size: int, terms: Sequence[str], title: Sequence[Sequence[int]], *, typecode: str) -> dict[str, bytes]:
    having: dict[str, set[int]] = defaultdict(set)
    for term, numbers in zip(terms, title, strict=True):
        for length in range(1, min(PREFIXES, len(term)) + 1):
            having[term[:length]].update(numbers)
    prefixes = sorted(having)
    return {
        "prefixes": "\n".join(prefixes).encode(),
        **_postings("prefix", size, [sorted(having[prefix]) for prefix in prefixes], typecode=typecode),
    }


def _slips(terms: Sequence[str]) -> dict[str, bytes]:
    """Return the terms by the checksum of what is left of them with one letter missing, two of a long one."""
    left: set[tuple[int, int]] = set()
    for number, term in enumerate(terms):
        if len(term) >= SHORTEST_SLIP and term.isalpha():
            for shorter in deletions(term, depth=2 if len(term) >= LONG else 1):
                left.add((zlib.crc32(shorter.encode()), number))
    found = sorted(left)
    return {
        "slip.keys": array("I", [key for key, _ in found]).tobytes(),
        "slip.terms": array("I", [number for _, number in found]).tobytes(),
    }


def _neighbours(terms: Sequence[str]) -> dict[str, bytes]:
    spans, near = array("I", [0]), array("I")
    for numbers in neighbours(terms):
        near.extend(numbers)
        spans.append(len(near))
    return {"near.spans": spans.tobytes(), "near.terms": near.tobytes()}


def _codes(sources: Sequence[_Source]) -> dict[str, bytes]:
    codes = sorted((fold(source.procedure.code), number) for number, source in enumerate(sources))
    return {
        "codes": "\n".join(code for code, _ in codes).encode(),
        "code.numbers": array("I", [number for _, number in codes]).tobytes(),
    }


def _texts(name: str, texts: Iterable[str], *, encoding: str) -> dict[str, bytes]:
    spans, body = array("I", [0]), bytearray()
    for text in texts:
        body += text.encode(encoding, "replace")
        spans.append(len(body))
    return {f"{name}.spans": spans.tobytes(), name: bytes(body)}


def _encoded(source: _Source, numbers: Mapping[str, int], rarity: Sequence[float]) -> str:
    """Return the phrases with one letter for each word: what is looked for in them is a search in a string."""
    return BETWEEN.join(_letters(kind, [numbers[word] for word in words], rarity) for kind, _, words in source.phrases)


def _letters(kind: Kind, words: Sequence[int], rarity: Sequence[float]) -> str:
    weight = sum(rarity[word] for word in dict.fromkeys(words))
    return chr(kind) + weight_letter(weight) + "".join(as_letter(word) for word in words)


def _shown(source: _Source) -> str:
    """Return what is shown of a hit: code, name by language, then the phrases as written."""
    names = "\x1f".join(f"{language}\x1e{_clean(name)}" for language, name in source.procedure.name.items())
    return "\x1d".join((source.procedure.code, names, *(_clean(text) for _, text, _ in source.phrases)))


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter >= " ")
