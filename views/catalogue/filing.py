"""Where to file: the office of one's own place, found by today's name or the old one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import flet as ft

from app.i18n import Translator, sorted_texts
from forms.offices import Office, where_to_file
from forms.places import Found, Place, Places
from forms.procedure import Filing, Procedure
from views.catalogue.case import OneCase
from views.catalogue.inert import inert
from views.catalogue.words import unverified_words
from views.design import (
    Body,
    Card,
    ClickableCard,
    Color,
    Link,
    Row,
    SearchInput,
    Section,
    Sign,
    Small,
    Space,
    Stack,
    Strong,
)
from views.shared.boundary import keyed, view
from views.shared.context import use_services, use_text
from views.shared.events import Intent
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
    """The province whose commune is looked for."""


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

    def look_within(self, province: Place, language: str) -> None:
        """Look for a commune of a province next, all of them in the order for a reader of this language."""
        communes = sorted_texts(
            self._places().communes(province.province), key=lambda place: place.name, language=language
        )
        self.state = PlaceState(within=province, among=tuple(communes))

    def begin_anew(self) -> None:
        """Look everywhere again."""
        self.state = PlaceState()

    def name_of(self, place: Place, language: str) -> str:
        """Return the place with its province."""
        return self._places().name(place.province, place.commune, language)


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
def WhereToFile(procedure: Procedure, filing: Filing, case: OneCase) -> ft.Control:
    """The office as the law names it, and the one of the person's own place."""
    t = use_text()
    office = where_to_file(procedure, None, places=None, language=t.language)
    if office is None:
        return Stack([])
    usual = t.text(procedure.agency) if procedure.agency and office.missing else ""
    lines: list[ft.Control] = [Body(inert(usual or office.name, limit=300))]
    if office.note:
        lines.append(Small(inert(office.note, limit=600)))
    if not office.verified:
        lines.append(Small(unverified_words(t)))
    own = [keyed("finder", OwnOffice, procedure, filing, case.model.file_at)] if office.missing else []
    return Stack([Section(t("Where to file")), Card(lines), *own], spacing=10)


@view
def OwnOffice(procedure: Procedure, filing: Filing, file_at: Callable[[str], None]) -> ft.Control:
    """The field that finds one's place, then the office there.

    Keys change only ``Candidates``: in Flet 1.0.5 a kept field that is drawn again beside siblings that come and go
    leaves the client with another tree than Python's, and from then on nothing of it is shown.
    """
    services, t = use_services(), use_text()
    places = use_once(lambda: PlaceModel(lambda: services.catalogue.places, level=filing.level))
    chosen, set_chosen = use_value(_nowhere())
    within, set_within = use_value(_nowhere())

    def office_of(place: Place) -> Office | None:
        return where_to_file(procedure, place, places=services.catalogue.places, language=t.language)

    def take(place: Place) -> None:
        office = office_of(place)
        if office is not None and office.missing:  # a province, where one of its communes decides
            places.look_within(place, t.language)
            set_within(place)
            return
        set_chosen(place)
        file_at(office.name if office else "")

    def begin_anew() -> None:
        places.begin_anew()
        set_chosen(None)
        set_within(None)
        file_at("")

    if chosen is not None and (office := office_of(chosen)) is not None:
        return _chosen(office, begin_anew, t)
    question = whose_place(filing, t)
    parts: list[ft.Control] = []
    if within is not None:
        question = t("Which commune or ward of {province}?", province=within.full_name(t.language))
        parts.append(Row([Link(t("Choose another province"), begin_anew, key="other-province")], wrap=True))
    field = keyed(f"place-of-{within.province if within else ''}", PlaceField, question, places.write)
    return Stack([Strong(question), *parts, field, keyed("candidates", Candidates, places, take)], spacing=10)


def _nowhere() -> Place | None:
    return None


@view
def PlaceField(question: str, write: Callable[[str], Awaitable[None]]) -> ft.Control:
    """The field, drawn once for each question."""
    t = use_text()
    return SearchInput(question, "", write, placeholder=t("Name of the place, old or new"), field_key="place")


@view
def Candidates(places: PlaceModel, take: Callable[[Place], None]) -> ft.Control:
    """What was typed may be one of these."""
    t = use_text()
    state = places.state
    parts: list[ft.Control] = []
    if state.among:
        if state.within is None:
            parts.append(Small(t("The old place is now {count} places. Which one?", count=len(state.among))))
        most = MOST_SHOWN if state.within else MOST_AMONG
        parts.extend(_place_card(place, "", places, take, t) for place in state.among[:most])
        if len(state.among) > most:
            parts.append(Small(t("{count} more. Type some letters of the name.", count=len(state.among) - most)))
    elif state.found:
        parts.extend(_found_card(found, places, take, t) for found in state.found)
    elif state.query.strip():
        nothing = Small(t("No place of this name. Try the commune or the province."))
        parts.append(ft.Semantics(live_region=True, container=True, content=Card([nothing])))
    column = Stack(parts, spacing=10)
    column.key = f"candidates-{state.query}-{len(state.found)}-{len(state.among)}"  # another column, not a mended one
    return ft.Container(content=column)


def _found_card(found: Found, places: PlaceModel, take: Callable[[Place], None], t: Translator) -> ft.Control:
    why = " · ".join(part for part in (found.why(t.language), found.within) if part)
    if found.is_part:
        why = " · ".join((why, t("depends on the street")))
    if places.is_choice(found):
        name = t("{name}: now {count} places", name=found.was, count=len(found.among))
        key = f"place-{found.place.province}-{found.was}"
        return ClickableCard([Strong(name), Small(why)], lambda: places.open_choice(found), key=key, spacing=0)
    return _place_card(found.place, why, places, take, t)


def _place_card(place: Place, why: str, places: PlaceModel, take: Callable[[Place], None], t: Translator) -> ft.Control:
    words: list[ft.Control] = [Strong(places.name_of(place, t.language))]
    if why:
        words.append(Small(why))
    return ClickableCard(words, lambda: take(place), key=f"place-{place.province}-{place.commune}", spacing=0)


def _chosen(office: Office, begin_anew: Intent, t: Translator) -> ft.Control:
    again = Link(t("Choose another place"), begin_anew, key="other-place")
    sign = Sign(ft.Icons.PLACE, size=24, color=Color.BRAND)
    said = ft.Column(
        [Small(t("Your office")), Strong(inert(office.name, limit=300)), Row([again], wrap=True)],
        spacing=0,
        expand=True,
    )
    row = ft.Row([sign, said], spacing=Space.M, vertical_alignment=ft.CrossAxisAlignment.START)
    return ft.Semantics(live_region=True, container=True, content=Card([row], key="office"))
