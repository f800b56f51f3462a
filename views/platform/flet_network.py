"""What connects this device, as Flet 1.0.5 tells it on a phone; elsewhere nobody can tell Wi-Fi from anything else."""

from collections.abc import Callable

import flet as ft

_FREE = {ft.ConnectivityType.WIFI, ft.ConnectivityType.ETHERNET}
_PHONES = {ft.PagePlatform.ANDROID, ft.PagePlatform.IOS}


class FletNetwork:
    """Implements ``app.outbox.ports.Network``.

    Args:
        changed: Told that the network is another one: what waits for one may go.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._kinds: set[ft.ConnectivityType] | None = None
        self._service: ft.Connectivity | None = None

    @property
    def is_metered(self) -> bool | None:
        """Return whether it is mobile data; None where the device cannot tell."""
        if self._kinds is None or not self._kinds & (_FREE | {ft.ConnectivityType.MOBILE}):
            return None
        return not self._kinds & _FREE

    async def watch(self, page: ft.Page) -> None:
        """Listen to the network of a phone from now on; do nothing elsewhere and in a browser."""
        if page.web or page.platform not in _PHONES or self._service is not None:
            return
        self._service = ft.Connectivity(on_change=lambda event: self._became(event.connectivity))
        self._became(await self._service.get_connectivity())

    def _became(self, kinds: list[ft.ConnectivityType]) -> None:
        if set(kinds) != self._kinds:
            self._kinds = set(kinds)
            self._changed()
