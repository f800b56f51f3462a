import pytest

from forms.formats import display, is_valid_format, normalise, reason


@pytest.mark.parametrize(
    "typed",
    [
        "2/11/2026",
        "02-11-2026",
        "2.11.2026",
        "2 11 2026",
        "02112026",
        "2026-11-02",
        "2026-11-2",
        "2026/11/2",
        "20261102",
        "ngày 02 tháng 11 năm 2026",
        "Ngày 2 tháng 11, 2026",
        "2 tháng 11 năm 2026",
        "2 November 2026",
        "2nd of nov 2026",
        "November 2, 2026",
        "２/１１/２０２６",
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert normalise("date", typed) == "2026-11-02"
    assert normalise("partial_date", typed) == "2026-11-02"


@pytest.mark.parametrize("typed", ["8/1996", "08-1996", "081996", "tháng 8 năm 1996", "August 1996", "Aug 1996"])
def test_a_month_is_read_where_the_day_is_not_known(typed: str) -> None:
    assert normalise("partial_date", typed) == "1996-08"
    assert not is_valid_format("date", normalise("date", typed))


@pytest.mark.parametrize("typed", ["1996", "năm 1996", " 1996 "])
def test_a_year_is_read_where_no_more_is_known(typed: str) -> None:
    assert normalise("partial_date", typed) == "1996"


def test_eight_digits_that_begin_like_a_year_are_a_day_where_they_are_one() -> None:
    assert normalise("date", "20112026") == "2026-11-20"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2026-02-30"),
        ("date", "31/02/2026"),
        ("date", "2026-2-3"),
        ("date", "1799-12-31"),
        ("date", "２０２６-11-02"),
        ("partial_date", "1996-13"),
        ("partial_date", "96"),
        ("time_of_day", "24:00"),
        ("time_of_day", "7:05"),
    ],
)
def test_a_wrong_date_is_refused(name: str, value: str) -> None:
    assert not is_valid_format(name, value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2026", "tháng 2 năm 2026 chỉ có 28 ngày"),
        ("29/2/2025", "tháng 2 năm 2025 chỉ có 28 ngày"),
        ("02/13/2026", "không có tháng 13"),
        ("2/11/26", "bốn chữ số của năm"),
        ("1/1/0196", "năm 196"),
    ],
)
def test_the_part_that_is_wrong_is_said_and_what_was_typed_stays(typed: str, said: str) -> None:
    stored = normalise("date", typed)
    words = reason("date", stored)
    assert words is not None
    assert said in words["vi"]
    assert [int(part) for part in reversed(stored.split("-")) if part.isdecimal()] in (
        [],
        [int(part) for part in typed.split("/")],
    )


def test_an_english_reader_sees_an_unmistakable_date() -> None:
    assert display("date", "2026-11-02", "en") == "2 November 2026"
    assert display("partial_date", "1996-08", "en") == "August 1996"
    assert display("date", "2026-11-02", "vi") == "02/11/2026"


@pytest.mark.parametrize(
    "typed", ["14:05", "14h05", "14 giờ 05 phút", "14 giờ 5", "14g05", "14.05", "1405", "１４：０５"]
)
def test_a_time_of_day_is_read_however_it_is_written(typed: str) -> None:
    assert normalise("time_of_day", typed) == "14:05"


def test_a_time_is_shown_as_civil_status_papers_write_it() -> None:
    assert display("time_of_day", "14:05", "vi") == "14 giờ 05 phút"
    assert display("time_of_day", normalise("time_of_day", "7h"), "en") == "07:00"
