"""The dossier that both codes of a confirmation open, without an account: in memory, and nowhere else."""

from collections.abc import Callable
from datetime import datetime

from api_client.dossiers import DossiersClient
from api_client.errors import NotThePortal
from api_client.models import Dossier
from api_client.payments import LookupCodes
from app.tracking.model import TrackedDossier


class LookedUp:
    """How far it is and what it costs; ``await refresh()`` before anything else.

    Args:
        codes: Both codes.
        portal: Who is asked.
        clock: Aware UTC.
        key: Of the question, which changes nothing however often it is asked.
    """

    def __init__(self, codes: LookupCodes, portal: DossiersClient, clock: Callable[[], datetime], *, key: str) -> None:
        self.codes = codes
        self._portal = portal
        self._clock = clock
        self._key = key
        self._seen: TrackedDossier | None = None

    @property
    def dossier(self) -> Dossier:
        """Return it as last seen."""
        assert self._seen is not None
        return self._seen.dossier

    def list(self) -> tuple[TrackedDossier, ...]:
        """Return it as the only one there is."""
        return (self._seen,) if self._seen is not None else ()

    async def refresh(self, dossier_id: str | None = None) -> None:
        """Ask the portal.

        Args:
            dossier_id: That it must be; None: whichever the codes open.

        Raises:
            PortalError: it could not be asked; NotFound: the codes do not fit.
        """
        found = await self._portal.lookup(code=self.codes.code, lookup_code=self.codes.lookup_code, key=self._key)
        if dossier_id not in (None, found.id):
            raise NotThePortal("another dossier than the codes opened before")
        self._seen = TrackedDossier(found, self._clock(), owner="")
