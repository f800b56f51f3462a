"""The hand scanner of a terminal: what it read goes to whichever screen can use it."""

from collections.abc import Callable

Taker = Callable[[str], bool]
"""Gets a text; returns whether it was for it."""


class HandScanner:
    """Offers each text to those who listen, the latest first; nothing is kept."""

    def __init__(self) -> None:
        self._takers: list[Taker] = []

    def listen(self, taker: Taker) -> Callable[[], None]:
        """Offer every text to ``taker`` from now on; return how to leave off."""
        self._takers.append(taker)
        return lambda: self._takers.remove(taker)

    def scanned(self, text: str) -> bool:
        """Hand on a text; False when nobody takes it."""
        return any(taker(text) for taker in tuple(reversed(self._takers)))
