"""Attempts to pay: opened for a bill, described, and moved on by what gateway and bank report."""

import random as randomness
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.payments import vnpay
from portal.payments.ledger import Arrival, Paid, is_recorded, record
from portal.payments.schemas import Payment, VietQr
from portal.payments.service import new_id
from portal.payments.tables import BillRow, PaymentRow
from portal.payments.transfer import WORD_ALPHABET, WORD_LENGTH, Account, transfer_content, words_in

GATEWAY_LIFE = timedelta(minutes=15)
TRANSFER_LIFE = timedelta(hours=24)

OK, UNKNOWN_ORDER, ALREADY, WRONG_AMOUNT, BAD_SIGNATURE, FAILED = "00", "01", "02", "04", "97", "99"
_RETURN = re.compile(r"(?:http://(?:127\.0\.0\.1|localhost):[1-9][0-9]{0,4}|motcua:/)(?:/[A-Za-z0-9._~/?=&%#-]*)?")


@dataclass(frozen=True, slots=True)
class Gateway:
    """The gateway as this portal uses it."""

    merchant: vnpay.Merchant
    pay_url: str
    return_url: str


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent to pay in one way; kept in the attempt itself: one intent, one attempt, for ever."""

    payer: str
    key: str
    fingerprint: str
    return_url: str | None


def is_return_allowed(url: str) -> bool:
    """Tell whether the return page may link there: this machine's own app, or the app link."""
    return _RETURN.fullmatch(url) is not None


def open_gateway_payment(
    session: Session,
    bill: BillRow,
    intent: Intent,
    *,
    gateway: Gateway,
    language: str,
    ip_address: str,
    random: randomness.Random,
    now: datetime,
) -> PaymentRow:
    """Open an attempt at the gateway; the signed order is kept as sent."""
    reference = _new_reference(random)
    order = vnpay.payment_order(
        gateway.merchant,
        reference=reference,
        amount_vnd=bill.amount_vnd,
        info=f"Nop phi ho so {bill.reference}",
        language=language,
        return_url=gateway.return_url,
        ip_address=ip_address,
        created_at=now,
        expires_at=now + GATEWAY_LIFE,
    )
    return _add(session, bill, intent, "gateway", reference, order, life=GATEWAY_LIFE, random=random, now=now)


def open_transfer(
    session: Session,
    bill: BillRow,
    intent: Intent,
    *,
    account: Account,
    random: randomness.Random,
    now: datetime,
) -> PaymentRow:
    """Open an attempt by bank transfer: a VietQR order that locks amount and content."""
    reference = _new_reference(random)
    expires_at = min(now + TRANSFER_LIFE, bill.expires_at or now + TRANSFER_LIFE)
    order = account.order(bill.amount_vnd, transfer_content(bill.reference, reference), expires_at=expires_at)
    return _add(session, bill, intent, "vietqr", reference, order, life=expires_at - now, random=random, now=now)


def find_payment(session: Session, payment_id: str, *, owner: str) -> PaymentRow | None:
    """Return the payer's own attempt; None for an unknown one and for another's alike (I9)."""
    row = session.get(PaymentRow, payment_id)
    return row if row is not None and row.owner == owner else None


def find_by_key(session: Session, owner: str, key: str) -> PaymentRow | None:
    """Return the attempt that an earlier request with the same key opened."""
    return session.scalar(select(PaymentRow).where(PaymentRow.owner == owner, PaymentRow.idempotency_key == key))


def describe_payment(row: PaymentRow, gateway: Gateway, *, now: datetime) -> Payment:
    """Return the attempt as the API shows it; an undecided one that is over reads as unknown, being checked."""
    is_open = row.state in ("not_started", "at_bank")
    state = "unknown" if is_open and row.method == "gateway" and row.expires_at <= now else row.state
    query = vnpay.signed_query(row.order, gateway.merchant.secret) if row.method == "gateway" else ""
    return Payment.model_validate(
        {
            "id": row.id,
            "bill_id": row.bill_id,
            "method": row.method,
            "state": state,
            "amount_vnd": row.amount_vnd,
            "created_at": row.created_at,
            "redirect_url": f"{gateway.pay_url}?{query}" if query else None,
            "vietqr": VietQr.model_validate(row.order) if row.method == "vietqr" else None,
            "reason": row.reason,
        }
    )


