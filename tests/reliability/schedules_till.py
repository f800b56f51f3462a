"""Bills of the small portal, and the bank behind it: what the real portal promises of money, for the oracle (I6).

``test_schedules.py`` asks both the same things and compares, so that this one is not more forgiving.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from api_client.models import Bill
from portal.payments.transfer import SAMPLE_ACCOUNT

AMOUNT_VND = 16_000
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@dataclass
class Till:
    """Bills, the payments begun for them, and every đồng that came."""

    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By idempotency key."""
    received: dict[str, str] = field(default_factory=dict)
    """The bill of every transaction of the bank."""
    settled: dict[str, str] = field(default_factory=dict)
    """The transaction that paid a bill."""
    refund_due_vnd: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    """Payments that the bank refused at some time."""
    _bodies: dict[str, str] = field(default_factory=dict)
    _bills: set[str] = field(default_factory=set)

    def open_bill(self, bill_id: str) -> Bill:
        """Ask for money, and return the bill as a device sees it."""
        self._bills.add(bill_id)
        payee, title = {"en": "Sample commune"}, {"en": "Copies"}
        return Bill(id=bill_id, reference=bill_id, title=title, amount_vnd=AMOUNT_VND, state="open", payee=payee)

    def start(self, request: httpx.Request) -> tuple[int, dict[str, Any] | str]:
        """Begin a payment, or return the one that this key began; a slug where it is refused."""
        key, body = request.headers["Idempotency-Key"], request.content.decode()
        if key in self.payments:
            return (201, self.payments[key]) if self._bodies[key] == body else (422, "idempotency-key-reused")
        wanted = json.loads(body)
        if wanted["bill_id"] not in self._bills:
            return 404, "not-found"
        if wanted["bill_id"] in self.settled:
            return 409, "state-conflict"
        self._bodies[key], self.payments[key] = body, _payment(len(self.payments) + 1, wanted)
        return 201, self.payments[key]

    def find(self, payment_id: str) -> dict[str, Any] | None:
        """Return a payment by its id."""
        return next((payment for payment in self.payments.values() if payment["id"] == payment_id), None)

    def of(self, bill_id: str) -> list[dict[str, Any]]:
        """Return the payments begun for a bill."""
        return [payment for payment in self.payments.values() if payment["bill_id"] == bill_id]

    def take(self, payment_id: str, transaction: str) -> None:
        """Hear from the bank, perhaps again, that the money of a payment is there."""
        payment = self.find(payment_id)
        if payment is None or transaction in self.received:
            return
        bill_id = payment["bill_id"]
        self.received[transaction] = bill_id
        is_double = self.settled.setdefault(bill_id, transaction) != transaction
        if is_double:
            self.refund_due_vnd[bill_id] += AMOUNT_VND
        if payment["state"] != "confirmed":
            payment.update(state="confirmed", reason="double" if is_double else None)

    def refuse(self, payment_id: str) -> None:
        """Hear from the bank that a payment came to nothing."""
        payment = self.find(payment_id)
        if payment is not None and payment["state"] != "confirmed":
            payment.update(state="refused", reason="24")
            self.refused.add(payment_id)

    def check_money(self, bill_id: str) -> None:
        """I6: every đồng that came has paid the bill, once, or is to be given back."""
        came = sum(AMOUNT_VND for of in self.received.values() if of == bill_id)
        paid = AMOUNT_VND if bill_id in self.settled else 0
        assert came == paid + self.refund_due_vnd[bill_id], f"{came} came, {paid} paid {bill_id}"
        assert (came > 0) == (paid > 0)


def _payment(number: int, wanted: dict[str, Any]) -> dict[str, Any]:
    is_transfer = wanted["method"] == "vietqr"
    return {
        "id": f"payment-{number}",
        "bill_id": wanted["bill_id"],
        "method": wanted["method"],
        "state": "not_started",
        "amount_vnd": AMOUNT_VND,
        "created_at": (AT + timedelta(seconds=number)).isoformat(),
        "redirect_url": None if is_transfer else "http://portal.test/sandbox/pay",
        "vietqr": SAMPLE_ACCOUNT.order(AMOUNT_VND, "X00 22222222", expires_at=AT) if is_transfer else None,
        "reason": None,
    }
