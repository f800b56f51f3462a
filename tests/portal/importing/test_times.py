"""How long an office may take: from cells, descriptions and steps."""

import pytest

from forms.procedure import ProcessingTime
from portal.catalogue.importing import times


@pytest.mark.parametrize(
    ("cell", "amount", "unit"),
    [
        ("3 Ngày làm việc", 3, "working_day"),
        ("15 Ngày", 15, "calendar_day"),
        ("2 Giờ", 2, "hour"),
        ("2 Tháng", 2, "month"),
        ("2 tuần", 14, "calendar_day"),
        ("5.0 Ngày làm việc", 5, "working_day"),
    ],
)
def test_a_cell_with_a_unit_is_a_time(cell: str, amount: int, unit: str) -> None:
    found = times.of_cell(cell)

    assert found is not None
    assert (found.amount, found.unit) == (amount, unit)


@pytest.mark.parametrize("cell", ["1", "", "Không có thông tin", "0 Ngày", "1.5 Ngày làm việc", "Không quy định"])
def test_a_cell_without_a_plain_time_is_none(cell: str) -> None:
    assert times.of_cell(cell) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05 ngày làm việc kể từ ngày nhận được hồ sơ đầy đủ", (5, "working_day")),
        ("- Nộp tại một cửa. - Thời hạn giải quyết: 07 ngày làm việc.", (7, "working_day")),
        ("Không quá 30 (ba mươi) ngày kể từ ngày nhận đủ hồ sơ hợp lệ", (30, "calendar_day")),
        ("Ngay trong ngày làm việc; nhận sau 15 giờ thì trả ngày làm việc tiếp theo", (0, "same_day")),
    ],
)
def test_a_description_with_one_time_gives_it(text: str, expected: tuple[int, str]) -> None:
    found = times.of_sentence(text)

    assert found is not None
    assert (found.amount, found.unit) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nhóm A: 25 ngày kể từ ngày nhận hồ sơ; nhóm B: 20 ngày kể từ ngày nhận hồ sơ",
        "Trong 05 ngày làm việc kể từ ngày nhận hồ sơ, kiểm tra tính đầy đủ của hồ sơ",
        "Nộp trước ngày 20 tháng 5",
        "Giấy phép có giá trị 10 ngày",
        "",
    ],
)
def test_a_description_with_several_times_or_another_one_gives_none(text: str) -> None:
    assert times.of_sentence(text) is None


def test_a_lone_number_is_explained_by_the_steps_that_name_it() -> None:
    steps = (
        "Trả lời trong 01 ngày làm việc về tính đầy đủ;\n"
        "Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, cấp phép."
    )

    assert times.explained(5, steps) == ProcessingTime(amount=5, unit="working_day")
    assert times.explained(7, steps) is None


def test_the_number_one_counts_only_where_the_steps_name_no_other_time() -> None:
    one = "Trong thời hạn 01 ngày làm việc kể từ ngày nhận hồ sơ, cơ quan xem xét cấp lại."

    assert times.explained(1, one) == ProcessingTime(amount=1, unit="working_day")
    assert times.explained(1, one + " Trong 10 ngày kể từ ngày nhận hồ sơ, báo cáo.") is None
    assert times.explained(1, "Không nói gì.") is None


def test_the_number_one_is_corrected_by_the_time_within_which_the_result_is_issued() -> None:
    stage = "Doanh nghiệp báo trước 10 ngày. "
    issued = "Trong thời hạn 03 ngày làm việc kể từ ngày nhận hồ sơ, Cơ quan đăng ký xem xét và cấp Giấy chứng nhận."
    invited = "Trong thời hạn 05 ngày kể từ ngày nhận được hồ sơ, Sở mời các cơ quan tham gia Hội đồng."

    assert times.explained(1, stage + issued) == ProcessingTime(amount=3, unit="working_day")
    assert times.explained(1, invited) is None
    assert times.explained(1, issued + " " + invited) is None


def test_civil_status_is_done_on_the_day_and_late_filings_on_the_next() -> None:
    steps = (
        "nếu tiếp nhận hồ sơ sau 15 giờ thì có Phiếu hẹn, trả kết quả cho người yêu cầu trong ngày làm việc tiếp theo"
    )

    assert times.explained(1, steps) == ProcessingTime(amount=0, unit="same_day", cutoff="15:00")
