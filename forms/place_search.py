"""What a person means who types a place: names of today and of before, in any order, abbreviated, half typed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.folding import fold
from forms.gazetteer import LEVELS, Gazetteer, Level, Unit
from forms.place import Found
from forms.spelling import agrees, near

_KIND_WORDS = {
    ("tinh",): "tỉnh",
    ("t",): "tỉnh",
    ("thanh", "pho"): "thành phố",
    ("tp",): "thành phố",
    ("quan",): "quận",
    ("q",): "quận",
    ("district",): "quận",
    ("huyen",): "huyện",
    ("h",): "huyện",
    ("thi", "xa"): "thị xã",
    ("tx",): "thị xã",
    ("phuong",): "phường",
    ("ward",): "phường",
    ("p",): "phường",
    ("f",): "phường",
    ("xa",): "xã",
    ("x",): "xã",
    ("thi", "tran"): "thị trấn",
    ("tt",): "thị trấn",
    ("dac", "khu"): "đặc khu",
}
_KIND_LEVELS: dict[str, tuple[Level, ...]] = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "quận": ("district",),
    "huyện": ("district",),
    "thị xã": ("district",),
    "phường": ("commune",),
    "xã": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune", "district"),
}
_AFTER = frozenset({"city", "province", "district", "ward", "commune", "town"})
"""English says the kind after the name."""
_MOST_WORDS = 12
_LONGEST_NAME = 6
_MOST_COMMUNES = 200
"""So many communes are looked at that begin as was typed; a further letter leaves fewer."""
_MOST_LETTERS = 200
_LONG_TEXT = 4
"""A text of so many words that explains itself is not taken for the beginning of another."""
_MOST_OPTIONS = 3
"""So many readings are looked at for each row: some lead to the same place."""

_WRONG_KIND, _WRONG_LEVEL, _BEGINNING, _OTHER_MARKS, _OLDER_STILL, _OTHER_TIME = 1.0, 2.0, 1.0, 1.5, 0.5, 0.25
_NO_MARKS = 0.1
"""What makes a match worse; a reading's penalty is the sum of its matches'."""
_ORDER: dict[Level, int] = {"province": 0, "district": 1, "commune": 2}


@dataclass(frozen=True, slots=True)
class _Typed:
    """The words of a text, folded and as they stand; ``is_open``: the last may still grow."""

    words: tuple[str, ...]
    raw: tuple[str, ...]
    is_open: bool

    def with_word(self, place: int, other: str) -> "_Typed":
        """Return the same with another word at a place, and nothing left open."""
        words = (*self.words[:place], other, *self.words[place + 1 :])
        return _Typed(words, (*self.raw[:place], other, *self.raw[place + 1 :]), is_open=False)

    def misspelling(self, first: int, end: int, name: str, *, is_open: bool = False) -> float:
        """Return what it costs that the marks of some words are not those of a name."""
        raw = self.raw[first:end]
        if not agrees(raw, name, is_open=is_open):
            return _OTHER_MARKS
        is_marked = any(not word.isascii() for word in self.raw)
        return _NO_MARKS if is_marked and not agrees(raw, name, is_open=is_open, is_strict=True) else 0


@dataclass(frozen=True, slots=True)
class _Match:
    """Words ``start`` to ``end`` name a unit; the higher ``penalty``, the worse they fit."""

    unit: Unit
    words: int
    """The places of the words as bits."""
    penalty: float


@dataclass(frozen=True, slots=True)
class _Reading:
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


@dataclass(slots=True)
class PlaceSearch:
    """Finds places of today by what a person types."""

    gazetteer: Gazetteer

    def find(self, text: str, *, province: str | None = None, limit: int = 8) -> tuple[Found, ...]:
        """Return where it is today, the likeliest first; see ``Places.find``."""
        typed = _read(text)
        finished = replace(typed, is_open=False)
        matches = self._all_matches(finished)
        readings = _readings(matches, finished)
        is_clear = bool(readings) and not readings[0].left_over and len(typed.words) >= _LONG_TEXT
        if typed.is_open and not is_clear:
            matches = self._all_matches(typed)
            readings = _readings(matches, typed)
        if not readings or readings[0].left_over:
            readings = self._mistyped(typed, matches, readings) or readings
        return self._answers(readings, province, limit)

    def _all_matches(self, typed: _Typed) -> list[_Match]:
        return [match for start in range(len(typed.words)) for match in self._matches(typed, start, start + 1)]

    def _matches(self, typed: _Typed, start: int, until: int) -> Iterator[_Match]:
        """Yield every unit that the words from ``start`` on name, up to ``until`` or more of them."""
        words = typed.words
        for kind, first in _kinds_at(words, start):
            for end in range(max(first + 1, until), min(len(words), first + _LONGEST_NAME) + 1):
                yield from self._named(typed, kind, start, first, end)

    def _named(self, typed: _Typed, kind: str, start: int, first: int, end: int) -> Iterator[_Match]:
        key = "".join(typed.words[first:end])
        if key.isdecimal():
            if not kind:
                return
            key = f"{fold(kind)}{int(key)}".replace(" ", "")
        reach = end + _is_kind_after(typed.words, end)
        bits = (1 << reach) - (1 << start)
        for number in self.gazetteer.named(key):
            unit = self.gazetteer.unit(number)
            marks = typed.misspelling(first, end, unit.name)
            older = 0 if fold(unit.name).replace(" ", "") == key else _OLDER_STILL
            yield _Match(unit, bits, _misfit(unit, kind) + marks + older)
        if typed.is_open and end == len(typed.words) and not key[-1].isdecimal():
            for number in self._beginning(key, kind):
                unit = self.gazetteer.unit(number)
                marks = typed.misspelling(first, end, unit.name, is_open=True)
                older = _OLDER_STILL if unit.until else 0
                yield _Match(unit, bits, _misfit(unit, kind) + marks + _BEGINNING + older)

    def _beginning(self, key: str, kind: str) -> Iterator[int]:
        """Yield units of the kind's level whose names begin so; without a kind, few letters mean the larger ones."""
        levels = _KIND_LEVELS.get(kind) or LEVELS[: len(key)]
        communes = 0
        for number in self.gazetteer.beginning(key):
            level = self.gazetteer.level(number)
            if level == "commune":
                communes += 1
            if level in levels and (level != "commune" or communes <= _MOST_COMMUNES):
                yield number

    def _mistyped(self, typed: _Typed, matches: Sequence[_Match], found: Sequence[_Reading]) -> list[_Reading]:
        """Return readings with one letter changed in one of the words left over, where fewer words are left then."""
        every = (1 << len(typed.words)) - 1
        least = found[0].left_over if found else every
        better: list[_Reading] = []
        for place, word in enumerate(typed.words):
            if not least & (1 << place):
                continue
            kept = [match for match in matches if not match.words & (1 << place)]
            for other in near(word, self.gazetteer.syllables):
                changed = typed.with_word(place, other)
                starts = range(max(place - _LONGEST_NAME, 0), place + 1)
                more = [match for start in starts for match in self._matches(changed, start, place + 1)]
                if more:
                    readings = _readings([*kept, *more], changed)
                    better += [one for one in readings if one.left_over.bit_count() < least.bit_count()]
        return _best(better)

    def _answers(self, readings: Sequence[_Reading], province: str | None, limit: int) -> tuple[Found, ...]:
        """Return at most ``limit`` rows: units that became several are spread out while there is room."""
        options: list[tuple[_Reading, tuple[int, ...]]] = []
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


