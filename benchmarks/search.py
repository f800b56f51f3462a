"""The search beside SQLite FTS5, tantivy, rapidfuzz and MiniSearch: every prefix of real queries, in turns, in one run.

6,400 and 100,000 procedures: our own first, then those made from the national database's pages. The queries are the
measuring half of ``tests/search``; of their prefixes a fixed draw, the same for all. Nothing is remembered from one
query to the next. ``hit@3`` is counted over whole queries. Times are of the processor (all threads), so that what else
this machine does counts less; MiniSearch's are of the clock, in Node.
"""

import gzip
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.procedures import ROOT, procedures
from benchmarks.search_peers import Engine, Figures, Fts5, Ours, RapidFuzz, Tantivy, document, minisearch
from forms.procedure import Catalogue, Procedure
from tests.search.cases import Case, halves, read_all, variants

SIZES = {6_400: 2_000, 100_000: 300}
"""How many procedures, and how many prefixes are asked."""
NODE = "MiniSearch (Node)"
SLOW = {"rapidfuzz token_set": 10, NODE: 10}
"""Asked only every so many of the prefixes and queries: what compares with every name, or with every word."""
TURN = 50


def main() -> None:
    for count, draw in SIZES.items():
        _measure(count, draw)


def _measure(count: int, draw: int) -> None:
    cases = [case for case in halves(read_all())[1] if not case.is_national]
    prefixes = [case.query[:length] for case in cases for length in range(1, len(case.query) + 1)]
    asked = random.Random(count).sample(prefixes, draw)
    catalogue = _catalogue(count)
    documents = [document(procedure) for procedure in catalogue]
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(catalogue)
        engines: list[Engine] = [
            ours,
            Fts5(documents, Path(folder)),
            Tantivy(documents, Path(folder)),
            RapidFuzz(documents),
        ]
        _ask_in_turns(engines, asked)
        for engine in engines:
            engine.figures.found = [engine.ask(case.query) for case in cases[:: SLOW.get(engine.name, 1)]]
        print(f"\n{count:,} procedures, {draw:,} of {len(prefixes):,} prefixes of {len(cases)} queries", flush=True)
        measured = {engine.name: engine.figures for engine in engines}
        _print(measured, cases)
        print(_resident(ours.dumped, Path(folder)), flush=True)
        every = SLOW[NODE]
        if node := minisearch(documents, asked[::every], [case.query for case in cases[::every]]):
            _print_row(NODE, node, ours.figures, cases)
        else:
            print("MiniSearch was not measured: no Node or npm here.")


def _catalogue(count: int) -> list[Procedure]:
    packed = (ROOT / "assets" / "catalogue.json.gz").read_bytes()
    own = Catalogue.model_validate_json(gzip.decompress(packed)).procedures
    codes = {procedure.code for procedure in own}
    return [*own, *(other for other in procedures(count) if other.code not in codes)][:count]


def _ask_in_turns(engines: Sequence[Engine], asked: Sequence[str]) -> None:
    for first in range(0, len(asked), TURN):
        for engine in engines:
            for query in asked[first : first + TURN : SLOW.get(engine.name, 1)]:
                began = time.process_time()
                engine.ask(query)
                engine.figures.times_s.append(time.process_time() - began)


def _print(measured: dict[str, Figures], cases: Sequence[Case]) -> None:
    print(f"{'':22}{'build s':>9}{'ready ms':>10}{'MB':>7}{'p50 ms':>9}{'p95 ms':>9}{'× ours':>8}{'hit@3':>8}")
    for name, figures in measured.items():
        _print_row(name, figures, next(iter(measured.values())), cases)


def _print_row(name: str, figures: Figures, ours: Figures, cases: Sequence[Case]) -> None:
    p50, p95 = _percentiles(figures.times_s)
    ready = f"{figures.ready_ms:.1f}" if figures.ready_ms is not None else "–"
    size = f"{figures.size_bytes / 1e6:.1f}" if figures.size_bytes is not None else "–"
    ratio = p50 / _percentiles(ours.times_s)[0]
    hits = _hits(figures.found, cases[:: SLOW.get(name, 1)])
    print(f"{name:22}{figures.build_s:9.2f}{ready:>10}{size:>7}{p50:9.2f}{p95:9.2f}{ratio:8.1f}{hits:8.1%}")


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(seconds, n=20)
    return 1000 * statistics.median(seconds), 1000 * cuts[-1]


def _hits(found: Sequence[Sequence[str]], cases: Sequence[Case]) -> float:
    also = variants()
    right = 0
    for codes, case in zip(found, cases, strict=True):
        wanted = case.codes.union(*(also.get(code, frozenset()) for code in case.codes))
        right += any(code in wanted for code in codes[:3])
    return right / len(cases)


def _resident(dumped: bytes, folder: Path) -> str:
    """Return what a fresh process says that loads the index from a file and answers one query."""
    path = folder / "index"
    path.write_bytes(dumped)
    command = [sys.executable, "-m", "benchmarks.search_alone", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
