"""What a commit changed, told to whoever shows it: screens reload by themselves and never refresh each other."""

from collections.abc import Callable

Changed = frozenset[tuple[str, str]]
"""The ``(table, id)`` pairs that one commit wrote or deleted."""

Listener = Callable[[Changed], None]


class Changes:
    """A list of listeners; every announcement reaches those subscribed when it is made, in order of subscription."""

    def __init__(self) -> None:
        self._listeners: dict[int, Listener] = {}
        self._next = 0

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every commit; the returned function ends that, and may be called twice."""
        number = self._next
        self._next += 1
        self._listeners[number] = listener

        def unsubscribe() -> None:
            self._listeners.pop(number, None)

        return unsubscribe

    def announce(self, changed: Changed) -> None:
        """Tell every listener what changed."""
        if not changed:
            return
        for number, listener in list(self._listeners.items()):
            if number in self._listeners:
                listener(changed)
