"""A place of today's map, and how it was found by a name."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Found:
    """A place of today that was asked for by its own name, or by an older one."""

    place: Place
    """Where it is today; when there is a choice in ``among``, the province of all of them."""
    was: str = ""
    """The older unit's name with its kind ("quận Ba Đình", "Quận 1"), empty when found by the name of today."""
    within: str = ""
    """What the older unit lay in: "quận Ba Đình, Hà Nội"."""
    is_other_name: bool = False
    """``was`` is another name for the same unit ("TPHCM") and no former one."""
    is_part: bool = False
    """The older unit was divided: which of the places it is depends on the street."""
    among: tuple[Place, ...] = ()
    """An older unit that became many: one of these is to be chosen."""

    def why(self, language: str) -> str:
        """Return why this place was found: "Quận 1 (cũ)", "formerly Quận 1", or nothing."""
        if not self.was or self.is_other_name:
            return self.was
        name = self.was[:1].upper() + self.was[1:]
        return f"formerly {name}" if language == "en" else f"{name} (cũ)"
