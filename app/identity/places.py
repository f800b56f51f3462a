"""Where the person is signed in, on which devices and at which public terminals, and ending it there."""

from collections.abc import Awaitable
from typing import TypeVar

from api_client.client import PortalClient
from api_client.errors import PortalError, TooOld, Unauthenticated
from api_client.models import SignInPlace
from app.identity.model import SignInProblem

T = TypeVar("T")


class SignInPlaces:
    """The sign-ins of the person who is signed in; the portal alone knows them, so nothing of it is kept here."""

    def __init__(self, portal: PortalClient) -> None:
        self._portal = portal

    async def list(self) -> tuple[SignInPlace, ...] | SignInProblem:
        """Return them, the newest first, or why they are not known."""
        return await _told(self._portal.identity.sign_ins())

    async def end(self, sign_in_id: str) -> SignInProblem | None:
        """End one; one that has ended already is fine too."""
        return await _told(self._portal.identity.end_sign_in(sign_in_id))

    async def end_others(self) -> SignInProblem | None:
        """End all but this one."""
        return await _told(self._portal.identity.end_other_sign_ins())


async def _told(answer: Awaitable[T]) -> T | SignInProblem:
    try:
        return await answer
    except Unauthenticated:
        return SignInProblem.EXPIRED
    except TooOld:
        return SignInProblem.UPDATE_NEEDED
    except PortalError:
        return SignInProblem.UNREACHABLE
