"""What else happens in the transaction that settles a bill: the numbered, signed receipt, and the dossier is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.clock import local_date
from portal.counters import next_number
from portal.deps import Deps
from portal.payments.ledger import Paid
from portal.payments.service import new_id
from portal.payments.tables import BillRow, ReceiptRow


def paid_hook(deps: Deps) -> Paid:
    """Return what a settlement does besides settling."""

    def paid(session: Session, bill: BillRow, now: datetime) -> None:
        issue_receipt(deps, session, bill, now=now)
        tell = getattr(deps.dossiers, "bill_paid", None)
        if bill.dossier_id is not None and tell is not None:
            tell(session, bill.dossier_id, bill.id, now)

    return paid


def issue_receipt(deps: Deps, session: Session, bill: BillRow, *, now: datetime) -> ReceiptRow:
    """Give the bill its receipt: numbers run from 1 within a year and never leave a gap.

    Source:
        Decree 254/2026/NĐ-CP (domain facts D.3): number of at most 8 digits from 1 on 1 January.
    """
    year = local_date(now).year
    number = f"{year}-{next_number(session, f'receipt:{year}'):08d}"
    claims = {
        "typ": "receipt",
        "kind": "receipt",
        "number": number,
        "code": bill.reference,
        "amount_vnd": bill.amount_vnd,
        "issued_at": now.isoformat(timespec="seconds"),
    }
    statement = deps.signer.statement(claims)
    row = ReceiptRow(
        bill_id=bill.id,
        number=number,
        statement=statement,
        document_id=new_id("doc", deps.random),
        issued_at=now,
    )
    session.add(row)
    session.flush()
    return row
