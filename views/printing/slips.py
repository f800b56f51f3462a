"""An office's document as a slip for a printer of 80 mm: what it is, its number and its signed code."""

from api_client.models import Document, Dossier
from app.copies import FONTS
from app.i18n import Formats, Translator
from forms.paper import Section, Sheet, slip


def printed_slip(dossier: Dossier, document: Document, t: Translator, formats: Formats, *, is_official: bool) -> bytes:
    """Return the slip as PDF; the document itself is the portal's and stays as it is.

    Args:
        dossier: What it belongs to.
        document: Which one.
        t: The language of the slip.
        formats: The same.
        is_official: A real agency's key signed it; everything else is marked as a sample.
    """
    lines = [
        (t("Service"), t.text(dossier.procedure_name)),
        (t("Application code"), dossier.code),
        (t("Lookup code"), dossier.lookup_code),
        (t("Submitted at"), formats.date_time(dossier.submitted_at)),
    ]
    if dossier.due_at is not None:
        lines.append((t("Result due"), formats.date_time(dossier.due_at)))
    sheet = Sheet(
        language=t.language,
        title=t.text(document.title),
        number=document.number,
        issued_at=document.issued_at,
        issued=formats.date_time(document.issued_at),
        office=t.text(dossier.office.name),
        office_address=t.text(dossier.office.address),
        sections=(Section("", tuple(lines)),),
        statement=document.statement,
    )
    return slip(sheet, fonts=FONTS, official=is_official, on_roll=True)
