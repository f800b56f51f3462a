"""Bills and payments over HTTP: the API, the gateway's notice, the return page that decides nothing."""

import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.deps import CurrentPerson, Deps, DepsNow, SignedIn
from portal.idempotency import REPLAYED, IdempotencyKey, fingerprint_of
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
    describe_payment,
    find_by_key,
    find_payment,
    is_return_allowed,
    open_gateway_payment,
    open_transfer,
    take_notice,
)
from portal.payments.gateway import gateway_of, remember_application
from portal.payments.receipts import paid_hook
from portal.payments.sandbox_routes import router as sandbox_router
from portal.payments.schemas import Bill, NewPayment, Payment
from portal.payments.service import bills_of_owner, describe_bill, find_bill
from portal.payments.tables import BillRow, PaymentRow
from portal.payments.transfer import SAMPLE_ACCOUNT
from portal.problems import Problem, conflict, not_found

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
    return await deps.database.read(lambda session: describe_bill(session, _own_bill(session, bill_id, person)))


@router.post("/api/v1/payments", status_code=201, summary="Begin to pay a bill", response_model=Payment)
async def start_payment(
    wanted: NewPayment, request: Request, person: CurrentPerson, key: IdempotencyKey, deps: DepsNow, language: Language
) -> Response:
    """Open an attempt; the same key returns the same attempt, for ever."""
    remember_application(deps, request.app)
    if wanted.return_url is not None and not is_return_allowed(wanted.return_url):
        raise Problem("invalid-request", _RETURN_REFUSED)
    fingerprint = fingerprint_of(wanted.model_dump(mode="json"))
    ip_address = request.client.host if request.client is not None else "127.0.0.1"

    def start(session: Session) -> tuple[Payment, bool]:
        earlier = find_by_key(session, person.subject, key)
        if earlier is not None and earlier.fingerprint != fingerprint:
            raise Problem("idempotency-key-reused")
        row = earlier or _open(
            session, wanted, person, deps, language=language, ip_address=ip_address, key=key, fingerprint=fingerprint
        )
        return describe_payment(row, gateway_of(deps), now=deps.now()), earlier is not None

    payment, replayed = await deps.database.write(start)
    headers = {REPLAYED: "true"} if replayed else None
    return JSONResponse(payment.model_dump(mode="json"), 201, headers)


@router.get("/api/v1/payments/{payment_id}", summary="What became of a payment")
async def payment(payment_id: str, person: CurrentPerson, deps: DepsNow) -> Payment:
    """Return one of the person's own attempts."""

    def find(session: Session) -> Payment:
        row = find_payment(session, payment_id, owner=person.subject)
        if row is None:
            raise not_found()
        return describe_payment(row, gateway_of(deps), now=deps.now())

    return await deps.database.read(find)


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


_RETURN_REFUSED = {
    "vi": "return_url phải là địa chỉ của ứng dụng trên chính máy này.",
    "en": "return_url must be the app's own address on this machine.",
}


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


def _own_bill(session: Session, bill_id: str, person: SignedIn) -> BillRow:
    row = find_bill(session, bill_id, owner=person.subject)
    if row is None:
        raise not_found()
    return row


def _open(
    session: Session,
    wanted: NewPayment,
    person: SignedIn,
    deps: Deps,
    *,
    language: str,
    ip_address: str,
    key: str,
    fingerprint: str,
) -> PaymentRow:
    bill_row, now = _payable(_own_bill(session, wanted.bill_id, person), deps), deps.now()
    if wanted.method == "vietqr":
        return open_transfer(
            session,
            bill_row,
            account=SAMPLE_ACCOUNT,
            return_url=wanted.return_url,
            key=key,
            fingerprint=fingerprint,
            random=deps.random,
            now=now,
        )
    return open_gateway_payment(
        session,
        bill_row,
        gateway=gateway_of(deps),
        language=language,
        ip_address=ip_address,
        return_url=wanted.return_url,
        key=key,
        fingerprint=fingerprint,
        random=deps.random,
        now=now,
    )


def _payable(row: BillRow, deps: Deps) -> BillRow:
    if row.paid_at is not None:
        raise conflict("Khoản này đã trả rồi. Đừng trả lần nữa.", "This bill is already paid. Do not pay again.")
    if row.cancelled_at is not None or (row.expires_at is not None and row.expires_at <= deps.now()):
        raise conflict("Khoản này đã hủy hoặc hết hạn.", "This bill was cancelled or has expired.")
    if deps.settings.production and deps.settings.payment_gateway_url is None:
        raise conflict("Cổng thanh toán chưa được cấu hình.", "No payment gateway is configured.")
    return row


router.include_router(sandbox_router)
