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
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_names: list[str] = []
    is_open: set[str] = set()
    groups: list[tuple[str, ...]] = []
    for start in waits:
        if start in number:
            continue
        path: list[tuple[str, Iterator[str]]] = [(start, iter(sorted(waits[start])))]
        number[start] = lowest[start] = len(number)
        open_names.append(start)
        is_open.add(start)
        while path:
            name, rest = path[-1]
            following = next((one for one in rest if one not in number or one in is_open), None)
            if following is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    at = open_names.index(name)
                    groups.append(tuple(open_names[at:]))
                    is_open.difference_update(open_names[at:])
                    del open_names[at:]
            elif following in number:
                lowest[name] = min(lowest[name], number[following])
            else:
                number[following] = lowest[following] = len(number)
                open_names.append(following)
                is_open.add(following)
                path.append((following, iter(sorted(waits[following]))))
    return groups
