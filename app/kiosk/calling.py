"""Whoever calls staff at a terminal is seen at the office's desk too, and hears that somebody comes."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from api_client.errors import PortalError
from app.kiosk.service import Kiosk

AGAIN_S: Final = 5.0
"""How often a call is repeated; the portal takes one for ended that it has not heard for 40 s."""


async def tell_desk(kiosk: Kiosk, tell: Callable[[bool], Awaitable[bool]], *, again_s: float = AGAIN_S) -> None:
    """Tell the office of every call for as long as it stands, until cancelled; what is not heard is told again.

    Args:
        kiosk: The session.
        tell: Tells the portal whether this terminal calls; returns whether the call has been answered.
        again_s: Seconds between two times.
    """
    changed = asyncio.Event()
    is_told = False

    def look() -> None:
        if kiosk.state.is_staff_called != is_told:
            changed.set()

    stop = kiosk.subscribe(look)
    try:
        while True:
            changed.clear()
            is_called = kiosk.state.is_staff_called
            if is_called or is_told:
                with contextlib.suppress(PortalError):
                    is_answered = await tell(is_called)
                    is_told = is_called
                    if is_answered:
                        kiosk.staff_comes()
            wait = again_s if kiosk.state.is_staff_called or is_told else None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), wait)
    finally:
        stop()
