"""One thing that the author of a form should mend."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

SCHEMA, UI = "form.schema.json", "form.ui.json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the file, the place in it, what to do."""

    file: str
    where: str
    message: str


def meant(written: str, known: Iterable[str]) -> str:
    """Return "; do you mean …?" where something that is known is spelt nearly so, else nothing."""
    near = get_close_matches(written, sorted(known), n=1)
    return f"; do you mean {near[0]}?" if near else ""
