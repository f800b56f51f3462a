"""Dates, money and sizes as offices write them (domain facts F.5)."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from app.i18n import Formats

VI, EN = Formats("vi"), Formats("en")
MOMENT = datetime(2026, 11, 9, 9, 30, tzinfo=UTC)
"""16:30 in Vietnam."""


def test_dates_are_day_month_year_in_both_languages() -> None:
    assert VI.date(date(2026, 11, 2)) == EN.date(date(2026, 11, 2)) == "02/11/2026"


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (date(2026, 11, 21), "ngày 21 tháng 11 năm 2026", "21 November 2026"),
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026", "5 February 2026"),
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026", "5 March 2026"),
    ],
)
def test_long_dates_are_those_of_official_papers(day: date, vi: str, en: str) -> None:
    assert (VI.date_long(day), EN.date_long(day)) == (vi, en)


def test_an_appointment_is_given_as_on_the_slip() -> None:
    assert VI.weekday_date_time(MOMENT) == "16:30 thứ Hai, 09/11/2026"
    assert EN.weekday_date_time(MOMENT) == "16:30 Monday 09/11/2026"
    assert VI.weekday(date(2026, 11, 8)) == "chủ Nhật"


def test_moments_are_shown_in_vietnams_time() -> None:
    late = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
    elsewhere = late.astimezone(timezone(timedelta(hours=-8)))
    for moment in (late, elsewhere):
        assert VI.date_time(moment) == "01:05 ngày 22/11/2026"
        assert EN.date_time(moment) == "01:05 on 22/11/2026"
        assert VI.date(moment) == "22/11/2026"


def test_a_moment_at_the_end_of_time_does_not_break_a_screen() -> None:
    assert VI.date(datetime(9999, 12, 31, 23, 59, tzinfo=UTC)) == "31/12/9999"
    assert VI.date_long(date(1, 1, 1)).endswith("năm 1")


def test_money_has_no_decimals_and_does_not_break_before_its_sign() -> None:
    assert (VI.money(16000), EN.money(16000)) == ("16.000\u00a0₫", "16,000\u00a0₫")
    assert VI.money(0) == "0\u00a0₫"


def test_numbers_follow_the_language() -> None:
    assert (VI.number(Decimal("1234567.5")), EN.number(Decimal("1234567.5"))) == ("1.234.567,5", "1,234,567.5")


@pytest.mark.parametrize(
    ("size", "vi", "en"),
    [
        (0, "0 B", "0 B"), (1023, "1023 B", "1023 B"), (1024, "1 kB", "1 kB"), (89_000, "87 kB", "87 kB"),
        (10 * 1024**2, "10 MB", "10 MB"), (2_516_582, "2,4 MB", "2.4 MB"),
    ],
)  # fmt: skip
def test_file_sizes_are_short(size: int, vi: str, en: str) -> None:
    assert (VI.file_size(size), EN.file_size(size)) == (vi.replace(" ", "\u00a0"), en.replace(" ", "\u00a0"))


def test_working_days_are_counted_in_words() -> None:
    assert [VI.working_days(n) for n in (1, 5)] == ["1 ngày làm việc", "5 ngày làm việc"]
    assert [EN.working_days(n) for n in (1, 5)] == ["1 working day", "5 working days"]
    assert (VI.days(2), EN.days(1), VI.hours(8), EN.hours(1)) == ("2 ngày", "1 day", "8 giờ", "1 hour")


def test_an_age_is_never_in_the_future_when_the_clock_runs_behind() -> None:
    assert VI.age(MOMENT, now=MOMENT + timedelta(minutes=3)) == "3 phút trước"
    assert EN.age(MOMENT, now=MOMENT + timedelta(days=2)) == "2 days ago"
    assert VI.age(MOMENT, now=MOMENT - timedelta(days=2)) == "vừa xong"
    assert EN.age(MOMENT, now=MOMENT + timedelta(seconds=59)) == "just now"
