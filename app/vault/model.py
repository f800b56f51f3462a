"""What one vault transaction may contain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Put:
    """Store ``value`` (JSON-able) under ``(table, id)``, replacing what was there."""

    table: str
    id: str
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delete:
    """Forget ``(table, id)``; fine when it is not there."""

    table: str
    id: str


@dataclass(frozen=True, slots=True)
class AdoptBlob:
    """Make a staged blob part of the vault; without it the staged bytes vanish at the next start."""

    id: str


@dataclass(frozen=True, slots=True)
class DeleteBlob:
    """Forget a blob, staged or adopted."""

    id: str


Write = Put | Delete | AdoptBlob | DeleteBlob


@dataclass(frozen=True, slots=True)
class StagedBlob:
    """A blob whose chunks are stored but which no transaction has adopted yet."""

    id: str
    size_bytes: int
    sha256: str


Reason = Literal["damaged", "put_back", "missing", "unchecked", "file_damaged"]
"""Why something was set aside: it does not open; it is an older copy; it is gone although nobody deleted it; what tells
older copies was damaged; the file was damaged and what opened of it was taken over into a new one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was stored, in the order in which it was found; ``kind`` is the table."""

    kind: str
    reason: Reason
    found_at: datetime | None
