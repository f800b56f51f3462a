"""What a rule or a schema reads of the answers, told without evaluating it: what must be worked out anew, and when."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms.rules import scope_keys

Reads = frozenset[str] | None
"""Names of answers; None where only evaluating can tell, so that every change counts."""

NOTHING: frozenset[str] = frozenset()
OUTER = "$form"
"""In a rule of a row: the answers around the row."""

OVER_ITEMS = frozenset({"map", "filter", "all", "some", "none", "reduce"})
"""Operators whose second argument is asked about each item, not about the form."""


def together(every: Iterable[Reads]) -> Reads:
    """Return what several rules read."""
    found: frozenset[str] = NOTHING
    for reads in every:
        if reads is None:
            return None
        found |= reads
    return found


def reads_of_rule(rule: Any) -> Reads:
    """Return the names of the answers that a JsonLogic rule reads."""
    if isinstance(rule, list):
        return together(reads_of_rule(part) for part in rule)
    if not isinstance(rule, Mapping) or len(rule) != 1:
        return NOTHING
    ((operator, arguments),) = rule.items()
    if operator == "preserve":
        return NOTHING
    listed = arguments if isinstance(arguments, list) else [arguments]
    if operator in OVER_ITEMS:
        of_item = reads_of_item(listed[1]) if len(listed) > 1 else NOTHING
        return together([reads_of_rule(listed[:1]), of_item, reads_of_rule(listed[2:])])
    if operator in ("var", "val", "exists"):
        return together([_of_path(listed), reads_of_rule(listed[1:])])
    if operator in ("missing", "missing_some"):
        names = [name for part in listed for name in (part if isinstance(part, list) else [part])]
        return together(_of_path([name]) for name in names if not isinstance(name, int))
    return reads_of_rule(listed)


def reads_of_item(rule: Any) -> Reads:
    """Return what a rule about an item reads of the form: nothing, unless it climbs out of the item."""
    if isinstance(rule, list):
        return together(reads_of_item(part) for part in rule)
    if not isinstance(rule, Mapping) or "preserve" in rule:
        return NOTHING
    for operator, arguments in rule.items():
        first = arguments[0] if isinstance(arguments, list) and arguments else None
        if operator in ("val", "exists") and not isinstance(first, (str, int, type(None))):
            return None
    return together(reads_of_item(part) for part in rule.values())


def _of_path(listed: list[Any]) -> Reads:
    first = listed[0] if listed else None
    if not isinstance(first, str) or not first:
        return None
    keys = first.split(".")
    if keys[0] != OUTER:
        return frozenset({keys[0]})
    return frozenset({".".join(keys[:2])}) if len(keys) > 1 else None


def reads_of_schema(schema: Any) -> Reads:
    """Return the names of the members of an object that a schema judges; None where it judges all or other keywords."""
    if not isinstance(schema, Mapping):
        return NOTHING
    found: list[Reads] = []
    for keyword, value in schema.items():
        if keyword in ("required", "properties"):
            found.append(frozenset(value))
        elif keyword in ("allOf", "anyOf", "oneOf"):
            found += [reads_of_schema(part) for part in value]
        elif keyword in ("not", "if", "then", "else"):
            found.append(reads_of_schema(value))
        elif keyword not in ("type", "$defs", "$schema", "$comment", "title", "description") and keyword[:2] != "x-":
            return None
    return together(found)


def reads_of_condition(condition: Any) -> Reads:
    """Return the names of the answers that the condition of a JSON Forms rule looks at."""
    if not isinstance(condition, Mapping):
        return NOTHING
    if "conditions" in condition:
        return together(reads_of_condition(part) for part in condition["conditions"])
    if "scope" not in condition:
        return NOTHING
    keys = scope_keys(condition["scope"])
    return frozenset(keys[:1]) if keys else None


def names_in(rule: Any) -> Iterator[str]:
    """Yield the names of the answers that a rule reads, those that can be told."""
    reads = reads_of_rule(rule)
    if reads is not None:
        yield from sorted(name.removeprefix(f"{OUTER}.") for name in reads)
    elif isinstance(rule, Mapping):
        yield from names_in([part for part in rule.values() if isinstance(part, (list, Mapping))])
    elif isinstance(rule, list):
        for part in rule:
            yield from names_in(part)
