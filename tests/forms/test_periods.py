from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.periods import Period, add_days, add_months, months_between, period_between, period_in_words

_DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_period_of_months_ends_on_the_same_day_or_the_months_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(_DAYS, _DAYS)
def test_a_period_put_together_again_ends_where_it_ended(one: date, other: date) -> None:
    start, end = sorted((one, other))
    period = period_between(start, end)
    assert add_days(add_months(start, period.years * 12 + period.months), period.days) == end
    assert 0 <= period.months < 12
    assert 0 <= period.days < 31
    assert months_between(end, start) == -months_between(start, end)


def test_a_period_backwards_or_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        period_between(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="calendar"):
        add_days(date(9999, 12, 31), 1)
    with pytest.raises(ValueError, match="year"):
        add_months(date(9999, 12, 31), 1)


@pytest.mark.parametrize(
    ("period", "vi", "en"),
    [
        (Period(2, 3, 0), "2 năm 3 tháng", "2 years 3 months"),
        (Period(1, 0, 1), "1 năm 1 ngày", "1 year 1 day"),
        (Period(0, 0, 0), "0 ngày", "0 days"),
    ],
)
def test_a_period_is_said_in_words(period: Period, vi: str, en: str) -> None:
    assert (period_in_words(period, "vi"), period_in_words(period, "en")) == (vi, en)
