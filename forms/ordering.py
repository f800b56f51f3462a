"""What waits for what, put in order; what waits for each other stands together."""

from collections.abc import Iterator, Mapping, Set


def in_order(waits: Mapping[str, Set[str]]) -> list[tuple[str, ...]]:
    """Return the names in groups, each after those that it waits for; a circle of names is one group.

    Args:
        waits: For each name those that come before it; every one of them is a key too.

    Source:
        R. Tarjan, Depth-first search and linear graph algorithms (1972); without recursion, since a chain of answers
        may be longer than Python's stack.
    """
    walk = _Walk(waits)
    for name in waits:
        walk.from_(name)
    return walk.groups


class _Walk:
    def __init__(self, waits: Mapping[str, Set[str]]) -> None:
        self.groups: list[tuple[str, ...]] = []
        self._waits = waits
        self._number: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: dict[str, None] = {}
        """Names that are in no group yet, in the order in which they were met."""
        self._path: list[tuple[str, Iterator[str]]] = []

    def from_(self, start: str) -> None:
        """Put a name and everything that it waits for into groups."""
        if start not in self._number:
            self._enter(start)
        while self._path:
            name, rest = self._path[-1]
            following = next((one for one in rest if one not in self._number or one in self._open), None)
            if following is None:
                self._leave(name)
            elif following in self._number:
                self._lowest[name] = min(self._lowest[name], self._number[following])
            else:
                self._enter(following)

    def _enter(self, name: str) -> None:
        self._number[name] = self._lowest[name] = len(self._number)
        self._open[name] = None
        self._path.append((name, iter(sorted(self._waits[name]))))

    def _leave(self, name: str) -> None:
        self._path.pop()
        if self._path:
            before = self._path[-1][0]
            self._lowest[before] = min(self._lowest[before], self._lowest[name])
        if self._lowest[name] == self._number[name]:
            group = [self._open.popitem()[0]]
            while group[-1] != name:
                group.append(self._open.popitem()[0])
            self.groups.append(tuple(reversed(group)))
