"""Who wants to hear of something: screens are told by what they show, and refresh nothing else."""

import logging
from collections.abc import Callable
from itertools import count
from typing import Generic, ParamSpec

P = ParamSpec("P")
log = logging.getLogger(__name__)


class Listeners(Generic[P]):
    """Listeners in the order in which they came; one that leaves while others are told hears nothing more."""

    def __init__(self) -> None:
        self._listeners: dict[int, Callable[P, None]] = {}
        self._numbers = count()

    def add(self, listener: Callable[P, None]) -> Callable[[], None]:
        """Call ``listener`` from now on; the returned function ends that, and may be called twice."""
        number = next(self._numbers)
        self._listeners[number] = listener

        def leave() -> None:
            self._listeners.pop(number, None)

        return leave

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call every listener that is there now; one that fails is logged, and the others hear all the same.

        Whoever tells has done what it tells of: a screen that cannot show it does not undo it.
        """
        for number, listener in tuple(self._listeners.items()):
            if number in self._listeners:
                try:
                    listener(*args, **kwargs)
                except Exception:
                    log.exception("a listener failed")
