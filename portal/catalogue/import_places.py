"""Write the map's tables from the MIT-licensed PyPI package ``vietnamadminunits`` (see NOTICE).

``places.csv``: today's provinces and communes. ``places_old.csv``: provinces, districts and communes as they were until
30 June 2025, each commune with the one or several of today's that took its land over, the one with most of it first.

Run by a maintainer when the map changes, never by the product::

    pip download vietnamadminunits==1.0.4 --no-deps && unzip vietnamadminunits-*.whl
    python -m portal.catalogue.import_places vietnamadminunits/data content/shared
"""

import csv
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = tuple[str, ...]

_TODAY = "SELECT provinceCode, province, provinceShort, wardCode, wardType, ward, wardShort FROM admin_units"
_TODAY_KEYS = "SELECT provinceKey, wardKey, provinceCode, wardCode FROM admin_units"
_OLD = """
    SELECT provinceCode, province, provinceKey, districtCode, district, districtKey, districtShortKey, districtAlias,
           wardCode, ward, wardKey, wardShortKey, wardAlias, provinceShort
    FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode
"""
_KINDS = ("đặc khu", "thành phố", "thị trấn", "thị xã", "huyện", "phường", "quận", "tỉnh", "xã")
_KIND_KEYS = ("thanhpho", "thitran", "thixa", "huyen", "phuong", "quan", "tp", "tt", "tx", "xa")
_NEVER_A_NAME = frozenset({"thanhpho", "thitran", "thixa", "huyen", "tp", "tt", "tx", "xa"})
"""Kinds with which no name begins, or next to none."""


def today(database: sqlite3.Connection) -> list[Row]:
    """Return rows of ``province code, unit code, kind, name``, each province before its communes."""
    rows: set[Row] = set()
    for province_code, province, province_name, code, kind, full, name in database.execute(_TODAY):
        province_kind = "thành phố" if province.startswith("Thành phố") else "tỉnh"
        rows.add((province_code, "", province_kind, province_name))
        label = full.removeprefix(f"{kind} ") if full.startswith(f"{kind} ") else name
        rows.add((province_code, code, kind.lower(), label))
    return sorted(rows)


def old(database: sqlite3.Connection, converter: Mapping[str, Any]) -> Iterator[Row]:
    """Yield rows of ``province, district, code, kind, name, today, also``, each unit before what lies in it.

    ``today`` is a province's code, or the codes of communes; ``also``: names that the unit had taken over before 2025,
    folded and without spaces. An island district without communes has its own ``today``.
    """
    codes = {
        (province, ward): (in_province, code) for province, ward, in_province, code in database.execute(_TODAY_KEYS)
    }
    leads_to = _destinations(converter)
    database.row_factory = sqlite3.Row
    seen: set[str] = set()
    for unit in database.execute(_OLD):
        key = "_".join((unit["provinceKey"], unit["districtKey"], unit["wardKey"] or ""))
        found = [codes[target] for target in leads_to[key]]
        province, district = unit["provinceCode"], unit["districtCode"]
        if province not in seen:
            kind = "thành phố" if unit["province"].startswith("Thành phố") else "tỉnh"
            yield (province, "", "", kind, unit["provinceShort"], found[0][0], "")
        communes = " ".join(code for _province, code in found)
        if district not in seen:
            also = _also(unit["districtAlias"], unit["districtShortKey"])
            yield (province, district, "", *_named(unit["district"]), "" if unit["ward"] else communes, also)
        if unit["ward"]:
            also = _also(unit["wardAlias"], unit["wardShortKey"])
            yield (province, district, unit["wardCode"], *_named(unit["ward"]), communes, also)
        seen |= {province, district}


def _destinations(converter: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Return today's (province, commune) keys of every old key; of a divided commune the main one first."""
    found = {
        old_key: [(province, ward)]
        for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for ward, old_keys in wards.items()
        for old_key in old_keys
    }
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in divided.items():
            main_first = sorted(parts, key=lambda part: (not part["isDefaultNewWard"], part["newWardKey"]))
            found[old_key] = [(province, part["newWardKey"]) for part in main_first]
    return found


def _named(full: str) -> tuple[str, str]:
    """Return kind and name: "Thị Xã Mường Lay" is a "thị xã" called "Mường Lay", but "Quận 1" keeps its kind."""
    kind = next(kind for kind in _KINDS if full.lower().startswith(f"{kind} "))
    name = full[len(kind) + 1 :]
    return kind, full if name.isdecimal() else name


def _also(written: str | None, own: str) -> str:
    """Return the other names without their kind, each once; "quangtrung" is a name, not the quarter of "gtrung"."""
    aliases = json.loads(written or "[]")
    names = dict.fromkeys(_bare(alias, own, among=aliases) for alias in aliases)
    return " ".join(name for name in names if name != own and not name[-1:].isdecimal() and len(name) > 2)


def _bare(alias: str, own: str, *, among: Sequence[str]) -> str:
    for kind in _KIND_KEYS:
        bare = alias.removeprefix(kind)
        if bare != alias and (bare in (own, *among) or kind in _NEVER_A_NAME):
            return bare
    return alias


def _write(target: Path, heads: Sequence[str], rows: Iterable[Row]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)


def main() -> None:
    """Read the package's data folder, write the two tables into the folder named second."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    converter = json.loads((source / "converter_2025.json").read_text("utf-8"))
    with sqlite3.connect(source / "dataset.db") as database:
        _write(target / "places.csv", ("province", "code", "kind", "name"), today(database))
        heads = ("province", "district", "code", "kind", "name", "today", "also")
        _write(target / "places_old.csv", heads, old(database, converter))


if __name__ == "__main__":
    main()
