"""Where to file: the office of a procedure for one's own place."""

from dataclasses import dataclass
from typing import Literal

from forms.place import Place
from forms.places import Places
from forms.procedure import Filing, Procedure, pick

Level = Literal["commune", "province", "ministry"]

_UNNAMED = {
    ("commune", "vi"): "xã, phường",
    ("commune", "en"): "the commune or ward",
    ("province", "vi"): "tỉnh, thành phố",
    ("province", "en"): "the province or city",
}


@dataclass(frozen=True, slots=True)
class Office:
    """An office to file at."""

    name: str
    """With its place: "UBND phường Hoàn Kiếm, TP Hà Nội"; without one as long as ``missing`` says so."""
    place: Place | None
    """Whose office it is: the commune, or the province it lies in; None for an office of the whole country."""
    level: Level
    note: str
    verified: bool
    missing: Literal["", "province", "commune"] = ""
    """What must still be known of the place to name the office."""
    is_any: bool = False
    """Every office of this kind takes it, this is the one of the place asked about."""


def where_to_file(procedure: Procedure, place: Place | None, *, places: Places | None, language: str) -> Office | None:
    """Return the office that takes a procedure's dossiers for a place; None where the catalogue names none.

    A procedure without ``filing`` (imported from the national database) names only its agency: that is given with the
    place, unverified.

    Args:
        procedure: Its ``filing`` says which office, and whose place decides (``filing.of``).
        place: A commune, or a province where that is all one knows; None when nothing is known yet.
        places: The map, for the province around a commune; None does as long as no place is known.
        language: ``vi`` or ``en``.
    """
    filing = procedure.filing or _presumed(procedure)
    if filing is None:
        return None
    decides = _deciding(filing, place, places)
    missing = _missing(filing, decides)
    name = pick(filing.office, language)
    if decides and places and not missing:
        shown = places.name(decides.province, decides.commune, language)
    else:
        shown = _UNNAMED.get((filing.level, language), "")
    return Office(
        name=" ".join(name.replace("{place}", shown).split()),
        place=decides if not missing else None,
        level=filing.level,
        note=pick(filing.note, language) if filing.note else "",
        verified=filing.verified,
        missing=missing,
        is_any=filing.of == "anywhere",
    )


def _presumed(procedure: Procedure) -> Filing | None:
    """Return what the agency of a procedure says, where nothing was written of filing."""
    if not procedure.agency:
        return None
    level: Level = "ministry"
    if "commune" in procedure.level:
        level = "commune"
    elif "province" in procedure.level:
        level = "province"
    return Filing(level=level, of="fixed" if level == "ministry" else "residence", office=procedure.agency)


def _deciding(filing: Filing, place: Place | None, places: Places | None) -> Place | None:
    """Return the place of the office's own level, or what is known of it."""
    if place is None or places is None or filing.of == "fixed" or filing.level == "ministry":
        return None
    return places.find_place(place.province) if filing.level == "province" else place


def _missing(filing: Filing, decides: Place | None) -> Literal["", "province", "commune"]:
    if filing.of == "fixed" or filing.level == "ministry" or "{place}" not in "".join(filing.office.values()):
        return ""
    if filing.level == "commune":
        return "" if decides and decides.commune else "commune"
    return "" if decides else "province"
