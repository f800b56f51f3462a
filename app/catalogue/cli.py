"""``motcua search --json [--limit N] [--catalogue DIR|FILE] -``: the screen's search for scripts (DESIGN.md)."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from app.catalogue.service import CatalogueService
from app.catalogue.store import FILE_NAME, CatalogueDamagedError

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / FILE_NAME


def main(arguments: Sequence[str], *, source: TextIO | None = None, target: TextIO | None = None) -> int:
    """Answer one query a line with one line of JSON; return the exit code."""
    options = _parser().parse_args(arguments)
    source, target = source or sys.stdin, target or sys.stdout
    try:
        service = CatalogueService(None, _file(options.catalogue))
    except (OSError, CatalogueDamagedError) as error:
        print(f"motcua search: no catalogue can be read: {error}", file=sys.stderr)  # noqa: T201 - a command's answer
        return 2
    for line in source:
        hits = service.search(line.strip(), language=options.lang, limit=options.limit)
        answer = [{"code": h.code, "name": h.name, "score": h.score, "why": str(h.why)} for h in hits]
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
        target.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua search", description="Search procedures, one query a line.")
    parser.add_argument("--json", action="store_true", required=True, help="answer with one JSON list a line")
    parser.add_argument("--limit", type=int, default=10, help="most hits for a query (default 10)")
    parser.add_argument("--catalogue", type=Path, default=SHIPPED, help="a built catalogue, or the folder of one")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the names")
    parser.add_argument("queries", choices=["-"], help="- reads queries from standard input")
    return parser


def _file(path: Path) -> Path:
    return path / FILE_NAME if path.is_dir() else path
