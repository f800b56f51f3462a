"""The hand scanner of a terminal: what it read goes to whichever screen can use it."""

from collections.abc import Callable

Taker = Callable[[str], bool]
"""Gets a text; returns whether it was for it."""


class HandScanner:
    """Offers each text to those who listen, the latest first."""

    def __init__(self) -> None:
        self._takers: list[Taker] = []
        self._last_resorts: list[Taker] = []
        self._kept = ""

    def listen(self, taker: Taker, *, is_last_resort: bool = False) -> Callable[[], None]:
        """Offer every text to ``taker`` from now on, and the one that was kept for it; return how to leave off.

        Args:
            taker: Whoever may want it.
            is_last_resort: Asked only when nobody else takes a text.
        """
        takers = self._last_resorts if is_last_resort else self._takers
        takers.append(taker)
        if self._kept and not is_last_resort and taker(self._kept):
            self._kept = ""
        return lambda: takers.remove(taker)

    def keep(self, text: str) -> None:
        """Keep a text for a screen that is opened now, until it takes it or something else is scanned."""
        self._kept = text

    def scanned(self, text: str) -> bool:
        """Hand on a text; False when nobody takes it."""
        self._kept = ""
        return any(taker(text) for taker in (*reversed(self._takers), *reversed(self._last_resorts)))
