"""Handlers of events.

Flet 1.0.5 reports an exception in a handler to the client as a crash of the session, and never runs the coroutine that
a plain function or ``lambda`` returns: every handler is made here, of an intent that may be of either kind.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

import flet as ft

from views.shared.unforeseen import unforeseen_of

T = TypeVar("T")

Intent = Callable[[], Awaitable[None] | None]
"""What the person wants, as a method of a screen model or a function of no arguments."""

Handler = Callable[[Any], Awaitable[None]]

log = logging.getLogger(__name__)


def handler(intent: Intent | None) -> Handler | None:
    """Return an event handler that carries out ``intent``; None for no intent."""
    if intent is None:
        return None

    async def handle(_event: object) -> None:
        if (window := _window()) is not None:
            unforeseen_of(window).forget()
        await run(intent)

    return handle


@overload
async def run(intent: Callable[..., Awaitable[T]], *arguments: object) -> T | None: ...


@overload
async def run(intent: Callable[..., Awaitable[T] | T], *arguments: object) -> T | None: ...


async def run(intent: Callable[..., Awaitable[T] | T], *arguments: object) -> T | None:
    """Carry out ``intent`` and return its result, None when it failed: the failure is logged and said on the screen."""
    window = _window()
    route = window.route if window is not None else ""
    try:
        result = intent(*arguments)
        return await result if inspect.isawaitable(result) else result
    except Exception:
        log.exception("an intent failed")
        if window is not None:
            unforeseen_of(window).tell(route)
        return None


def _window() -> ft.Page | None:
    try:
        return ft.context.page
    except RuntimeError:  # an intent that is carried out without a window
        return None
