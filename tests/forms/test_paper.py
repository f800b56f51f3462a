import io
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from forms.paper import (
    SAMPLE_MARK,
    Checklist,
    Section,
    Sheet,
    Table,
    checklist,
    qr_matrix,
    receipt,
    sample_result,
    slip,
    submitted_copy,
)
from tests.qr import read_qr

STATEMENT = "eyJhbGciOiJFZERTQSIsImtpZCI6Im1hdSJ9.eyJ0eXAiOiJzbGlwIiwic2FtcGxlIjp0cnVlfQ." + "A" * 86


@pytest.fixture
def fonts(project_root: Path) -> Path:
    return project_root / "assets/fonts"


def _sheet(*, rows: int = 3, language: str = "vi") -> Sheet:
    return Sheet(
        language=language,
        title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        number="X00.01-261122-0001/TN1",
        issued_at=datetime(2026, 11, 22, 3, tzinfo=UTC),
        issued="10:00, 22/11/2026",
        office="Bộ phận Một cửa xã Mẫu",
        sections=(
            Section("Nội dung", tuple((f"Mục {row}", "Trần Thị Thu Hà, phường Hoàn Kiếm") for row in range(rows))),
        ),
        statement=STATEMENT,
    )


def _pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_a_slip_says_everything_and_that_it_is_a_sample(fonts: Path) -> None:
    (page,) = _pages(slip(_sheet(), fonts=fonts))

    assert SAMPLE_MARK in page
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page
    assert "Trần Thị Thu Hà, phường Hoàn Kiếm" in page
    assert "X00.01-261122-0001/TN1" in page


def test_every_page_of_a_long_copy_is_marked_and_numbered(fonts: Path) -> None:
    pages = _pages(submitted_copy(_sheet(rows=90), fonts=fonts))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert SAMPLE_MARK in page
        assert f"Trang {number}/{len(pages)}" in page


def test_only_a_real_agencys_paper_has_no_mark_and_a_result_always_has(fonts: Path) -> None:
    assert SAMPLE_MARK not in _pages(slip(_sheet(), fonts=fonts, official=True))[0]
    assert SAMPLE_MARK in _pages(sample_result(_sheet(), fonts=fonts))[0]


def test_a_receipt_has_the_amount_in_figures_and_words(fonts: Path) -> None:
    (page,) = _pages(receipt(_sheet(), amount_vnd=16_000, fonts=fonts))

    assert "16.000 đồng" in page
    assert "Mười sáu nghìn đồng" in page


def test_the_same_sheet_gives_the_same_bytes(fonts: Path) -> None:
    assert slip(_sheet(), fonts=fonts) == slip(_sheet(), fonts=fonts)


def test_the_code_reads_back_as_the_statement() -> None:
    matrix = qr_matrix(STATEMENT)
    side = len(matrix)
    image = Image.new("L", (side, side), 255)
    image.putdata([0 if dark else 255 for row in matrix for dark in row])

    assert read_qr(image.resize((side * 6, side * 6), Image.Resampling.NEAREST)) == [STATEMENT]


def test_on_a_roll_everything_stands_in_one_column_no_longer_than_needed(fonts: Path) -> None:
    sheet = _sheet()
    papers = Table("Giấy tờ", ("Tên", "Số bản"), (("Giấy chứng sinh", "1"),))
    whole = Sheet(**{name: getattr(sheet, name) for name in Sheet.__slots__} | {"sections": (*sheet.sections, papers)})
    roll, on_pages = slip(whole, fonts=fonts, on_roll=True), slip(whole, fonts=fonts)

    (page,) = pypdf.PdfReader(io.BytesIO(roll)).pages
    millimetres = [float(side) / 72 * 25.4 for side in (page.mediabox.width, page.mediabox.height)]
    assert millimetres[0] == pytest.approx(72, abs=0.1)
    assert 150 < millimetres[1] < 300
    said = page.extract_text().split()
    for word in _pages(on_pages)[0].replace("Trang 1/1", "").split():
        assert word in said or word in ("·", "BẢN", "MẪU", "SAMPLE", "–", "NOT", "VALID"), word


def test_a_roll_longer_than_a_pdf_may_be_goes_on_and_loses_nothing(fonts: Path) -> None:
    pages = _pages(slip(_sheet(rows=600), fonts=fonts, on_roll=True))

    assert len(pages) > 1
    assert sum(page.count("Mục ") for page in pages) == 600


def test_a_checklist_on_a_roll_has_its_boxes_and_code(fonts: Path) -> None:
    made_at = datetime(2026, 11, 22, 3, tzinfo=UTC)
    sheet = Checklist(
        "vi", "Đăng ký khai sinh", "1.001193", made_at, "Cho trường hợp của bạn",
        groups=(("Nộp", (("Giấy chứng sinh", "bản chính"),)),), address="https://portal.example/1.001193",
    )  # fmt: skip

    (page,) = _pages(checklist(sheet, fonts=fonts, on_roll=True))

    assert "Giấy chứng sinh" in page
    assert "Quét mã" in page
