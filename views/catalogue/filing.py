"""Where to file: the office of one's own place, found by today's name or the old one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from app.i18n import Translator
from forms.places import Found, Place, Places
from forms.procedure import Filing, Procedure, Text
from views.catalogue.case import CaseModel
from views.catalogue.inert import inert
from views.catalogue.words import unverified_words
from views.design import Body, Card, ClickableCard, Color, Link, Row, SearchInput, Section, Small, Space, Stack, Strong
from views.shared.boundary import view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_value

MOST_SHOWN = 6
MOST_AMONG = 60
LONGEST = 80


@dataclass(frozen=True, slots=True)
class PlaceState:
    """What is typed, what it may be, what was chosen."""

    query: str = ""
    found: tuple[Found, ...] = ()
    among: tuple[Place, ...] = ()
    """An old unit that became many: one of these is to be chosen."""
    within: Place | None = None
    """The province whose commune is looked for next."""
    chosen: Place | None = None


class PlaceModel(ft.Observable):
    """Finds a place as one types; the map is read at the first letter, beside the screen.

    Args:
        places: Reads the map.
        level: Whose office is looked for: a province is no answer where a commune decides.
    """

    def __init__(self, places: Callable[[], Places], *, level: str) -> None:
        self.state = PlaceState()
        self._places = places
        self._level = level

    async def write(self, text: str) -> None:
        """Look for what was typed; an answer to older letters is dropped."""
        query = text[:LONGEST]
        self.state = replace(self.state, query=query, among=())
        found = await asyncio.to_thread(self._find, query) if query.strip() else ()
        if self.state.query == query:
            self.state = replace(self.state, found=found)

    def _find(self, query: str) -> tuple[Found, ...]:
        within = self.state.within
        return self._places().find(query, province=within.province if within else None, limit=MOST_SHOWN)

    def is_choice(self, found: Found) -> bool:
        """Return whether an old name leaves a choice that matters to the office."""
        return bool(found.among) and self._level == "commune"

    def open_choice(self, found: Found) -> None:
        """Show what an old unit became."""
        self.state = replace(self.state, among=found.among)

    def take(self, place: Place) -> bool:
        """Take a place of today and return True; a province leads on to its communes where one of them decides."""
        if self._level == "commune" and not place.commune:
            self.state = PlaceState(within=place, among=self._places().communes(place.province))
            return False
        self.state = PlaceState(chosen=place)
        return True

    def begin_anew(self) -> None:
        """Choose another place."""
        self.state = PlaceState()

    def name_of(self, place: Place, language: str) -> str:
        """Return the place with its province."""
        return self._places().name(place.province, place.commune, language)

    def office_place(self, place: Place, filing: Filing) -> Place:
        """Return the place whose office decides: the commune itself, or the province it lies in."""
        if filing.level == "commune":
            return place
        return self._places().find_place(place.province) or place


def office_words(filing: Filing, name: str, t: Translator) -> str:
    """Return the office's name with its place in it."""
    return t.text(filing.office).replace("{place}", name)


def whose_place(filing: Filing, t: Translator) -> str:
    """Return the question that finds the place."""
    questions = {
        "residence": t("Where do you live?"),
        "place_of_event": t("Where did it happen?"),
        "workplace": t("Where do you work?"),
        "seat": t("Where is the head office?"),
        "land": t("Where is the land or house?"),
        "anywhere": t("Any office of this kind will do. Which place suits you?"),
    }
    return questions.get(filing.of, t("Which place?"))


@view
def WhereToFile(procedure: Procedure, filing: Filing, model: CaseModel) -> ft.Control:
    """The office as the law names it, and the one of the person's own place."""
    services, t = use_services(), use_text()
    places, _ = use_value(use_once(lambda: PlaceModel(lambda: services.catalogue.places, level=filing.level)))
    usual: Text = procedure.agency or {}
    is_fixed = filing.of == "fixed" or filing.level == "ministry" or "{place}" not in t.text(filing.office)
    unnamed = office_words(filing, t("your commune") if filing.level == "commune" else t("your province"), t)
    lines: list[ft.Control] = [Body(inert(unnamed if is_fixed or not usual else t.text(usual), limit=300))]
    if filing.note:
        lines.append(Small(inert(t.text(filing.note), limit=600)))
    if not filing.verified:
        lines.append(Small(unverified_words(t)))
    own = [] if is_fixed else _own_office(filing, places, model, t)
    return Stack([Section(t("Where to file")), Card(lines), Stack(own, spacing=10)], spacing=10)