def _read(text: str) -> _Typed:
    """Return the words of a text; "Q1" is two, "(cũ)" none, "TP.HCM" two."""
    short = unicodedata.normalize("NFC", text[:_MOST_LETTERS]).lower()
    short = re.sub(r"\(\s*cũ\s*\)|\bcũ\b|\bviệt nam\b|\bviet nam\b", " ", short)
    apart = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", short)
    raw = re.sub(r"[\W_]+", " ", apart).split()[:_MOST_WORDS]
    words = [(fold(word), word) for word in raw]
    kept = [(folded, word) for folded, word in words if folded and " " not in folded]
    is_open = bool(kept) and short[-1:].isalnum()
    return _Typed(tuple(folded for folded, _ in kept), tuple(word for _, word in kept), is_open)


def _kinds_at(words: Sequence[str], start: int) -> Iterator[tuple[str, int]]:
    """Yield the kinds that the words may say from ``start`` on, and where the name begins; first: none is said."""
    yield "", start
    for size in (1, 2):
        kind = _KIND_WORDS.get(tuple(words[start : start + size]))
        if kind:
            yield kind, start + size


def _is_kind_after(words: Sequence[str], place: int) -> bool:
    """Return whether a word says in English the kind of the name before it, and not of a number: "district 3"."""
    following = [*words[place : place + 2], "", ""]
    return following[0] in _AFTER and not following[1].isdecimal()


def _misfit(unit: Unit, kind: str) -> float:
    if not kind or kind == unit.kind:
        return 0
    return _WRONG_KIND if unit.level in _KIND_LEVELS[kind] else _WRONG_LEVEL


def _needed(typed: _Typed) -> int:
    """Return as bits which words must be explained: all but a kind at the end that waits for its name."""
    words = typed.words
    every = (1 << len(words)) - 1
    for size in (2, 1):
        if len(words) > size and tuple(words[-size:]) in _KIND_WORDS:
            return every & ~(((1 << size) - 1) << (len(words) - size))
    return every


def _readings(matches: Sequence[_Match], typed: _Typed) -> list[_Reading]:
    """Return the readings that leave the fewest words over, the likeliest first."""
    by_level: dict[Level, list[_Match]] = {"province": [], "district": [], "commune": []}
    for match in matches:
        by_level[match.unit.level].append(match)
    needed = _needed(typed)
    return _best([_with_surroundings(match, by_level, needed) for match in matches])


def _best(readings: Sequence[_Reading]) -> list[_Reading]:
    """Return each unit's best reading, of those that leave the fewest words over, the likeliest first."""
    fewest = min((reading.left_over.bit_count() for reading in readings), default=0)
    ranked = sorted((one for one in readings if one.left_over.bit_count() == fewest), key=_Reading.rank)
    best: dict[int, _Reading] = {}
    for reading in ranked:
        best.setdefault(reading.unit.number, reading)
    return list(best.values())


def _with_surroundings(match: _Match, by_level: Mapping[Level, Sequence[_Match]], needed: int) -> _Reading:
    """Return the reading that adds what was typed of the district and the province around a unit."""
    if match.unit.level == "province" or not needed & ~match.words:
        return _Reading(match.unit, needed & ~match.words, match.penalty)
    reading = _climb(match, by_level, needed, ("district", "province"))
    if not reading.left_over or match.unit.level == "district":
        return reading
    return min(reading, _climb(match, by_level, needed, ("province", "district")), key=_Reading.rank)


def _climb(match: _Match, by_level: Mapping[Level, Sequence[_Match]], needed: int, order: Iterable[Level]) -> _Reading:
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
    return _Reading(match.unit, needed & ~words, penalty)


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


def _spread(options: Sequence[Sequence[int]], limit: int) -> int:
    """Return how many places a unit may have become and still be spread out, so that all rows fit."""
    for most in sorted({len(option) for option in options}, reverse=True):
        if sum(len(option) if len(option) <= most else 1 for option in options) <= limit:
            return most
    return 1
