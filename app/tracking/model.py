"""Values of tracking."""

from dataclasses import dataclass
from datetime import datetime

from api_client.models import Dossier


@dataclass(frozen=True, slots=True)
class TrackedDossier:
    """What the portal said of a dossier, and when this device heard it."""

    dossier: Dossier
    seen_at: datetime
    owner: str
