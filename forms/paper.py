"""Slips, copies, receipts and sample results as PDF: A4, one layout, a QR code that can be checked offline.

Nothing here reads a clock or a setting: the same sheet gives the same bytes. Unless a real agency's key is configured
(``official=True``) every page says that it is a sample.

Source:
    Fields of the one-stop forms: Circular 03/2025/TT-VPCP, Annex I (domain facts B.4). Contents of an electronic
    receipt: Decree 254/2026/NĐ-CP (domain facts D.3).
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from forms.words import amount_in_words

SAMPLE_MARK = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ / SAMPLE – NOT VALID"
_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_INK, _MUTED, _LINE, _BRAND, _MARK = (33, 28, 24), (101, 92, 84), (214, 204, 192), (143, 42, 30), (240, 228, 224)
_QR_SIDE_MM = 40
_QUIET_MODULES = 4
_WORDS = {
    "check": {
        "vi": "Quét mã để kiểm tra phiếu này, không cần mạng.",
        "en": "Scan to check this paper, no network needed.",
    },
    "page": {"vi": "Trang {page}/{pages}", "en": "Page {page} of {pages}"},
    "number": {"vi": "Số: {number}", "en": "No. {number}"},
    "amount": {"vi": "Số tiền", "en": "Amount"},
    "in_words": {"vi": "Bằng chữ", "en": "In words"},
    "look_up": {"vi": "Quét mã để xem thủ tục này trên mạng.", "en": "Scan to see this service online."},
}

Shape = Literal["slip", "certificate"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (may be empty) over lines of label and value."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one paper says, worded in its language."""

    language: str
    title: str
    number: str
    issued_at: datetime
    issued: str
    """The moment of issue as the paper writes it."""
    office: str
    office_address: str = ""
    lead: str = ""
    """One or two sentences under the title: what this paper is and what comes next."""
    sections: tuple[Section, ...] = ()
    statement: str | None = None
    """Compact JWS for the QR code."""
    closing: str = field(default="")


@dataclass(frozen=True, slots=True)
class Checklist:
    """What to have ready for one procedure, to be printed before anybody signs in; no official paper."""

    language: str
    title: str
    """The procedure's name."""
    code: str
    printed_at: datetime
    lead: str
    """What this list is: for which answers, of which catalogue."""
    facts: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Headings (may be empty) over papers: title and what to know of it; each gets a box to tick."""
    closing: str = ""
    address: str = ""
    """Where the procedure is found online, for the QR code."""


def checklist(sheet: Checklist, *, fonts: Path) -> bytes:
    """Return a checklist as PDF: boxes to tick with a pen, no marks of an official paper."""
    pdf = _document(
        Sheet(sheet.language, sheet.title, sheet.code, sheet.printed_at, issued="", office=""), fonts, official=True
    )
    pdf.add_page()
    pdf.set_text_color(*_INK)
    _text(pdf, sheet.title, size=16, style="B")
    pdf.set_text_color(*_MUTED)
    _text(pdf, sheet.lead, size=9.5)
    pdf.set_text_color(*_INK)
    _section(pdf, Section("", sheet.facts))
    for heading, papers in sheet.groups:
        if heading:
            pdf.ln(2)
            _text(pdf, heading, size=12, style="B")
        pdf.ln(1)
        for title, note in papers:
            _box(pdf, title, note)
    if sheet.closing:
        pdf.ln(3)
        _text(pdf, sheet.closing, size=10)
    if sheet.address:
        _qr_with_words(pdf, sheet.address, f"{_WORDS['look_up'][sheet.language]}\n{sheet.address}")
    return bytes(pdf.output())


def slip(sheet: Sheet, *, fonts: Path, official: bool = False) -> bytes:
    """Return a slip (submission confirmation, acceptance, supplement, refusal ...) as PDF.

    Args:
        sheet: What it says.
        fonts: Folder with the Be Vietnam Pro fonts.
        official: True only with a real agency's key: no sample marks.
    """
    return _draw(sheet, fonts, shape="slip", official=official)


def submitted_copy(sheet: Sheet, *, fonts: Path, official: bool = False) -> bytes:
    """Return the copy of what was submitted as PDF."""
    return _draw(sheet, fonts, shape="slip", official=official)


def receipt(sheet: Sheet, *, amount_vnd: int, fonts: Path, official: bool = False) -> bytes:
    """Return a payment receipt as PDF, its amount in figures and in words."""
    language = sheet.language
    grouped = f"{amount_vnd:,}".replace(",", ".")
    money = Section(
        heading="",
        lines=(
            (_WORDS["amount"][language], f"{grouped} đồng" if language == "vi" else f"{grouped} VND"),
            (_WORDS["in_words"][language], amount_in_words(amount_vnd, language)),
        ),
    )
    whole = Sheet(**{**_members(sheet), "sections": (*sheet.sections, money)})
    return _draw(whole, fonts, shape="slip", official=official)


def sample_result(sheet: Sheet, *, fonts: Path) -> bytes:
    """Return a sample result (a certificate) as PDF; there is no unmarked one, the real result is the agency's."""
    return _draw(sheet, fonts, shape="certificate", official=False)


