"""``python -m tests.search``: print how well the search answers, by kind; ``--missed``: what the tuning half misses.

What the measuring half misses is never shown: it stays unseen.
"""

import sys

from app.catalogue.index import SearchIndex
from benchmarks.procedures import find_pages, real
from tests.search.cases import Case, halves, read_all
from tests.search.relevance import figures, own, ranks, with_national


def main() -> None:
    tuning, measuring = halves(read_all())
    catalogues = {"our own": own()}
    if find_pages():
        catalogues["our own and the national database's"] = tuple(with_national(real()))
    for name, procedures in catalogues.items():
        index = SearchIndex.build(procedures)
        codes = {procedure.code for procedure in procedures}
        for half, cases in (("tuning", tuning), ("measuring (unseen)", measuring)):
            for is_national in (False, True):
                asked = [case for case in cases if case.is_national == is_national and case.codes & codes]
                if asked and not (is_national and name == "our own"):
                    whose = "national" if is_national else "ours"
                    print(f"\n{len(codes):,} procedures ({name}); cases for {whose}, {half} half")
                    _print(index, asked)
                    if "--missed" in sys.argv and half == "tuning":
                        _print_missed(index, asked)


def _print(index: SearchIndex, cases: list[Case]) -> None:
    print(f"  {'kind':16}{'cases':>6}{'hit@1':>8}{'hit@3':>8}{'MRR':>7}")
    for kind, found in sorted(figures(index, cases).items(), key=lambda item: (item[0] == "all", item[0])):
        print(f"  {kind:16}{found.cases:6}{found.hit1:8.1%}{found.hit3:8.1%}{found.mrr:7.3f}")


def _print_missed(index: SearchIndex, cases: list[Case]) -> None:
    for case, rank in zip(cases, ranks(index, cases), strict=True):
        if rank is None or rank >= 1:
            hits = index.search(case.query, language="vi", limit=3)
            place = "–" if rank is None else rank + 1
            print(f"  {place:>3} {case.kind}: {case.query} → {', '.join(hit.name[:40] for hit in hits)}")


main()
