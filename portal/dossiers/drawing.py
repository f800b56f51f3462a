"""A document's content as PDF."""

from pathlib import Path

from forms.paper import Section, Sheet, sample_result, slip, submitted_copy
from portal.dossiers.contents import Content, date_time

FONTS = Path(__file__).resolve().parent.parent.parent / "assets" / "fonts"


def draw(content: Content, *, sample: bool) -> bytes:
    """Return the PDF; its QR code carries the signed statement."""
    sheet = Sheet(
        language=content.language,
        title=content.title,
        number=content.number,
        issued_at=content.issued_at,
        issued=date_time(content.issued_at),
        office=content.office,
        sections=tuple(Section(section.heading, section.lines) for section in content.sections),
        statement=content.statement,
    )
    if content.kind in ("result", "proof"):
        return sample_result(sheet, fonts=FONTS)
    as_pdf = submitted_copy if content.kind == "submitted_copy" else slip
    return as_pdf(sheet, fonts=FONTS, official=not sample)
