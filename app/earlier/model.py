"""What is worth offering again, and what is never kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from forms.flow import Field
    from forms.procedure import Text

NEVER: Final = frozenset({"ethnicity", "religion", "marital_status", "spouse", "children", "parents"})
"""Nothing that concerns ethnicity, religion or family is kept or offered."""


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """One answer given before: under which key, in which application, on which day (ISO)."""

    key: str
    kind: str
    value: Any
    procedure: Text
    given_on: str


def key_of(field: Field) -> str | None:
    """Return what a field asks in words that all forms share, None for what is not offered again.

    A control says it by ``"remember": "person.phone_of_work"``; else its ``prefill`` does; ``false`` says no.
    """
    said = field.options.get("remember", field.prefill)
    if not isinstance(said, str) or NEVER & set(said.split(".")):
        return None
    return said


def can_hold(field: Field, answer: EarlierAnswer) -> bool:
    """Return whether a field can take an earlier answer as it is."""
    if field.kind != answer.kind:
        return False
    return not field.choices or answer.value in [choice.value for choice in field.choices]
