"""How long a draft's commit takes: one field changed, encrypted, WAL with synchronous=FULL, on this disk."""

import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app.vault.vault import Vault

COMMITS = 2_000


def main() -> None:
    asyncio.run(_measure())


async def _measure() -> None:
    answers = {f"field_{number}": "Nguyễn Thị Minh Khai " * 2 for number in range(35)}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        vault = await Vault.open(Path(folder) / "vault.db", bytes(range(32)), clock=lambda: datetime.now(UTC))
        seconds = []
        for number in range(COMMITS):
            answers["field_0"] = f"value {number}"
            began = time.perf_counter()
            await vault.put("drafts", "one", {"answers": answers})
            seconds.append(time.perf_counter() - began)
        await vault.close()
    milliseconds = sorted(1000 * s for s in seconds)
    p50, p99 = statistics.median(milliseconds), milliseconds[int(len(milliseconds) * 0.99)]
    print(f"{COMMITS} commits of a 35-field draft: p50 {p50:.2f} ms, p99 {p99:.2f} ms, max {milliseconds[-1]:.2f} ms")
