"""What is printed of an office's document here: what it is, its number and its signed code."""

from api_client.models import Bill, Document, Dossier
from app.copies import FONTS
from app.i18n import Formats, Translator
from forms.paper import Section, Sheet, receipt, slip


def printed_slip(dossier: Dossier, document: Document, t: Translator, formats: Formats, *, is_official: bool) -> bytes:
    """Return a slip of 80 mm as PDF; the document itself is the portal's and stays as it is.

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
    sheet = _sheet(dossier, document, lines, t, formats)
    return slip(sheet, fonts=FONTS, official=is_official, on_roll=True)


def payers_receipt(
    dossier: Dossier, bill: Bill, t: Translator, formats: Formats, *, is_official: bool, on_roll: bool
) -> bytes:
    """Return the receipt for whoever paid by codes: what was paid for which application, and nobody's name.

    Args:
        dossier: As it was looked up.
        bill: Paid, with its receipt.
        t: The language of the paper.
        formats: The same.
        is_official: As for ``printed_slip``.
        on_roll: For a printer of 80 mm, else a page.
    """
    document = bill.receipt
    assert document is not None
    lines = [
        (t("Application code"), dossier.code),
        (t("What for"), t.text(bill.title)),
        (t("Payee"), t.text(bill.payee)),
        *([(t("Paid at"), formats.date_time(bill.paid_at))] if bill.paid_at is not None else []),
    ]
    sheet = _sheet(dossier, document, lines, t, formats)
    return receipt(sheet, amount_vnd=bill.amount_vnd, fonts=FONTS, official=is_official, on_roll=on_roll)


def _sheet(
    dossier: Dossier, document: Document, lines: list[tuple[str, str]], t: Translator, formats: Formats
) -> Sheet:
    return Sheet(
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
