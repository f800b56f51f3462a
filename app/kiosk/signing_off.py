"""Nobody stays signed in at a terminal: the portal is told so, again and again until it answers."""

import asyncio
from collections.abc import Awaitable, Callable

from app.identity.model import SignInProblem
from app.kiosk.settings import KioskSettings

AGAIN_S = 2.0

EndSignIns = Callable[[KioskSettings, str], Awaitable[SignInProblem | None]]
"""Tells the portal at an address that nobody is signed in at this terminal any more; what stood in the way, if any."""


class SigningOff:
    """Ends whatever is signed in at a terminal.

    Args:
        end_sign_ins: Tells the portal once.
        url: Where the portal answers; None while it does not.
        told: Hears whether the portal has confirmed it.
    """

    def __init__(self, end_sign_ins: EndSignIns, url: Callable[[], str | None], told: Callable[[bool], None]) -> None:
        self._end_sign_ins = end_sign_ins
        self._url = url
        self._told = told
        self._telling: asyncio.Task[None] | None = None

    def begin(self, settings: KioskSettings) -> None:
        """Tell the portal of this terminal; what was not told before is told with it."""
        if not settings.terminal_id:
            return  # nobody can sign in here
        if self._telling is not None:
            self._telling.cancel()
        self._told(False)
        self._telling = asyncio.create_task(self._until_answered(settings))

    async def stop(self) -> None:
        """Wait a little for the portal's word, and tell it no more."""
        if self._telling is not None:
            await asyncio.wait((self._telling,), timeout=AGAIN_S)
            self._telling.cancel()

    async def _until_answered(self, settings: KioskSettings) -> None:
        while True:
            url = self._url()
            problem = await self._end_sign_ins(settings, url) if url else SignInProblem.UNREACHABLE
            if problem in (None, SignInProblem.NOT_REGISTERED):
                self._told(problem is None)
                return
            await asyncio.sleep(AGAIN_S)
