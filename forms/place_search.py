"""What a person means who types a place: names of today and of before, in any order, abbreviated, half typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms.folding import fold
from forms.gazetteer import LEVELS, Gazetteer, Unit
from forms.place import Found
from forms.place_readings import Match, Reading, best_of, readings_of
from forms.spelling import near
from forms.typed_place import TypedPlace, is_kind_after, kinds_at, levels_of, misfit, read_place

_LONGEST_NAME = 6
_MOST_COMMUNES = 200
"""So many communes are looked at that begin as was typed; a further letter leaves fewer."""
_LONG_TEXT = 4
"""A text of so many words that explains itself is not taken for the beginning of another."""
_MOST_OPTIONS = 3
"""So many readings are looked at for each row: some lead to the same place."""

_BEGINNING, _OLDER_STILL = 1.0, 0.5
"""What it costs a match that a name only begins so; that the unit has not been called so for long."""


@dataclass(slots=True)
class PlaceSearch:
    """Finds places of today by what a person types."""

    gazetteer: Gazetteer

    def find(self, text: str, *, province: str | None = None, limit: int = 8) -> tuple[Found, ...]:
        """Return where it is today, the likeliest first; see ``Places.find``."""
        typed = read_place(text)
        finished = replace(typed, is_open=False)
        matches = self._all_matches(finished)
        readings = readings_of(matches, finished)
        is_clear = bool(readings) and not readings[0].left_over and len(typed.words) >= _LONG_TEXT
        if typed.is_open and not is_clear:
            matches = self._all_matches(typed)
            readings = readings_of(matches, typed)
        if not readings or readings[0].left_over:
            readings = self._mistyped(typed, matches, readings) or readings
        return self._answers(readings, province, limit)

    def _all_matches(self, typed: TypedPlace) -> list[Match]:
        return [match for start in range(len(typed.words)) for match in self._matches(typed, start, start + 1)]

    def _matches(self, typed: TypedPlace, start: int, until: int) -> Iterator[Match]:
        """Yield every unit that the words from ``start`` on name, up to ``until`` or more of them."""
        words = typed.words
        for kind, first in kinds_at(words, start):
            for end in range(max(first + 1, until), min(len(words), first + _LONGEST_NAME) + 1):
                yield from self._named(typed, kind, start, first, end)

    def _named(self, typed: TypedPlace, kind: str, start: int, first: int, end: int) -> Iterator[Match]:
        key = "".join(typed.words[first:end])
        if key.isdecimal():
            if not kind:
                return
            key = f"{fold(kind)}{int(key)}".replace(" ", "")
        reach = end + is_kind_after(typed.words, end)
        bits = (1 << reach) - (1 << start)
        for number in self.gazetteer.named(key):
            unit = self.gazetteer.unit(number)
            marks = typed.misspelling(first, end, unit.name)
            older = 0 if fold(unit.name).replace(" ", "") == key else _OLDER_STILL
            yield Match(unit, bits, misfit(unit, kind) + marks + older)
        if typed.is_open and end == len(typed.words) and not key[-1].isdecimal():
            for number in self._beginning(key, kind):
                unit = self.gazetteer.unit(number)
                marks = typed.misspelling(first, end, unit.name, is_open=True)
                older = _OLDER_STILL if unit.until else 0
                yield Match(unit, bits, misfit(unit, kind) + marks + _BEGINNING + older)

    def _beginning(self, key: str, kind: str) -> Iterator[int]:
        """Yield units of the kind's level whose names begin so; without a kind, few letters mean the larger ones."""
        levels = levels_of(kind) or LEVELS[: len(key)]
        communes = 0
        for number in self.gazetteer.beginning(key):
            level = self.gazetteer.level(number)
            if level == "commune":
                communes += 1
            if level in levels and (level != "commune" or communes <= _MOST_COMMUNES):
                yield number

    def _mistyped(self, typed: TypedPlace, matches: Sequence[Match], found: Sequence[Reading]) -> list[Reading]:
        """Return readings with one letter changed in one of the words left over, where fewer words are left then."""
        every = (1 << len(typed.words)) - 1
        least = found[0].left_over if found else every
        better: list[Reading] = []
        for place, word in enumerate(typed.words):
            if not least & (1 << place):
                continue
            kept = [match for match in matches if not match.words & (1 << place)]
            for other in near(word, self.gazetteer.syllables):
                changed = typed.with_word(place, other)
                starts = range(max(place - _LONGEST_NAME, 0), place + 1)
                more = [match for start in starts for match in self._matches(changed, start, place + 1)]
                if more:
                    readings = readings_of([*kept, *more], changed)
                    better += [one for one in readings if one.left_over.bit_count() < least.bit_count()]
        return best_of(better)

    def _answers(self, readings: Sequence[Reading], province: str | None, limit: int) -> tuple[Found, ...]:
        """Return at most ``limit`` rows: units that became several are spread out while there is room."""
        options: list[tuple[Reading, tuple[int, ...]]] = []
        for reading in readings:
            today = self._today(reading.unit, province)
            if today:
                options.append((reading, today))
            if len(options) >= _MOST_OPTIONS * limit:
                break
        best = [today for reading, today in options if reading.penalty == options[0][0].penalty]
        spread = _spread(best, limit)
        rows: dict[tuple[int, ...], Found] = {}
        for number, (reading, today) in enumerate(options):
            is_spread = len(today) <= spread and number < len(best)
            for places in [(place,) for place in today] if is_spread else [today]:
                rows.setdefault(places, self._found(reading.unit, places, is_divided=len(today) > 1))
            if len(rows) >= limit:
                break
        return tuple(rows.values())[:limit]

    def _today(self, unit: Unit, province: str | None) -> tuple[int, ...]:
        """Return where a unit is today, its namesake first; with ``province`` only communes of that one."""
        places = self.gazetteer.places
        own = fold(unit.name)
        if unit.level == "district":
            own_first = sorted(unit.land, key=lambda number: (fold(places[number].name) != own, number))
        else:
            own_first = list(unit.today)
        if province is None:
            return tuple(own_first)
        return tuple(number for number in own_first if places[number].province == province and places[number].commune)

    def _found(self, unit: Unit, today: tuple[int, ...], *, is_divided: bool) -> Found:
        places = [self.gazetteer.places[number] for number in today]
        place = places[0] if len(places) == 1 else self.gazetteer.places[self.gazetteer.province_of(today[0])]
        is_same = len(places) == 1 and not is_divided and (place.kind, place.name) == (unit.kind, unit.name)
        if unit.is_today or is_same:
            return Found(place)
        return Found(
            place,
            was=unit.full_name(),
            within=self._within(unit),
            is_other_name=unit.until == 0,
            is_part=is_divided and unit.level == "commune",
            among=tuple(places) if len(places) > 1 else (),
        )

    def _within(self, unit: Unit) -> str:
        names: list[str] = []
        above = unit.lies_in
        while above is not None:
            upper = self.gazetteer.unit(above)
            names.append(upper.name if upper.level == "province" else upper.full_name())
            above = upper.lies_in
        return ", ".join(names)


def _spread(options: Sequence[Sequence[int]], limit: int) -> int:
    """Return how many places a unit may have become and still be spread out, so that all rows fit."""
    for most in sorted({len(option) for option in options}, reverse=True):
        if sum(len(option) if len(option) <= most else 1 for option in options) <= limit:
            return most
    return 1
