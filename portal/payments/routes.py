"""Bills and payments over HTTP: the API, the gateway's notice, the return page that decides nothing."""

import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.deps import CurrentPerson, Deps, DepsNow
from portal.idempotency import IdempotencyKey
from portal.languages import Language
from portal.pages.frame import language_of, respond
from portal.payments import pages, vnpay
from portal.payments.attempts import (
    ALREADY,
    BAD_SIGNATURE,
    FAILED,
    OK,
    UNKNOWN_ORDER,
    WRONG_AMOUNT,
    take_notice,
)
from portal.payments.by_codes import router as by_codes_router
from portal.payments.gateway import gateway_of
from portal.payments.receipts import paid_hook
from portal.payments.sandbox_routes import router as sandbox_router
from portal.payments.schemas import Bill, NewPayment, Payment
from portal.payments.service import bills_of_owner, describe_bill, find_bill
from portal.payments.starting import Payer, answer_start, own_payment
from portal.payments.tables import PaymentRow
from portal.problems import not_found

log = logging.getLogger("portal.payments")

MESSAGES = {
    OK: "Confirm Success",
    UNKNOWN_ORDER: "Order not found",
    ALREADY: "Order already confirmed",
    WRONG_AMOUNT: "Invalid amount",
    BAD_SIGNATURE: "Invalid signature",
    FAILED: "Unknown error",
}

router = APIRouter(tags=["payments"])


@router.get("/api/v1/bills", summary="My bills, oldest first")
async def bills(person: CurrentPerson, deps: DepsNow) -> list[Bill]:
    """Return the person's own bills."""
    return await deps.database.read(lambda session: bills_of_owner(session, person.subject))


@router.get("/api/v1/bills/{bill_id}", summary="One of my bills")
async def bill(bill_id: str, person: CurrentPerson, deps: DepsNow) -> Bill:
    """Return one of the person's own bills."""

    def find(session: Session) -> Bill:
        row = find_bill(session, bill_id, owner=person.subject)
        if row is None:
            raise not_found()
        return describe_bill(session, row)

    return await deps.database.read(find)


@router.post("/api/v1/payments", status_code=201, summary="Begin to pay a bill", response_model=Payment)
async def start_payment(
    wanted: NewPayment, request: Request, person: CurrentPerson, key: IdempotencyKey, deps: DepsNow, language: Language
) -> Response:
    """Open an attempt; the same key returns the same attempt, for ever."""

    def payer(session: Session) -> Payer:
        return Payer(person.subject, lambda: find_bill(session, wanted.bill_id, owner=person.subject))

    return await answer_start(deps, request, wanted, payer, key=key, language=language)


@router.get("/api/v1/payments/{payment_id}", summary="What became of a payment")
async def payment(payment_id: str, person: CurrentPerson, deps: DepsNow) -> Payment:
    """Return one of the person's own attempts."""
    return await deps.database.read(lambda session: own_payment(session, payment_id, payer=person.subject, deps=deps))


@router.get("/payments/ipn/vnpay", summary="The gateway's notice, the only thing that decides (VNPAY 2.1.0 IPN)")
async def vnpay_notice(request: Request, deps: DepsNow) -> JSONResponse:
    """Check and apply a notice; always 200 with ``{RspCode, Message}``, as the gateway expects."""
    code = await _apply_notice(request.scope["query_string"], deps)
    if code not in (OK, ALREADY):
        log.warning("payment notice refused", extra={"rsp_code": code})
    return JSONResponse({"RspCode": code, "Message": MESSAGES[code]})


@router.get("/payments/return", include_in_schema=False)
async def payment_return(request: Request, deps: DepsNow) -> Response:
    """Show that the payment is being checked, with the way back; nothing is read as a decision and nothing written."""
    language = language_of(request)
    reference = request.query_params.get("vnp_TxnRef", "")

    def way_back(session: Session) -> str | None:
        return session.scalar(select(PaymentRow.return_url).where(PaymentRow.reference == reference))

    is_genuine = _is_genuine(request.scope["query_string"], deps)
    return respond(pages.return_page(language, await deps.database.read(way_back) if is_genuine else None))


async def _apply_notice(query: bytes, deps: Deps) -> str:
    merchant = gateway_of(deps).merchant
    try:
        fields = vnpay.read_notice(query, merchant.secret)
    except vnpay.ForgedNoticeError:
        return BAD_SIGNATURE
    try:
        return await deps.database.write(
            lambda session: take_notice(
                session, fields, merchant=merchant, paid=paid_hook(deps), random=deps.random, now=deps.now()
            )
        )
    except Exception:
        log.exception("payment notice not applied; the gateway sends it again")
        return FAILED


def _is_genuine(query: bytes, deps: Deps) -> bool:
    try:
        vnpay.read_notice(query, gateway_of(deps).merchant.secret)
    except vnpay.ForgedNoticeError:
        return False
    return True


router.include_router(by_codes_router)
router.include_router(sandbox_router)
