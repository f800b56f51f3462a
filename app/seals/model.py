"""What a check of a signed statement says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SealState(StrEnum):
    """Outcome of a check."""

    GENUINE = "genuine"
    FORGED = "forged"
    """The signature, the statement's shape or the document's bytes are not what was signed."""
    UNKNOWN_KEY = "unknown_key"
    """Signed by a key this device does not have; it may be right, a connection would tell."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a statement says, if it is genuine; ``sample`` unless an agency's own key signed it as not a sample."""

    state: SealState
    sample: bool = True
    kind: str = ""
    """``slip``, ``receipt`` or ``result``, then the kind of slip."""
    number: str = ""
    code: str = ""
    """The dossier's."""
    issuer: str = ""
    issued_at: datetime | None = None
    due_at: datetime | None = None
    """The result date of an acceptance slip."""
    amount_vnd: int | None = None
    """Of a receipt."""
    sha256: str | None = None
    """Of the document the statement is for."""

    @property
    def valid(self) -> bool:
        """Whether the statement is genuine."""
        return self.state is SealState.GENUINE