def _own_office(filing: Filing, places: PlaceModel, model: CaseModel, t: Translator) -> list[ft.Control]:
    state = places.state
    if state.chosen is not None:
        return [_chosen(state.chosen, filing, places, model, t)]
    within = state.within
    question = t("Which commune or ward of {province}?", province=within.full_name(t.language)) if within else ""
    field = SearchInput(
        question or whose_place(filing, t),
        state.query,
        places.write,
        placeholder=t("Name of the place, old or new"),
        revision=within,
        field_key="place",
    )
    # what varies is in a column of its own: a field among siblings that come and go loses its place in Flet's client
    return [Strong(question or whose_place(filing, t)), field, Stack(_candidates(filing, places, model, t), spacing=10)]


def _candidates(filing: Filing, places: PlaceModel, model: CaseModel, t: Translator) -> list[ft.Control]:
    state = places.state
    parts: list[ft.Control] = []
    if state.within is not None:
        parts.append(Row([Link(t("Choose another province"), places.begin_anew, key="other-province")], wrap=True))
    if state.among:
        if state.within is None:
            parts.append(Small(t("The old place is now {count} places. Which one?", count=len(state.among))))
        most = MOST_SHOWN if state.within else MOST_AMONG
        parts.extend(_place_card(place, "", filing, places, model, t) for place in state.among[:most])
        if len(state.among) > most:
            parts.append(Small(t("{count} more. Type some letters of the name.", count=len(state.among) - most)))
    elif state.found:
        parts.extend(_found_card(found, filing, places, model, t) for found in state.found)
    elif state.query.strip():
        nothing = Small(t("No place of this name. Try the commune or the province."))
        parts.append(ft.Semantics(live_region=True, container=True, content=Card([nothing])))
    return parts


def _found_card(found: Found, filing: Filing, places: PlaceModel, model: CaseModel, t: Translator) -> ft.Control:
    why = " · ".join(part for part in (found.why(t.language), found.within) if part)
    if found.is_part:
        why = " · ".join((why, t("depends on the street")))
    if places.is_choice(found):
        name = t("{name}: now {count} places", name=found.was, count=len(found.among))
        key = f"place-{found.place.province}-{found.was}"
        return ClickableCard([Strong(name), Small(why)], lambda: places.open_choice(found), key=key, spacing=0)
    return _place_card(found.place, why, filing, places, model, t)


def _place_card(
    place: Place, why: str, filing: Filing, places: PlaceModel, model: CaseModel, t: Translator
) -> ft.Control:
    def take() -> None:
        if places.take(place):
            decides = places.office_place(place, filing)
            model.file_at(office_words(filing, places.name_of(decides, t.language), t))

    words: list[ft.Control] = [Strong(places.name_of(place, t.language))]
    if why:
        words.append(Small(why))
    return ClickableCard(words, take, key=f"place-{place.province}-{place.commune}", spacing=0)


def _chosen(place: Place, filing: Filing, places: PlaceModel, model: CaseModel, t: Translator) -> ft.Control:
    decides = places.office_place(place, filing)
    office = office_words(filing, places.name_of(decides, t.language), t)

    def change() -> None:
        places.begin_anew()
        model.file_at("")

    again = Link(t("Choose another place"), change, key="other-place")
    sign = ft.Icon(ft.Icons.PLACE, size=24, color=Color.BRAND)
    said = ft.Column([Small(t("Your office")), Strong(office), Row([again], wrap=True)], spacing=0, expand=True)
    row = ft.Row([sign, said], spacing=Space.M, vertical_alignment=ft.CrossAxisAlignment.START)
    return ft.Semantics(live_region=True, container=True, content=Card([row], key="office"))
