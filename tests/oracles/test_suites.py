"""The published suites of JSON Schema and JsonLogic, through the one checker that app and portal share."""

from typing import Any

import pytest

from tests.oracles import suites


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    return _published(suites.JSON_SCHEMA)


@pytest.fixture(scope="module")
def rules() -> dict[str, Any]:
    return _published(suites.JSON_LOGIC)


def _published(name: str) -> dict[str, Any]:
    found = suites.find(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine (looked in ../shared/data and beside MOTCUA_NATIONAL_DATA)")
    return dict(found)


@pytest.mark.parametrize("judge", suites.JUDGES)
def test_everything_that_json_schema_requires_is_judged_right(judge: str, schemas: dict[str, Any]) -> None:
    figures = suites.required(schemas, suites.JUDGES[judge])

    assert figures.judged > 1_100
    assert figures.wrong == ()


@pytest.mark.parametrize("judge", suites.JUDGES)
def test_formats_are_judged_otherwise_only_where_it_is_known_why(judge: str, schemas: dict[str, Any]) -> None:
    figures = suites.formats(schemas, suites.JUDGES[judge])

    assert figures.judged > 750
    known = suites.KNOWN[judge]
    assert {name: count for name, count in figures.by_format().items() if count > known.get(name, 0)} == {}


def test_every_json_logic_rule_gives_what_is_published(rules: dict[str, Any]) -> None:
    figures = suites.json_logic(rules)

    assert figures.judged >= 1_100
    assert figures.wrong == ()
