"""Values of the development identity provider."""

from dataclasses import dataclass
from typing import Any, Literal, cast

Role = Literal["citizen", "helper", "officer", "business"]
Text = dict[str, str]


def role_of(name: str) -> Role:
    """Return the role a stored name stands for; an unknown one is the least powerful."""
    return cast("Role", name) if name in ("citizen", "helper", "officer", "business") else "citizen"


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value the State already holds, and the register that says so."""

    value: Any
    source: str
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """An invented person of the development identity provider; no real number, no real address."""

    subject: str
    name: str
    personal_id: str
    pin: str
    role: Role
    about: Text
    """One line for the choice page: who this is in the story."""
    level: int = 2
    organisation: str | None = None
    office_id: str | None = None
    known: tuple[tuple[str, KnownValue], ...] = ()
