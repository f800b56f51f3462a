"""Refresh what a screen shows while it is open, and say why when that fails."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from api_client.errors import (
    Forbidden,
    NotThePortal,
    OAuthRefused,
    PortalError,
    TimedOut,
    TooNew,
    TooOld,
    Unauthenticated,
    Unreachable,
)
from app.vault.errors import VaultError
from views.tracking.status import Translate

REFRESH_SECONDS = 15.0

Sleep = Callable[[float], Awaitable[None]]


class Trouble(StrEnum):
    """Why what is shown could not be brought up to date."""

    NO_NETWORK = "no_network"
    SIGN_IN = "sign_in"
    UPDATE = "update"
    PORTAL = "portal"
    STORAGE = "storage"


def trouble_of(error: PortalError | VaultError) -> Trouble:
    """Return what a failed refresh means for the citizen."""
    match error:
        case VaultError():
            return Trouble.STORAGE
        case Unauthenticated() | Forbidden() | OAuthRefused():
            return Trouble.SIGN_IN
        case TooOld() | TooNew():
            return Trouble.UPDATE
        case TimedOut():
            return Trouble.PORTAL
        case Unreachable() | NotThePortal():
            return Trouble.NO_NETWORK
        case _:
            return Trouble.PORTAL


def trouble_words(trouble: Trouble, t: Translate) -> str:
    """Return one sentence: what is wrong and that nothing is lost."""
    match trouble:
        case Trouble.NO_NETWORK:
            return t("No connection to the portal. This is what was last received.")
        case Trouble.SIGN_IN:
            return t("Sign in again to see what is new.")
        case Trouble.UPDATE:
            return t("This app is too old for the portal. Update it to see what is new.")
        case Trouble.STORAGE:
            return t("This device could not store what is new. Free some room, then open this page again.")
        case _:
            return t("The portal cannot answer right now. This is what was last received.")


async def keep_refreshing(
    refresh: Callable[[], Awaitable[None]], sleep: Sleep, seconds: float = REFRESH_SECONDS
) -> None:
    """Refresh at once, then again and again until cancelled."""
    while True:
        await refresh()
        await sleep(seconds)
