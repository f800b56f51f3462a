"""Every name a place has or had, by what a person types of it: letters without marks, without spaces."""

import json
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from forms.folding import fold
from forms.place import Place

Level = Literal["province", "district", "commune"]
LEVELS: tuple[Level, ...] = ("province", "district", "commune")
KINDS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "phường", "xã", "thị trấn", "đặc khu")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of today's map or of an older one."""

    number: int
    level: Level
    kind: str
    name: str
    today: Sequence[int]
    """Where to go for it today, as numbers of the gazetteer's ``places``: provinces for a province, communes for a
    commune, the one with most of its land first; empty for a district, whose ``land`` it is."""
    land: Set[int]
    """The communes of today in which its land lies."""
    lies_in: int | None
    """Number of the unit it lay in; None for a province and where the table does not say."""
    is_today: bool
    until: int | None = None
    """Last year of a unit abolished before 2025; 0: another name of a unit that exists."""

    def full_name(self) -> str:
        """Return "quận Ba Đình", "Quận 1"."""
        has_kind = self.name.lower().startswith(self.kind)
        return self.name if has_kind or self.until == 0 else f"{self.kind} {self.name}"


class Gazetteer:
    """Units by key (``key_of``): exact, by beginning, and the syllables that occur in names."""

    def __init__(self, places: Sequence[Place], packed: bytes) -> None:
        """Take today's places in the order of the map file, and its second member, still packed.

        Args:
            places: All provinces, then all communes.
            packed: A gzip member: columns ``levels``, ``kinds``, ``names``, ``today``, ``also``, ``until``; empty for
                a map without older names.
        """
        self.places = places
        self._province_numbers = {place.province: number for number, place in enumerate(places) if not place.commune}
        columns: dict[str, Any] = json.loads(zlib.decompress(packed, 31)) if packed else {}
        self._old_names: list[str] = columns["names"].split("\n") if columns else []
        self._levels: str = columns.get("levels", "")
        self._kinds: str = columns.get("kinds", "")
        self._today: list[list[int]] = columns.get("today", [])
        self._until: dict[str, int] = columns.get("until", {})
        self._also: dict[str, str] = columns.get("also", {})
        self._within = self._parents()
        self._land_of = self._land()
        self._by_key = self._keys()

    def _parents(self) -> list[int | None]:
        """Return the unit that each old one lay in: the last above it in the table."""
        first = len(self.places)
        listed = first + len(self._levels) - len(self._until)
        province = district = 0
        found: list[int | None] = []
        for number, level in enumerate(self._levels, first):
            if level == "0":
                province = number
                found.append(None)
            elif level == "1":
                district = number
                found.append(province)
            else:
                found.append(district)
        return [within if number < listed else None for number, within in enumerate(found, first)]

    def _land(self) -> dict[int, set[int]]:
        """Return the communes of today in which the land of each province and each old district lies."""
        first = len(self.places)
        found: dict[int, set[int]] = {number: set() for number in self._province_numbers.values()}
        for number in range(len(found), first):
            found[self.province_of(number)].add(number)
        province: set[int] = set()
        district: set[int] = set()
        for number, (level, today) in enumerate(zip(self._levels, self._today, strict=True), first):
            if level == "0":
                is_former = str(number - first) in self._until
                province = set().union(*(found[place] for place in today)) if is_former else set()
                found[number] = province
            elif level == "1":
                district = found[number] = set(today)
                province.update(today)
            else:
                district.update(today)
                province.update(today)
        return found

    def _keys(self) -> dict[str, list[int]]:
        """Return the numbers of the units of each key, today's first."""
        names = [place.name for place in self.places] + self._old_names
        folded = {word: fold(word) for word in set(" ".join(names).split())}
        self.syllables = frozenset(syllable for words in folded.values() for syllable in words.split())
        joined = {word: words.replace(" ", "") for word, words in folded.items()}
        found: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            key = "".join([joined[word] for word in name.split()])
            if key in found:
                found[key].append(number)
            else:
                found[key] = [number]
        for place, others in self._also.items():
            for key in others.split():
                found.setdefault(key, []).append(len(self.places) + int(place))
        return found

    @cached_property
    def _sorted_keys(self) -> list[str]:
        return sorted(self._by_key)

    def named(self, key: str) -> Sequence[int]:
        """Return the units of exactly this name, or of none."""
        return self._by_key.get(key, ())

    def beginning(self, key: str) -> Iterator[int]:
        """Yield units whose name begins so and goes on, in the order of their keys."""
        keys = self._sorted_keys
        place = bisect_left(keys, key)
        while place < len(keys) and keys[place].startswith(key):
            if keys[place] != key:
                yield from self._by_key[keys[place]]
            place += 1

    @property
    def count(self) -> int:
        """How many units there are, today's first."""
        return len(self.places) + len(self._old_names)

    def level(self, number: int) -> Level:
        """Return whether a unit is a province, a district or a commune."""
        first = len(self.places)
        if number >= first:
            return LEVELS[int(self._levels[number - first])]
        return "commune" if self.places[number].commune else "province"

    def unit(self, number: int) -> Unit:
        """Return a unit by its number."""
        place_of = number - len(self.places)
        level = self.level(number)
        if place_of < 0:
            place = self.places[number]
            within = self._province_numbers[place.province] if place.commune else None
            land = frozenset((number,)) if place.commune else self._land_of[number]
            return Unit(number, level, place.kind, place.name, (number,), land, within, is_today=True)
        today = self._today[place_of]
        return Unit(
            number,
            level,
            KINDS[int(self._kinds[place_of])],
            self._old_names[place_of],
            () if level == "district" else today,
            frozenset(today) if level == "commune" else self._land_of[number],
            self._within[place_of],
            is_today=False,
            until=self._until.get(str(place_of)),
        )

    def province_of(self, number: int) -> int:
        """Return the province of today that a place of today is, or lies in."""
        return self._province_numbers[self.places[number].province]
