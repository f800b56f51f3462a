"""What the importer makes of 100 real pages against what a person read in them (``labels.json``).

The pages are not part of the project: without them (``MOTCUA_NATIONAL_DATA``, or ``../shared/data``) this is skipped.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.procedure import Procedure
from portal.catalogue.importing.fees import read_fee
from portal.catalogue.importing.page import AS_OF, parse
from portal.catalogue.importing.reading import Record, read
from portal.catalogue.importing.setters import set_by
from portal.catalogue.importing.ways import Row, rows

PAGES = "national_procedures_2026-07.jsonl.gz"
LABELS = json.loads((Path(__file__).parent / "labels.json").read_text(encoding="utf-8"))["pages"]
AGREEMENT = 0.98


@pytest.fixture(scope="module")
def pages() -> dict[str, Record]:
    """Return the labelled pages by code."""
    root = Path(__file__).resolve().parents[3]
    named = Path(os.environ.get("MOTCUA_NATIONAL_DATA") or root.parent / "shared" / "data")
    path = named / PAGES if named.is_dir() else named
    if not path.is_file():
        pytest.skip(f"{PAGES} is not on this machine (looked in ../shared/data and at MOTCUA_NATIONAL_DATA)")
    return {one.code: one for one in read(path) if isinstance(one, Record) and one.code in LABELS}


def _said(record: Record, procedure: Procedure) -> dict[str, Any]:
    """Return what the importer says of a page in the labels' terms."""
    table = rows(record.text("cach_thuc_thuc_hien"))
    return {
        "channels": [way.channel for way in procedure.ways],
        "times": [f"{way.time.amount} {way.time.unit}" if way.time else None for way in procedure.ways],
        "fees": [_fee(row) for row in table],
        "papers": len(procedure.papers),
        "legal": sorted(procedure.legal),
        "level": list(procedure.level),
        "audience": sorted(procedure.audience),
    }


def _fee(row: Row) -> Any:
    reading = read_fee(row, AS_OF)
    amounts = sorted({case.amount_vnd for case in reading.cases})
    if reading.kind == "words":
        setter = set_by(row)
        return " ".join((setter.kind, ", ".join(sorted(setter.documents)))).strip() if setter else "text"
    return None if reading.kind == "nothing" else amounts[0] if len(amounts) == 1 else amounts


def _expected(label: dict[str, Any]) -> dict[str, Any]:
    channels, times, fees = zip(*label["ways"], strict=True)
    return {
        "channels": list(channels),
        "times": list(times),
        "fees": list(fees),
        "papers": label["papers"],
        "legal": sorted(label["legal"]),
        "level": label["level"],
        "audience": sorted(set(label["audience"])),
    }


def _disagreements(pages: dict[str, Record], field: str) -> Iterator[str]:
    for code, label in LABELS.items():
        said, expected = _said(pages[code], parse(pages[code]))[field], _expected(label)[field]
        if said != expected:
            yield f"{code}: {said} instead of {expected}"


@pytest.mark.parametrize("field", ["channels", "times", "fees", "papers", "legal", "level", "audience"])
def test_the_importer_agrees_with_a_reader_on_98_of_100_pages(pages: dict[str, Record], field: str) -> None:
    found = list(_disagreements(pages, field))

    assert len(found) <= round(len(LABELS) * (1 - AGREEMENT)), "\n".join(found)


def test_a_value_is_never_claimed_where_the_reader_found_none(pages: dict[str, Record]) -> None:
    wrong = [
        f"{code} {field}"
        for code, label in LABELS.items()
        for field in ("times", "fees")
        for said, expected in zip(_said(pages[code], parse(pages[code]))[field], _expected(label)[field], strict=True)
        if expected in (None, "text") and said not in (None, "text")
    ]

    assert wrong == []
