"""Writes drafts, files and a delivered parcel to a vault, and acknowledges each on standard output after its commit."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.vault.model import AdoptBlob, Put
from app.vault.vault import Vault

KEY = bytes(range(32))
ROUNDS = 60


async def main(folder: Path, synchronous: str) -> None:
    vault = await Vault.open(folder, KEY, clock=lambda: datetime.now(UTC))
    if synchronous != "FULL":
        connection = vault._records._connection
        await asyncio.get_running_loop().run_in_executor(
            vault._executor, lambda: connection.execute(f"PRAGMA synchronous={synchronous}")
        )
    for number in range(1, ROUNDS + 1):
        writes = [
            Put("drafts", f"d{number % 7}", {"n": number, "text": "x" * 1500}),
            Put("acks", "last", {"n": number}),
        ]
        if number % 10 == 0:
            await vault.stage_blob(f"b{number}", bytes([number]) * 50_000)
            writes += [AdoptBlob(f"b{number}"), Put("files", f"b{number}", {"n": number})]
        await vault.transact(writes)
        os.write(1, f"{number}\n".encode())
    os._exit(0)  # no orderly end: the write-ahead log stays as it is


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
