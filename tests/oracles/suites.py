"""The published suites, judged by the one checker of app and portal and by the evaluation of plain JSON Forms.

``python -m tests.oracles.suites`` prints the figures. The suites themselves are not part of the project: they are read
where the machine has them.
"""

import gzip
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema.exceptions import SchemaError
from referencing.exceptions import Unresolvable

from forms.checker import compile_schema
from forms.jsonlogic import JsonLogicError, evaluate
from forms.plain import evaluate_form

ROOT = Path(__file__).resolve().parent.parent.parent
JSON_SCHEMA, JSON_LOGIC = "json_schema_suite_2020-12.json.gz", "jsonlogic_suites.json.gz"

KNOWN: dict[str, dict[str, int]] = {
    # The checker of forms: `date` and `email` are ours (dates of people alive today, addresses that get an answer).
    "checker": {"date": 3, "email": 5, "ecmascript-regex": 12, "hostname": 23, "idn-hostname": 5},
    # Plain JSON Forms for a schema of draft 2020-12.
    "plain": {"email": 5, "ecmascript-regex": 12, "hostname": 23, "idn-hostname": 5},
}
"""How many cases of the optional format suite are judged otherwise, by format. Why: patterns have the syntax of the
library ``regex`` (``\\p{L}``, ``\\Z``), so what only ECMA 262 forbids is let through; the letters of a host name in
``xn--`` spelling and whether a name of other scripts may end with a stop are not looked into; nobody is asked for a
quoted or numeric mail address."""

LEFT_OUT = {
    "refRemote.json": "needs documents from a server: nothing is ever fetched for a `$ref`",
    "format.json": "takes formats for annotations: here, as in JSON Forms, they are checked",
    "vocabulary.json": "a metaschema of one's own without validation: every schema validates",
}


@dataclass(frozen=True)
class Figures:
    """How many cases were judged and which of them otherwise than published."""

    judged: int
    wrong: tuple[tuple[str, str, str], ...]

    def by_format(self) -> Counter[str]:
        """Return how many are judged otherwise for each format."""
        return Counter(name.rpartition("/")[2].removesuffix(".json") for name, _group, _case in self.wrong)


def find(name: str) -> Any | None:
    """Return a published suite, None where this machine does not have it."""
    folders = [ROOT.parent / "shared" / "data"]
    if national := os.environ.get("MOTCUA_NATIONAL_DATA"):
        folders.append(Path(national) if Path(national).is_dir() else Path(national).parent)
    found = next((folder / name for folder in folders if (folder / name).exists()), None)
    return json.loads(gzip.decompress(found.read_bytes())) if found else None


Judge = Callable[[Any, Any], bool]


def by_checker(schema: Any, data: Any) -> bool:
    """Return what app and portal say of data, once quickly and once by naming errors: both must agree."""
    checker = compile_schema(schema)
    is_valid, errors = checker.is_valid(data), list(checker.iter_errors(data))
    assert is_valid == (not errors)
    return is_valid


def by_plain(schema: Any, data: Any) -> bool:
    """Return what the evaluation of plain JSON Forms says of data."""
    return not evaluate_form(schema, {}, data)["errors"]


JUDGES: dict[str, Judge] = {"checker": by_checker, "plain": by_plain}


def required(suite: dict[str, Any], judge: Judge) -> Figures:
    """Judge everything that the suite requires, but for what is ``LEFT_OUT``."""
    tests = {name: groups for name, groups in suite["tests"].items() if not name.startswith("optional/")}
    return _figures(tests, judge)


def formats(suite: dict[str, Any], judge: Judge) -> Figures:
    """Judge the optional suite of formats."""
    tests = {name: groups for name, groups in suite["tests"].items() if name.startswith("optional/format/")}
    return _figures(tests, judge)


def _figures(tests: dict[str, Any], judge: Judge) -> Figures:
    found = list(_judged(tests, judge))
    return Figures(len(found), tuple(place for place, is_right in found if not is_right))


def _judged(tests: dict[str, Any], judge: Judge) -> Iterator[tuple[tuple[str, str, str], bool]]:
    for name, groups in tests.items():
        for group in groups if name not in LEFT_OUT else ():
            if "localhost:1234" in json.dumps(group["schema"]):
                continue  # needs documents from a server, like refRemote.json
            for case in group["tests"]:
                place = (name, group["description"], case["description"])
                yield place, _says(judge, group["schema"], case["data"]) == case["valid"]


def _says(judge: Judge, schema: Any, data: Any) -> bool | None:
    try:
        return judge(schema, data)
    except (Unresolvable, SchemaError):
        return None


def json_logic(suite: dict[str, Any]) -> Figures:
    """Evaluate every rule of the JsonLogic suites."""
    found = [
        ((name, json.dumps(case["rule"]), json.dumps(case.get("data"))), _is_as_published(case))
        for name, cases in suite["suites"].items()
        for case in map(_as_mapping, cases)
        if case
    ]
    return Figures(len(found), tuple(place for place, is_right in found if not is_right))


def _as_mapping(case: Any) -> dict[str, Any]:
    """Return a case of either spelling; a heading between them is none."""
    if isinstance(case, list):
        return {"rule": case[0], "data": case[1], "result": case[2]}
    return case if isinstance(case, dict) else {}


def _is_as_published(case: dict[str, Any]) -> bool:
    try:
        value = evaluate(case["rule"], case.get("data"))
    except JsonLogicError as error:
        return "error" in case and json.dumps(error.value) == json.dumps(case["error"])
    if "error" in case:
        return False
    wanted = case.get("result")
    return json.dumps(value) == json.dumps(wanted) or bool(case.get("decimal") and abs(value - wanted) < 1e-9)


def main() -> None:
    """Print what is judged right."""
    schemas, rules = find(JSON_SCHEMA), find(JSON_LOGIC)
    for name, judge in JUDGES.items() if schemas else ():
        needed, optional = required(schemas, judge), formats(schemas, judge)
        print(f"JSON Schema 2020-12, {name}: required {_share(needed)}; formats {_share(optional)}")
        print(f"  otherwise: {dict(optional.by_format())}; left out: {', '.join(LEFT_OUT)}")
    if rules:
        print(f"JsonLogic: {_share(json_logic(rules))}")


def _share(figures: Figures) -> str:
    return f"{figures.judged - len(figures.wrong):,} of {figures.judged:,}"


if __name__ == "__main__":
    main()
