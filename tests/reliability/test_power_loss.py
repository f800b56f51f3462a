"""R2: power loss at a random moment: every acknowledged commit is there, whole (I1). ``NORMAL`` would lose many."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reliability.power_loss import look_at_images, traced
from tests.reliability.power_workloads import CHECKS, WRITERS
from tests.reliability.profile import figure, seeds

IMAGES = figure(ci=1_000, deep=50_000)
"""Of each workload."""

pytestmark = pytest.mark.kill


@pytest.fixture(autouse=True)
def needs_strace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("the power-loss replay needs strace (apt-get install strace)")
    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not allow tracing")


@pytest.mark.parametrize("writer", WRITERS)
async def test_nothing_acknowledged_is_lost_with_the_power(tmp_path: Path, writer: str) -> None:
    events = traced(writer, tmp_path / "disk")
    for workload in (name for name, (source, _folder, _check) in CHECKS.items() if source == writer):
        (seed,) = seeds(1)
        report = await look_at_images(events, tmp_path / "disk", workload, seed=seed, count=IMAGES)
        print(f"\n{report}")
        assert report.acknowledged > 15
        assert report.syncs >= report.acknowledged // 2
        assert not report.broken


async def test_the_replay_sees_what_a_weaker_setting_loses(tmp_path: Path) -> None:
    events = traced("drafts", tmp_path / "disk", synchronous="NORMAL")
    report = await look_at_images(events, tmp_path / "disk", "drafts", seed=2, count=200)
    print(f"\nwith synchronous=NORMAL: {report}")
    assert len(report.broken) > report.images // 4
