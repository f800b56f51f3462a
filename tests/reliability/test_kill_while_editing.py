"""R1: ``kill -9`` while a person types and attaches: at random times, in the middle of writes. See ``editing.py``."""

from pathlib import Path

import pytest

from tests.reliability import editing, faulty_disk
from tests.reliability.nursery import Nursery
from tests.reliability.profile import figure, seeds

pytestmark = pytest.mark.kill

AT_RANDOM, IN_WRITES, PAUSED = figure(ci=140, deep=3_500), figure(ci=60, deep=1_500), figure(ci=4, deep=50)


async def test_nothing_saved_is_lost_when_killed_at_random_times(nursery: Nursery, tmp_path: Path) -> None:
    report = await editing.kill_at_random(nursery, tmp_path, seeds(AT_RANDOM))
    print(f"\n{report}")
    assert not report.found


@pytest.mark.skipif(not faulty_disk.COMPILER, reason="dying in the middle of a write needs a C compiler on Linux")
async def test_nothing_saved_is_lost_when_killed_in_the_middle_of_a_write(nursery: Nursery, tmp_path: Path) -> None:
    report = await editing.kill_inside_writes(nursery, tmp_path, seeds(IN_WRITES))
    print(f"\n{report}")
    assert not report.found
    assert report.inside_a_write == report.kills


async def test_a_process_that_hangs_keeps_others_out_and_loses_nothing_when_killed(
    nursery: Nursery, tmp_path: Path
) -> None:
    for seed in seeds(PAUSED):
        child = nursery.start("type_answers", folder=str(tmp_path), seed=2 * seed, die_at=0)
        assert child.wait_for("S")
        child.pause()
        second = nursery.start("open_beside", folder=str(tmp_path))
        assert second.line(within=20.0) == ["LOCKED"]
        child.kill()
        await editing.check(tmp_path, child)
