"""What else happens in the transaction that settles a bill: a numbered, signed receipt, and the dossier is told."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.clock import local_date
from portal.counters import next_number
from portal.deps import Deps
from portal.dossiers.tables import DocumentRow
from portal.payments.ledger import Paid
from portal.payments.service import new_id
from portal.payments.tables import BillRow

TITLE = {"vi": "Biên lai thu phí, lệ phí", "en": "Payment receipt"}
MODEL_CODE, SERIES_PREFIX = "01BLP", "MAU"
"""Model code and series of the receipts (domain facts D.3); the series says that they are samples."""


def paid_hook(deps: Deps) -> Paid:
    """Return what a settlement does besides settling."""

    def paid(session: Session, bill: BillRow, now: datetime) -> None:
        if bill.dossier_id is not None:
            issue_receipt(deps, session, bill, bill.dossier_id, now=now)
            deps.dossiers.bill_settled(session, bill.id, now=now)

    return paid


def issue_receipt(deps: Deps, session: Session, bill: BillRow, dossier_id: str, *, now: datetime) -> None:
    """Add the receipt to the dossier's documents; its PDF is drawn after the commit like every other.

    Source:
        Decree 254/2026/NĐ-CP (domain facts D.3): at most eight digits, from 1 on 1 January; a number taken by a
        transaction that fails is given back, so there is no gap.
    """
    year = local_date(now).year
    number = f"{SERIES_PREFIX}-{year}-{next_number(session, f'receipt:{year}'):08d}"
    claims = {
        "typ": "receipt",
        "kind": "receipt",
        "number": number,
        "code": bill.reference,
        "amount_vnd": bill.amount_vnd,
        "issued_at": now.replace(microsecond=0).isoformat(),
    }
    facts = {
        "model": MODEL_CODE,
        "title": bill.title,
        "amount_vnd": bill.amount_vnd,
        "payee": bill.payee,
        "reference": bill.reference,
        "paid_at": now.isoformat(),
    }
    document = DocumentRow(
        id=new_id("doc", deps.random),
        dossier_id=dossier_id,
        position=_next_position(session, dossier_id),
        kind="receipt",
        number=number,
        title=TITLE,
        issued_at=now,
        facts=facts,
        statement=deps.signer.statement(claims),
        media_type="application/pdf",
    )
    session.add(document)
    session.flush()
    bill.receipt_id = document.id


def _next_position(session: Session, dossier_id: str) -> int:
    last = session.scalar(select(func.max(DocumentRow.position)).where(DocumentRow.dossier_id == dossier_id))
    return 0 if last is None else last + 1
