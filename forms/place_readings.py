"""What several words of a place mean together: the unit that explains most of them, with those around it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms.gazetteer import Level, Unit
from forms.typed_place import TypedPlace

_OTHER_TIME = 0.25
"""What it costs that the unit around never lay there by one table."""
_ORDER: dict[Level, int] = {"province": 0, "district": 1, "commune": 2}


@dataclass(frozen=True, slots=True)
class Match:
    """Words ``start`` to ``end`` name a unit; the higher ``penalty``, the worse they fit."""

    unit: Unit
    words: int
    """The places of the words as bits."""
    penalty: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One unit that may be meant, with what was typed of the units around it."""

    unit: Unit
    left_over: int
    """Words that it does not explain, as bits."""
    penalty: float

    def rank(self) -> tuple[float, ...]:
        """Return the key that sorts the likeliest first."""
        return (
            self.left_over.bit_count(),
            self.penalty,
            _ORDER[self.unit.level],
            not self.unit.is_today,
            self.unit.number,
        )


def readings_of(matches: Sequence[Match], typed: TypedPlace) -> list[Reading]:
    """Return the readings that leave the fewest words over, the likeliest first."""
    by_level: dict[Level, list[Match]] = {"province": [], "district": [], "commune": []}
    for match in matches:
        by_level[match.unit.level].append(match)
    needed = typed.needed()
    return best_of([_with_surroundings(match, by_level, needed) for match in matches])


def best_of(readings: Sequence[Reading]) -> list[Reading]:
    """Return each unit's best reading, of those that leave the fewest words over, the likeliest first."""
    fewest = min((reading.left_over.bit_count() for reading in readings), default=0)
    ranked = sorted((one for one in readings if one.left_over.bit_count() == fewest), key=Reading.rank)
    best: dict[int, Reading] = {}
    for reading in ranked:
        best.setdefault(reading.unit.number, reading)
    return list(best.values())


def _with_surroundings(match: Match, by_level: Mapping[Level, Sequence[Match]], needed: int) -> Reading:
    """Return the reading that adds what was typed of the district and the province around a unit."""
    if match.unit.level == "province" or not needed & ~match.words:
        return Reading(match.unit, needed & ~match.words, match.penalty)
    reading = _climb(match, by_level, needed, ("district", "province"))
    if not reading.left_over or match.unit.level == "district":
        return reading
    return min(reading, _climb(match, by_level, needed, ("province", "district")), key=Reading.rank)


def _climb(match: Match, by_level: Mapping[Level, Sequence[Match]], needed: int, order: Iterable[Level]) -> Reading:
    words, penalty = match.words, match.penalty
    for level in order:
        if not needed & ~words or _ORDER[level] >= _ORDER[match.unit.level]:
            continue
        around = [one for one in by_level[level] if not one.words & words and _is_around(one.unit, match.unit)]
        if around:
            costs = [one.penalty + (0 if _is_above(one.unit, match.unit) else _OTHER_TIME) for one in around]
            explained = [-(one.words & needed).bit_count() for one in around]
            best = min(range(len(around)), key=lambda place: (explained[place], costs[place]))
            words |= around[best].words
            penalty += costs[best]
    return Reading(match.unit, needed & ~words, penalty)


def _is_above(upper: Unit, unit: Unit) -> bool:
    """Return whether both stood in the same table, so that one really lay in the other."""
    return upper.is_today == unit.is_today and upper.until is None and unit.until is None


def _is_around(upper: Unit, unit: Unit) -> bool:
    """Return whether a unit lies in another: by the old table where both are of it, else by the land they share."""
    if unit.lies_in == upper.number:
        return True
    is_listed = upper.until is None and unit.until is None and not upper.is_today and not unit.is_today
    if is_listed and upper.level == "district":
        return False
    return not upper.land.isdisjoint(unit.land)
