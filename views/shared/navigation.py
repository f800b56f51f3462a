"""Going from screen to screen by route."""

from collections.abc import Callable

import flet as ft

Navigate = Callable[[str], None]


def to(route: str) -> Callable[[], None]:
    """Return the intent of going to ``route``."""
    return lambda: go(route)


def draft_route(draft_id: str, step_id: str | None) -> str:
    """Return the address of where a draft is gone on with.

    It names the stop, so that the browser's Back leads to it again: ``/drafts/ID`` alone shows another stop each time.
    """
    if step_id is None:
        return f"/drafts/{draft_id}"
    return f"/drafts/{draft_id}/{step_id if step_id in ('papers', 'review') else f'steps/{step_id}'}"


def request_route(dossier_id: str, request_id: str) -> str:
    """Return the address of what an office asks of a dossier."""
    return f"/dossiers/{dossier_id}/requests/{request_id}"


def go(route: str) -> None:
    """Show the screen of ``route``."""
    ft.context.page.navigate(route)
