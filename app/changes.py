"""What a commit changed, told to whoever shows it: screens reload by themselves and never refresh each other."""

from collections.abc import Callable

from app.listeners import Listeners

Changed = frozenset[tuple[str, str]]
"""The ``(table, id)`` pairs that one commit wrote or deleted."""

Listener = Callable[[Changed], None]


class Changes:
    """A list of listeners; every announcement reaches those subscribed when it is made, in order of subscription."""

    def __init__(self) -> None:
        self._listeners = Listeners[Changed]()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every commit; the returned function ends that, and may be called twice."""
        return self._listeners.add(listener)

    def announce(self, changed: Changed) -> None:
        """Tell every listener what changed."""
        if changed:
            self._listeners.tell(changed)
