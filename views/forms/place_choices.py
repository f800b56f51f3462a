"""Provinces and communes to choose, and those that were meant by an older name: "Quận 1", "Hà Tây"."""

from collections.abc import Callable, Sequence

from app.i18n import sorted_texts
from forms.places import Found, Place, Places
from views.design import Choice

_FEWEST_LETTERS = 2
_MOST = 12


def province_choices(places: Places, language: str) -> tuple[Choice, ...]:
    """Return every province, in the reader's order."""
    return tuple(Choice(place.province, _name(place, language)) for place in _in_order(places.provinces(), language))


def commune_choices(places: Places, province: str, language: str) -> tuple[Choice, ...]:
    """Return every commune of a province, in the reader's order."""
    communes = _in_order(places.communes(province), language)
    return tuple(Choice(place.commune, _name(place, language)) for place in communes)


def provinces_meant(places: Places, language: str) -> Callable[[str], Sequence[Choice]]:
    """Return a function from what is typed to the provinces it lies in today, with why: "Tỉnh Thái Bình (cũ)"."""

    def find(text: str) -> Sequence[Choice]:
        found: dict[str, Choice] = {}
        for row in _rows(places, text):
            province = places.find_place(row.place.province)
            if province:
                why = row.why(language) or (_name(row.place, language) if row.place.commune else "")
                found.setdefault(province.province, Choice(province.province, _name(province, language), why))
        return tuple(found.values())

    return find


def communes_meant(places: Places, province: str, language: str) -> Callable[[str], Sequence[Choice]]:
    """Return a function from what is typed to the communes of a province that took it over, with why."""

    def find(text: str) -> Sequence[Choice]:
        found: dict[str, Choice] = {}
        for row in _rows(places, text, province=province):
            for place in row.among or (row.place,):
                found.setdefault(place.commune, Choice(place.commune, _name(place, language), row.why(language)))
        return tuple(found.values())

    return find


def _rows(places: Places, text: str, *, province: str | None = None) -> tuple[Found, ...]:
    if len(text.strip()) < _FEWEST_LETTERS:
        return ()
    return places.find(text, province=province, limit=_MOST)


def _in_order(places: Sequence[Place], language: str) -> Sequence[Place]:
    return places if language == "vi" else sorted_texts(places, key=lambda place: place.name, language=language)


def _name(place: Place, language: str) -> str:
    name = place.full_name(language)
    return name[:1].upper() + name[1:]
