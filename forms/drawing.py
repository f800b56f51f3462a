"""What every paper is drawn with: pages with their marks, text, lines, tables, boxes, codes.

A paper is drawn on A4 pages, or on a roll of 80 mm as thermal printers have it: one black column, as long as what it
says.
Nothing here reads a clock or a setting: the same calls give the same bytes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from forms.glyphs import printable

SAMPLE_MARK = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ / SAMPLE – NOT VALID"
INK, MUTED, LINE, BRAND, MARK = (33, 28, 24), (101, 92, 84), (214, 204, 192), (143, 42, 30), (240, 228, 224)
QR_SIDE_MM = 40
MOST_LINES = 12
"""Of one cell: what is longer goes on in another row, since no row may be higher than a page."""

ROLL_MM = 72
"""What a thermal printer can print of an 80 mm roll."""
LONGEST_ROLL_MM = 4_000

_QUIET_MODULES = 4
_LABEL_SHARE = 38
_CELL_PADDING_MM = 1.5
_PAGE = {"vi": "Trang {page}/{pages}", "en": "Page {page} of {pages}"}


def new_document(
    *,
    language: str,
    title: str,
    number: str,
    made_at: datetime,
    fonts: Path,
    official: bool = False,
    roll_mm: float | None = None,
) -> Any:
    """Return an empty document whose every page carries the marks and the page number.

    Args:
        language: Of the page numbers.
        title: Of the document, for screen readers and viewers.
        number: Stands at the foot of every page; may be empty.
        made_at: What the file says of its making.
        fonts: Folder with the Be Vietnam Pro fonts.
        official: Without the marks of a sample.
        roll_mm: The length of a roll; None for A4 pages. See ``finished``.
    """
    from fpdf import FPDF

    is_roll = roll_mm is not None

    class _Pages(FPDF):
        def header(self) -> None:
            if not official:
                _sample_marks(self)

        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("Body", "", 8)
            self.set_text_color(*MUTED)
            if is_roll:
                self.cell(0, 5, number, align="C")
                return
            page = _PAGE[language].format(page=self.page_no(), pages="{nb}")
            self.cell(0, 5, f"{number} · {page}" if number else page, align="C")

        def set_text_color(self, *color: Any, **named: Any) -> None:
            super().set_text_color(*((0,) if is_roll else color), **named)  # a thermal printer has one colour

    pdf: Any = _Pages(format=(ROLL_MM, roll_mm) if roll_mm is not None else "A4")
    pdf.add_font("Body", "", fonts / "BeVietnamPro-Regular.ttf")
    pdf.add_font("Body", "B", fonts / "BeVietnamPro-SemiBold.ttf")
    side = 3 if is_roll else 20
    pdf.set_margins(side, 16 if is_roll else 24, side)
    pdf.set_auto_page_break(auto=True, margin=16 if is_roll else 20)
    pdf.set_creation_date(made_at)
    pdf.set_title(f"{title} {number}".strip())
    pdf.set_lang(language)
    return pdf


def finished(draw: Callable[[float | None], Any], *, on_roll: bool) -> bytes:
    """Return a paper as PDF; on a roll it is drawn twice, first to see how long it is.

    Args:
        draw: Draws it on a roll of this length, on A4 pages for None.
        on_roll: For a thermal printer.
    """
    if not on_roll:
        return bytes(draw(None).output())
    first = draw(LONGEST_ROLL_MM)
    if first.page_no() > 1:
        return bytes(first.output())
    for font in first.fonts.values():
        font.close()  # what is written out closes them itself
    return bytes(draw(first.get_y() + 18).output())


def is_roll(pdf: Any) -> bool:
    """Return whether a document is drawn for a thermal printer."""
    return bool(pdf.w <= ROLL_MM)


def text(pdf: Any, words: str, *, size: float, style: str = "") -> None:
    """Put a paragraph."""
    pdf.set_font("Body", style, size)
    pdf.multi_cell(0, size * 0.52, printable(words, pdf), align="L", new_x="LMARGIN", new_y="NEXT")


def heading(pdf: Any, words: str, *, level: int = 1) -> None:
    """Put a heading of level 1 to 3, together with the first lines after it on one page."""
    if pdf.will_page_break(22):
        pdf.add_page()
    pdf.ln(2 if level == 1 else 1)
    pdf.set_text_color(*(INK if level < 3 else MUTED))
    text(pdf, words, size={1: 12, 2: 10.5}.get(level, 9.5), style="B")
    pdf.set_text_color(*INK)
    pdf.ln(1)


def lines(pdf: Any, pairs: Sequence[tuple[str, str]]) -> None:
    """Put labels with their values beside them, as many pages as it takes."""
    from fpdf.fonts import FontFace

    if not pairs:
        return
    if is_roll(pdf):
        _stacked(pdf, pairs)
        return
    pdf.set_font("Body", "", 10.5)
    width = pdf.epw * (100 - _LABEL_SHARE) / 100 - 2 * _CELL_PADDING_MM
    with _table(pdf, (_LABEL_SHARE, 100 - _LABEL_SHARE)) as table:
        for label, value in pairs:
            for place, part in enumerate(_parts(pdf, printable(value, pdf), width)):
                row = table.row()
                row.cell("" if place else printable(label, pdf), style=FontFace(color=MUTED))
                row.cell(part)
    pdf.ln(2)


def grid(pdf: Any, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put a table whose header is repeated on every page; columns are as wide as their longest words ask."""
    from fpdf.fonts import FontFace

    if is_roll(pdf):
        for row in rows:
            _stacked(pdf, [(name, cell) for name, cell in zip(header, row, strict=False) if cell])
        return
    pdf.set_font("Body", "", 9.5)
    cells = [[printable(cell, pdf) for cell in row] for row in rows]
    widths = [min(60, max(12, *(len(row[place]) for row in [list(header), *cells]))) for place in range(len(header))]
    with _table(pdf, widths, has_header=True) as table:
        table.row([printable(name, pdf) for name in header], style=FontFace(color=MUTED, emphasis="B"))
        for row in cells:
            table.row(row)
    pdf.ln(2)


