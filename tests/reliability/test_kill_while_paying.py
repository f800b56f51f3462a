"""``kill -9`` of the portal inside a gateway's notice (IPN): the money is written once, whatever is sent again (I6)."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.payments import vnpay
from portal.payments.service import describe_bill, issue_bill
from tests.portal.payments.paying import bill_now, ledger, notice, start
from tests.reliability.nursery import Nursery
from tests.reliability.roles import PAYMENT_SECRET
from tests.reliability.served import KillingTransport, opened, serve

pytestmark = pytest.mark.kill

HITS, BILLS = 10, 40


async def new_bills(folder: Path) -> list[tuple[Any, dict[str, Any]]]:
    """Return bills of 16,000 đ with a payment begun at the gateway."""
    async with opened(folder) as portal:

        def issue(session: Any, number: int) -> Any:
            row = issue_bill(
                session,
                owner="sample-mai",
                reference=f"X00.01-261122-{number:04d}",
                title={"vi": "Bản sao", "en": "Copies"},
                amount_vnd=16_000,
                payee={"vi": "Xã Mẫu", "en": "Sample commune"},
                now=datetime.now(UTC),
                random=portal.deps.random,
            )
            return describe_bill(session, row)

        bills = [
            await portal.deps.database.write(lambda session, number=number: issue(session, number))
            for number in range(BILLS)
        ]
        return [(bill, await start(portal, bill)) for bill in bills]


async def test_a_portal_killed_inside_a_notice_settles_each_bill_once(nursery: Nursery, tmp_path: Path):
    folder = tmp_path / "portal"
    bills = await new_bills(folder)
    portal = serve(nursery, folder)
    killing = KillingTransport(portal, random.Random(11))
    answers: Counter[str] = Counter()
    notified: list[Any] = []
    async with httpx.AsyncClient(transport=killing, base_url=portal.settings.base_url) as gateway:
        await gateway.get("/healthz")
        while killing.hits["IPN"] < HITS and len(notified) < BILLS:
            bill, started = bills[len(notified)]
            fields = notice(started, vnp_TransactionNo=str(14_000_000 + len(notified)))
            address = f"/payments/ipn/vnpay?{vnpay.signed_query(fields, PAYMENT_SECRET)}"
            notified.append(bill)
            killing.armed, killing.seconds["GET"] = (lambda _request: "IPN"), killing.chance.uniform(0.0, 0.03)
            await _notify(gateway, address, answers)
            killing.armed = lambda _request: None
            await asyncio.to_thread(portal.start)
            assert await _notify(gateway, address, answers)
            assert await _notify(gateway, address, answers)
    portal.kill()
    async with opened(folder) as data:
        assert [(await bill_now(data, bill))["state"] for bill in notified] == ["paid"] * len(notified)
        entries = await ledger(data)
    print(
        f"\nportal killed while paying {len(notified)} bills: {dict(killing.kills)}, inside: {dict(killing.hits)},"
        f" answers {dict(answers)}, ledger {entries}"
    )
    assert killing.hits["IPN"] >= HITS
    assert entries == {"settled": len(notified)}


async def _notify(gateway: httpx.AsyncClient, address: str, answers: Counter[str]) -> bool:
    """Send a notice as the gateway does until it is confirmed; tell whether it was."""
    try:
        answer = await gateway.get(address)
    except httpx.TransportError:
        return False
    code = answer.json()["RspCode"]
    answers[code] += 1
    assert code in ("00", "02")
    return True
