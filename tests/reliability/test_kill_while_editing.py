"""R1: ``kill -9`` while a person types and attaches: at random times, in the middle of writes. See ``editing.py``."""

from pathlib import Path

import pytest

from tests.reliability import editing, faulty_disk
from tests.reliability.nursery import Nursery
from tests.reliability.profile import figure, seeds
from tests.waiting import eventually

pytestmark = pytest.mark.kill

AT_RANDOM, IN_WRITES, PAUSED = figure(ci=140, deep=3_500), figure(ci=60, deep=1_500), figure(ci=4, deep=50)
ON_SLOW_DISKS = figure(ci=20, deep=400)


async def test_nothing_saved_is_lost_when_killed_at_random_times(nursery: Nursery, tmp_path: Path) -> None:
    report = await editing.kill_at_random(nursery, tmp_path, seeds(AT_RANDOM))
    print(f"\n{report}")
    assert not report.found


@pytest.mark.skipif(not faulty_disk.COMPILER, reason="a disk made slow needs a C compiler on Linux")
async def test_a_disk_that_takes_seconds_to_sync_costs_nothing_typed_a_second_before(
    nursery: Nursery, tmp_path: Path
) -> None:
    report = await editing.kill_at_random(nursery, tmp_path, seeds(ON_SLOW_DISKS), sync_seconds=2.5)
    print(f"\n{report}")
    assert not report.found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="whether a process sleeps is told by Linux")
async def test_a_process_kept_from_the_processor_is_not_taken_for_a_save_that_comes_late(
    nursery: Nursery, tmp_path: Path
) -> None:
    child = nursery.start("type_answers", folder=str(tmp_path), seed=1, die_at=0)
    assert child.wait_for("K")
    widened = 0.0
    for _ in range(5):  # stopped in the middle of a call, it counts nothing
        await eventually(lambda: _sleeps(child.pid))
        child.pause()
        for _ in child.lines(within=1.5):
            pass
        before = float(child.said[-1][3])
        child.go_on()
        assert child.wait_for("K")
        if (widened := float(child.said[-1][3]) - before) > 1.2:
            break
    assert widened > 1.2  # by so much the second is widened
    child.kill()
    await editing.check(tmp_path, child)


def _sleeps(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


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
