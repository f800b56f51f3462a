"""N1: thousands of dossiers over networks, clocks and processes that fail; none lost, doubled, stuck or shown wrongly.

The portal is a small one (``schedules_portal.py``); the last test asks it and the real one the same things. The real
one meets the same faults in ``tests/journeys/test_birth_filing.py`` and through sockets in the upload suites.
"""

import time
from pathlib import Path

import pytest

from tests.reliability.profile import figure, seeds
from tests.reliability.schedules import Trouble, run_schedules

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_dossier_is_filed_once_whatever_happens(part: int) -> None:
    numbers = [seed for seed in seeds(figure(ci=5_000, deep=500_000)) if seed % PARTS == part]
    began = time.perf_counter()
    tally = await run_schedules(numbers)
    print(f"\n{tally.words()}; {time.perf_counter() - began:.1f} s")
    assert tally.schedules == len(numbers)
    if len(numbers) >= 1_000:
        rare = {trouble: tally.faults[trouble] for trouble in Trouble if tally.faults[trouble] < 200 / PARTS}
        assert not rare, f"met too seldom to prove anything: {rare}"


async def test_so_it_is_on_a_real_vault(tmp_path: Path) -> None:
    tally = await run_schedules(seeds(figure(ci=90, deep=2_000)), folder=tmp_path / "device")
    assert sum(tally.faults.values()) > tally.schedules
