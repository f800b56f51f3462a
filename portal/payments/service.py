"""Bills and what became of them: the public face of payments for the other features."""

import random as randomness
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from portal.dossiers.tables import DocumentRow
from portal.payments.schemas import Bill, BillState, ReceiptDocument
from portal.payments.tables import BillRow, PaymentRow

AT_THE_GATEWAY = ("not_started", "at_bank", "unknown")
"""States of a gateway's payment that may still become money."""

Text = dict[str, str]


def new_id(prefix: str, chance: randomness.Random) -> str:
    """Return an unguessable id such as ``bill_...``."""
    return f"{prefix}_{chance.getrandbits(128):032x}"


def issue_bill(
    session: Session,
    *,
    owner: str,
    reference: str,
    title: Text,
    amount_vnd: int,
    payee: Text,
    now: datetime,
    random: randomness.Random,
    dossier_id: str | None = None,
    office_id: str | None = None,
    expires_at: datetime | None = None,
) -> BillRow:
    """Open a bill and return it.

    ``owner`` is the subject of the person who has to pay, and who alone sees it. ``reference`` is what the payer
    quotes: the dossier's code, or the code plus ``-2`` for a second bill; unique. Money after ``expires_at`` is
    refund due.

    Raises:
        ValueError: for an amount below 1 đồng.
    """
    if amount_vnd < 1:
        raise ValueError("a bill is for at least 1 đồng")
    bill = BillRow(
        id=new_id("bill", random),
        owner=owner,
        dossier_id=dossier_id,
        office_id=office_id,
        reference=reference,
        title=title,
        amount_vnd=amount_vnd,
        payee=payee,
        created_at=now,
        expires_at=expires_at,
        refund_due_vnd=0,
    )
    session.add(bill)
    session.flush()
    return bill


def cancel_bills(session: Session, dossier_id: str, *, only: Collection[str] | None = None, now: datetime) -> None:
    """Cancel what is still open of a dossier; money that arrives afterwards is refund due.

    ``only`` names the bills of the part that is closed, None for all of the dossier.
    """
    open_bills = BillRow.dossier_id == dossier_id, BillRow.paid_at.is_(None), BillRow.cancelled_at.is_(None)
    chosen = () if only is None else (BillRow.id.in_(only),)
    session.execute(update(BillRow).where(*open_bills, *chosen).values(cancelled_at=now))


def bills_of(session: Session, dossier_ids: Collection[str]) -> dict[str, list[Bill]]:
    """Return the bills of each dossier that has any, oldest first."""
    found: dict[str, list[Bill]] = {}
    for row in session.scalars(_ordered().where(BillRow.dossier_id.in_(dossier_ids))):
        found.setdefault(row.dossier_id or "", []).append(describe_bill(session, row))
    return found


def are_being_paid(session: Session, bill_ids: Collection[str]) -> set[str]:
    """Return those of the bills that somebody began to pay at the gateway, which has not said yet how it ended."""
    begun = select(PaymentRow.bill_id).where(
        PaymentRow.bill_id.in_(bill_ids), PaymentRow.method == "gateway", PaymentRow.state.in_(AT_THE_GATEWAY)
    )
    return set(session.scalars(begun))


def bills_of_owner(session: Session, owner: str) -> list[Bill]:
    """Return a person's bills, oldest first."""
    return [describe_bill(session, row) for row in session.scalars(_ordered().where(BillRow.owner == owner))]


def find_bill(session: Session, bill_id: str, *, owner: str) -> BillRow | None:
    """Return the person's own bill, locked; None for an unknown one and for another's alike (I9)."""
    row = session.get(BillRow, bill_id, with_for_update=True)
    return row if row is not None and row.owner == owner else None


def describe_bill(session: Session, row: BillRow) -> Bill:
    """Return the bill as the API shows it."""
    return Bill(
        id=row.id,
        dossier_id=row.dossier_id,
        reference=row.reference,
        title=row.title,
        amount_vnd=row.amount_vnd,
        state=_state(row),
        payee=row.payee,
        expires_at=row.expires_at,
        paid_at=row.paid_at,
        refund_due_vnd=row.refund_due_vnd,
        receipt=_receipt(session.get(DocumentRow, row.receipt_id) if row.receipt_id else None),
    )


def _ordered() -> Select[BillRow]:
    return select(BillRow).order_by(BillRow.created_at, BillRow.id)


def _state(row: BillRow) -> BillState:
    if row.paid_at is not None:
        return "paid"
    if row.cancelled_at is None:
        return "open"
    return "refund_due" if row.refund_due_vnd > 0 else "cancelled"


def _receipt(row: DocumentRow | None) -> ReceiptDocument | None:
    if row is None or row.sha256 is None:
        return None  # still being drawn
    return ReceiptDocument(
        id=row.id,
        number=row.number,
        title=row.title,
        issued_at=row.issued_at,
        size_bytes=row.size_bytes or 0,
        sha256=row.sha256,
        statement=row.statement,
    )
