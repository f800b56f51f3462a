import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forms import cli
from forms.plain import evaluate_form

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
