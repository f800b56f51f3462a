"""Plain functions that ``dev.py bench offline`` times: opening a vault with many drafts, and single commits."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.vault.model import Put
from app.vault.vault import Vault

KEY = bytes(range(32))
AT = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)


def draft(number: int) -> dict[str, Any]:
    """Return the record of a draft of usual size: 40 answers, about 2 KB."""
    answers = {f"/child/field_{n}": f"Nguyễn Thị Minh Khai {number}.{n}" for n in range(40)}
    return {"owner": None, "procedure_code": "1.001193", "form_version": "1", "answers": answers}


async def fill(folder: Path, count: int) -> None:
    """Make a vault with so many drafts."""
    vault = await Vault.open(folder, KEY, clock=lambda: AT)
    for start in range(0, count, 500):
        numbers = range(start, min(count, start + 500))
        await vault.transact([Put("drafts", f"{number:032x}", draft(number)) for number in numbers])
    await vault.close()


async def opening_seconds(folder: Path) -> float:
    """Open the vault, read and check every draft, and return how long that took."""
    began = time.perf_counter()
    vault = await Vault.open(folder, KEY, clock=lambda: AT)
    drafts = await vault.all("drafts")
    took = time.perf_counter() - began
    assert drafts
    await vault.close()
    return took


async def commit_seconds(folder: Path, count: int) -> list[float]:
    """Save one draft of the vault again and again, and return how long each commit took."""
    vault = await Vault.open(folder, KEY, clock=lambda: AT)
    took = []
    for number in range(count):
        began = time.perf_counter()
        await vault.put("drafts", f"{0:032x}", draft(number))
        took.append(time.perf_counter() - began)
    await vault.close()
    return took


def main() -> None:
    """Print the figures of 500 and 5,000 drafts."""
    import tempfile

    for count in (500, 5_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "vault"
            asyncio.run(fill(folder, count))
            opened = sorted(asyncio.run(opening_seconds(folder)) for _ in range(5))
            took = sorted(asyncio.run(commit_seconds(folder, 500)))
            print(
                f"{count} drafts: open {1000 * opened[2]:.0f} ms (best {1000 * opened[0]:.0f}), commit p50"
                f" {1000 * took[250]:.2f} ms, p99 {1000 * took[494]:.2f} ms"
            )


if __name__ == "__main__":
    main()
