"""``assets/places.json.gz``: today's map, and after it the names that its places had before."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from forms.gazetteer import KINDS, LEVELS, Level
from portal.catalogue.content.errors import ContentError
from portal.catalogue.content.lists import read_places

SOURCE = "vietnamadminunits 1.0.4 (PyPI), Copyright (c) 2025 Tran Ngoc Minh Hieu, MIT License; see NOTICE"


class _Row(NamedTuple):
    """A unit of before: what ``Gazetteer`` reads as columns."""

    level: Level
    kind: str
    name: str
    today: list[int]
    also: str
    until: int | None


class _MistakeError(Exception):
    """A field of a row says what cannot be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def pack_places(shared: Path) -> tuple[bytes, tuple[ContentError, ...]]:
    """Return the file made of the tables ``places*.csv`` in a folder, and what is wrong with the tables.

    Two gzip members, each a JSON object with its source first. What every form needs is in the first; the second is
    unpacked only when somebody searches by name. The same tables give the same bytes. A row with a mistake is left out;
    a folder without the tables of older names has a map that is found by today's only.
    """
    provinces = read_places(shared / "places.csv")
    today = _Today(provinces)
    errors: list[ContentError] = []
    rows = [*_rows(shared / "places_old.csv", today.old, errors)]
    rows += _rows(shared / "places_former.csv", today.former, errors)
    members = [_member({"source": SOURCE, "provinces": provinces})]
    if rows:
        members.append(_member({"source": SOURCE, **_columns(rows)}))
    return b"".join(members), tuple(errors)


def _member(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


def _rows(path: Path, read: Callable[[Mapping[str, str]], _Row], errors: list[ContentError]) -> Iterator[_Row]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        for row in table:
            try:
                yield read(row)
            except _MistakeError as mistake:
                file_name = f"{path.parent.name}/{path.name}"
                errors.append(ContentError(file_name, mistake.field, str(mistake), table.line_num))


def _columns(rows: Sequence[_Row]) -> dict[str, Any]:
    """Return level, kind, name, where today (numbers into today's order) and other names, each by itself."""
    return {
        "levels": "".join(str(LEVELS.index(row.level)) for row in rows),
        "kinds": "".join(str(KINDS.index(row.kind)) for row in rows),
        "names": "\n".join(row.name for row in rows),
        "today": [row.today for row in rows],
        "also": {str(number): row.also for number, row in enumerate(rows) if row.also},
        "until": {str(number): row.until for number, row in enumerate(rows) if row.until is not None},
    }


class _Today:
    """Today's places, numbered as the first member has them: all provinces, then all communes."""

    def __init__(self, provinces: Sequence[Sequence[Any]]) -> None:
        codes = [province[0] for province in provinces]
        codes += [commune[0] for province in provinces for commune in province[3]]
        self._numbers = {code: number for number, code in enumerate(codes)}
        self._named = {province[0]: {one[2]: self._numbers[one[0]] for one in province[3]} for province in provinces}

    def old(self, row: Mapping[str, str]) -> _Row:
        """Return a unit of ``places_old.csv``; its ``today`` has codes."""
        level: Level = "commune" if row["code"] else "district" if row["district"] else "province"
        codes = row["today"].split()
        if not codes and level != "district":
            raise _MistakeError("today", f"{row['name']}: what it is today is missing")
        return _Row(level, _kind(row), row["name"], [self._number(code) for code in codes], row["also"], None)

    def former(self, row: Mapping[str, str]) -> _Row:
        """Return a unit of ``places_former.csv``: "01" is a province, "79:An Khánh,Cát Lái" communes of one."""
        numbers: list[int] = []
        for part in row["today"].split(";"):
            code, _colon, names = part.strip().partition(":")
            province = self._number(code)
            numbers += [self._commune(code, name.strip()) for name in names.split(",")] if names else [province]
        level: Level = "district" if ":" in row["today"] else "province"
        if row["until"] and not row["until"].isdecimal():
            raise _MistakeError("until", f"{row['until']!r} is no year")
        return _Row(level, _kind(row), row["name"], numbers, "", int(row["until"] or 0))

    def _number(self, code: str) -> int:
        """Return the number of a province or commune by its code."""
        if code not in self._numbers:
            raise _MistakeError("today", f"there is no place {code!r} on today's map")
        return self._numbers[code]

    def _commune(self, province: str, name: str) -> int:
        if name not in self._named[province]:
            raise _MistakeError("today", f"there is no commune {name!r} in province {province} today")
        return self._named[province][name]


def _kind(row: Mapping[str, str]) -> str:
    if row["kind"] not in KINDS:
        raise _MistakeError("kind", f"{row['kind']!r} is none of {', '.join(KINDS)}")
    return row["kind"]
