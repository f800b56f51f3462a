"""The sandbox gateway's memory: orders it was shown, what the payer decided, and the notices it still owes."""

import random as randomness
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.payments import vnpay
from portal.payments.gateway import IPN_PATH, caller, gateway_of
from portal.payments.tables import SandboxOrderRow

Choice = Literal["approve", "refuse", "cancel"]
RESPONSE_CODES: Mapping[str, str] = {"approve": "00", "refuse": "51", "cancel": "24"}
NOTICE_DELAYS: Mapping[str, timedelta | None] = {
    "now": timedelta(0),
    "late": timedelta(seconds=20),
    "lost": None,
}
MAX_TRIES = 12


def read_order(query: bytes, merchant: vnpay.Merchant, *, now: datetime) -> dict[str, str] | None:
    """Return a rightly signed order of this merchant whose time is not over; None for anything else."""
    try:
        fields = vnpay.read_notice(query, merchant.secret)
    except vnpay.ForgedNoticeError:
        return None
    expires_at = vnpay.read_time(fields.get("vnp_ExpireDate", ""))
    wanted = {"vnp_Amount", "vnp_OrderInfo", "vnp_TxnRef", "vnp_ReturnUrl"}
    if fields.get("vnp_TmnCode") != merchant.tmn_code or not wanted <= fields.keys():
        return None
    return fields if expires_at is not None and expires_at > now else None


def open_order(session: Session, order: Mapping[str, str], *, now: datetime) -> SandboxOrderRow:
    """Remember that the payer looked at the order."""
    row = session.get(SandboxOrderRow, order["vnp_TxnRef"], with_for_update=True)
    if row is None:
        row = SandboxOrderRow(reference=order["vnp_TxnRef"], fields=dict(order), opened_at=now)
        session.add(row)
        session.flush()
    return row


def decide(
    session: Session,
    order: Mapping[str, str],
    choice: Choice,
    *,
    notice: str,
    merchant: vnpay.Merchant,
    random: randomness.Random,
    now: datetime,
) -> dict[str, str]:
    """Write down what the payer decided and owe the portal a notice; a second decision changes nothing."""
    row = open_order(session, order, now=now)
    if row.notice is None:
        row.notice = vnpay.notice_of(
            merchant,
            order,
            response_code=RESPONSE_CODES[choice],
            transaction_no=str(random.randrange(10**7, 10**8)),
            paid_at=now,
        )
        delay = NOTICE_DELAYS.get(notice, timedelta(0))
        row.next_try_at = now + delay if delay is not None else None
    return {str(key): str(value) for key, value in row.notice.items()}


def answer_query(session: Session, reference: str) -> dict[str, str]:
    """Return what the gateway knows of an order: not found (91), still open (status 01), or decided."""
    row = session.get(SandboxOrderRow, reference)
    if row is None:
        return {"vnp_TxnRef": reference, "vnp_QueryCode": "91"}
    if row.notice is None:
        return {"vnp_TxnRef": reference, "vnp_QueryCode": "00", "vnp_TransactionStatus": "01"}
    return {**{str(key): str(value) for key, value in row.notice.items()}, "vnp_QueryCode": "00"}


async def deliver(deps: Deps, reference: str) -> None:
    """Send one owed notice by GET; anything but 00 or 02 is tried again later, a little later each time."""
    notice = await deps.database.read(lambda session: _owed(session, reference))
    if notice is not None:
        query = vnpay.signed_query(notice, gateway_of(deps).merchant.secret)
        code = await _send(deps, query)
        await deps.database.write(lambda session: _note_answer(session, reference, code, now=deps.now()))


async def deliver_due(deps: Deps, *, now: datetime) -> None:
    """Send every notice whose time has come."""

    def due(session: Session) -> list[str]:
        rows = select(SandboxOrderRow.reference).where(SandboxOrderRow.next_try_at <= now).limit(50)
        return list(session.scalars(rows))

    for reference in await deps.database.read(due):
        await deliver(deps, reference)


def _owed(session: Session, reference: str) -> dict[str, str] | None:
    row = session.get(SandboxOrderRow, reference)
    if row is None or row.notice is None or row.next_try_at is None:
        return None
    return {str(key): str(value) for key, value in row.notice.items()}


async def _send(deps: Deps, query: str) -> str:
    import httpx

    try:
        async with caller(deps) as client:
            answer = await client.get(f"{IPN_PATH}?{query}")
            return str(answer.json()["RspCode"]) if answer.status_code == 200 else str(answer.status_code)
    except (httpx.HTTPError, ValueError, KeyError):
        return "none"


def _note_answer(session: Session, reference: str, code: str, *, now: datetime) -> None:
    row = session.get_one(SandboxOrderRow, reference, with_for_update=True)
    row.tries += 1
    row.last_answer = code
    is_over = code in ("00", "02") or row.tries >= MAX_TRIES
    row.next_try_at = None if is_over else now + timedelta(seconds=min(2**row.tries, 300))
