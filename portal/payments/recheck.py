"""Asking the gateway what became of a payment that nobody reported (the notice may be lost)."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.payments import vnpay
from portal.payments.attempts import expire_payment, take_notice
from portal.payments.gateway import SANDBOX_QUERY_PATH, caller, gateway_of, has_sandbox
from portal.payments.receipts import paid_hook
from portal.payments.tables import PaymentRow

FIRST_ASKED_AFTER = timedelta(seconds=45)
ASKED_AGAIN_AFTER = timedelta(seconds=30)
GIVEN_UP_AFTER = timedelta(minutes=5)
"""After the order's end; the gateway accepts nothing for it any more."""

UNDECIDED = ("not_started", "at_bank", "unknown")


async def ask_about_undecided(deps: Deps, *, now: datetime) -> None:
    """Ask about every undecided gateway payment that is old enough, and apply the answers."""
    if not has_sandbox(deps):
        return  # the real gateway's query service is configured with the first real agency
    for reference in await deps.database.write(lambda session: _to_ask(session, now)):
        answer = await _ask(deps, reference)
        if answer is not None:
            await _apply(deps, reference, answer, now=now)


def _to_ask(session: Session, now: datetime) -> list[str]:
    rows = session.scalars(
        select(PaymentRow)
        .where(
            PaymentRow.method == "gateway",
            PaymentRow.state.in_(UNDECIDED),
            PaymentRow.created_at <= now - FIRST_ASKED_AFTER,
            PaymentRow.asked_at.is_(None) | (PaymentRow.asked_at <= now - ASKED_AGAIN_AFTER),
        )
        .limit(50)
    ).all()
    for row in rows:
        row.asked_at = now
    return [row.reference for row in rows]


async def _ask(deps: Deps, reference: str) -> dict[str, str] | None:
    merchant = gateway_of(deps).merchant
    import httpx  # here, like in ``gateway``: a start does not wait for it

    query = vnpay.signed_query({"vnp_TmnCode": merchant.tmn_code, "vnp_TxnRef": reference}, merchant.secret)
    try:
        async with caller(deps) as client:
            answer = await client.get(f"{SANDBOX_QUERY_PATH}?{query}")
            return vnpay.read_notice(answer.content.strip(), merchant.secret) if answer.status_code == 200 else None
    except (httpx.HTTPError, vnpay.ForgedNoticeError):
        return None


async def _apply(deps: Deps, reference: str, answer: dict[str, str], *, now: datetime) -> None:
    def apply(session: Session) -> None:
        if "vnp_ResponseCode" in answer:
            take_notice(
                session,
                answer,
                merchant=gateway_of(deps).merchant,
                paid=paid_hook(deps),
                random=deps.random,
                now=now,
            )
            return
        payment = session.scalars(select(PaymentRow).where(PaymentRow.reference == reference).with_for_update()).one()
        if payment.state in UNDECIDED and payment.expires_at + GIVEN_UP_AFTER <= now:
            expire_payment(payment)
        elif payment.state == "not_started" and answer.get("vnp_QueryCode") == "00":
            payment.state = "at_bank"

    await deps.database.write(apply)
