"""What is lost offline, and what keeping it costs: the suites' own figures, and how fast the device's store is.

Kills, power loss, failing writes, schedules and cuts are those of ``tests/reliability``: as many as in CI, or as in
``MOTCUA_TEST_PROFILE=deep``. The seeded faults have a command of their own: ``python -m tests.faults``.
"""

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.drafts.store import put_draft
from app.outbox.plan import backoff
from app.vault.vault import Vault
from benchmarks import commits, uploads
from tests.reliability import editing, failing_writes, faulty_disk
from tests.reliability.nursery import Nursery
from tests.reliability.power_loss import look_at_images, traced
from tests.reliability.power_workloads import CHECKS, WRITERS
from tests.reliability.profile import figure, seeds
from tests.reliability.schedules import run_schedules
from tests.reliability.uploads import SIZES, cut_uploads

KEY = bytes(range(32))
DRAFTS = (500, 5_000)
FLEET, OUTAGE_SECONDS = 10_000, 600
OVER_SOCKETS = "tests/reliability/test_proxy_schedules.py"


def main() -> None:
    with a_folder() as folder:
        nursery = Nursery(folder)
        try:
            asyncio.run(kills(nursery, folder))
            failing_disk(nursery, folder)
        finally:
            nursery.close()
    asyncio.run(power_loss())
    print(asyncio.run(run_schedules(seeds(figure(ci=5_000, deep=100_000)))).words())
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", OVER_SOCKETS], check=False)
    with a_folder() as folder:
        sizes = [*SIZES, *SIZES]
        cuts = figure(ci=200, deep=2_000)
        print(asyncio.run(cut_uploads(folder, list(zip(sizes[::2], sizes[1::2], strict=True)), cuts=cuts)))
    print(f"fleet of {FLEET:,} after an outage: busiest second {fleet_peak(random.Random(1)):.2f} times the mean")
    commits.main()
    asyncio.run(opening())
    uploads.main()


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder on this disk, not in memory."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        yield Path(name)


async def kills(nursery: Nursery, folder: Path) -> None:
    print(await editing.kill_at_random(nursery, folder / "random", seeds(figure(ci=140, deep=3_500))))
    if faulty_disk.COMPILER:
        print(await editing.kill_inside_writes(nursery, folder / "inside", seeds(figure(ci=60, deep=1_500))))


def failing_disk(nursery: Nursery, folder: Path) -> None:
    for workload in failing_writes.WORKLOADS if faulty_disk.COMPILER else ():
        nths = list(range(1, 201))
        errors = [failing_writes.ERRORS[nth % len(failing_writes.ERRORS)] for nth in nths]
        child = nursery.start("write", workload=workload, folder=str(folder / workload), nths=nths, errors=errors)
        child.read_to_the_end(within=600.0)
        words = Counter(words[0] for words in child.said)
        print(f"{workload}: {words['OK']} writes failed, broken promises: {words['BROKEN']}")


async def power_loss() -> None:
    for writer in WRITERS:
        with a_folder() as folder:
            events = traced(writer, folder / "disk")
            for workload in (name for name, (source, *_) in CHECKS.items() if source == writer):
                count = figure(ci=1_000, deep=50_000)
                print(await look_at_images(events, folder / "disk", workload, seed=seeds(1)[0], count=count))


def fleet_peak(chance: random.Random) -> float:
    """Return the busiest second after the outage over the mean second until the last device was served."""
    arrivals: Counter[int] = Counter()
    for _ in range(FLEET):
        at, attempts = chance.uniform(0, OUTAGE_SECONDS), 0
        while at < OUTAGE_SECONDS:
            attempts += 1
            at += backoff(attempts, random=chance.random()).total_seconds()
        arrivals[int(at)] += 1
    return max(arrivals.values()) * (max(arrivals) + 1 - OUTAGE_SECONDS) / FLEET


async def opening() -> None:
    """Time what a start does with so many drafts: open the vault, read and open every record, list them."""
    for count in DRAFTS:
        with a_folder() as folder:
            await _fill(folder, count)
            seconds = [await _open(folder, count) for _ in range(5)]
        print(f"opening {count:,} drafts of 35 answers: best {min(seconds):.3f} s, worst {max(seconds):.3f} s of 5")


async def _fill(folder: Path, count: int) -> None:
    now = datetime.now(UTC)
    answers = {f"field_{number}": "Nguyễn Thị Minh Khai " * 2 for number in range(35)}
    vault = await Vault.open(folder, KEY, clock=lambda: now)
    drafts = [
        Draft(f"d{n}", None, "1.001193", "1", "self", answers=answers, created_at=now, saved_at=now)
        for n in range(count)
    ]
    for start in range(0, count, 100):
        await vault.transact([put_draft(draft) for draft in drafts[start : start + 100]])
    await vault.close()


async def _open(folder: Path, count: int) -> float:
    began = time.perf_counter()
    vault = await Vault.open(folder, KEY, clock=lambda: datetime.now(UTC))
    drafts = Drafts(vault, procedures=lambda _code: None, clock=lambda: datetime.now(UTC), owner=lambda: None)
    await drafts.load()
    assert len(drafts.list()) == count
    seconds = time.perf_counter() - began
    await vault.close()
    return seconds
