"""What is left of things that were set aside: told with the reason, and what still opens of them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.vault.contents import SetAside, read_quarantine
from app.vault.model import Reason
from app.vault.sealing import NotAuthenticError, Seal


@dataclass(frozen=True, slots=True)
class Remains:
    """Something in quarantine; ``value`` is what it said, None where nothing of it opens."""

    number: int
    kind: str
    id: str | None
    reason: Reason
    found_at: str
    value: Mapping[str, Any] | None


def read_remains(connection: sqlite3.Connection, seal: Seal) -> tuple[Remains, ...]:
    """Return everything in quarantine, in the order in which it was found."""
    return tuple(
        Remains(number, item.kind, id_of(item), item.reason, item.found_at, _opened(seal, item))
        for number, item in enumerate(read_quarantine(connection, seal), start=1)
    )


def id_of(item: SetAside) -> str | None:
    """Return the id of what was set aside, None where even that does not open."""
    return item.id if isinstance(item.id, str) else None


def _opened(seal: Seal, item: SetAside) -> Mapping[str, Any] | None:
    """Return a record that still opens for its own place: an older copy does, a changed one nowhere."""
    if not isinstance(item.id, str):
        return None
    try:
        value = json.loads(seal.open(item.sealed, item.kind, item.id, item.version))
    except NotAuthenticError:
        return None
    return value if isinstance(value, dict) else None
