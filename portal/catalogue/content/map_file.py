"""``assets/places.json.gz``: today's map, and after it the names that its places had before."""

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from forms.gazetteer import KINDS, LEVELS
from portal.catalogue.content.lists import read_places

SOURCE = "vietnamadminunits 1.0.4 (PyPI), Copyright (c) 2025 Tran Ngoc Minh Hieu, MIT License; see NOTICE"


def pack_places(shared: Path) -> bytes:
    """Return the file made of the tables ``places*.csv`` in a folder; the same tables give the same bytes.

    Two gzip members, each a JSON object with its source first. What every form needs is in the first; the second is
    unpacked only when somebody searches by name.

    Raises:
        ValueError: if a table names a place that today's map does not have.
    """
    provinces = read_places(shared / "places.csv")
    members: tuple[Mapping[str, Any], ...] = (
        {"source": SOURCE, "provinces": provinces},
        {"source": SOURCE, **_names(shared, provinces)},
    )
    return b"".join(_member(member) for member in members)


def _member(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


def _names(shared: Path, provinces: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return the older units as columns: level, kind, name, where today (numbers into today's order), other names."""
    numbers = _numbers(provinces)
    rows = [_old_row(row, numbers) for row in _read(shared / "places_old.csv")]
    rows += [_former_row(row, numbers, provinces) for row in _read(shared / "places_former.csv")]
    levels, kinds, names, todays, others, untils = zip(*rows, strict=True)
    return {
        "levels": "".join(str(LEVELS.index(level)) for level in levels),
        "kinds": "".join(str(KINDS.index(kind)) for kind in kinds),
        "names": "\n".join(names),
        "today": todays,
        "also": {str(unit): also for unit, also in enumerate(others) if also},
        "until": {str(unit): until for unit, until in enumerate(untils) if until is not None},
    }


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _numbers(provinces: Sequence[Sequence[Any]]) -> dict[str, int]:
    """Return today's places numbered in the order of the first member: all provinces, then all communes."""
    codes = [province[0] for province in provinces]
    codes += [commune[0] for province in provinces for commune in province[3]]
    return {code: number for number, code in enumerate(codes)}


_Row = tuple[str, str, str, list[int], str, int | None]


def _old_row(row: Mapping[str, str], numbers: Mapping[str, int]) -> _Row:
    level = "commune" if row["code"] else "district" if row["district"] else "province"
    try:
        today = [numbers[code] for code in row["today"].split()]
    except KeyError as error:
        raise ValueError(f"places_old.csv: {row['name']}: no place {error} on today's map") from error
    return level, row["kind"], row["name"], today, row["also"], None


def _former_row(row: Mapping[str, str], numbers: Mapping[str, int], provinces: Sequence[Sequence[Any]]) -> _Row:
    """Return a unit of ``places_former.csv``: "01" is a province, "79:An Khánh,Cát Lái" communes of one."""
    today: list[int] = []
    for part in row["today"].split(";"):
        code, _colon, names = part.partition(":")
        inside = {commune[2]: commune[0] for province in provinces if province[0] == code for commune in province[3]}
        try:
            today += [numbers[inside[name]] for name in names.split(",")] if names else [numbers[code]]
        except KeyError as error:
            raise ValueError(f"places_former.csv: {row['name']}: no place {error} on today's map") from error
    level = "district" if ":" in row["today"] else "province"
    return level, row["kind"], row["name"], today, "", int(row["until"] or 0)
