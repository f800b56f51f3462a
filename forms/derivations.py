"""Answers that follow from other answers, in an order in which each stands after what it is made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any


@dataclass(frozen=True, slots=True)
class Derivation:
    """One property with ``x-calculated`` (always derived) or ``x-default`` (derived while nobody answers it)."""

    name: str
    rule: Any
    is_calculated: bool


def names_in(rule: Any) -> Iterator[str]:
    """Yield the names of the answers that a rule reads."""
    if isinstance(rule, list):
        for part in rule:
            yield from names_in(part)
    elif isinstance(rule, Mapping):
        for operator, arguments in rule.items():
            path = arguments[0] if isinstance(arguments, list) and arguments else arguments
            if operator == "var" and isinstance(path, str):
                yield path.split(".")[0]
            yield from names_in(arguments)


def derivations(schema: Mapping[str, Any]) -> tuple[Derivation, ...]:
    """Return the derived properties, each after those that its rule reads.

    The order of a JSON object means nothing, so it is not taken from there. Properties that wait for each other come
    last, in alphabetical order (``faults_of_form`` reports them).
    """
    found = {
        name: Derivation(name, part.get("x-calculated", part.get("x-default")), "x-calculated" in part)
        for name, part in sorted(schema.get("properties", {}).items())
        if isinstance(part, Mapping) and ("x-calculated" in part or "x-default" in part)
    }
    waits = {name: sorted(set(names_in(one.rule)) & found.keys() - {name}) for name, one in found.items()}
    try:
        return tuple(found[name] for name in TopologicalSorter(waits).static_order())
    except CycleError:
        return tuple(found.values())


def circle_of(schema: Mapping[str, Any]) -> list[str]:
    """Return properties that are derived from each other in a circle; none when all is well."""
    properties = schema.get("properties", {})
    rules = {
        name: part.get("x-calculated", part.get("x-default"))
        for name, part in properties.items()
        if isinstance(part, Mapping)
    }
    waits = {name: set(names_in(rule)) & rules.keys() - {name} for name, rule in rules.items()}
    try:
        tuple(TopologicalSorter(waits).static_order())
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []
