"""R3: the n-th write fails, for every n, on three workloads. See ``failing_writes.py``."""

from pathlib import Path

import pytest

from tests.reliability import faulty_disk
from tests.reliability.failing_writes import ERRORS, WORKLOADS
from tests.reliability.nursery import Nursery
from tests.reliability.profile import figure

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(not faulty_disk.COMPILER, reason="a failing disk needs a C compiler on Linux"),
]

LAST = 200
EVERY = {"portal": figure(ci=5, deep=1)}
"""Of the portal's writes every fifth fails in ``ci``: what it writes for a request takes longest."""


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_write_that_fails_is_said_and_loses_nothing(nursery: Nursery, tmp_path: Path, workload: str) -> None:
    """In ``deep`` each write meets each error, in ``ci`` one of them after the other."""
    times = figure(ci=1, deep=len(ERRORS))
    nths = [nth for nth in range(1, LAST + 1, EVERY.get(workload, 1)) for _ in range(times)]
    errors = [ERRORS[number % len(ERRORS)] for number in range(len(nths))]
    child = nursery.start("write", workload=workload, folder=str(tmp_path), nths=nths, errors=errors)
    child.read_to_the_end(within=600.0)
    broken = [" ".join(words) for words in child.said if words[0] == "BROKEN"]
    survived = sum(words[0] == "OK" for words in child.said)
    assert not broken
    assert survived == len(nths)
    (done,) = [words for words in child.said if words[0] == "DONE"]
    print(f"\n{workload}: {survived} writes failed, {done[1]} of them were said; nothing acknowledged was lost")
    assert int(done[1]) > survived // 2
