"""Answers that follow from other answers, in an order in which each stands after what it is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.jsonlogic import compile_rule
from forms.ordering import in_order
from forms.reads import OUTER, names_in, reads_of_rule
from forms.references import written_out


@dataclass(frozen=True, slots=True)
class Derivation:
    """One property with ``x-calculated`` (always derived) or ``x-default`` (derived while nobody answers it)."""

    name: str
    rule: Any
    is_calculated: bool
    compiled: Callable[[Any], Any] = field(compare=False)


def derivations(schema: Mapping[str, Any]) -> tuple[Derivation, ...]:
    """Return the derived properties, each after those that its rule reads.

    The order of a JSON object means nothing, so it is not taken from there. Properties that wait for each other stand
    together (``faults_of_form`` reports them).
    """
    found = {
        name: _derivation(name, part)
        for name, part in sorted(schema.get("properties", {}).items())
        if isinstance(part, Mapping) and ("x-calculated" in part or "x-default" in part)
    }
    waits = {name: set(names_in(one.rule)) & found.keys() - {name} for name, one in found.items()}
    return tuple(found[name] for group in in_order(waits) for name in group)


def _derivation(name: str, part: Mapping[str, Any]) -> Derivation:
    rule = part.get("x-calculated", part.get("x-default"))
    return Derivation(name, rule, is_calculated="x-calculated" in part, compiled=compile_rule(rule))


def circle_of(schema: Mapping[str, Any]) -> list[str]:
    """Return properties that are derived from each other in a circle; none when all is well."""
    parts = {name: part for name, part in schema.get("properties", {}).items() if isinstance(part, Mapping)}
    waits = {
        name: (set(names_in(part.get("x-calculated", part.get("x-default")))) | _around_rows(part, schema))
        & parts.keys() - {name}
        for name, part in parts.items()
    }
    return next((list(group) for group in in_order(waits) if len(group) > 1), [])


def _around_rows(part: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    """Return the answers from which the rows of a list derive theirs."""
    defs = schema.get("$defs", {})
    inside = written_out(part.get("items"), defs).get("properties", {}).values()
    rules = [one.get(word) for one in inside if isinstance(one, Mapping) for word in ("x-calculated", "x-default")]
    read = reads_of_rule(rules) or frozenset()
    return {name.removeprefix(f"{OUTER}.") for name in read if name.startswith(f"{OUTER}.")}
