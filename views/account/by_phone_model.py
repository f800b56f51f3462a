"""What a person can do to sign in at a terminal with their own phone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.identity.device_sign_in import DeviceSignIn, PhoneCode
from app.identity.model import SignedIn, SignInFailed, SignInProblem
from views.account.screen_model import PATIENT_TRIES, PAUSE_SECONDS


@dataclass(frozen=True, slots=True)
class Asking:
    """The portal is being asked for a code."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A code is on the screen and the phone is waited for."""

    code: PhoneCode


@dataclass(frozen=True, slots=True)
class Stopped:
    """It came to nothing; a new code can be asked for."""

    problem: SignInProblem


ByPhone = Asking | Showing | Stopped


class ByPhoneModel(ft.Observable):
    """One sign-in by phone after another, until one succeeds or the person leaves."""

    state: ByPhone

    def __init__(
        self,
        sign_in: DeviceSignIn | None,
        signed_in: Callable[[str], None],
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Ask nothing yet.

        Args:
            sign_in: The terminal's; None: it is not registered.
            signed_in: Called with the route to go on at.
            sleep: Waits between tries while the portal is only starting.
        """
        super().__init__()
        self._sign_in = sign_in
        self._signed_in = signed_in
        self._sleep = sleep
        self._is_running = False
        self.state = Asking()

    async def begin(self) -> None:
        """Show a new code and wait for what the phone says to it."""
        if self._is_running:
            return
        self._is_running = True
        try:
            await self._follow()
        finally:
            self._is_running = False

    async def leave(self) -> None:
        """Give up: the code on the screen opens nothing any more."""
        if self._sign_in is not None:
            await self._sign_in.cancel()

    async def _follow(self) -> None:
        if self._sign_in is None:
            self.state = Stopped(SignInProblem.NOT_REGISTERED)
            return
        self.state = Asking()
        shown = await self._ask(self._sign_in)
        if isinstance(shown, SignInFailed):
            self.state = Stopped(shown.reason)
            return
        self.state = Showing(shown)
        match await self._sign_in.wait():
            case SignedIn(return_route):
                self._signed_in(return_route)
            case SignInFailed(reason):
                self.state = Stopped(reason)

    async def _ask(self, sign_in: DeviceSignIn) -> PhoneCode | SignInFailed:
        """Ask, and be patient with a portal that has only just been started."""
        for _ in range(PATIENT_TRIES):
            shown = await sign_in.ask()
            if not (isinstance(shown, SignInFailed) and shown.reason is SignInProblem.UNREACHABLE):
                break
            await self._sleep(PAUSE_SECONDS)
        return shown
