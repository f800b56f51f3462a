from typing import Any

import pytest

from forms.jsonlogic import JsonLogicError, evaluate
from forms.operators import EXTRA_OPERATORS


@pytest.mark.parametrize(
    ("rule", "result"),
    [
        ({"id_province": ["006199000001"]}, "19"),
        ({"id_province_name": ["006199000001"]}, "Bắc Kạn"),
        ({"id_province": ["512099012345"]}, None),
        ({"id_province": [None]}, None),
        ({"health_card_number": ["DN4010123456789"]}, "0123456789"),
        ({"health_card_number": ["0123456789"]}, "0123456789"),
        ({"health_card_number": ["?"]}, None),
        ({"add_days": ["2026-02-27", 2]}, "2026-03-01"),
        ({"add_months": ["2026-08-31", 6]}, "2027-02-28"),
        ({"add_months": ["2026-08-31", {"/": [12, 2]}]}, "2027-02-28"),
        ({"months_between": ["2026-01-31", "2026-02-28"]}, 1),
        ({"months_between": ["2026-01-15", "2026-02-14"]}, 0),
        ({"period_in_words": ["2024-08-02", "2026-11-22"]}, "2 năm 3 tháng 20 ngày"),
        ({"period_in_words": ["2026-11-21", "2026-11-22", "en"]}, "1 day"),
        ({"date_long": ["2026-02-02"]}, "ngày 02 tháng 02 năm 2026"),
        ({"date_long": ["2026-11"]}, "tháng 11 năm 2026"),
        ({"date_long": ["1996"]}, "năm 1996"),
        ({"date_long": ["1996-08", "en"]}, "August 1996"),
        ({"date_long": ["2026-02-30"]}, None),
        ({"number_in_words": [3]}, "ba"),
        ({"number_in_words": [21, "en"]}, "twenty-one"),
        ({"number_in_words": ["3"]}, None),
    ],
)
def test_an_operator_gives_what_the_law_counts(rule: Any, result: Any) -> None:
    assert evaluate(rule, {}) == result


@pytest.mark.parametrize(
    "rule",
    [
        {"add_days": [None, 1]},
        {"add_days": ["2026-01-01", "1"]},
        {"add_days": ["2026-01-01", 10**9]},
        {"add_months": ["2026-01-01", 0.5]},
        {"months_between": ["2026-01-01", None]},
        {"period_in_words": ["2026-01-02", "2026-01-01"]},
    ],
)
def test_what_cannot_be_counted_yet_is_an_error_and_not_nought(rule: Any) -> None:
    with pytest.raises(JsonLogicError):
        evaluate(rule, {})


@pytest.mark.parametrize("name", sorted(EXTRA_OPERATORS))
@pytest.mark.parametrize("value", [None, "", "x" * 100, True, -1, 1e308, [], {"province": 1}])
def test_no_value_breaks_an_operator(name: str, value: Any) -> None:
    for arguments in ([value], [value, value], [value, value, value]):
        try:
            evaluate({name: [{"preserve": one} for one in arguments]}, {})
        except JsonLogicError:
            continue
