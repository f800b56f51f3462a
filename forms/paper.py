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

from forms import drawing
from forms.drawing import SAMPLE_MARK, qr_matrix
from forms.glyphs import printable
from forms.words import amount_in_words

__all__ = [
    "SAMPLE_MARK",
    "Checklist",
    "Section",
    "Sheet",
    "Table",
    "checklist",
    "qr_matrix",
    "receipt",
    "sample_result",
    "slip",
    "submitted_copy",
]

_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_WORDS = {
    "check": {
        "vi": "Quét mã để kiểm tra phiếu này, không cần mạng.",
        "en": "Scan to check this paper, no network needed.",
    },
    "number": {"vi": "Số: {number}", "en": "No. {number}"},
    "amount": {"vi": "Số tiền", "en": "Amount"},
    "in_words": {"vi": "Bằng chữ", "en": "In words"},
    "look_up": {"vi": "Quét mã để xem thủ tục này trên mạng.", "en": "Scan to see this service online."},
}

Shape = Literal["slip", "certificate"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (may be empty) over lines of label and value; ``level`` 2 and 3 stand under the one before."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A heading over a table with a name for each column."""

    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    level: int = 2


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
    sections: tuple[Section | Table, ...] = ()
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
    """What the QR code holds; by default where the procedure is found online."""
    about_address: str = ""
    """What to do with that code, instead of "see this service online" and the address in letters."""


def checklist(sheet: Checklist, *, fonts: Path, on_roll: bool = False) -> bytes:
    """Return a checklist as PDF: boxes to tick with a pen, no marks of an official paper."""
    return drawing.finished(lambda roll_mm: _checklist(sheet, fonts, roll_mm), on_roll=on_roll)


def _checklist(sheet: Checklist, fonts: Path, roll_mm: float | None) -> Any:
    pdf = drawing.new_document(
        language=sheet.language,
        title=sheet.title,
        number=sheet.code,
        made_at=sheet.printed_at,
        fonts=fonts,
        official=True,
        roll_mm=roll_mm,
    )
    pdf.add_page()
    pdf.set_text_color(*drawing.INK)
    drawing.text(pdf, sheet.title, size=16, style="B")
    pdf.set_text_color(*drawing.MUTED)
    drawing.text(pdf, sheet.lead, size=9.5)
    pdf.set_text_color(*drawing.INK)
    drawing.lines(pdf, sheet.facts)
    for heading, papers in sheet.groups:
        if heading:
            pdf.ln(2)
            drawing.text(pdf, heading, size=12, style="B")
        pdf.ln(1)
        for title, note in papers:
            drawing.tick_box(pdf, title, note)
    if sheet.closing:
        pdf.ln(3)
        drawing.text(pdf, sheet.closing, size=10)
    if sheet.address:
        online = f"{_WORDS['look_up'][sheet.language]}\n{sheet.address}"
        drawing.code_with_words(pdf, sheet.address, sheet.about_address or online)
    return pdf


def slip(sheet: Sheet, *, fonts: Path, official: bool = False, on_roll: bool = False) -> bytes:
    """Return a slip (submission confirmation, acceptance, supplement, refusal ...) as PDF.

    Args:
        sheet: What it says.
        fonts: Folder with the Be Vietnam Pro fonts.
        official: True only with a real agency's key: no sample marks.
        on_roll: For a thermal printer of 80 mm.
    """
    return drawing.finished(
        lambda roll_mm: _draw(sheet, fonts, shape="slip", official=official, roll_mm=roll_mm), on_roll=on_roll
    )


def submitted_copy(sheet: Sheet, *, fonts: Path, official: bool = False) -> bytes:
    """Return the copy of what was submitted as PDF."""
    return slip(sheet, fonts=fonts, official=official)


def receipt(sheet: Sheet, *, amount_vnd: int, fonts: Path, official: bool = False, on_roll: bool = False) -> bytes:
    """Return a payment receipt as PDF, its amount in figures and in words; the rest as ``slip``."""
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
    return slip(whole, fonts=fonts, official=official, on_roll=on_roll)


def sample_result(sheet: Sheet, *, fonts: Path) -> bytes:
    """Return a sample result (a certificate) as PDF; there is no unmarked one, the real result is the agency's."""
    return bytes(_draw(sheet, fonts, shape="certificate", official=False).output())


def _members(sheet: Sheet) -> dict[str, Any]:
    return {name: getattr(sheet, name) for name in Sheet.__slots__}


def _draw(sheet: Sheet, fonts: Path, *, shape: Shape, official: bool, roll_mm: float | None = None) -> Any:
    pdf = drawing.new_document(
        language=sheet.language,
        title=sheet.title,
        number=sheet.number,
        made_at=sheet.issued_at,
        fonts=fonts,
        official=official,
        roll_mm=roll_mm,
    )
    pdf.add_page()
    _head(pdf, sheet)
    _title(pdf, sheet, shape)
    for section in sheet.sections:
        put(pdf, section)
    if sheet.closing:
        pdf.ln(3)
        drawing.text(pdf, sheet.closing, size=10)
    if sheet.statement:
        words = f"{_WORDS['check'][sheet.language]}\n{sheet.number}"
        drawing.code_with_words(pdf, sheet.statement, words)
    return pdf


def put(pdf: Any, section: Section | Table) -> None:
    """Draw one section or table of a paper; without lines a heading stands alone, save that of a card."""
    match section:
        case Section(heading=heading, lines=lines, level=level):
            if heading and (lines or level < 3):
                drawing.heading(pdf, heading, level=level)
            drawing.lines(pdf, lines)
        case Table(heading=heading, header=header, rows=rows, level=level):
            if rows:
                drawing.heading(pdf, heading, level=level)
                drawing.grid(pdf, header, rows)


def _head(pdf: Any, sheet: Sheet) -> None:
    """Put the office on the left and the national motto on the right; below each other on a roll."""
    if drawing.is_roll(pdf):
        for line, style in ((_MOTTO[0], "B"), (_MOTTO[1], "")):
            pdf.set_font("Body", style, 8)
            pdf.cell(0, 4.5, line, align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2)
        drawing.text(pdf, sheet.office, size=10, style="B")
        drawing.text(pdf, sheet.office_address, size=8.5)
        pdf.ln(3)
        return
    top, half = pdf.t_margin - 6, pdf.epw / 2
    pdf.set_xy(pdf.l_margin, top)
    pdf.set_font("Body", "B", 10)
    pdf.multi_cell(half - 4, 5, printable(sheet.office, pdf), align="L", new_x="LMARGIN", new_y="NEXT")
    if sheet.office_address:
        pdf.set_font("Body", "", 9)
        pdf.set_text_color(*drawing.MUTED)
        pdf.multi_cell(half - 4, 4.5, printable(sheet.office_address, pdf), align="L", new_x="LMARGIN", new_y="NEXT")
    bottom = pdf.get_y()
    pdf.set_text_color(*drawing.INK)
    for line, style, offset in ((_MOTTO[0], "B", 0), (_MOTTO[1], "", 5)):
        pdf.set_xy(pdf.l_margin + half, top + offset)
        pdf.set_font("Body", style, 9)
        pdf.cell(half, 5, line, align="C")
    pdf.set_y(max(bottom, top + 11) + 6)


def _title(pdf: Any, sheet: Sheet, shape: Shape) -> None:
    pdf.set_font("Body", "B", 22 if shape == "certificate" else 16)
    pdf.set_text_color(*(drawing.BRAND if shape == "certificate" else drawing.INK))
    shown = sheet.title.upper() if shape == "certificate" else sheet.title
    pdf.multi_cell(
        0, 10 if shape == "certificate" else 8, printable(shown, pdf), align="C", new_x="LMARGIN", new_y="NEXT"
    )
    pdf.set_font("Body", "", 9.5)
    pdf.set_text_color(*drawing.MUTED)
    number = _WORDS["number"][sheet.language].format(number=sheet.number)
    pdf.multi_cell(0, 6, f"{number} · {sheet.issued}", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*drawing.INK)
    if sheet.lead:
        pdf.ln(2)
        drawing.text(pdf, sheet.lead, size=11)
    pdf.ln(3)
