"""Wire shapes of identity."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class KnownValue(BaseModel):
    """A value the State already holds, and which register says so."""

    value: Any
    source: str
    as_of: str | None = None


class Person(BaseModel):
    """The signed-in person."""

    subject: str
    name: str
    role: str
    level: int
    organisation: str | None = None
    known: dict[str, KnownValue] = {}


class TerminalPlace(BaseModel):
    """A public terminal, in the words that the phone's page asked with."""

    id: str
    name: str
    office: dict[str, str]


class SignInPlace(BaseModel):
    """A device or a public terminal at which a person is signed in."""

    id: str
    kind: str
    """``app`` (Một Cửa on a device), ``terminal``, ``desk`` (the officers' desk) or ``other``."""
    terminal: TerminalPlace | None = None
    signed_in_at: datetime
    last_used_at: datetime
    """Within a quarter of an hour."""
    ends_at: datetime
    """When it ends by itself."""
    is_this_one: bool
    """Whether it is the one that asks."""


class Tokens(BaseModel):
    """Answer of the token endpoint."""

    access_token: str
    refresh_token: str | None = None
    id_token: str | None = None
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105  the scheme's name
    scope: str = ""
