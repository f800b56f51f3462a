"""The portal as the app sees it."""

from collections.abc import Callable

from api_client.catalogue import CatalogueClient
from api_client.dossiers import DossiersClient
from api_client.http import Http, Timeouts, Tokens, Transport
from api_client.identity import IdentityClient
from api_client.payments import PaymentsClient
from api_client.relay import RelayClient
from api_client.uploads import UploadsClient


class PortalClient:
    """Typed access to one portal, by feature; see ``Http`` for what the arguments mean.

    Every method returns a decoded value or raises an error of ``api_client.errors``, nothing else.
    """

    def __init__(
        self,
        base_url: str | Callable[[], str | None],
        transport: Transport | None = None,
        *,
        tokens: Tokens | None = None,
        rejected: Callable[[str], None] | None = None,
        language: Callable[[], str] = lambda: "vi",
        timeouts: Timeouts | None = None,
    ) -> None:
        self._http = Http(
            base_url, transport=transport, tokens=tokens, rejected=rejected, language=language, timeouts=timeouts
        )
        self.catalogue = CatalogueClient(self._http)
        self.dossiers = DossiersClient(self._http)
        self.uploads = UploadsClient(self._http)
        self.payments = PaymentsClient(self._http)
        self.identity = IdentityClient(self._http)
        self.relay = RelayClient(self._http)

    @property
    def base_url(self) -> str:
        """Return the portal's address; raises ``Unreachable`` while it has none."""
        return self._http.base_url

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()
