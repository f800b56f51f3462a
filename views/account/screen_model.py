"""What a person can do about who they are here."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import flet as ft

from app.identity.model import SignIn, SignInFailed, SignInProblem
from app.identity.service import Identity
from views.account.state import SigningIn
from views.platform.device import Device
from views.shared.unforeseen import released

PATIENT_TRIES = 30
PAUSE_SECONDS = 0.5


class SignInModel(ft.Observable):
    """Signing in at the provider's own page in the system browser."""

    state: SigningIn

    def __init__(
        self,
        identity: Identity,
        device: Device,
        *,
        return_url: str,
        return_route: str,
        problem: str | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__()
        self._identity = identity
        self._device = device
        self._return_url = return_url
        self._sleep = sleep
        known = problem if problem in {kind.value for kind in SignInProblem} else None
        self.state = SigningIn(return_route, problem=SignInProblem(known) if known else None)

    async def sign_in(self) -> None:
        """Open the provider's page; the browser comes back by ``/callback``."""
        if self.state.is_busy:
            return
        self.state = replace(self.state, is_busy=True, problem=None)
        with released(self, is_busy=False):
            match await self._begin():
                case SignIn(url):
                    await self._device.open_url(url)
                case SignInFailed(reason):
                    self.state = replace(self.state, is_busy=False, problem=reason)

    async def _begin(self) -> SignIn | SignInFailed:
        """Begin, and be patient with a portal that has only just been started with the app."""
        for _ in range(PATIENT_TRIES):
            begun = await self._identity.begin_sign_in(
                redirect_uri=self._return_url, return_route=self.state.return_route
            )
            if not (isinstance(begun, SignInFailed) and begun.reason is SignInProblem.UNREACHABLE):
                break
            await self._sleep(PAUSE_SECONDS)
        return begun
