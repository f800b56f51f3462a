"""How answers stand: what each is, which fields are shown and can be used, what is required; kept while they change."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from forms.answers import EMPTY, compact, said
from forms.checker import Checker
from forms.controls import Control
from forms.judging import equal
from forms.pointers import UNDEFINED
from forms.program import Program, Unit
from forms.reads import OUTER

_EMPTY: Mapping[str, Any] = {}


@dataclass(slots=True)
class Changes:
    """What one change brought about."""

    values: set[str] = field(default_factory=set)
    """Names of answers that are, or count, otherwise than before."""
    pointers: set[str] = field(default_factory=set)
    """Controls whose field may be another."""

    @property
    def names(self) -> Set[str]:
        """Names of answers whose value or whose fields on the screen are others."""
        return self.values | {pointer.split("/")[1] for pointer in self.pointers}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table or list: where it stands among the answers, what was given for it, how it stands."""

    index: int
    given: Any
    standing: "Standing"
    counting: Mapping[str, Any]
    """What of it counts."""
    around: Mapping[str, Any]
    """The answers around it that its rules read, as they were."""
    _verdicts: dict[Checker, bool] = field(default_factory=dict)

    def fits(self, checker: Checker) -> bool:
        """Return whether what counts of it is valid; each checker is asked once."""
        if checker not in self._verdicts:
            self._verdicts[checker] = checker.is_valid(self.counting)
        return self._verdicts[checker]


@dataclass(frozen=True, slots=True)
class _Before:
    """How answers stood."""

    own: Mapping[str, Any]
    data: Mapping[str, Any]
    visible: frozenset[str]
    enabled: frozenset[str]
    required: frozenset[str]
    awaited: frozenset[str]
    rows: frozenset[str]


class Standing:
    """The answers to the questions of a ``Program``.

    ``data`` is what rules read: the answers that count, those derived among them, and what is around (``$today`` …).
    ``values`` are all answers, also those that do not count since no field shows them.
    """

    def __init__(self, program: Program, around: Mapping[str, Any]) -> None:
        """Begin without answers; call ``take``."""
        self.program = program
        self.own: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.data: dict[str, Any] = dict(around)
        self.visible: set[str] = set()
        self.enabled: set[str] = set()
        self.required: frozenset[str] = frozenset()
        self.awaited: frozenset[str] = frozenset()
        self.rows: dict[str, tuple[Row, ...]] = {}
        self._around = dict(around)
        self._holding = [False] * len(program.requirements)
        self._waiting_for = [False] * len(program.later)

    def take(self, given: Mapping[str, Any], changed: Set[str] | None = None) -> Changes:
        """Work out what follows from ``given``, answers as they were typed.

        Args:
            given: All answers.
            changed: Names of those that are not as at the last call; None: any.
        """
        if changed is None or not self.program.is_telling:
            return self._take_all(given)
        dirty = {name for name in changed if self._is_new(name, given)}
        return self._settle(dirty & self.program.properties.keys(), given)

    def counting(self) -> dict[str, Any]:
        """Return the answers that count, in the order of the schema."""
        return {name: self.data[name] for name in self.program.properties if name in self.data}

    def answered(self) -> dict[str, Any]:
        """Return all answers, those that no field shows and that no question asks included."""
        others = {name: value for name, value in self.own.items() if name not in self.program.properties}
        return {**{name: self.values[name] for name in self.program.properties if name in self.values}, **others}

    def row(self, name: str, index: int) -> Row:
        """Return one row by its place among the answers as they are typed; an empty one when it is not there."""
        found = next((row for row in self.rows.get(name, ()) if row.index == index), None)
        return found or self._new_row(name, index, _EMPTY)

    def filed_rows(self, name: str) -> list[Row]:
        """Return the rows in which something was answered that counts: the others are not filed."""
        return [row for row in self.rows.get(name, ()) if row.standing.own and row.counting]

    # Inside

    def _is_new(self, name: str, given: Mapping[str, Any]) -> bool:
        """Take one answer and return whether it is another than before; rows are looked at one by one later."""
        if name in self.program.rows:
            return True
        before = self.own.pop(name, None)
        value = self._known(name, compact(given[name])) if name in given else None
        if value not in EMPTY:
            self.own[name] = value
        return not _same(before, self.own.get(name))

    def _known(self, name: str, value: Any) -> Any:
        """Return an answer without the members that an object of its kind does not have; None when none is left."""
        members = self.program.members.get(name)
        if members is None or not isinstance(value, Mapping):
            return value
        return {member: part for member, part in value.items() if member in members} or None

    def _take_all(self, given: Mapping[str, Any]) -> Changes:
        before = self._now()
        known = ((name, self._known(name, value)) for name, value in compact(given).items())
        self.own = {name: value for name, value in known if value is not None}
        self.data.clear()  # and not another dict: rows hold on to it
        self.data |= self._around
        self.values, self.visible, self.enabled, self.rows = {}, set(), set(), {}
        for unit in self.program.units:
            self._work_out(unit, given, Changes())
        self._demand(None, Changes())
        return self._since(before)

    def _now(self) -> _Before:
        around = (self.required, self.awaited, frozenset(self.rows))
        return _Before(dict(self.own), dict(self.data), frozenset(self.visible), frozenset(self.enabled), *around)

    def _since(self, before: _Before) -> Changes:
        names = _differing(before.data, self.data) | _differing(before.own, self.own) | before.rows | self.rows.keys()
        pointers = {control.pointer for name in names for control in self.program.by_name.get(name, ())}
        pointers |= (before.visible ^ self.visible) | (before.enabled ^ self.enabled)
        pointers |= {f"/{name}" for name in before.required ^ self.required} | (before.awaited ^ self.awaited)
        return Changes(names, pointers)

    def _settle(self, dirty: set[str], given: Mapping[str, Any]) -> Changes:
        changes = Changes(values=set(dirty))
        waiting, units = self.program.waiting, self.program.units
        places = {place for name in dirty for place in waiting.get(name, ())}
        while places:
            place = min(places)
            places.discard(place)
            for name in self._work_out(units[place], given, changes):
                changes.values.add(name)
                places.update(one for one in waiting.get(name, ()) if one > place)
        for name in changes.values:
            changes.pointers.update(control.pointer for control in self.program.by_name.get(name, ()))
        self._demand(changes.values, changes)
        return changes

    def _work_out(self, unit: Unit, given: Mapping[str, Any], changes: Changes) -> list[str]:
        """Work a unit out and return the names of those of its answers that are, or count, otherwise than before."""
        data, values, program = self.data, self.values, self.program
        before = [(name, data.pop(name, UNDEFINED), values.pop(name, UNDEFINED)) for name in unit.names]
        for name in unit.names:
            if name in self.own and name not in program.calculated:
                data[name] = self.own[name]
        for name in unit.names:
            if name in program.rows:
                self._work_out_rows(name, given)
                changes.pointers.add(f"/{name}")  # a row that is not filed may ask otherwise than before
            elif name not in data and name in program.derivations:
                value = compact(said(program.derivations[name].compiled, data))
                if value not in EMPTY:
                    data[name] = value
            if name in data:
                values[name] = data[name]
        for name in unit.names:
            for control in program.by_name.get(name, ()):
                self._show(control, changes)
        for name in unit.names:
            if name in data:
                self._hide(name)
        return [
            name
            for name, counted, value in before
            if not _same(counted, data.get(name, UNDEFINED)) or not _same(value, values.get(name, UNDEFINED))
        ]

    def _show(self, control: Control, changes: Changes) -> None:
        pointer = control.pointer
        for shown, is_shown in ((self.visible, control.is_visible), (self.enabled, control.is_enabled)):
            if is_shown(self.data) != (pointer in shown):
                changes.pointers.add(pointer)
                shown ^= {pointer}

    def _hide(self, name: str) -> None:
        """Leave out of what counts what only hidden fields ask for."""
        hidden = {one.pointer for one in self.program.by_name.get(name, ()) if one.pointer not in self.visible}
        kept = without(self.data[name], f"/{name}", hidden) if hidden else self.data[name]
        kept = self._known(name, kept)
        if kept is None or kept == {}:
            del self.data[name]
        else:
            self.data[name] = kept

    def _demand(self, changed: Set[str] | None, changes: Changes) -> None:
        """Work out what is required, and what is asked for later."""
        program = self.program
        for place, requirement in enumerate(program.requirements):
            if changed is None or requirement.reads is None or not changed.isdisjoint(requirement.reads):
                self._holding[place] = requirement.holds(self.counting() if requirement.reads is None else self.data)
        for place, later in enumerate(program.later):
            if changed is None or later.reads is None or not changed.isdisjoint(later.reads):
                self._waiting_for[place] = said(later.when, self.data) not in (*EMPTY, False, 0)
        required = frozenset().union(
            *(one.names for one, holds in zip(program.requirements, self._holding, strict=True) if holds)
        )
        awaited = frozenset(one.pointer for one, holds in zip(program.later, self._waiting_for, strict=True) if holds)
        changes.pointers.update(f"/{name}" for name in required ^ self.required)
        changes.pointers.update(awaited ^ self.awaited)
        self.required, self.awaited = required, awaited

    # Rows

    def _work_out_rows(self, name: str, given: Mapping[str, Any]) -> None:
        rows = given.get(name)
        if isinstance(rows, (list, tuple)) and all(isinstance(row, Mapping) or row in EMPTY for row in rows):
            before = self.rows.get(name, ())
            self.rows[name] = tuple(self._row_of(name, index, row, before) for index, row in enumerate(rows))
            filed = self.filed_rows(name)
            own, counting = [row.standing.own for row in filed], [row.counting for row in filed]
        else:
            self.rows.pop(name, None)
            own = counting = compact(rows)
        for kept, value in ((self.own, own), (self.data, counting)):
            kept.pop(name, None)
            if value not in EMPTY:
                kept[name] = value

    def _row_of(self, name: str, index: int, row: Any, before: tuple[Row, ...]) -> Row:
        """Return a row as it stands: the same as before when nothing changed that it reads."""
        given = row or _EMPTY
        kept = before[index] if index < len(before) else None
        if kept is None or kept.given is not given or self.program.rows[name].outer_reads is None:
            return self._new_row(name, index, given)
        is_as_before = not _differing(kept.around, self._around_rows(name))
        return kept if is_as_before else self._new_row(name, index, given)

    def _new_row(self, name: str, index: int, given: Mapping[str, Any]) -> Row:
        standing = Standing(self.program.rows[name], {**self._around, OUTER: self.data, "$index": index})
        standing.take(given)
        return Row(index, given, standing, standing.counting(), self._around_rows(name))

    def _around_rows(self, name: str) -> dict[str, Any]:
        """Return the answers that the rules of these rows read of those around them."""
        return {one: self.data[one] for one in self.program.rows[name].outer_reads or () if one in self.data}


def without(value: Any, pointer: str, hidden: Set[str]) -> Any:
    """Return ``value`` without the parts whose pointer is ``hidden``, None when nothing is left."""
    if pointer in hidden:
        return None
    if isinstance(value, Mapping):
        kept = {name: without(item, f"{pointer}/{name}", hidden) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not None}
    return value


def _differing(one: Mapping[str, Any], two: Mapping[str, Any]) -> set[str]:
    return {name for name in one.keys() | two.keys() if not _same(one.get(name), two.get(name))}


def _same(one: Any, two: Any) -> bool:
    return one is two or (type(one) is type(two) and equal(one, two))
