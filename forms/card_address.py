"""The residence printed on an identity card as an address of today's map."""

from dataclasses import dataclass

from forms.folding import fold
from forms.place import Found, Place
from forms.places import Places

MAP_OF_TODAY = "2025-07-01"
"""Since then there are 34 provinces and no districts (domain facts A)."""
_KINDS = ("thanh pho", "thi xa", "thi tran", "dac khu", "tinh", "quan", "huyen", "phuong", "xa", "tp", "tx", "tt", "p")
_MANY = 60


@dataclass(frozen=True, slots=True)
class CardAddress:
    """Where the holder lives, as far as today's map tells; nothing is guessed.

    ``candidates`` are the communes that it may be where the old one was divided, or where the card names a district
    only: the person chooses.
    """

    province: str
    commune: str
    detail: str
    candidates: tuple[Place, ...] = ()


def address_today(text: str, places: Places, *, issued_on: str = "") -> CardAddress:
    """Return the address of today for what is printed on a card.

    Args:
        text: ``[house, street,] commune, district, province`` as before July 2025, or ``…, commune, province``.
        places: Today's map with the names of before.
        issued_on: ISO date of issue; on a card from before July 2025 a name is that of the time.
    """
    parts = [" ".join(part.split()) for part in text.split(",") if part.strip()]
    province = _province(parts[-1], places) if parts else ""
    if not province:
        return CardAddress("", "", ", ".join(parts))
    for size in (2, 3) if issued_on >= MAP_OF_TODAY else (3, 2):
        if len(parts) >= size and (communes := _communes(parts[-size:], province, places, issued_on=issued_on)):
            chosen = communes[0].commune if len(communes) == 1 else ""
            detail = ", ".join(parts[:-size])
            return CardAddress(province, chosen, detail, candidates=() if chosen else tuple(communes))
    return CardAddress(province, "", ", ".join(parts[:-1]))


def _province(name: str, places: Places) -> str:
    """Return the code of the province that a name of today or of before means."""
    found = [one for one in places.find(name, limit=8) if not one.place.commune and not one.among]
    exact = (one for one in found if _bare(one.was or one.place.name) == _bare(name) or one.is_other_name)
    return next((one.place.province for one in exact), "")


def _communes(tail: list[str], province: str, places: Places, *, issued_on: str) -> list[Place]:
    """Return every commune of today that the first name of ``tail``, lying in the others, can be."""
    found = [one for one in places.find(", ".join(tail), limit=_MANY) if one.place.province == province]
    named = [one for one in found if _bare(one.was or one.place.name) == _bare(tail[0])]
    if len(tail) == 2 and issued_on >= MAP_OF_TODAY:
        named = [one for one in named if not one.among and _bare(one.place.name) == _bare(tail[0])]
    elif len(tail) == 2 and issued_on:  # of two names the first was a district
        named = [one for one in named if one.was] or named
    return list(dict.fromkeys(place for one in named for place in _places_of(one)))


def _places_of(found: Found) -> tuple[Place, ...]:
    return found.among or ((found.place,) if found.place.commune else ())


def _bare(name: str) -> str:
    """Return a folded name without its kind: "phuong tan dinh" and "tan dinh" are one."""
    folded = fold(name)
    for kind in _KINDS:
        rest = folded.removeprefix(f"{kind} ")
        if rest != folded and rest and not rest.isdigit():
            return rest
    return folded
