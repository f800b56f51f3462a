import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forms import cli
from forms.plain import evaluate_form


def test_every_published_example_is_shown_enabled_and_checked_as_json_forms_does(project_root: Path) -> None:
    packed = (project_root / "tests/forms/data/jsonforms_examples.json.gz").read_bytes()
    examples = json.loads(gzip.decompress(packed))["examples"]
    wrong, cases = [], 0
    for name, example in examples.items():
        for case in example["cases"]:
            cases += 1
            found = evaluate_form(example["schema"], example["uischema"], case["data"])
            elements = [[e["pointer"], e["visible"], e["enabled"]] for e in found["elements"]]
            errors = sorted([e["path"], e["keyword"]] for e in found["errors"])
            if elements != case["elements"] or errors != sorted(case["errors"]):
                wrong.append((name, case["data"]))
    assert cases > 470
    assert wrong == []


# Left out: what needs documents from a server, formats as mere annotations (JSON Forms asserts them), and a metaschema
# of one's own.
_ELSEWHERE = {"refRemote.json", "format.json"}
_KNOWN_WRONG = {
    ("vocabulary.json", "no validation: invalid number, but it still validates"),
}


def test_the_required_json_schema_suite_is_judged_right(published: Callable[[str], Any]) -> None:
    suite = published("json_schema_suite_2020-12.json.gz")["tests"]
    judged, wrong = 0, []
    for name, groups in suite.items():
        if name.startswith("optional/") or name in _ELSEWHERE:
            continue
        for group in groups:
            if "localhost:1234" in json.dumps(group["schema"]):
                continue
            for case in group["tests"]:
                judged += 1
                is_valid = not evaluate_form(group["schema"], {}, case["data"])["errors"]
                if is_valid != case["valid"] and (name, case["description"]) not in _KNOWN_WRONG:
                    wrong.append((name, group["description"], case["description"]))
    assert judged > 1100
    assert wrong == []


UI = {
    "type": "VerticalLayout",
    "elements": [
        {
            "type": "Group",
            "rule": {"effect": "HIDE", "condition": {"scope": "#/properties/a", "schema": {"const": 1}}},
            "elements": [{"type": "Control", "scope": "#/properties/b"}],
        },
        {
            "type": "Control",
            "scope": "#/properties/b",
            "rule": {"effect": "ENABLE", "condition": {"type": "LEAF", "scope": "#/properties/a", "expectedValue": 2}},
        },
    ],
}


def test_only_an_elements_own_rule_counts() -> None:
    found = evaluate_form({"type": "object"}, UI, {"a": 1})["elements"]

    assert found == [
        {"pointer": "", "visible": True, "enabled": True},
        {"pointer": "/elements/0", "visible": False, "enabled": True},
        {"pointer": "/elements/0/elements/0", "visible": True, "enabled": True},
        {"pointer": "/elements/1", "visible": True, "enabled": False},
    ]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"scope": "#/properties/gone", "schema": {"minLength": 3}}, True),
        ({"scope": "#/properties/gone", "schema": {"minLength": 3}, "failWhenUndefined": True}, False),
        ({"scope": "#/properties/gone", "schema": {"const": None}}, False),
        ({"scope": "#/properties/gone", "schema": {"not": {"const": 1}}}, True),
        ({"type": "AND", "conditions": []}, True),
        ({"type": "OR", "conditions": []}, False),
        ({"type": "LEAF", "scope": "#/properties/yes", "expectedValue": 1}, False),
        ({}, True),
    ],
)
def test_a_condition_holds_as_json_forms_says(condition: dict[str, Any], holds: bool) -> None:
    ui = {"type": "Label", "rule": {"effect": "SHOW", "condition": condition}}

    assert evaluate_form({}, ui, {"yes": True})["elements"][0]["visible"] is holds


def test_a_foreign_reference_is_refused_without_asking_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a schema asked the network")

    monkeypatch.setattr("urllib.request.urlopen", fail)

    answer = cli._answer('{"schema": {"$ref": "http://127.0.0.1:9/x.json"}, "data": 1}')

    assert "Unresolvable" in answer["error"]


def test_each_line_gets_one_line_and_a_bad_line_its_reason(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    good = {"schema": {"type": "object", "required": ["a"]}, "uischema": {"type": "Label"}, "data": {}}
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{json.dumps(good)}\nnot json\n\n{json.dumps(good)}\n"))

    code = cli.main(["evaluate", "-"])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 1
    assert [list(line) for line in lines] == [["elements", "errors"], ["error"], ["elements", "errors"]]
    assert lines[0]["errors"] == [{"path": "", "keyword": "required"}]


def test_the_shipped_contents_pass_the_authors_check(project_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "forms.cli", "check", "content"],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing to mend" in done.stdout


def test_a_form_in_one_file_is_checked(tmp_path: Path, capsys: Any) -> None:
    form = {
        "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
        "uischema": {"type": "Categorization", "elements": [{"type": "Control", "scope": "#/properties/b"}]},
    }
    (tmp_path / "form.json").write_text(json.dumps(form), encoding="utf-8")

    assert cli.main(["check", str(tmp_path / "form.json")]) == 1
    assert "the schema has no #/properties/b" in capsys.readouterr().out


# Cases of the optional format suite that are judged otherwise, by format: regular expressions are Python's ``regex``
# syntax, times are JSON Forms' own (of a day, without a zone), Unicode hosts and IRIs follow the library's idea of
# them, the rest are corners of hosts, mail and URIs.
_FORMATS_JUDGED_OTHERWISE = {
    "hostname": 24,
    "time": 14,
    "ecmascript-regex": 12,
    "iri": 6,
    "email": 5,
    "idn-hostname": 5,
    "uri-reference": 5,
    "uri": 4,
    "uri-template": 3,
    "duration": 2,
    "iri-reference": 2,
    "uuid": 1,
}


def test_the_optional_format_suite_is_judged_no_worse_than_known(published: Callable[[str], Any]) -> None:
    suite = published("json_schema_suite_2020-12.json.gz")["tests"]
    otherwise: dict[str, int] = {}
    for name, groups in suite.items():
        if not name.startswith("optional/format/"):
            continue
        for group in groups:
            for case in group["tests"]:
                is_valid = not evaluate_form(group["schema"], {}, case["data"])["errors"]
                if is_valid != case["valid"]:
                    key = name.removeprefix("optional/format/").removesuffix(".json")
                    otherwise[key] = otherwise.get(key, 0) + 1

    assert {key: count for key, count in otherwise.items() if count > _FORMATS_JUDGED_OTHERWISE.get(key, 0)} == {}
