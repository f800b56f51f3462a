"""Values of the catalogue feature."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What made a procedure answer a query."""

    CODE = "code"
    NAME = "name"
    SYNONYM = "synonym"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result; ``name`` is in the language asked for, greater ``score`` is better."""

    code: str
    name: str
    score: float
    why: Why
    matched: str = ""
    """The synonym that matched, or what was typed and what it is called: "bằng lái = giấy phép lái xe"."""


class Refreshed(StrEnum):
    """What came of asking the portal for a newer catalogue."""

    NEW = "new"
    SAME = "same"
    UNREACHABLE = "unreachable"
    """The portal was not reached; the catalogue here is used on."""
    UNUSABLE = "unusable"
    """What came cannot be worked with; the catalogue here is used on."""
