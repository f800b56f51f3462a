"""The queries of ``data/place_queries.txt`` and how well they are answered.

``python -m tests.forms.place_cases`` prints the rates.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.places import Found, Places

ROOT = Path(__file__).resolve().parents[2]
Code = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """A query and the places that the answer must lead to; ``is_unseen``: no rule was made with it in view."""

    kind: str
    query: str
    expected: frozenset[Code]
    is_unseen: bool


def load_places() -> Places:
    """Return the map as shipped."""
    return Places.decode((ROOT / "assets" / "places.json.gz").read_bytes())


def load_cases(places: Places) -> list[Case]:
    """Return the cases in the file's order; every second one is unseen."""
    kind, cases = "", []
    for line in (Path(__file__).parent / "data" / "place_queries.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            query, _bar, expected = line.partition(" | ")
            codes = frozenset(_codes(expected, places))
            cases.append(Case(kind, query, codes, is_unseen=len(cases) % 2 == 1))
    return cases


def _codes(expected: str, places: Places) -> Iterable[Code]:
    for part in expected.split(";"):
        province, _colon, names = part.strip().partition(":")
        if not names:
            yield province, ""
        for name in filter(None, names.split(",")):
            yield province, next(one.commune for one in places.communes(province) if one.name == name)


def reached(rows: Sequence[Found]) -> set[Code]:
    """Return the places that the rows lead to."""
    return {(place.province, place.commune) for row in rows for place in row.among or (row.place,)}


def first_answer(rows: Sequence[Found]) -> Sequence[Found]:
    """Return the first row, with all others of the same older unit."""
    return [row for row in rows if (row.was, row.within) == (rows[0].was, rows[0].within) and row.was] or rows[:1]


def is_first(case: Case, rows: Sequence[Found]) -> bool:
    """Return whether the first answer leads to something that was meant."""
    return bool(reached(first_answer(rows)) & case.expected)


def is_answered(case: Case, rows: Sequence[Found]) -> bool:
    """Return whether all that was meant can be chosen from the rows."""
    return case.expected <= reached(rows)


def rates(places: Places, cases: Iterable[Case], *, limit: int = 8) -> dict[str, tuple[int, int, int]]:
    """Return by kind: how many cases, how many whose first row is right, how many answered in ``limit`` rows."""
    found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for case in cases:
        rows = places.find(case.query, limit=limit)
        found[case.kind].append((is_first(case, rows), is_answered(case, rows)))
    return {
        kind: (len(marks), sum(first for first, _ in marks), sum(every for _, every in marks))
        for kind, marks in found.items()
    }


def main() -> None:
    """Print the hit rates by kind, tuned and unseen apart, and the cases that miss."""
    places = load_places()
    cases = load_cases(places)
    for title, unseen in (("tuned", False), ("unseen", True)):
        found = rates(places, [case for case in cases if case.is_unseen is unseen])
        for kind, (count, first, every) in [
            *found.items(),
            ("all", tuple(map(sum, zip(*found.values(), strict=True)))),
        ]:
            sys.stdout.write(f"{title:7} {kind:13} {count:4}  first right {first:4}  answered {every:4}\n")
    for case in cases:
        rows = places.find(case.query)
        if not (is_first(case, rows) and is_answered(case, rows)) and (not case.is_unseen or "--all" in sys.argv):
            shown = [f"{row.place.name}<{row.why('vi')}>{len(row.among) or ''}" for row in rows]
            names = [place.name for p, c in case.expected - reached(rows) if (place := places.find_place(p, c))]
            sys.stdout.write(f"{case.query!r}: misses {names}; {shown}\n")


if __name__ == "__main__":
    main()
