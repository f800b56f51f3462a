"""The relay's boxes as JSON."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from portal.plain import Input

Purpose = Literal["phone", "paper", "files"]
State = Literal["filling", "ready", "claimed", "taken", "expired"]


class RelayBoxInput(Input):
    """What a terminal says of a box that it opens."""

    token_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    purpose: Purpose
    pieces: Annotated[int, Field(ge=1, le=1000)] | None = None
    """How many pieces there will be; left out: as many as come."""


class RelayBox(BaseModel):
    """How a box stands."""

    state: State
    pieces: int | None
    received: int
    """How many pieces are there without a gap, from the first on."""
    received_bytes: int
    given: int
    """How many were given to the receiver, from the first on; told also when the box is empty again."""
    expires_at: datetime
    taken_at: datetime | None = None
