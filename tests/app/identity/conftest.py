"""One device with a real vault, and a provider under the test's control."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from api_client.http import Timeouts
from app.identity.model import SignedIn, SignIn, SignInFailed
from app.identity.service import Identity
from app.vault.vault import Vault
from tests.api_client.answers import BASE
from tests.app.identity.provider import NOW, Provider
from tests.clock import MovableClock

REDIRECT = "http://127.0.0.1:51234/callback"


@dataclass
class Device:
    """A device: its vault, its identity service, the provider it talks to."""

    vault: Vault
    identity: Identity
    portal: PortalClient
    provider: Provider
    clock: MovableClock

    async def begin(self, route: str = "/drafts/1/review") -> str:
        begun = await self.identity.begin_sign_in(redirect_uri=REDIRECT, return_route=route)
        assert isinstance(begun, SignIn), begun
        return begun.url

    async def sign_in(self, **changes: Any) -> SignedIn | SignInFailed:
        """Sign in; ``changes`` replace parameters of the redirect, None leaves one out."""
        query = {**self.provider.consent(await self.begin()), **changes}
        return await self.identity.finish_sign_in({k: v for k, v in query.items() if v is not None})

    async def restart(self) -> Identity:
        """Return the identity service as after a restart of the app."""
        self.identity, self.portal = connect(self.vault, self.provider, self.clock, seed=99)
        await self.identity.load()
        return self.identity

    async def stored(self) -> str:
        return str(await self.vault.all("identity"))


def connect(vault: Vault, provider: Provider, clock: MovableClock, *, seed: int = 1) -> tuple[Identity, PortalClient]:
    portal = PortalClient(
        BASE,
        httpx.MockTransport(provider),
        tokens=lambda: identity.access_token(),
        rejected=lambda token: identity.reject(token),
        timeouts=Timeouts(1, 1, 1),
    )
    identity = Identity(portal, vault, clock, Random(seed))
    return identity, portal


@pytest.fixture
async def device(tmp_path: Path) -> AsyncIterator[Device]:
    clock = MovableClock(NOW)
    vault = await Vault.open(tmp_path / "vault", bytes(32), clock=clock)
    provider = Provider(clock)
    identity, portal = connect(vault, provider, clock)
    await identity.load()
    yield Device(vault, identity, portal, provider, clock)
    await portal.aclose()
    await vault.close()
