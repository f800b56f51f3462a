"""The search engines that ours is measured beside, each asked the way its own documentation recommends."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import tantivy
from rapidfuzz import fuzz, process

from app.catalogue.index import SearchIndex
from forms.folding import fold
from forms.procedure import Procedure

ORACLES = Path(__file__).resolve().parent.parent / "tests" / "oracles"
MOST = 10


@dataclass(frozen=True)
class Document:
    """A procedure's texts as a rival gets them: folded, the names apart from the rest."""

    code: str
    name: str
    title: str
    body: str


@dataclass
class Figures:
    """What was measured of one engine."""

    build_s: float = 0.0
    ready_ms: float | None = None
    size_bytes: int | None = None
    times_s: list[float] = field(default_factory=list)
    found: list[list[str]] = field(default_factory=list)


class Engine(Protocol):
    """Built over procedures when it is made; then asked."""

    name: str
    figures: Figures

    def ask(self, query: str) -> list[str]: ...


def document(procedure: Procedure) -> Document:
    """Return the same fields that our own index has."""
    names = [*procedure.name.values(), *(phrase for phrases in procedure.synonyms.values() for phrase in phrases)]
    if procedure.official_name not in names:
        names.append(procedure.official_name)
    papers = () if procedure.original else procedure.papers
    texts = [
        *procedure.summary.values(),
        *(procedure.result or {}).values(),
        procedure.field,
        *(procedure.agency or {}).values(),
        *(text for paper in papers for text in paper.title.values()),
        *(text for template in procedure.templates for text in (template.id, *template.title.values())),
    ]
    name = procedure.name.get("vi", "")
    return Document(procedure.code, fold(name), fold(" | ".join(names)), fold(" | ".join(texts)))


class Ours:
    """``app.catalogue.index``."""

    name = "Một Cửa"

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        began = time.perf_counter()
        self.dumped = SearchIndex.build(procedures).dump()
        built = time.perf_counter()
        self._index = SearchIndex.load(self.dumped)
        ready_ms = 1000 * (time.perf_counter() - built)
        self.figures = Figures(built - began, ready_ms, len(self.dumped))

    def ask(self, query: str) -> list[str]:
        return [hit.code for hit in self._index.search(query, language="vi", limit=MOST)]


class Fts5:
    """SQLite FTS5: any of the terms, the last as a prefix, bm25 with names ten times the rest."""

    name = "SQLite FTS5"

    def __init__(self, documents: Sequence[Document], folder: Path) -> None:
        began = time.perf_counter()
        path = folder / "fts5.db"
        self._db = sqlite3.connect(path)
        self._db.execute("CREATE VIRTUAL TABLE procedure USING fts5(code UNINDEXED, title, body)")
        rows = ((d.code, d.title, d.body) for d in documents)
        self._db.executemany("INSERT INTO procedure VALUES (?, ?, ?)", rows)
        self._db.execute("INSERT INTO procedure(procedure) VALUES ('optimize')")
        self._db.commit()
        self.figures = Figures(time.perf_counter() - began, None, path.stat().st_size)

    def ask(self, query: str) -> list[str]:
        words = fold(query).split()
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words) + "*"
        ranked = "SELECT code FROM procedure WHERE procedure MATCH ? ORDER BY bm25(procedure, 0, 10, 1) LIMIT ?"
        return [code for (code,) in self._db.execute(ranked, (match, MOST))]


class Tantivy:
    """tantivy: the same question as a Boolean query."""

    name = "tantivy"

    def __init__(self, documents: Sequence[Document], folder: Path) -> None:
        began = time.perf_counter()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("code", stored=True, tokenizer_name="raw")
        builder.add_text_field("title")
        builder.add_text_field("body")
        self._schema = builder.build()
        place = folder / "tantivy"
        place.mkdir()
        index = tantivy.Index(self._schema, path=str(place))
        writer = index.writer(num_threads=1)
        for d in documents:
            writer.add_document(tantivy.Document(code=d.code, title=d.title, body=d.body))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        size = sum(file.stat().st_size for file in place.iterdir())
        self.figures = Figures(time.perf_counter() - began, None, size)

    def ask(self, query: str) -> list[str]:
        words = fold(query).split()
        if not words:
            return []
        parts = []
        for name, weight in (("title", 10.0), ("body", 1.0)):
            wanted = [tantivy.Query.term_query(self._schema, name, word) for word in words]
            wanted.append(tantivy.Query.regex_query(self._schema, name, f"{words[-1]}.*"))
            parts += [(tantivy.Occur.Should, tantivy.Query.boost_query(one, weight)) for one in wanted]
        hits = self._searcher.search(tantivy.Query.boolean_query(parts), MOST).hits
        return [self._searcher.doc(address)["code"][0] for _, address in hits]


class RapidFuzz:
    """rapidfuzz: the query compared with every name."""

    name = "rapidfuzz token_set"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._codes = [d.code for d in documents]
        self._names = [d.name for d in documents]
        self.figures = Figures()

    def ask(self, query: str) -> list[str]:
        found = process.extract(fold(query), self._names, scorer=fuzz.token_set_ratio, limit=MOST)
        return [self._codes[place] for _, _, place in found]


def minisearch(documents: Sequence[Document], queries: Sequence[str], asked: Sequence[str]) -> Figures | None:
    """Return what MiniSearch does in Node, None where Node or npm is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    if not (ORACLES / "node_modules" / "minisearch").exists():
        subprocess.run(
            [npm, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"], cwd=ORACLES, check=True
        )
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        content = {
            "documents": [{"id": d.code, "title": d.title, "body": d.body} for d in documents],
            "queries": [fold(query) for query in queries],
            "asked": [fold(query) for query in asked],
        }
        json.dump(content, file)
        file.flush()
        command = [node, "--max-old-space-size=8192", "minisearch.mjs", file.name]
        answer = json.loads(subprocess.run(command, cwd=ORACLES, check=True, capture_output=True).stdout)
    times = [ms / 1000 for ms in answer["times"]]
    return Figures(answer["buildMs"] / 1000, answer["loadMs"], answer["bytes"], times, answer["found"])
