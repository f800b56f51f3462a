"""What a fee comes to, where cell and words disagree."""

from datetime import date

import pytest

from forms.procedure import FeeSetter, Procedure, Source
from forms.tailoring import fees, questions
from portal.catalogue.importing.fees import Reading, read_fee
from portal.catalogue.importing.page import parse
from portal.catalogue.importing.setters import of_all, set_by
from portal.catalogue.importing.ways import Row
from tests.portal.importing.pages import WAYS, record

JULY = date(2026, 7, 1)


def _read(fee: str, note: str = "", description: str = "") -> Reading:
    return read_fee(Row("in_person", "", fee, note, description), JULY)


def _amounts(reading: Reading) -> list[int]:
    return [case.amount_vnd for case in reading.cases]


@pytest.mark.parametrize(
    ("fee", "note", "amount"),
    [
        ("Miễn phí", "", 0),
        ("Miễn phí", "Không có", 0),
        ("Miễn phí", "Không quy định.", 0),
        ("Miễn phí", "- Miễn lệ phí (Thông tư số 47/2019/TT-BTC).", 0),
        ("50,000 Việt Nam Đồng", "/hồ sơ", 50_000),
        ("20 VNĐ", "", 20_000),
        ("135 VNĐ", "Lệ phí cấp giấy phép: 135.000 đồng/lần.", 135_000),
        ("2,000,000 VNĐ", "* Theo Thông tư 25/2022/TT-BTC: + 02 triệu đồng/lần.", 2_000_000),
        ("Miễn phí", "Lệ phí cấp giấy: 70.000đ/giấy", 70_000),
        ("Miễn phí", "Miễn lệ phí. - Phí công bố nội dung: 100.000 đồng/lần.", 100_000),
        ("4,500,000 VNĐ", "gồm 3.000.000 đồng thẩm định; 1.500.000 đồng cấp giấy", 4_500_000),
    ],
)
def test_a_plain_fee_is_one_amount(fee: str, note: str, amount: int) -> None:
    assert _read(fee, note).amount_vnd == amount


@pytest.mark.parametrize(
    ("fee", "note"),
    [
        ("40,000 VNĐ", "50.000đ/giấy"),  # contradict each other
        ("1 VNĐ", ""),  # nobody can tell
        ("145 VNĐ", "145 USD/thẻ"),  # another currency
        ("10 USD", "10 USD/bản"),
        ("40,000 VNĐ", "40.000đ/giấy (áp dụng đến hết ngày 31/12/2024)"),  # ran out
        ("Miễn phí", "Mức lệ phí do Hội đồng nhân dân cấp tỉnh quyết định."),
        ("Miễn phí", "Theo Thông tư số 02/2022/TT-BTC ngày 11/01/2022"),
        ("50,000 VNĐ", "25.000.000đ/giấy (áp dụng đến hết ngày 31/12/2026)"),  # a thousandfold reduction
        ("1,700,000 VNĐ", "Thực hành, Phí: 600,000 (Lý thuyết"),
    ],
)
def test_what_is_not_plain_stays_words(fee: str, note: str) -> None:
    assert _read(fee, note).kind == "words"


def test_several_amounts_come_with_their_cases() -> None:
    found = _read("Miễn phí", "- Dưới 5 tấn: 50.000 đồng/giấy; - Từ 5 tấn đến 15 tấn: 100.000 đồng/giấy.")

    assert _amounts(found) == [50_000, 100_000]
    assert [case.label for case in found.cases] == [
        "Dưới 5 tấn: 50.000 đồng/giấy",
        "Từ 5 tấn đến 15 tấn: 100.000 đồng/giấy",
    ]


def test_an_amount_that_bounds_a_case_is_no_fee() -> None:
    found = _read("Miễn phí", "Vốn dưới 500 triệu đồng: 10 triệu đồng/giấy.")

    assert _amounts(found) == [10_000_000]


