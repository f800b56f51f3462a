from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from portal.payments.schemas import Bill
from portal.payments.service import describe_bill, issue_bill
from tests.portal.running import RunningPortal


@pytest.fixture
def new_bill(portal: RunningPortal) -> Callable[..., Awaitable[Bill]]:
    """Return what opens a bill of 16,000 đ for Mai."""
    count = 0

    async def open_bill(amount_vnd: int = 16_000, **more: Any) -> Bill:
        nonlocal count
        count += 1
        reference = f"X00.01-261123-{count:04d}"

        def write(session: Any) -> Bill:
            row = issue_bill(
                session,
                owner="sample-mai",
                reference=reference,
                title={"vi": "Bản sao Giấy khai sinh", "en": "Birth certificate copies"},
                amount_vnd=amount_vnd,
                payee={"vi": "Xã Mẫu", "en": "Sample commune"},
                now=portal.clock.now,
                random=portal.deps.random,
                **more,
            )
            return describe_bill(session, row)

        return await portal.deps.database.write(write)

    return open_bill
