"""The app's services and the real portal in one process, joined by ASGI."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from api_client.identity import OAuthClient
from app.identity.model import SignedIn, SignIn
from app.identity.service import Identity
from app.identity.sign_in import THIS_APP
from app.payments.service import Payments
from app.seals.service import Seals
from app.tracking.service import Tracking
from app.vault.vault import Vault
from portal.payments.schemas import Bill
from portal.payments.service import describe_bill, issue_bill
from tests.portal.running import BASE_URL, CALLBACK, RunningPortal, answer_sign_in, fields_of, running_portal


@dataclass
class AppDevice:
    """A device with the services of ``app`` that talk to the portal."""

    running: RunningPortal
    vault: Vault
    portal: PortalClient
    identity: Identity
    tracking: Tracking
    payments: Payments
    seals: Seals

    async def redirect(self, subject: str, route: str = "/") -> dict[str, str]:
        """Begin to sign in and do what the person does in the browser; return the query of the redirect."""
        begun = await self.identity.begin_sign_in(redirect_uri=CALLBACK, return_route=route)
        assert isinstance(begun, SignIn), begun
        async with self.running.browser() as browser:
            page = await browser.get(begun.url)
            assert page.status_code == 200, page.text
            return fields_of(await answer_sign_in(browser, page.text, subject=subject))

    async def sign_in(self, subject: str = "sample-mai") -> None:
        outcome = await self.identity.finish_sign_in(await self.redirect(subject))
        assert isinstance(outcome, SignedIn), outcome


async def new_device(
    running: RunningPortal,
    folder: Path,
    *,
    seed: int = 1,
    transport: httpx.AsyncBaseTransport | None = None,
    client: OAuthClient = THIS_APP,
) -> AppDevice:
    """Start the services of a device on ``folder``."""
    vault = await Vault.open(folder, bytes(32), clock=running.clock)
    portal = PortalClient(
        BASE_URL,
        transport or httpx.ASGITransport(app=running.app),
        tokens=lambda: identity.access_token(),
        rejected=lambda token: identity.reject(token),
        language=lambda: "en",
    )
    identity = Identity(portal, vault, running.clock, Random(seed), client=client)
    random = Random(seed + 1)
    device = AppDevice(
        running,
        vault,
        portal,
        identity,
        Tracking(vault, portal, identity, running.clock, random=random),
        Payments(vault, portal, identity, random=random),
        Seals(vault, portal),
    )
    for service in (identity, device.tracking, device.payments, device.seals):
        await service.load()
    return device


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal") as portal:
        yield portal


@pytest.fixture
async def device(running: RunningPortal, tmp_path: Path) -> AsyncIterator[AppDevice]:
    device = await new_device(running, tmp_path / "device")
    yield device
    await device.portal.aclose()
    await device.vault.close()


@pytest.fixture
async def other_device(running: RunningPortal, tmp_path: Path) -> AsyncIterator[AppDevice]:
    """Return the device of another citizen, signed in."""
    device = await new_device(running, tmp_path / "other", seed=50)
    await device.sign_in("sample-ha")
    yield device
    await device.portal.aclose()
    await device.vault.close()


@pytest.fixture
def new_bill(running: RunningPortal) -> Callable[[str], Awaitable[Bill]]:
    """Return what opens a bill of 16,000 đ for Mai."""

    async def open_bill(reference: str) -> Bill:
        def write(session: Any) -> Bill:
            row = issue_bill(
                session,
                owner="sample-mai",
                reference=reference,
                title={"vi": "Bản sao Giấy khai sinh", "en": "Birth certificate copies"},
                amount_vnd=16_000,
                payee={"vi": "Xã Mẫu", "en": "Sample commune"},
                now=running.clock.now,
                random=running.deps.random,
            )
            return describe_bill(session, row)

        return await running.deps.database.write(write)

    return open_bill
