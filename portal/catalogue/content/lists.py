"""Choice lists and the map, as the catalogue carries them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from babel import Locale

from forms.folding import collation_key, fold

LANGUAGES = ("vi", "en")
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


def read_places(path: Path) -> list[list[Any]]:
    """Return provinces with their communes, in Vietnamese order, from ``places.csv``."""
    provinces: dict[str, list[Any]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"]:
                provinces[row["province"]][3].append([row["code"], row["kind"], row["name"]])
            else:
                provinces[row["province"]] = [row["province"], row["kind"], row["name"], []]
    for province in provinces.values():
        province[3].sort(key=lambda commune: collation_key(commune[2]))
    return sorted(provinces.values(), key=lambda province: collation_key(province[2]))


def choice_lists(written: Mapping[str, Any], places: Sequence[Sequence[Any]]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Return the lists of ``lists.yaml`` and those made from elsewhere: countries (Babel) and provinces."""
    lists = {name: tuple(_entry(value) for value in values) for name, values in written.items()}
    groups = lists.get("ethnic_groups", ())
    lists["ethnic_groups"] = (*groups, {"value": "khac", "vi": "Dân tộc khác", "en": "Another ethnic group"})
    lists["countries"] = _countries()
    lists["provinces"] = tuple({"value": code, "vi": name, "en": name} for code, _kind, name, _inside in places)
    return lists


def _entry(value: Any) -> dict[str, Any]:
    """Return a list's entry; a plain name is its own text and, folded, its value (a code in capitals stays itself)."""
    if isinstance(value, Mapping):
        return dict(value)
    name = str(value)
    key = name if (name.isascii() and name.isupper()) or name[-1:].isdecimal() else fold(name).replace(" ", "_")
    return {"value": key, "vi": name, "en": name}


def _countries() -> tuple[dict[str, Any], ...]:
    names = {language: Locale(language).territories for language in LANGUAGES}
    every = [str(code) for code in names["vi"]]
    codes = [code for code in every if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES]
    ordered = sorted(codes, key=lambda code: (code != "VN", collation_key(names["vi"][code])))
    return tuple({"value": code, "vi": names["vi"][code], "en": names["en"][code]} for code in ordered)