def qr_matrix(text: str) -> list[list[bool]]:
    """Return the modules of a QR code, quiet zone included; low correction, since papers are printed large."""
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.main import QRCode

    code: Any = QRCode(border=_QUIET_MODULES, error_correction=ERROR_CORRECT_L)
    code.add_data(text)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def _members(sheet: Sheet) -> dict[str, Any]:
    return {name: getattr(sheet, name) for name in Sheet.__slots__}


def _draw(sheet: Sheet, fonts: Path, *, shape: Shape, official: bool) -> bytes:
    pdf = _document(sheet, fonts, official=official)
    pdf.add_page()
    _head(pdf, sheet)
    _title(pdf, sheet, shape)
    for section in sheet.sections:
        _section(pdf, section)
    if sheet.closing:
        pdf.ln(3)
        _text(pdf, sheet.closing, size=10)
    if sheet.statement:
        _code(pdf, sheet)
    return bytes(pdf.output())


def _document(sheet: Sheet, fonts: Path, *, official: bool) -> Any:
    """Return an empty document whose every page carries the marks and the page number."""
    from fpdf import FPDF

    class _Pages(FPDF):
        def header(self) -> None:
            if not official:
                _sample_marks(self)

        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("Body", "", 8)
            self.set_text_color(*_MUTED)
            page = _WORDS["page"][sheet.language].format(page=self.page_no(), pages="{nb}")
            self.cell(0, 5, f"{sheet.number} · {page}", align="C")

    pdf: Any = _Pages(format="A4")
    pdf.add_font("Body", "", fonts / "BeVietnamPro-Regular.ttf")
    pdf.add_font("Body", "B", fonts / "BeVietnamPro-SemiBold.ttf")
    pdf.set_margins(20, 24, 20)
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.set_creation_date(sheet.issued_at)
    pdf.set_title(f"{sheet.title} {sheet.number}")
    pdf.set_lang(sheet.language)
    return pdf


def _sample_marks(pdf: Any) -> None:
    """Put the banner at the top and the same words large and pale across the page."""
    with pdf.local_context():
        pdf.set_font("Body", "B", 34)
        pdf.set_text_color(*_MARK)
        with pdf.rotation(52, x=pdf.w / 2, y=pdf.h / 2):
            for line, offset in zip(("BẢN MẪU", "SAMPLE – NOT VALID"), (-8, 12), strict=True):
                pdf.set_xy(0, pdf.h / 2 + offset)
                pdf.cell(pdf.w, 12, line, align="C")
    pdf.set_fill_color(*_BRAND)
    pdf.rect(0, 0, pdf.w, 11, style="F")
    pdf.set_xy(0, 2.5)
    pdf.set_font("Body", "B", 10)
    pdf.set_text_color(255, 255, 255)
    pdf.cell(pdf.w, 6, SAMPLE_MARK, align="C")
    pdf.set_xy(pdf.l_margin, pdf.t_margin)
    pdf.set_text_color(*_INK)


def _head(pdf: Any, sheet: Sheet) -> None:
    """Put the office on the left and the national motto on the right."""
    top, half = pdf.t_margin - 6, pdf.epw / 2
    pdf.set_xy(pdf.l_margin, top)
    pdf.set_font("Body", "B", 10)
    pdf.multi_cell(half - 4, 5, sheet.office, align="L", new_x="LMARGIN", new_y="NEXT")
    if sheet.office_address:
        pdf.set_font("Body", "", 9)
        pdf.set_text_color(*_MUTED)
        pdf.multi_cell(half - 4, 4.5, sheet.office_address, align="L", new_x="LMARGIN", new_y="NEXT")
    bottom = pdf.get_y()
    pdf.set_text_color(*_INK)
    for line, style, offset in ((_MOTTO[0], "B", 0), (_MOTTO[1], "", 5)):
        pdf.set_xy(pdf.l_margin + half, top + offset)
        pdf.set_font("Body", style, 9)
        pdf.cell(half, 5, line, align="C")
    pdf.set_y(max(bottom, top + 11) + 6)


