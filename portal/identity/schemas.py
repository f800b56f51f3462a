"""Wire shapes of identity."""

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


class Tokens(BaseModel):
    """Answer of the token endpoint."""

    access_token: str
    refresh_token: str | None = None
    id_token: str | None = None
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105  the scheme's name
    scope: str = ""