def take_notice(
    session: Session,
    fields: Mapping[str, str],
    *,
    merchant: vnpay.Merchant,
    paid: Paid,
    random: randomness.Random,
    now: datetime,
) -> str:
    """Apply a notice whose signature was checked; return the RspCode.

    The order of checks is the gateway's: order unknown → 01, amount different → 04, already confirmed → 02, else 00.
    A success after a refusal is money, so it counts; a second, different transaction for a confirmed order is written
    down as refund due and still answered 02.

    Source:
        domain facts D.2.
    """
    payment = _locked(session, fields.get("vnp_TxnRef", ""))
    if payment is None or payment.method != "gateway" or fields.get("vnp_TmnCode") != merchant.tmn_code:
        return UNKNOWN_ORDER
    is_vnd = fields.get("vnp_CurrCode", "VND") in ("VND", "")
    if not is_vnd or not vnpay.is_amount(fields.get("vnp_Amount", ""), payment.amount_vnd):
        return WRONG_AMOUNT
    if vnpay.is_success(fields):
        return _take_success(session, payment, fields, paid=paid, random=random, now=now)
    if payment.state in ("confirmed", "refused"):
        return ALREADY
    payment.state = "unknown" if vnpay.is_undecided(fields) else "refused"
    payment.reason = fields.get("vnp_ResponseCode", "99")[:40]
    return OK


def _take_success(
    session: Session,
    payment: PaymentRow,
    fields: Mapping[str, str],
    *,
    paid: Paid,
    random: randomness.Random,
    now: datetime,
) -> str:
    transaction = f"{payment.reference}:{fields.get('vnp_TransactionNo', '')}"[:64]
    arrival = Arrival("gateway", transaction, payment.amount_vnd, content=fields.get("vnp_OrderInfo", "")[:200])
    if is_recorded(session, arrival):
        return ALREADY
    was_confirmed = payment.state == "confirmed"
    outcome = record(session, arrival, payment, money_id=new_id("money", random), paid=paid, now=now)
    if not was_confirmed:
        payment.state, payment.reason = "confirmed", None if outcome == "settled" else outcome
    return ALREADY if was_confirmed else OK


def take_transfer(
    session: Session,
    arrival: Arrival,
    *,
    paid: Paid,
    random: randomness.Random,
    now: datetime,
) -> str:
    """Write down a bank transfer and match it by the word in its content; return the ledger's outcome.

    Too little is ``partial`` (nothing settled, all of it refund due), too much is ``over`` (settled, the rest refund
    due), no known word is ``unmatched`` (kept for the desk).
    """
    if is_recorded(session, arrival):
        return "recorded"
    candidates = words_in(arrival.content or "")
    found = select(PaymentRow).where(PaymentRow.reference.in_(candidates), PaymentRow.method == "vietqr")
    payment = session.scalars(found.with_for_update()).first()
    outcome = record(session, arrival, payment, money_id=new_id("money", random), paid=paid, now=now)
    if payment is not None and payment.state != "confirmed":
        payment.state = "refused" if outcome == "partial" else "confirmed"
        payment.reason = None if outcome == "settled" else outcome
    return outcome


def expire_payment(payment: PaymentRow) -> None:
    """Close an attempt that nobody began and whose time is over; money that still arrives is taken all the same."""
    payment.state, payment.reason = "refused", "expired"


def _locked(session: Session, reference: str) -> PaymentRow | None:
    return session.scalar(select(PaymentRow).where(PaymentRow.reference == reference).with_for_update())


def _new_reference(random: randomness.Random) -> str:
    return "".join(random.choice(WORD_ALPHABET) for _ in range(WORD_LENGTH))


def _add(
    session: Session,
    bill: BillRow,
    intent: Intent,
    method: str,
    reference: str,
    order: Mapping[str, Any],
    *,
    life: timedelta,
    random: randomness.Random,
    now: datetime,
) -> PaymentRow:
    row = PaymentRow(
        id=new_id("pay", random),
        bill_id=bill.id,
        owner=intent.payer,
        method=method,
        reference=reference,
        amount_vnd=bill.amount_vnd,
        state="not_started",
        order=dict(order),
        return_url=intent.return_url,
        created_at=now,
        expires_at=now + life,
        idempotency_key=intent.key,
        fingerprint=intent.fingerprint,
    )
    session.add(row)
    session.flush()
    return row
