"""Sign-in at a terminal by phone: show a code, wait by the rules, give up when the citizen leaves (RFC 8628)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from api_client.client import PortalClient
from api_client.errors import OAuthRefused, PortalError, TooOld
from api_client.identity import DeviceAuthorization, Metadata, OAuthClient
from api_client.models import Tokens
from app.identity.model import SignedIn, SignInFailed, SignInProblem
from app.identity.service import Identity, problem_of
from app.identity.sign_in import SCOPE
from app.vault.errors import VaultError

GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
LONGEST_LIFE: Final = timedelta(minutes=10)
SLOWER_SECONDS: Final = 5
LONGEST_INTERVAL_SECONDS: Final = 60
LONGEST_SILENCE_SECONDS: Final = 20
"""Between tries while nothing answers: an approval is void after a minute, so it must be fetched within that."""

_ENDS: Final = {
    "access_denied": SignInProblem.CANCELLED,
    "expired_token": SignInProblem.EXPIRED,
    "invalid_grant": SignInProblem.EXPIRED,
    "invalid_client": SignInProblem.NOT_REGISTERED,
    "unauthorized_client": SignInProblem.NOT_REGISTERED,
}


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """What the terminal shows: ``url`` as a QR, ``address`` and ``user_code`` in words for whoever cannot scan it."""

    user_code: str
    url: str
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Waiting:
    metadata: Metadata
    asked: DeviceAuthorization
    expires_at: datetime


class DeviceSignIn:
    """One sign-in at a terminal: ``ask``, show, ``wait``; ``cancel`` when the session ends before it is done.

    The device code is in this object's memory only. Asking again ends what was asked before, here and at the portal.
    """

    def __init__(
        self,
        identity: Identity,
        portal: PortalClient,
        clock: Callable[[], datetime],
        *,
        terminal: OAuthClient,
        return_route: str = "/",
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._identity = identity
        self._portal = portal
        self._clock = clock
        self._terminal = terminal
        self._return_route = return_route
        self._sleep = sleep
        self._waiting: _Waiting | None = None

    async def ask(self) -> PhoneCode | SignInFailed:
        """Return what to show; without it nobody can sign in here."""
        self._waiting = None
        try:
            metadata = await self._portal.identity.metadata()
            asked = await self._portal.identity.authorize_device(metadata, client=self._terminal, scope=SCOPE)
        except OAuthRefused as refused:
            return self._failed(_ENDS.get(refused.error, SignInProblem.REFUSED))
        except PortalError as error:
            return self._failed(problem_of(error))
        expires_at = self._clock() + min(timedelta(seconds=min(asked.expires_in, 3600)), LONGEST_LIFE)
        self._waiting = _Waiting(metadata, asked, expires_at)
        return PhoneCode(asked.user_code, asked.verification_uri_complete, asked.verification_uri, expires_at)

    async def wait(self) -> SignedIn | SignInFailed:
        """Return how the sign-in ended: when the phone answered, the code expired, or ``cancel`` was called.

        Source:
            RFC 8628, 3.5: one interval between questions, five seconds more after each ``slow_down``, and slower still
            while nothing answers.
        """
        waiting = self._waiting
        if waiting is None:
            return self._failed(SignInProblem.EXPIRED)
        interval = pause = float(min(waiting.asked.interval, LONGEST_INTERVAL_SECONDS))
        grant = {"grant_type": GRANT, "device_code": waiting.asked.device_code}
        while True:
            await self._sleep(pause)
            if self._waiting is not waiting:
                return self._failed(SignInProblem.CANCELLED)
            if self._clock() >= waiting.expires_at:
                return self._end(SignInProblem.EXPIRED)
            try:
                tokens = await self._portal.identity.tokens(waiting.metadata, grant, client=self._terminal)
            except OAuthRefused as refused:
                if refused.error == "slow_down":
                    interval = min(interval + SLOWER_SECONDS, LONGEST_INTERVAL_SECONDS)
                elif refused.error != "authorization_pending":
                    return self._end(_ENDS.get(refused.error, SignInProblem.REFUSED))
                pause = interval
            except TooOld:
                return self._end(SignInProblem.UPDATE_NEEDED)
            except PortalError:
                pause = max(interval, min(2 * pause, LONGEST_SILENCE_SECONDS))
            else:
                return await self._finish(waiting, tokens)

    async def cancel(self) -> None:
        """Give up: the code opens nothing any more, and what may have been granted meanwhile is revoked."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            with contextlib.suppress(PortalError):  # then nobody can fetch it: the device code is gone with this object
                await self._portal.identity.revoke(
                    waiting.metadata, token=waiting.asked.device_code, client=self._terminal, hint="device_code"
                )

    async def _finish(self, waiting: _Waiting, tokens: Tokens) -> SignedIn | SignInFailed:
        outcome = await self._identity.finish_device_sign_in(waiting.metadata, tokens, return_route=self._return_route)
        if self._waiting is waiting:
            self._waiting = None
            return outcome
        with contextlib.suppress(VaultError):  # the citizen left meanwhile
            await self._identity.sign_out()
        return self._failed(SignInProblem.CANCELLED)

    def _end(self, problem: SignInProblem) -> SignInFailed:
        self._waiting = None
        return self._failed(problem)

    def _failed(self, problem: SignInProblem) -> SignInFailed:
        return SignInFailed(problem, self._return_route)
