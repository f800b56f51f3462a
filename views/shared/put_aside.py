"""Storing at once when the app is put aside: another app, another tab, a closed window."""

from collections.abc import Awaitable, Callable

import flet as ft

_ASIDE = frozenset(
    {ft.AppLifecycleState.HIDE, ft.AppLifecycleState.INACTIVE, ft.AppLifecycleState.PAUSE, ft.AppLifecycleState.DETACH}
)


def store_when_put_aside(page: ft.Page, store: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    """Call ``store`` when the page loses the focus, is hidden, paused or closed; the returned function ends that."""

    async def lifecycle(event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state in _ASIDE:
            await store()

    async def gone(_event: object) -> None:
        await store()

    page.on_app_lifecycle_state_change, page.on_disconnect, page.on_close = lifecycle, gone, gone

    def stop() -> None:
        page.on_app_lifecycle_state_change = page.on_disconnect = page.on_close = None

    return stop
