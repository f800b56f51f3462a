"""A part of a form's schema with what it refers to in the form's ``$defs`` written out at its own level."""

from collections.abc import Mapping
from typing import Any

DEFS = "#/$defs/"


def written_out(part: Any, defs: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``part`` with the keywords of what it refers to, its own first; nothing of what is no schema object.

    Args:
        part: A property, an item, a row.
        defs: The form's ``$defs``; a reference that leads elsewhere or to itself says nothing.
    """
    found: dict[str, Any] = {}
    seen = set[str]()
    while isinstance(part, Mapping):
        found = {**part, **found}
        reference = str(part.get("$ref", ""))
        if not reference.startswith(DEFS) or reference in seen:
            break
        seen.add(reference)
        part = defs.get(reference.removeprefix(DEFS))
    return found
