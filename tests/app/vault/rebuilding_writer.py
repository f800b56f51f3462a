"""Opens a vault of version 1 whose last commit is still in its log, then seals it anew; power cuts of it are replayed.

``python -m tests.app.vault.rebuilding_writer FOLDER`` says ``ready``, ``opened`` and ``resealed``.
"""

import asyncio
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.vault.lock import sync_folder
from app.vault.vault import Vault

FIXTURE = Path(__file__).parent / "fixtures" / "v1"
KEY, NEXT_KEY = bytes(range(32)), bytes(range(1, 33))


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


def lay_down(folder: Path) -> None:
    """Copy the fixture as a device has it after a crash: on the disk, its last commit in the log."""
    folder.mkdir()
    for name in ("contents.json", "vault.db"):
        with (folder / name).open("wb", buffering=0) as file:
            file.write((FIXTURE / name).read_bytes())
            os.fsync(file.fileno())
    sync_folder(folder)
    sync_folder(folder.parent)
    if os.fork() == 0:
        connection = sqlite3.connect(folder / "vault.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("INSERT INTO meta (name, value) VALUES ('later', x'00')")
        os._exit(0)
    os.wait()


async def main(folder: Path) -> None:
    lay_down(folder)
    say("ready")
    vault = await Vault.open(folder, KEY, clock=lambda: datetime.now(UTC))
    say("opened")
    await vault.reseal(NEXT_KEY)
    say("resealed")
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
