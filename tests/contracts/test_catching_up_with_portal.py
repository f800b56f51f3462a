"""What waits on the device until the portal answers."""

from pathlib import Path

import httpx

from api_client.client import PortalClient
from app.catalogue.service import CatalogueService
from app.startup import catch_up
from tests.contracts.conftest import AppDevice, new_device
from tests.portal.running import BASE_URL, RunningPortal

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "catalogue.json.gz"


class Line(httpx.AsyncBaseTransport):
    """The line to the portal; it can be cut."""

    def __init__(self, running: RunningPortal) -> None:
        self._portal = httpx.ASGITransport(app=running.app)
        self.is_cut = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        if self.is_cut:
            raise httpx.ConnectError("cut", request=request)
        return await self._portal.handle_async_request(request)


async def test_a_session_left_offline_ends_and_the_keys_come_once_the_portal_answers(
    running: RunningPortal, tmp_path: Path
) -> None:
    line = Line(running)
    device = await new_device(running, tmp_path / "device", transport=line)
    public = PortalClient(BASE_URL, line)
    catalogue = CatalogueService(tmp_path / "catalogue", SHIPPED, public)
    await device.sign_in()
    token = (await device.vault.get("identity", "session") or {})["refresh_token"]
    line.is_cut = True
    await device.identity.sign_out()
    await catch_up(identity=device.identity, seals=device.seals, catalogue=catalogue)
    assert (await kept(device), await device.vault.all("seals")) == ([token], [])
    line.is_cut = False
    await catch_up(identity=device.identity, seals=device.seals, catalogue=catalogue)
    assert await kept(device) == []
    assert len(await device.vault.all("seals")) == 1
    await public.aclose()
    await device.portal.aclose()
    await device.vault.close()


async def kept(device: AppDevice) -> list[str]:
    """Return the tokens that are still to be revoked."""
    return [record["token"] for id_, record in await device.vault.all("identity") if id_.startswith("revocation:")]
