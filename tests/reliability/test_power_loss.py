"""Power loss at a random moment: every acknowledged commit is there, whole (I1). ``NORMAL`` would lose many."""

import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.vault.vault import Vault
from tests.reliability.power import Disk, Event, trace
from tests.reliability.power_writer import KEY

IMAGES = int(os.environ.get("MOTCUA_POWER_IMAGES", "1000"))

pytestmark = pytest.mark.kill


@pytest.fixture(autouse=True)
def needs_strace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("the power-loss replay needs strace (apt-get install strace)")
    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not allow tracing")


def images(events: list[Event], *, seed: int, count: int):
    """Yield ``(acknowledged, image)`` at random cuts."""
    chance = random.Random(seed)
    cuts = sorted(chance.randrange(1, len(events) + 1) for _ in range(count))
    disk, acknowledged, done = Disk(), 0, 0
    for cut in cuts:
        for event in events[done:cut]:
            disk.do(event)
            if event.kind == "ack":
                acknowledged = int(event.data)
        done = cut
        yield acknowledged, disk.after_power_loss(chance)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for the images, in memory where the system has one: a thousand vaults sync ten thousand times."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "image"


def traced(tmp_path: Path, synchronous: str) -> list[Event]:
    folder = tmp_path / "vault"
    return trace(folder, tmp_path / "trace", "-m", "tests.reliability.power_writer", str(folder), synchronous)


def lay_out(folder: Path, image: dict[str, bytearray]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.items():
        (folder / name).write_bytes(content)


async def test_no_acknowledged_commit_is_lost_with_the_power(tmp_path: Path, place: Path):
    events = traced(tmp_path, "FULL")
    assert sum(event.kind == "ack" for event in events) == 60
    assert sum(event.kind == "sync" for event in events) >= 60
    for number, (acknowledged, image) in enumerate(images(events, seed=1, count=IMAGES)):
        lay_out(place, image)
        vault = await Vault.open(place, KEY, clock=lambda: datetime.now(UTC))
        try:
            last = await vault.get("acks", "last")
            assert (last or {"n": 0})["n"] >= acknowledged, f"image {number}"
            drafts = {record["n"] for _, record in await vault.all("drafts")}
            for expected in range(max(1, acknowledged - 6), acknowledged + 1):
                assert any(n % 7 == expected % 7 and n >= expected for n in drafts), f"image {number}"
            for blob_id, record in await vault.all("files"):
                assert await vault.get_blob(blob_id) == bytes([record["n"]]) * 50_000, f"image {number}"
            assert await vault.count_quarantined() == 0
        finally:
            await vault.close()
    print(f"\npower lost at {IMAGES} moments: nothing acknowledged is gone")


def test_the_replay_sees_what_a_weaker_setting_loses(tmp_path: Path, place: Path):
    events = traced(tmp_path, "NORMAL")
    lost, looked_at = 0, 200
    for acknowledged, image in images(events, seed=2, count=looked_at):
        lay_out(place, image)
        with closing(sqlite3.connect(place / "vault.db")) as connection:
            try:
                row = connection.execute("SELECT version FROM records WHERE kind='acks'").fetchone()
            except sqlite3.DatabaseError:
                row = None
        lost += (row[0] if row else 0) < acknowledged
    print(f"\nwith synchronous=NORMAL: {lost} of {looked_at} images lack acknowledged commits")
    assert lost > looked_at // 4