def _title(pdf: Any, sheet: Sheet, shape: Shape) -> None:
    pdf.set_font("Body", "B", 22 if shape == "certificate" else 16)
    pdf.set_text_color(*(_BRAND if shape == "certificate" else _INK))
    shown = sheet.title.upper() if shape == "certificate" else sheet.title
    pdf.multi_cell(0, 10 if shape == "certificate" else 8, shown, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Body", "", 9.5)
    pdf.set_text_color(*_MUTED)
    number = _WORDS["number"][sheet.language].format(number=sheet.number)
    pdf.multi_cell(0, 6, f"{number} · {sheet.issued}", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*_INK)
    if sheet.lead:
        pdf.ln(2)
        _text(pdf, sheet.lead, size=11)
    pdf.ln(3)


def _text(pdf: Any, text: str, *, size: float, style: str = "") -> None:
    pdf.set_font("Body", style, size)
    pdf.multi_cell(0, size * 0.52, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _section(pdf: Any, section: Section) -> None:
    from fpdf.enums import TableBordersLayout
    from fpdf.fonts import FontFace

    if not section.lines:
        return
    if section.heading:
        if pdf.will_page_break(22):
            pdf.add_page()
        pdf.ln(2)
        _text(pdf, section.heading, size=12, style="B")
        pdf.ln(1)
    pdf.set_draw_color(*_LINE)
    pdf.set_font("Body", "", 10.5)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=(38, 62),
        first_row_as_headings=False,
        line_height=5.6,
        padding=(1.2, 1.5),
        text_align="LEFT",
        v_align="TOP",
    ) as table:
        for label, value in section.lines:
            row = table.row()
            row.cell(label, style=FontFace(color=_MUTED))
            row.cell(value)
    pdf.ln(2)


def _box(pdf: Any, title: str, note: str) -> None:
    """Put a box to tick, the paper's title beside it and the note below, together on one page."""
    if pdf.will_page_break(16):
        pdf.add_page()
    top, indent = pdf.get_y(), 8
    pdf.set_draw_color(*_INK)
    pdf.rect(pdf.l_margin, top + 0.8, 4, 4)
    margin = pdf.l_margin
    pdf.set_left_margin(margin + indent)
    pdf.set_xy(margin + indent, top)
    _text(pdf, title, size=11)
    if note:
        pdf.set_text_color(*_MUTED)
        _text(pdf, note, size=9.5)
        pdf.set_text_color(*_INK)
    pdf.set_left_margin(margin)
    pdf.set_x(margin)
    pdf.ln(1.5)


def _code(pdf: Any, sheet: Sheet) -> None:
    """Put the QR code with its instruction beside it, both on one page."""
    assert sheet.statement is not None
    _qr_with_words(pdf, sheet.statement, f"{_WORDS['check'][sheet.language]}\n{sheet.number}")


def _qr_with_words(pdf: Any, content: str, words: str) -> None:
    if pdf.will_page_break(_QR_SIDE_MM + 8):
        pdf.add_page()
    matrix = qr_matrix(content)
    left, top, module = pdf.l_margin, pdf.get_y() + 4, _QR_SIDE_MM / len(matrix)
    pdf.set_fill_color(255, 255, 255)
    pdf.rect(left, top, _QR_SIDE_MM, _QR_SIDE_MM, style="F")
    pdf.set_fill_color(0, 0, 0)
    for row, cells in enumerate(matrix):
        for start, length in _runs(cells):
            pdf.rect(left + start * module, top + row * module, length * module, module, style="F")
    pdf.set_xy(left + _QR_SIDE_MM + 5, top + 4)
    pdf.set_font("Body", "", 9.5)
    pdf.multi_cell(pdf.epw - _QR_SIDE_MM - 5, 5, words, align="L")
    pdf.set_y(top + _QR_SIDE_MM)


def _runs(cells: list[bool]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules: a tenth of the rectangles, and no hairlines between them."""
    runs: list[tuple[int, int]] = []
    for place, is_dark in enumerate(cells):
        if is_dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((place, 1))
    return runs
