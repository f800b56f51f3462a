"""The table of papers, whose borders are lost."""

from portal.catalogue.importing.page import parse
from portal.catalogue.importing.papers import rows
from tests.portal.importing.pages import PAPERS, record


def test_each_paper_has_its_quantities() -> None:
    found = rows(f"--{PAPERS}Đơn đề nghị1 bản chínhBản sao hợp đồng0 bản chính,1 bản saoẢnh 4x6 cm2 bản chính")

    assert [(row.title, row.originals, row.copies) for row in found] == [
        ("Đơn đề nghị", 1, 0),
        ("Bản sao hợp đồng", 0, 1),
        ("Ảnh 4x6 cm", 2, 0),
    ]


def test_quantities_inside_a_name_do_not_end_it() -> None:
    found = rows(
        f"--{PAPERS}Giấy phép: nộp 02 bản chính tờ khai; 01 bản chính khi nộp lần đầu1 bản chính"
        "Hóa đơn: 01 bản chụp.0 bản chính"
    )

    assert [row.title for row in found] == [
        "Giấy phép: nộp 02 bản chính tờ khai; 01 bản chính khi nộp lần đầu",
        "Hóa đơn: 01 bản chụp.",
    ]


def test_digits_that_belong_to_the_name_stay_with_it() -> None:
    found = rows(
        f"--{PAPERS}Văn bản theo Mẫu số 081 bản chínhTheo Nghị định ngày 02/7/20251 bản chính"
        "Báo cáo: 01 bản chính0 bản chính"
    )

    assert [(row.title, row.originals) for row in found] == [
        ("Văn bản theo Mẫu số 08", 1),
        ("Theo Nghị định ngày 02/7/2025", 1),
        ("Báo cáo: 01 bản chính", 0),
    ]


def test_rows_without_a_name_are_left_out() -> None:
    assert len(rows(f"--{PAPERS}Đơn đề nghị1 bản chính1 bản chính1 bản chính--")) == 1


def test_a_group_names_the_case_of_its_papers() -> None:
    found = rows(
        f"a) Trường hợp mất thẻ:{PAPERS}Đơn báo mất1 bản chínhb) Trường hợp hỏng thẻ:{PAPERS}Thẻ hỏng1 bản chính"
    )

    assert [(row.group, row.title) for row in found] == [
        ("a) Trường hợp mất thẻ", "Đơn báo mất"),
        ("b) Trường hợp hỏng thẻ", "Thẻ hỏng"),
    ]


def test_form_files_are_told_from_the_name() -> None:
    found = rows(
        f"--{PAPERS}Đơn đề nghị theo mẫu;Mau 01. Don.docx1 bản chínhTờ khai (mẫu NA17)101-Mau NA17.doc1 bản chính"
        "Biên bản theo Nghị định số 43/2026/NĐ-CPBien ban.pdfPhu luc.xlsx1 bản chính"
    )

    assert [(row.title, row.files) for row in found] == [
        ("Đơn đề nghị theo mẫu", ("Mau 01. Don.docx",)),
        ("Tờ khai (mẫu NA17)", ("101-Mau NA17.doc",)),
        ("Biên bản theo Nghị định số 43/2026/NĐ-CP", ("Bien ban.pdf", "Phu luc.xlsx")),
    ]


def test_only_a_paper_of_every_case_is_required_and_signs_of_a_list_are_no_name() -> None:
    found = parse(record(thanh_phan_ho_so=f"--{PAPERS}- Đơn đề nghị1 bản chínhGiấy ủy quyền (nếu có)1 bản chính"))

    assert [(paper.title["vi"], paper.required) for paper in found.papers] == [
        ("Đơn đề nghị", True),
        ("Giấy ủy quyền (nếu có)", False),
    ]


def test_a_form_is_known_by_its_number() -> None:
    found = parse(record(thanh_phan_ho_so=f"--{PAPERS}Tờ khai theo mẫu CT01;to khai.docx1 bản chính"))

    assert [(form.id, form.title["vi"]) for form in found.templates] == [("CT01", "to khai.docx")]
