"""Paying without an account: whoever holds both codes of a confirmation may pay what that dossier costs."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.counters import count_attempt
from portal.deps import DepsNow
from portal.dossiers.looking_up import look_up
from portal.dossiers.schemas import LookupInput
from portal.dossiers.tables import DossierRow
from portal.idempotency import IdempotencyKey
from portal.languages import Language
from portal.payments.attempts import find_by_key
from portal.payments.schemas import NewPayment, Payment
from portal.payments.service import find_bill
from portal.payments.starting import Payer, answer_start, own_payment
from portal.payments.tables import BillRow
from portal.problems import Problem

router = APIRouter(prefix="/api/v1/lookup", tags=["payments"])

STARTS, SECONDS = 20, 15 * 60
"""New attempts by codes for one dossier; nobody pays more often, and nobody fills the ledger."""


class NewPaymentByCodes(LookupInput, NewPayment):
    """Both codes of a dossier, which of its bills is paid, and how."""


@router.post("/payments", status_code=201, summary="Begin to pay by codes, without an account", response_model=Payment)
async def start_by_codes(
    wanted: NewPaymentByCodes, request: Request, key: IdempotencyKey, deps: DepsNow, language: Language
) -> Response:
    """Open an attempt; the same key returns the same attempt, for ever."""
    now = deps.now()

    def payer(session: Session) -> Payer | Problem:
        dossier = look_up(session, wanted, now=now)
        if isinstance(dossier, Problem):
            return dossier
        if find_by_key(session, _payer_of(dossier), key) is None:
            name = f"payments:{dossier.id}"
            too_many = count_attempt(session, name, limit=STARTS, seconds=SECONDS, now=now)
            if too_many is not None:
                return too_many
        return Payer(_payer_of(dossier), lambda: _bill_of(session, dossier, wanted.bill_id))

    return await answer_start(deps, request, wanted, payer, key=key, language=language)


@router.post("/payments/{payment_id}", summary="What became of a payment by codes")
async def payment_by_codes(payment_id: str, codes: LookupInput, key: IdempotencyKey, deps: DepsNow) -> Payment:  # noqa: ARG001  every POST has a key
    """Return an attempt that was begun with both codes; codes are never in an address."""
    now = deps.now()

    def find(session: Session) -> Payment | Problem:
        dossier = look_up(session, codes, now=now)
        if isinstance(dossier, Problem):
            return dossier
        return own_payment(session, payment_id, payer=_payer_of(dossier), deps=deps)

    found = await deps.database.write(find)
    if isinstance(found, Problem):
        raise found
    return found


def _payer_of(dossier: DossierRow) -> str:
    return f"codes:{dossier.id}"


def _bill_of(session: Session, dossier: DossierRow, bill_id: str) -> BillRow | None:
    bill = find_bill(session, bill_id, owner=dossier.owner)
    return bill if bill is not None and bill.dossier_id == dossier.id else None
