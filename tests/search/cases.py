"""Queries as people type them, with the codes that answer them, in two halves: one to tune on, one to measure with.

The tables are our own. ``cases.tsv`` asks for the procedures of our content, ``national_cases.tsv`` for procedures that
come from the national database only. Queries that are almost the same fall into one half together.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forms.folding import fold

HERE = Path(__file__).parent
NEAR = 0.6
"""Queries that share this part of their letter triples, or more, are near-duplicates."""


@dataclass(frozen=True, slots=True)
class Case:
    """A query and the codes any of which answers it."""

    kind: str
    query: str
    codes: frozenset[str]
    is_national: bool
    """The procedure comes from the national database only."""


def read_all() -> tuple[Case, ...]:
    """Return the cases of both tables."""
    return (*_read("cases.tsv", is_national=False), *_read("national_cases.tsv", is_national=True))


def _read(name: str, *, is_national: bool) -> tuple[Case, ...]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return tuple(Case(kind, query, frozenset(codes.split()), is_national) for kind, query, codes in rows)


def variants() -> dict[str, frozenset[str]]:
    """Return, by code of ours, the codes under which the national database has the same procedure again."""
    lines = (HERE / "variants.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {code: frozenset(others.split()) for code, others in (line.split("\t") for line in lines)}


def halves(cases: Sequence[Case]) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """Return the tuning and the measuring half: each kind split evenly, near-duplicates together, always alike."""
    tuning: list[Case] = []
    measuring: list[Case] = []
    lead: dict[tuple[str, bool], int] = defaultdict(int)
    for group in sorted(_groups(cases), key=_draw):
        balance = sum(lead[case.kind, case.is_national] for case in group)
        half, step = (tuning, 1) if balance <= 0 else (measuring, -1)
        half.extend(group)
        for case in group:
            lead[case.kind, case.is_national] += step
    return tuple(tuning), tuple(measuring)


def near(one: str, other: str) -> float:
    """Return the part of their letter triples that two queries share, folded and without spaces, 0 to 1."""
    first, second = _triples(one), _triples(other)
    return len(first & second) / len(first | second)


def _groups(cases: Sequence[Case]) -> Iterable[list[Case]]:
    """Yield the cases in groups of near-duplicates (and of their near-duplicates)."""
    leader = list(range(len(cases)))

    def find(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    triples = [_triples(case.query) for case in cases]
    for place, one in enumerate(triples):
        for earlier in range(place):
            other = triples[earlier]
            if len(one & other) >= NEAR * len(one | other):
                leader[find(place)] = find(earlier)
    groups: dict[int, list[Case]] = defaultdict(list)
    for place, case in enumerate(cases):
        groups[find(place)].append(case)
    return groups.values()


@cache
def _triples(query: str) -> frozenset[str]:
    letters = f"^{fold(query).replace(' ', '')}$"
    return frozenset(letters[place : place + 3] for place in range(max(1, len(letters) - 2)))


def _draw(group: Sequence[Case]) -> bytes:
    return hashlib.sha256(min(case.query for case in group).encode()).digest()
