"""The lists that every form can choose from: ethnic groups, countries, provinces, banks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms.folding import fold
from portal.catalogue.content.lists import choice_lists


@pytest.fixture(scope="module")
def lists(project_root: Path) -> Mapping[str, tuple[dict[str, Any], ...]]:
    written = yaml.safe_load((project_root / "content/shared/lists.yaml").read_text("utf-8"))
    return choice_lists(written, [])


def test_there_are_the_54_ethnic_groups_and_one_way_out(lists: Mapping[str, tuple[dict[str, Any], ...]]) -> None:
    groups = lists["ethnic_groups"]
    assert len(groups) == 54 + 1
    assert len({group["value"] for group in groups}) == 55
    assert len({fold(group["vi"]) for group in groups}) == 55
    assert groups[-1]["value"] == "khac"


def test_vietnam_is_the_first_nationality_and_every_one_has_both_names(
    lists: Mapping[str, tuple[dict[str, Any], ...]],
) -> None:
    countries = lists["countries"]
    assert countries[0] == {"value": "VN", "vi": "Việt Nam", "en": "Vietnam"}
    assert 190 < len(countries) < 260
    assert all(one["vi"] and one["en"] and len(one["value"]) == 2 for one in countries)


def test_every_bank_has_the_number_that_a_transfer_names(lists: Mapping[str, tuple[dict[str, Any], ...]]) -> None:
    numbers = [bank["value"] for bank in lists["banks"]]
    assert len(set(numbers)) == len(numbers) > 30
    assert all(len(number) == 6 and number.isdecimal() for number in numbers)
