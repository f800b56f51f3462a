"""What follows from the answers to a group of questions, a form's or one row's, compiled and put in order.

Every answer has a value of its own or one derived from others; it counts while a field that asks for it is shown. Both
follow from other answers, so the answers are worked out one after the other, each when what it waits for is known:
first what it is (``derivations``), then which of its fields are shown, then what of it counts. Answers whose rules wait
for each other are worked out together (``Unit``): their rules see each other's values as they are, shown or not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.checker import Checker, compile_schema
from forms.controls import Control
from forms.derivations import Derivation, derivations
from forms.jsonlogic import compile_rule
from forms.ordering import in_order
from forms.reads import NOTHING, OUTER, Reads, reads_of_condition, reads_of_rule, reads_of_schema, together
from forms.references import written_out


@dataclass(frozen=True, slots=True)
class Unit:
    """Answers that are worked out together, almost always one."""

    names: tuple[str, ...]
    reads: frozenset[str]
    """Other answers that they wait for."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Answers that are required while every condition says what it should."""

    names: frozenset[str]
    conditions: tuple[tuple[Checker, bool], ...]
    reads: Reads

    def holds(self, data: Mapping[str, Any]) -> bool:
        """Return whether these answers are required now."""
        return all(condition.is_valid(data) == wanted for condition, wanted in self.conditions)


@dataclass(frozen=True, slots=True)
class Later:
    """A field that may stay empty now, since it is asked for later, in the cases that ``when`` says."""

    pointer: str
    message: str | None
    when: Callable[[Any], Any]
    reads: Reads


class Program:
    """A group of questions, compiled: ``Standing`` works out its answers."""

    def __init__(
        self, schema: Mapping[str, Any], controls: Iterable[Control], defs: Mapping[str, Any], *, is_row: bool = False
    ) -> None:
        """Compile.

        Args:
            schema: An object's, with its properties and the ``x-`` words.
            controls: The fields that ask for them, in their order.
            defs: The form's ``$defs``.
            is_row: Whether the rules may look at the answers around (``$form``).
        """
        self.schema = schema
        self.defs = defs
        self.controls = tuple(controls)
        self.properties: Mapping[str, Any] = schema.get("properties", {})
        self.members = {
            name: members for name, part in self.properties.items() if (members := _members(part, defs)) is not None
        }
        """Of an answer that is an object: the only members it has; what else was given for it does not count."""
        self.derivations: dict[str, Derivation] = {one.name: one for one in derivations(schema)}
        self.calculated = frozenset(name for name, one in self.derivations.items() if one.is_calculated)
        self.by_name: dict[str, tuple[Control, ...]] = {}
        for control in self.controls:
            self.by_name[control.keys[0]] = (*self.by_name.get(control.keys[0], ()), control)
        self.rows: dict[str, Program] = {
            control.keys[0]: Program(control.row_schema, control.columns, defs, is_row=True)
            for control in self.controls
            if control.columns and len(control.keys) == 1 and not is_row
        }
        self.requirements = tuple(_requirements(schema, (), defs))
        self.later = tuple(_later(entry) for entry in schema.get("x-later", ()))
        self._waits = {name: self._waits_for(name) for name in self.properties}
        self.is_telling = all(reads is not None for reads in self._waits.values())
        """Whether every rule says what it reads; if not, every change works everything out anew."""
        self.units = self._in_units()

    @cached_property
    def waiting(self) -> Mapping[str, tuple[int, ...]]:
        """The places of the units that wait for an answer, by its name."""
        found: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            for name in (*unit.names, *unit.reads):
                found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def outer_reads(self) -> Reads:
        """What a row's rules read of the answers around it."""
        every = together(self._waits.values())
        if every is None:
            return None
        return frozenset(name.removeprefix(f"{OUTER}.") for name in every if name.startswith(f"{OUTER}."))

    def _waits_for(self, name: str) -> Reads:
        derivation = self.derivations.get(name)
        own: list[Reads] = [reads_of_rule(derivation.rule)] if derivation else []
        own += [reads_of_condition(rule.condition) for one in self.by_name.get(name, ()) for rule in one.rules]
        if name in self.rows:
            own.append(self.rows[name].outer_reads)
        return together(own)

    def _in_units(self) -> tuple[Unit, ...]:
        known = self.properties.keys()
        waits = {name: (reads or NOTHING) & known - {name} for name, reads in self._waits.items()}
        places = {name: place for place, name in enumerate(self.derivations)}
        units = []
        for names in in_order(waits):
            together_ = sorted(names, key=lambda name: places.get(name, -1))
            reads = frozenset().union(*(waits[name] for name in names)) - frozenset(names)
            units.append(Unit(tuple(together_), reads))
        return tuple(units)


def _members(schema: Any, defs: Mapping[str, Any]) -> frozenset[str] | None:
    whole = written_out(schema, defs)
    return frozenset(whole.get("properties", ())) if whole.get("additionalProperties") is False else None


def _requirements(
    schema: Any, conditions: tuple[tuple[Checker, bool], ...], defs: Mapping[str, Any], reads: Reads = NOTHING
) -> Iterable[Requirement]:
    """Yield what a schema requires and when: ``required``, and in both branches of ``if``, also inside ``allOf``."""
    if not isinstance(schema, Mapping):
        return
    if schema.get("required"):
        yield Requirement(frozenset(schema["required"]), conditions, reads)
    for part in schema.get("allOf", ()):
        yield from _requirements(part, conditions, defs, reads)
    if "if" in schema:
        condition = compile_schema(schema["if"], defs)
        read = together([reads, reads_of_schema(schema["if"])])
        yield from _requirements(schema.get("then"), (*conditions, (condition, True)), defs, read)
        yield from _requirements(schema.get("else"), (*conditions, (condition, False)), defs, read)


def _later(entry: Mapping[str, Any]) -> Later:
    when = entry.get("when", True)
    return Later(entry["pointer"], entry.get("message"), compile_rule(when), reads_of_rule(when))
