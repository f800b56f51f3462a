"""Begin to pay: one attempt for each key, for ever, whoever pays."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.idempotency import REPLAYED, fingerprint_of
from portal.payments.attempts import (
    Intent,
    describe_payment,
    find_by_key,
    find_payment,
    is_return_allowed,
    open_gateway_payment,
    open_transfer,
)
from portal.payments.gateway import gateway_of, remember_application
from portal.payments.schemas import NewPayment, Payment
from portal.payments.tables import BillRow, PaymentRow
from portal.payments.transfer import SAMPLE_ACCOUNT
from portal.problems import Problem, conflict, not_found

_RETURN_REFUSED = {
    "vi": "return_url phải là địa chỉ của ứng dụng trên chính máy này.",
    "en": "return_url must be the app's own address on this machine.",
}


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, and the bill as far as they may see it."""

    id: str
    find_bill: Callable[[], BillRow | None]


async def answer_start(
    deps: Deps,
    request: Request,
    wanted: NewPayment,
    payer_in: Callable[[Session], Payer | Problem],
    *,
    key: str,
    language: str,
) -> Response:
    """Open an attempt and answer with it; the same key of the same payer returns the same attempt.

    Args:
        deps: The portal's.
        request: Where the payer is.
        wanted: Which bill is paid how.
        payer_in: Returns who pays, or the problem to answer with once what it wrote is kept.
        key: The intent's.
        language: Of the gateway's page.
    """
    remember_application(deps, request.app)
    if wanted.return_url is not None and not is_return_allowed(wanted.return_url):
        raise Problem("invalid-request", _RETURN_REFUSED)
    fingerprint = fingerprint_of(wanted.model_dump(mode="json", include=set(NewPayment.model_fields)))
    ip_address = request.client.host if request.client is not None else "127.0.0.1"

    def open_attempt(session: Session, payer: Payer) -> PaymentRow:
        bill = payer.find_bill()
        if bill is None:
            raise not_found()
        _assert_payable(bill, deps)
        intent = Intent(payer.id, key, fingerprint, wanted.return_url)
        if wanted.method == "vietqr":
            return open_transfer(session, bill, intent, account=SAMPLE_ACCOUNT, random=deps.random, now=deps.now())
        return open_gateway_payment(
            session, bill, intent, gateway=gateway_of(deps), language=language, ip_address=ip_address,
            random=deps.random, now=deps.now(),
        )  # fmt: skip

    def start(session: Session) -> tuple[Payment, bool] | Problem:
        payer = payer_in(session)
        if isinstance(payer, Problem):
            return payer
        earlier = find_by_key(session, payer.id, key)
        if earlier is not None and earlier.fingerprint != fingerprint:
            raise Problem("idempotency-key-reused")
        row = earlier or open_attempt(session, payer)
        return describe_payment(row, gateway_of(deps), now=deps.now()), earlier is not None

    started = await deps.database.write(start)
    if isinstance(started, Problem):
        raise started
    payment, is_replayed = started
    return JSONResponse(payment.model_dump(mode="json"), 201, {REPLAYED: "true"} if is_replayed else None)


def own_payment(session: Session, payment_id: str, *, payer: str, deps: Deps) -> Payment:
    """Return one of the payer's own attempts.

    Raises:
        Problem: ``not-found`` for an unknown one and for another's alike (I9).
    """
    row = find_payment(session, payment_id, owner=payer)
    if row is None:
        raise not_found()
    return describe_payment(row, gateway_of(deps), now=deps.now())


def _assert_payable(row: BillRow, deps: Deps) -> None:
    if row.paid_at is not None:
        raise conflict("Khoản này đã trả rồi. Đừng trả lần nữa.", "This bill is already paid. Do not pay again.")
    if row.cancelled_at is not None or (row.expires_at is not None and row.expires_at <= deps.now()):
        raise conflict("Khoản này đã hủy hoặc hết hạn.", "This bill was cancelled or has expired.")
    if deps.settings.production and deps.settings.payment_gateway_url is None:
        raise conflict("Cổng thanh toán chưa được cấu hình.", "No payment gateway is configured.")