@pytest.mark.parametrize("number", ["9." * 700 + "999", "9" * 5_000, "999." * 4 + "999", "9" * 15])
@pytest.mark.parametrize("unit", [" đồng", " triệu đồng", "/lần"])
def test_a_number_nobody_would_pay_is_no_amount(number: str, unit: str) -> None:
    assert all(case.amount_vnd <= 10**12 for case in _read("Miễn phí", f"Lệ phí: {number}{unit}").cases)
    _read(f"{number} VNĐ")


def test_a_reduction_holds_until_its_last_day() -> None:
    found = _read("20,000,000 VNĐ", "áp dụng mức phí 10.000.000 đồng kể từ ngày 01/7/2025 đến hết ngày 31/12/2026")

    assert (found.amount_vnd, found.until, found.afterwards_vnd) == (10_000_000, date(2026, 12, 31), 20_000_000)


def test_a_share_of_the_amount_above_is_an_amount() -> None:
    found = _read(
        "70,000 VNĐ", "Thẻ: 70.000 đồng. - Từ ngày 01/7/2025 đến hết ngày 31/12/2026 thu bằng 50% mức thu nêu trên."
    )

    assert (found.amount_vnd, found.until, found.afterwards_vnd) == (35_000, date(2026, 12, 31), 70_000)


def test_a_waiver_that_ran_out_leaves_the_amount() -> None:
    found = _read(
        "4,000,000 VNĐ", "4.000.000đ/lần(Miễn kể từ ngày 07/4/2026 đến 30/6/2026 theo Thông tư 40/2026/TT-BTC)"
    )

    assert (found.amount_vnd, found.until) == (4_000_000, None)


def test_a_fee_told_in_the_description_is_read_there() -> None:
    assert _read("Không có thông tin", "", "Nộp tại bến.\nLệ phí: 20.000 đồng/giấy").amount_vnd == 20_000
    assert _read("Không có thông tin", "", "Nộp tại bến.").kind == "nothing"
    assert _read("Miễn phí", "", "- Các loại phí theo biểu mức thu của Bộ Tài chính").kind == "words"


def _setter(note: str, fee: str = "Miễn phí", description: str = "") -> FeeSetter | None:
    return set_by(Row("in_person", "", fee, note, description))


PROVINCE = FeeSetter(kind="province")
BY_02_2022 = FeeSetter(kind="regulation", documents=("02/2022/TT-BTC",))


@pytest.mark.parametrize(
    ("note", "setter"),
    [
        ("Mức lệ phí cụ thể do Hội đồng nhân dân cấp tỉnh quyết định (căn cứ Thông tư số 85/2019/TT-BTC)", PROVINCE),
        ("Mức lệ phí do HĐND tỉnh quyết định. Miễn lệ phí cho hộ nghèo.", PROVINCE),
        ("Theo Thông tư số 02/2022/TT-BTC ngày 11/01/2022", BY_02_2022),
        ("Theo quy định của Luật phí và lệ phí", FeeSetter(kind="law")),
    ],
)
def test_who_sets_a_fee_without_an_amount_is_a_value(note: str, setter: FeeSetter) -> None:
    assert _setter(note) == setter


@pytest.mark.parametrize(
    ("note", "fee"),
    [
        ("Phí 10 USD", "Miễn phí"),
        ("Theo quy định tại Thông tư 25/2022/TT-BTC", "1,000,000 VNĐ"),  # the cell has an amount
        ("Giấy phép: 1,500,000 theo Thông tư 25/2022/TT-BTC", "Miễn phí"),  # the words have one
        ("Miễn phí từ ngày 07/4/2026 đến 30/6/2026 theo Thông tư 40/2026/TT-BTC", "Miễn phí"),  # for a waiver
        ("Phí cấp bản sao (nếu có yêu cầu) theo Thông tư số 281/2016/TT-BTC", "Miễn phí"),  # for copies
        ("Chi phí khác: theo Nghị định 85/2024/NĐ-CP", "Miễn phí"),
    ],
)
def test_a_regulation_named_for_something_else_sets_no_fee(note: str, fee: str) -> None:
    assert _setter(note, fee) is None


