"""What the keeper notes of its terminal, for whoever watches it from afar: times and states, nothing of a citizen."""

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE_NAME = "kiosk_record.json"


@dataclass(frozen=True, slots=True)
class Record:
    """How the terminal stands and how its last session ended."""

    started_at: str
    """When the keeper started, UTC."""
    sessions: int = 0
    """How many sessions ended since then."""
    ended_at: str | None = None
    ended_by: str | None = None
    wipe_s: float | None = None
    """From the end asked for to nothing left."""
    is_clean: bool | None = None
    """Whether everything that ran was killed and everything that was written is gone."""
    ready_s: float | None = None
    """From the end asked for to the next first screen."""
    are_sign_ins_ended: bool | None = None
    """Whether the portal has confirmed that nobody is signed in here any more; None: nobody can sign in."""
    stopped_at: str | None = None
    """When the keeper ended, if it ended by itself."""


def write_record(folder: Path, record: Record) -> None:
    """Keep the newest record; where there is no room for it the terminal goes on without."""
    draft = folder / f"{FILE_NAME}.new"
    with contextlib.suppress(OSError):
        draft.write_text(json.dumps(asdict(record)), encoding="utf-8")
        draft.replace(folder / FILE_NAME)


def read_record(folder: Path) -> dict[str, Any] | None:
    """Return the record as JSON-able values, None where there is none that can be read."""
    try:
        told = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
