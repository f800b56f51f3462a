"""How well the search answers: hit@1, hit@3 and the mean reciprocal rank, by kind of query and half of the cases."""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.catalogue.index import SearchIndex
from forms.procedure import Catalogue, Procedure
from tests.search.cases import Case, variants

ROOT = Path(__file__).resolve().parents[2]
LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures over some cases."""

    cases: int
    hit1: float
    hit3: float
    mrr: float


def own() -> tuple[Procedure, ...]:
    """Return the procedures that ship with the app."""
    packed = (ROOT / "assets" / "catalogue.json.gz").read_bytes()
    return Catalogue.model_validate_json(gzip.decompress(packed)).procedures


def with_national(national: Iterable[Procedure]) -> list[Procedure]:
    """Return our own procedures and those of the national database that we have not written ourselves."""
    ours = own()
    codes = {procedure.code for procedure in ours}
    return [*ours, *(procedure for procedure in national if procedure.code not in codes)]


def ranks(index: SearchIndex, cases: Sequence[Case]) -> list[int | None]:
    """Return at which place, from 0, each case is answered; None: not among the first ten."""
    also = variants()
    found: list[int | None] = []
    for case in cases:
        wanted = case.codes.union(*(also.get(code, frozenset()) for code in case.codes))
        codes = [hit.code for hit in index.search(case.query, language="vi", limit=LOOKED_AT)]
        found.append(next((place for place, code in enumerate(codes) if code in wanted), None))
    return found


def figures(index: SearchIndex, cases: Sequence[Case]) -> dict[str, Figures]:
    """Return the figures by kind; under "all" those of all cases."""
    by_kind: Mapping[str, list[int | None]] = defaultdict(list)
    for case, rank in zip(cases, ranks(index, cases), strict=True):
        by_kind[case.kind].append(rank)
        by_kind["all"].append(rank)
    return {kind: _figures(found) for kind, found in by_kind.items()}


def _figures(found: Sequence[int | None]) -> Figures:
    placed = [rank for rank in found if rank is not None]
    return Figures(
        cases=len(found),
        hit1=sum(rank == 0 for rank in placed) / len(found),
        hit3=sum(rank < 3 for rank in placed) / len(found),
        mrr=sum(1 / (rank + 1) for rank in placed) / len(found),
    )
