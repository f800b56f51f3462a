from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from portal.payments.schemas import Bill
from portal.payments.service import describe_bill, issue_bill
from tests.portal.running import RunningPortal, running_portal


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal") as running:
        yield running


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