def test_regulations_listed_in_the_description_set_the_fee() -> None:
    found = _setter("", description="- Các loại phí được quy định tại:\n+ Thông tư số 02/2022/TT-BTC ngày 11/01/2022.")

    assert found == BY_02_2022


def test_rows_together_name_one_setter_or_none() -> None:
    other = FeeSetter(kind="regulation", documents=("47/2024/TT-BTC", "02/2022/TT-BTC"))
    both = FeeSetter(kind="regulation", documents=("02/2022/TT-BTC", "47/2024/TT-BTC"))

    assert of_all([BY_02_2022, other, FeeSetter(kind="law")]) == both
    assert of_all([BY_02_2022, PROVINCE]) == PROVINCE
    assert of_all([BY_02_2022, None]) is None
    assert of_all([]) is None


def _parsed(table: str) -> Procedure:
    return parse(record(cach_thuc_thuc_hien=WAYS + table))


def test_one_amount_for_everybody_is_the_procedures_fee() -> None:
    found = _parsed("Trực tuyến3 Ngày20 VNĐTrực tiếp3 Ngày20,000 VNĐ")

    assert [due.amount_vnd for due in fees(found, {}, today=JULY)] == [20_000]
    assert found.fees[0].verified is False
    assert isinstance(found.fees[0].source, Source)


def test_a_reduced_fee_ends_by_itself() -> None:
    found = _parsed("Trực tiếp3 Ngày50,000 VNĐ(25.000đ/giấy (áp dụng đến hết ngày 31/12/2026))")

    assert [due.amount_vnd for due in fees(found, {}, today=date(2026, 12, 31))] == [25_000]
    assert [due.amount_vnd for due in fees(found, {}, today=date(2027, 1, 1))] == [50_000]


def test_several_amounts_are_chosen_by_a_question_in_the_pages_words() -> None:
    found = _parsed("Trực tiếp3 NgàyMiễn phí(Xe con: 40.000 đồng/giấy; Xe tải: 90.000 đồng/giấy)")

    (question,) = questions(found, {}, today=JULY)
    assert [answer.label["vi"] for answer in question.choices] == [
        "Xe con: 40.000 đồng/giấy",
        "Xe tải: 90.000 đồng/giấy",
    ]
    assert [due.amount_vnd for due in fees(found, {}, today=JULY)] == [None]
    assert [due.amount_vnd for due in fees(found, {question.id: "2"}, today=JULY)] == [90_000]


def test_a_channel_with_its_own_amount_is_a_choice() -> None:
    found = _parsed("Trực tuyến3 NgàyMiễn phíTrực tiếp3 Ngày10,000 VNĐ")

    (question,) = found.questions
    assert [answer.label["en"] for answer in question.choices] == ["Filed online", "Filed in person"]
    assert [due.amount_vnd for due in fees(found, {question.id: "2"}, today=JULY)] == [10_000]


def test_a_fee_for_each_page_is_no_sum_to_pay() -> None:
    found = _parsed("Trực tiếp3 Ngày2,000 VNĐ(2.000 đồng/trang)")

    assert found.ways[0].fee_vnd == 2_000
    assert [due.amount_vnd for due in fees(found, {}, today=JULY)] == [None]


def test_an_unknown_amount_keeps_the_pages_words_beside_who_sets_it() -> None:
    found = _parsed("Trực tiếp3 NgàyMiễn phí(Mức lệ phí do Hội đồng nhân dân cấp tỉnh quyết định.)")

    assert found.fees[0].amount_vnd is None
    assert found.fees[0].set_by == PROVINCE
    assert "Miễn phí" not in found.ways[0].fee_text  # the cell of a page where nobody entered an amount
    assert found.fees[0].note is not None
    assert "Hội đồng nhân dân" in found.fees[0].note["vi"]