def tick_box(pdf: Any, title: str, note: str) -> None:
    """Put a box to tick, the paper's title beside it and the note below, together on one page."""
    if pdf.will_page_break(16):
        pdf.add_page()
    top, indent = pdf.get_y(), 8
    pdf.set_draw_color(*INK)
    pdf.rect(pdf.l_margin, top + 0.8, 4, 4)
    margin = pdf.l_margin
    pdf.set_left_margin(margin + indent)
    pdf.set_xy(margin + indent, top)
    text(pdf, title, size=11)
    if note:
        pdf.set_text_color(*MUTED)
        text(pdf, note, size=9.5)
        pdf.set_text_color(*INK)
    pdf.set_left_margin(margin)
    pdf.set_x(margin)
    pdf.ln(1.5)


def qr_matrix(content: str) -> list[list[bool]]:
    """Return the modules of a QR code, quiet zone included; low correction, since papers are printed large."""
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.main import QRCode

    code: Any = QRCode(border=_QUIET_MODULES, error_correction=ERROR_CORRECT_L)
    code.add_data(content)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def code_with_words(pdf: Any, content: str, words: str) -> None:
    """Put a QR code with its instruction beside it, both on one page."""
    side = pdf.epw if is_roll(pdf) else QR_SIDE_MM
    if pdf.will_page_break(side + 8):
        pdf.add_page()
    matrix = qr_matrix(content)
    left, top, module = pdf.l_margin, pdf.get_y() + 4, side / len(matrix)
    pdf.set_fill_color(255, 255, 255)
    pdf.rect(left, top, side, side, style="F")
    pdf.set_fill_color(0, 0, 0)
    for row, cells in enumerate(matrix):
        for start, length in _runs(cells):
            pdf.rect(left + start * module, top + row * module, length * module, module, style="F")
    if is_roll(pdf):
        pdf.set_y(top + side)
        text(pdf, words, size=9.5)
        return
    pdf.set_xy(left + QR_SIDE_MM + 5, top + 4)
    pdf.set_font("Body", "", 9.5)
    pdf.multi_cell(pdf.epw - QR_SIDE_MM - 5, 5, words, align="L")
    pdf.set_y(top + QR_SIDE_MM)


def _stacked(pdf: Any, pairs: Sequence[tuple[str, str]]) -> None:
    """Put each value under its label, as a narrow column wants it."""
    for label, value in pairs:
        text(pdf, label, size=8.5)
        text(pdf, value, size=10.5, style="B")
        pdf.ln(0.8)
    pdf.ln(1.5)


def _table(pdf: Any, widths: Sequence[float], *, has_header: bool = False) -> Any:
    from fpdf.enums import TableBordersLayout

    pdf.set_draw_color(*LINE)
    return pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=tuple(widths),
        first_row_as_headings=has_header,
        line_height=5.6,
        padding=(1.2, _CELL_PADDING_MM),
        text_align="LEFT",
        v_align="TOP",
    )


def _parts(pdf: Any, value: str, width: float) -> list[str]:
    """Return a value in parts of so many lines that each fits in a row."""
    if len(value) < MOST_LINES * 20 and value.count("\n") < MOST_LINES:
        return [value]
    shown: list[str] = pdf.multi_cell(width, 5.6, value, align="L", dry_run=True, output="LINES")
    return ["\n".join(shown[start : start + MOST_LINES]) for start in range(0, len(shown), MOST_LINES)]


def _sample_marks(pdf: Any) -> None:
    """Put the banner at the top and the same words large and pale across the page; on a roll the words alone."""
    if is_roll(pdf):
        pdf.set_xy(pdf.l_margin, 3)
        pdf.set_font("Body", "B", 9)
        pdf.multi_cell(pdf.epw, 4.5, SAMPLE_MARK, align="C", border=1)
        pdf.set_xy(pdf.l_margin, pdf.t_margin)
        return
    with pdf.local_context():
        pdf.set_font("Body", "B", 34)
        pdf.set_text_color(*MARK)
        with pdf.rotation(52, x=pdf.w / 2, y=pdf.h / 2):
            for line, offset in zip(("BẢN MẪU", "SAMPLE – NOT VALID"), (-8, 12), strict=True):
                pdf.set_xy(0, pdf.h / 2 + offset)
                pdf.cell(pdf.w, 12, line, align="C")
    pdf.set_fill_color(*BRAND)
    pdf.rect(0, 0, pdf.w, 11, style="F")
    pdf.set_xy(0, 2.5)
    pdf.set_font("Body", "B", 10)
    pdf.set_text_color(255, 255, 255)
    pdf.cell(pdf.w, 6, SAMPLE_MARK, align="C")
    pdf.set_xy(pdf.l_margin, pdf.t_margin)
    pdf.set_text_color(*INK)


def _runs(cells: list[bool]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules: a tenth of the rectangles, and no hairlines between them."""
    runs: list[tuple[int, int]] = []
    for place, is_dark in enumerate(cells):
        if is_dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((place, 1))
    return runs
