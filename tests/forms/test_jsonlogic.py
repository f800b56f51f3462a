import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forms.jsonlogic import JsonLogicError, evaluate


def _outcome(rule: Any, data: Any) -> tuple[str, Any]:
    try:
        return "result", evaluate(rule, data)
    except JsonLogicError as error:
        return "error", error.value


def _cases(suites: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    cases = []
    for name, suite in suites.items():
        for case in suite:
            if isinstance(case, list):
                cases.append((name, {"rule": case[0], "data": case[1], "result": case[2]}))
            elif isinstance(case, dict):
                cases.append((name, case))
    return cases


def test_every_published_case_gives_the_published_result(published: Callable[[str], Any]) -> None:
    cases = _cases(published("jsonlogic_suites.json.gz")["suites"])
    wrong = []
    for name, case in cases:
        kind, value = _outcome(case["rule"], case.get("data"))
        wanted = ("error", case["error"]) if "error" in case else ("result", case.get("result"))
        is_near = bool(case.get("decimal")) and kind == "result" and value == pytest.approx(wanted[1])
        if not is_near and (kind, json.dumps(value)) != (wanted[0], json.dumps(wanted[1])):
            wrong.append((name, case, (kind, value)))
    assert len(cases) >= 1100
    assert wrong == []


def test_the_evaluator_stays_small(project_root: Path) -> None:
    assert len((project_root / "forms/jsonlogic.py").read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize(
    ("rule", "data", "result"),
    [
        ({"and": [True, {">": [3, 1]}]}, {}, True),
        ({"var": "a.b.1"}, {"a": {"b": [1, 2]}}, 2),
        ({"var": ["a.c", "none"]}, {"a": {}}, "none"),
        ({"if": [{"var": "late"}, None, 0]}, {"late": True}, None),
        (
            {"reduce": [{"var": "rows"}, {"+": [{"var": "accumulator"}, {"var": "current.n"}]}, 0]},
            {"rows": [{"n": 2}, {"n": 5}]},
            7,
        ),
        ({"days_between": ["2026-11-02", "2026-11-22"]}, {}, 20),
        ({"age_years": ["2020-11-23", "2026-11-22"]}, {}, 5),
        ({"age_years": ["2020", "2026-11-22"]}, {}, 5),
        ({"year_of": ["1996-08"]}, {}, 1996),
        ({"latest_day": ["1996-02"]}, {}, "1996-02-29"),
        ({"earliest_day": ["1996"]}, {}, "1996-01-01"),
        ({"id_birth_year": ["001085012345"]}, {}, 1985),
        ({"id_sex": ["079304012345"]}, {}, "nu"),
        ({"id_birth_year": ["12"]}, {}, None),
        ({"surname": ["Nguyễn Văn An"]}, {}, "nguyen"),
        (
            {"place_of": [{"province": "01", "commune": "00070", "detail": "x"}]},
            {},
            {"province": "01", "commune": "00070"},
        ),
        ({"province_of": [{"province": "01", "commune": "00070"}]}, {}, {"province": "01"}),
        ({"province_of": [None]}, {}, None),
        ({"amount_in_words": [135000, "vi"]}, {}, "Một trăm ba mươi lăm nghìn đồng"),
    ],
)
def test_a_rule_of_a_form_is_evaluated(rule: Any, data: Any, result: Any) -> None:
    if {"place_of", "province_of"} & rule.keys():
        rule = {name: [{"preserve": place} for place in places] for name, places in rule.items()}
    assert evaluate(rule, data) == result


@pytest.mark.parametrize(
    "rule",
    [{"days_between": [None, "2026-11-22"]}, {"age_years": ["?", "2026-11-22"]}, {"no such": []}, {"a": 1, "b": 2}],
)
def test_a_rule_that_cannot_be_said_raises_when_a_date_or_operator_is_missing(rule: Any) -> None:
    with pytest.raises(JsonLogicError):
        evaluate(rule, {})
