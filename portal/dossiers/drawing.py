"""A document's content as PDF."""

from pathlib import Path
from typing import Any

from portal.dossiers.contents import Content, date_time

FONTS = Path(__file__).resolve().parent.parent.parent / "assets" / "fonts"
SAMPLE = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ / SAMPLE – NOT VALID"


def draw(content: Content, *, sample: bool) -> bytes:
    """Return the PDF; its QR code carries the signed statement."""
    from fpdf import FPDF

    pdf: Any = FPDF(format="A4")
    pdf.add_font("Body", "", FONTS / "BeVietnamPro-Regular.ttf")
    pdf.add_font("Body", "B", FONTS / "BeVietnamPro-SemiBold.ttf")
    pdf.add_page()
    if sample:
        _line(pdf, SAMPLE, size=10, style="B")
    _line(pdf, content.office, size=11)
    _line(pdf, content.title, size=17, style="B")
    _line(pdf, f"{content.number} · {date_time(content.issued_at)}", size=10)
    for section in content.sections:
        if section.heading:
            _line(pdf, section.heading, size=13, style="B")
        for label, value in section.lines:
            _line(pdf, f"{label}: {value}", size=11)
    if content.statement:
        _qr(pdf, content.statement)
    return bytes(pdf.output())


def _line(pdf: Any, text: str, *, size: int, style: str = "") -> None:
    pdf.set_font("Body", style, size)
    pdf.multi_cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")


def _qr(pdf: Any, statement: str) -> None:
    import qrcode

    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(statement)
    matrix = code.get_matrix()
    side = 60 / len(matrix)
    if pdf.get_y() > 220:
        pdf.add_page()
    left, top = pdf.l_margin, pdf.get_y() + 4
    for row, cells in enumerate(matrix):
        for column, dark in enumerate(cells):
            if dark:
                pdf.rect(left + column * side, top + row * side, side, side, style="F")
