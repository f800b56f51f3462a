"""``motcua-portal import FILE``: read the national database's export, print what came of it, publish or write it."""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from forms.procedure import Procedure
from portal.catalogue.importing.page import parse
from portal.catalogue.importing.reading import Broken, read
from portal.catalogue.importing.report import Report


def import_command(arguments: Sequence[str]) -> int:
    """Run ``motcua-portal import FILE [--out FILE] [--database-url URL] [--report FILE]``.

    Broken lines are told and left out; 1 only when the file cannot be read or holds no page at all.
    """
    options = _parser().parse_args(list(arguments))
    report = Report()
    try:
        procedures = gather(options.file, report)
    except OSError as error:
        sys.stderr.write(f"{options.file}: {error.strerror or error}\n")
        return 1
    sys.stdout.write(report.as_text() + "\n")
    if options.report:
        options.report.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if not procedures:
        sys.stderr.write(f"{options.file}: no page in it\n")
        return 1
    if options.out:
        sys.stdout.write(write_catalogue(procedures, options.out, options.content) + "\n")
    if options.database_url or options.data_dir:
        sys.stdout.write(_publish(procedures, options) + "\n")
    return 0


def gather(path: Path, report: Report) -> tuple[Procedure, ...]:
    """Return the procedures of a file by code, and count them in ``report``; of a repeated code the last counts.

    Raises:
        OSError: if the file cannot be opened.
    """
    found: dict[str, Procedure] = {}
    for record in read(path):
        report.lines += 1
        if isinstance(record, Broken):
            report.skip(record)
            continue
        procedure = parse(record)
        if record.code in found:
            report.repeated.append(record.code)
        found[record.code] = procedure
        report.add(record, procedure)
    return tuple(found[code] for code in sorted(found))


def write_catalogue(procedures: Iterable[Procedure], out: Path, content: Path) -> str:
    """Write a catalogue file: the one built from our contents, and what only the import has. Say what is in it.

    The same contents and pages give the same bytes.
    """
    said: dict[str, Any] = {"version": "0", "built_on": "2026-07-01", "procedures": []}
    if content.exists():
        said = json.loads(gzip.decompress(content.read_bytes()))
    ours = {procedure["code"] for procedure in said["procedures"]}
    imported = [_as_json(procedure) for procedure in procedures if procedure.code not in ours]
    merged: list[dict[str, Any]] = [*said["procedures"], *imported]
    every = sorted(merged, key=lambda procedure: str(procedure["code"]))
    version = f"{said['version']}+{_digest(imported)}"
    packed = json.dumps({**said, "version": version, "procedures": every}, ensure_ascii=False, separators=(",", ":"))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(gzip.compress(packed.encode(), mtime=0))
    return f"{out}: {len(ours):,} of our own, {len(imported):,} imported, {out.stat().st_size:,} bytes"


def _publish(procedures: tuple[Procedure, ...], options: argparse.Namespace) -> str:
    """Publish into the portal's database, all or nothing, and say what came of it."""
    from portal.catalogue.importing.publication import publish_into

    published = publish_into(procedures, options)
    return (
        f"{published.version}: {len(published.added):,} new, {len(published.changed):,} changed, "
        f"{len(published.removed):,} taken out, {published.same:,} as before, {len(published.kept):,} stay our own"
    )


def _as_json(procedure: Procedure) -> dict[str, Any]:
    said = procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {**said, "version": f"{procedure.version}-{_digest(said)}"}


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua-portal import", description="Import the national database's pages.")
    parser.add_argument("file", type=Path, help="one page a line as JSON, .jsonl or .jsonl.gz")
    parser.add_argument("--out", type=Path, help="write a catalogue file, our own contents included")
    parser.add_argument("--content", type=Path, default=Path("assets/catalogue.json.gz"), help="our own, for --out")
    parser.add_argument("--report", type=Path, help="write the figures as JSON")
    parser.add_argument("--database-url", help="publish into the portal's database")
    parser.add_argument("--data-dir", type=Path, help="publish into the database in the portal's data dir")
    parser.add_argument("--storage-url", help=argparse.SUPPRESS)
    parser.add_argument("--whole", action="store_true", help="published earlier and not in this file: taken out")
    return parser
