"""Looks at images of a disk that lost its power, and counts those on which a promise is broken."""

import random
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.power import Event, Image, images, trace
from tests.reliability.power_workloads import CHECKS
from tests.reliability.profile import replay

Check = Callable[[Path, list[list[str]]], Awaitable[None]]


@dataclass
class Report:
    """What the images of one workload have shown."""

    workload: str
    images: int = 0
    acknowledged: int = 0
    syncs: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the line a run prints."""
        return (
            f"power lost while writing {self.workload}: {self.images} images of {self.acknowledged} acknowledged writes"
            f" and {self.syncs} syncs; images that lack something acknowledged, or hold half of it: {len(self.broken)}"
        )


def traced(writer: str, root: Path, *, synchronous: str = "FULL") -> list[Event]:
    """Return what the writer did to ``root``, which it makes."""
    return trace(
        root, root.with_suffix(".trace"), "-m", "tests.reliability.power_workloads", writer, str(root), synchronous
    )


async def look_at_images(events: list[Event], root: Path, workload: str, *, seed: int, count: int) -> Report:
    """Lay out ``count`` images of what was written below ``root`` and check each as the next start would find it."""
    check: Check = CHECKS[workload][2]
    below = root / CHECKS[workload][1]
    report = Report(
        workload,
        acknowledged=sum(event.kind == "ack" for event in events),
        syncs=sum(event.kind == "sync" for event in events),
    )
    with place() as folder:
        for number, (said, image) in enumerate(images(events, chance=random.Random(seed), count=count)):
            lay_out(image, below, folder)
            report.images += 1
            try:
                await check(folder, [line.split(" ") for line in said])
            except Exception as problem:
                report.broken.append(f"image {number}: {type(problem).__name__} {problem} ({replay(seed)})")
    return report


@contextmanager
def place() -> Iterator[Path]:
    """A folder for images, in memory where the system has one: a thousand vaults sync ten thousand times."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "image"


def lay_out(image: Image, root: Path, folder: Path) -> None:
    """Write what an image has below ``root`` to ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.items():
        if name.startswith(f"{root}/"):
            path = folder / name[len(str(root)) + 1 :]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
