"""What a payer's app and browser do, and what a gateway sends."""

import itertools
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import func, select

from portal.payments import vnpay
from portal.payments.schemas import Bill
from portal.payments.service import describe_bill, issue_bill
from portal.payments.tables import BillRow, MoneyRow
from tests.portal.running import RunningPortal

NewBill = Callable[..., Awaitable[Bill]]
_numbers = itertools.count(1)


async def open_bill(portal: RunningPortal, amount_vnd: int = 16_000, **more: Any) -> Bill:
    """Open a bill for Mai."""

    def write(session: Any) -> Bill:
        row = issue_bill(
            session,
            owner="sample-mai",
            reference=f"X00.01-261123-{number:04d}",
            title={"vi": "Bản sao Giấy khai sinh", "en": "Birth certificate copies"},
            amount_vnd=amount_vnd,
            payee={"vi": "Xã Mẫu", "en": "Sample commune"},
            now=portal.clock.now,
            random=portal.deps.random,
            **more,
        )
        return describe_bill(session, row)

    number = next(_numbers)
    return await portal.deps.database.write(write)


async def start(
    portal: RunningPortal, bill: Bill, method: str = "gateway", *, key: str | None = None, **more: Any
) -> dict[str, Any]:
    headers = {**await portal.bearer("sample-mai"), "Idempotency-Key": key or str(uuid.uuid4())}
    body = {"bill_id": bill.id, "method": method, **more}
    answer = await portal.client.post("/api/v1/payments", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def payment(portal: RunningPortal, payment_id: str) -> dict[str, Any]:
    answer = await portal.client.get(f"/api/v1/payments/{payment_id}", headers=await portal.bearer("sample-mai"))
    return dict(answer.json())


async def bill_now(portal: RunningPortal, bill: Bill) -> dict[str, Any]:
    answer = await portal.client.get(f"/api/v1/bills/{bill.id}", headers=await portal.bearer("sample-mai"))
    return dict(answer.json())


def order_of(started: dict[str, Any]) -> dict[str, str]:
    """Return the order the payer's browser carries to the gateway."""
    return dict(parse_qsl(urlsplit(started["redirect_url"]).query))


def notice(started: dict[str, Any], **changes: str | None) -> dict[str, str]:
    """Return an unsigned success notice for a started payment, with changes; None leaves a field out."""
    order = order_of(started)
    fields: dict[str, str | None] = {
        "vnp_TmnCode": order["vnp_TmnCode"],
        "vnp_Amount": order["vnp_Amount"],
        "vnp_BankCode": "SAMPLEBANK",
        "vnp_OrderInfo": order["vnp_OrderInfo"],
        "vnp_PayDate": "20261123090500",
        "vnp_ResponseCode": "00",
        "vnp_TransactionNo": "14000001",
        "vnp_TransactionStatus": "00",
        "vnp_TxnRef": order["vnp_TxnRef"],
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


async def send(portal: RunningPortal, query: str | bytes) -> str:
    """Send a notice as it stands, byte for byte (an HTTP client would mend some of them); return its RspCode."""
    raw = query if isinstance(query, bytes) else query.encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/payments/ipn/vnpay",
        "raw_path": b"/payments/ipn/vnpay",
        "root_path": "",
        "query_string": raw,
        "headers": [(b"host", b"portal.test:8000")],
        "client": ("127.0.0.1", 40000),
        "server": ("portal.test", 8000),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def answer(message: Any) -> None:
        sent.append(message)

    await portal.app(scope, receive, answer)
    assert sent[0]["status"] == 200
    body = json.loads(b"".join(message.get("body", b"") for message in sent[1:]))
    assert set(body) == {"RspCode", "Message"}
    return str(body["RspCode"])


async def send_signed(portal: RunningPortal, fields: dict[str, str]) -> str:
    return await send(portal, vnpay.signed_query(fields, portal.settings.payment_secret))


async def ledger(portal: RunningPortal) -> dict[str, int]:
    """Return how many rows the ledger has by outcome."""

    def read(session: Any) -> dict[str, int]:
        rows = session.execute(select(MoneyRow.outcome, func.count()).group_by(MoneyRow.outcome))
        return {str(outcome): int(count) for outcome, count in rows}

    return await portal.deps.database.read(read)


async def cancel(portal: RunningPortal, bill: Bill) -> None:
    def write(session: Any) -> None:
        session.get(BillRow, bill.id).cancelled_at = portal.clock.now

    await portal.deps.database.write(write)
