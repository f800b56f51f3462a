from functools import partial

import pytest

from tests.portal.payments.paying import NewBill, open_bill
from tests.portal.running import RunningPortal


@pytest.fixture
def new_bill(portal: RunningPortal) -> NewBill:
    """Return what opens a bill of 16,000 đ for Mai."""
    return partial(open_bill, portal)
