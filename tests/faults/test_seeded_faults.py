"""T1: the seeded faults still fit the project, and four of them, others every day, are caught by who claims them."""

import shutil

import pytest

from tests.faults.seeding import A_DAY, applies, faults, seed
from tests.reliability.profile import of_today

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="a patch is applied with git")


def test_each_seeded_fault_still_fits() -> None:
    assert [fault.number for fault in faults()] == list(range(1, 21))
    assert [fault.title for fault in faults() if not applies(fault)] == []


@pytest.mark.kill
@pytest.mark.timeout(300)
def test_todays_faults_are_caught() -> None:
    missed = [outcome.words for outcome in seed(of_today(faults(), A_DAY), tell=print) if not outcome.is_caught]
    assert missed == []
