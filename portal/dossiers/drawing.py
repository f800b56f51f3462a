"""A document's content as PDF."""

from pathlib import Path

from forms import paper
from portal.dossiers.contents import Content

FONTS = Path(__file__).resolve().parent.parent.parent / "assets" / "fonts"


def draw(content: Content, *, sample: bool) -> bytes:
    """Return the PDF; its QR code carries the signed statement. Takes a tenth of a second: call it in a thread."""
    if content.kind in ("result", "proof"):
        return paper.sample_result(content.sheet, fonts=FONTS)
    if content.kind == "receipt":
        return paper.receipt(content.sheet, amount_vnd=content.amount_vnd, fonts=FONTS, official=not sample)
    if content.kind == "submitted_copy":
        return paper.submitted_copy(content.sheet, fonts=FONTS, official=not sample)
    return paper.slip(content.sheet, fonts=FONTS, official=not sample)
