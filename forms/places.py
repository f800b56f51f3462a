"""Today's map: provinces and communes by code, and the search for them by names of today and of before."""

import json
import zlib
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from forms.place import Found, Place

if TYPE_CHECKING:
    from forms.place_search import PlaceSearch

__all__ = ["Found", "Place", "Places"]


class Places:
    """Every province and commune, read once from ``assets/places.json.gz``."""

    def __init__(
        self, provinces: tuple[Place, ...], communes: Mapping[str, tuple[Place, ...]], older_names: bytes = b""
    ) -> None:
        """Take the map; ``older_names``: the file's second member, unpacked at the first search."""
        self._provinces = provinces
        self._communes = communes
        self._older_names = older_names
        self._by_code = {(place.province, place.commune): place for place in provinces}
        self._by_code |= {(place.province, place.commune): place for all_of in communes.values() for place in all_of}

    @cached_property
    def _search(self) -> "PlaceSearch":
        """Return the search, imported and made when first asked: it takes ten times as long as reading the map."""
        from forms.gazetteer import Gazetteer
        from forms.place_search import PlaceSearch

        return PlaceSearch(Gazetteer(tuple(self._by_code.values()), self._older_names))

    @classmethod
    def decode(cls, data: bytes) -> "Places":
        """Return the places of a file, gzipped or not.

        Args:
            data: ``{"provinces": [[code, kind, name, [[code, kind, name], ...]], ...]}`` as JSON, in Vietnamese order;
                when gzipped, a second member with older names may follow (``portal/catalogue/content/map_file.py``).
        """
        rest = b""
        if data[:2] == b"\x1f\x8b":
            member = zlib.decompressobj(31)
            data, rest = member.decompress(data), member.unused_data
        provinces: list[Place] = []
        communes: dict[str, tuple[Place, ...]] = {}
        for code, kind, name, inside in json.loads(data)["provinces"]:
            provinces.append(Place(province=code, commune="", kind=kind, name=name))
            communes[code] = tuple(Place(code, item[0], item[1], item[2]) for item in inside)
        return cls(tuple(provinces), communes, rest)

    def provinces(self) -> tuple[Place, ...]:
        """Return the provinces in Vietnamese order."""
        return self._provinces

    def communes(self, province_code: str) -> tuple[Place, ...]:
        """Return the communes of a province in Vietnamese order; none for a code that does not exist."""
        return self._communes.get(province_code, ())

    def find_place(self, province: Any, commune: Any = None) -> Place | None:
        """Return the province, or the commune in it, by code; None for anything that is no such code."""
        codes = (province or "", commune or "")
        return self._by_code.get(codes) if all(isinstance(code, str) for code in codes) else None

    def has(self, value: Any) -> bool:
        """Return whether an answer's province exists and its commune, where given, lies in it."""
        if not isinstance(value, Mapping):
            return False
        province, commune = value.get("province"), value.get("commune")
        return self.find_place(province) is not None and (not commune or self.find_place(province, commune) is not None)

    def name(self, province: Any, commune: Any, language: str) -> str:
        """Return "phường Hoàn Kiếm, TP Hà Nội"; a code that is not on the map stands as itself."""
        parts = []
        if commune:
            place = self.find_place(province, commune)
            parts.append(place.full_name(language) if place else str(commune))
        if province:
            place = self.find_place(province)
            parts.append(place.full_name(language) if place else str(province))
        return ", ".join(parts)

    def find(self, text: str, *, province: str | None = None, limit: int = 8) -> tuple[Found, ...]:
        """Return the places of today that were meant, the likeliest first, each with why.

        Names of today and of before ("Quận 1", "Hà Tây"), alone or with what they lay in, in any order, with or
        without marks, kinds and their abbreviations ("P.", "TX."), half typed, with one letter mistyped.

        An old district that became several communes is one row for each, or, where they do not all fit, one row with
        the communes in ``among``.

        Args:
            text: As typed.
            province: Only communes of this province.
            limit: How many rows at most.
        """
        return self._search.find(text, province=province, limit=limit)
