"""Today's map: provinces and communes by code, and the search for them."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.folding import collation_key, fold

_KINDS_EN = {"phường": "ward", "xã": "commune", "đặc khu": "special zone"}


@dataclass(frozen=True, slots=True)
class Place:
    """A province (``commune`` empty) or a commune of it; ``kind`` is thành phố, tỉnh, phường, xã or đặc khu."""

    province: str
    commune: str
    kind: str
    name: str

    def full_name(self, language: str) -> str:
        """Return the name with its kind: "phường Hoàn Kiếm", "Hoàn Kiếm ward", "TP Hà Nội"."""
        if not self.commune:
            prefix = {"thành phố": {"vi": "TP ", "en": ""}, "tỉnh": {"vi": "tỉnh ", "en": ""}}[self.kind]
            suffix = {"thành phố": " City", "tỉnh": " Province"}[self.kind] if language == "en" else ""
            return f"{prefix.get(language, '')}{self.name}{suffix}"
        return f"{self.name} {_KINDS_EN[self.kind]}" if language == "en" else f"{self.kind} {self.name}"


class Places:
    """Every province and commune, read once from ``assets/places.json.gz``."""

    def __init__(self, provinces: tuple[Place, ...], communes: Mapping[str, tuple[Place, ...]]) -> None:
        self._provinces = provinces
        self._communes = communes
        self._by_code = {(place.province, place.commune): place for place in provinces}
        self._by_code |= {(place.province, place.commune): place for all_of in communes.values() for place in all_of}

    @cached_property
    def _folded(self) -> list[tuple[str, Place]]:
        """Return every place with its folded name, made when first searched."""
        return [(fold(place.name), place) for place in self._by_code.values()]

    @classmethod
    def decode(cls, data: bytes) -> "Places":
        """Return the places of a file, gzipped or not.

        Args:
            data: ``{"provinces": [[code, kind, name, [[code, kind, name], ...]], ...]}`` as JSON, in Vietnamese order.
        """
        plain = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        provinces: list[Place] = []
        communes: dict[str, tuple[Place, ...]] = {}
        for code, kind, name, inside in json.loads(plain)["provinces"]:
            provinces.append(Place(province=code, commune="", kind=kind, name=name))
            communes[code] = tuple(Place(code, item[0], item[1], item[2]) for item in inside)
        return cls(tuple(provinces), communes)

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

    def find(self, text: str, *, province: str | None = None, limit: int = 20) -> tuple[Place, ...]:
        """Return the places whose name begins with, else contains, what was typed, with or without marks.

        Args:
            text: As typed.
            province: Only communes of this province.
            limit: How many at most.
        """
        wanted = fold(text)
        scored = [
            (0 if folded == wanted else 1 if folded.startswith(wanted) else 2, collation_key(place.name), place)
            for folded, place in self._folded
            if wanted in folded and (province is None or (place.province == province and place.commune))
        ]
        return tuple(place for _rank, _key, place in sorted(scored, key=lambda entry: entry[:2])[:limit])
