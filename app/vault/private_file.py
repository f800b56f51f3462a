"""Small files that only this account reads, replaced whole or not at all."""

import os
from pathlib import Path

from app.vault.lock import make_private_folder, sync_folder


def write_privately(place: Path, text: str) -> None:
    """Put ``text`` into a 0600 file in one step; it is on the disk when this returns, also if the power is cut then.

    Raises:
        OSError: the file is as it was.
    """
    make_private_folder(place.parent)
    fresh = place.with_name(f"{place.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(place.parent)
