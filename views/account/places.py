"""Where one is signed in: every device and public terminal, each with its end."""

from dataclasses import dataclass, replace

import flet as ft

from api_client.models import SignInPlace
from app.i18n import Formats, Translator
from app.identity.model import SignInProblem
from app.identity.places import SignInPlaces
from views.account.words import problem_words
from views.design import Body, Button, Card, Notice, Row, Screen, Skeleton, Small, Stack, Strong
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.told_apart import told_apart
from views.shared.unforeseen import released


@dataclass(frozen=True, slots=True)
class Places:
    """What the screen shows; ``places`` is None until they are known."""

    places: tuple[SignInPlace, ...] | None = None
    problem: SignInProblem | None = None
    is_ended: bool = False
    """Whether something was ended since the screen was opened."""
    busy: str = ""
    """What is being ended: an id, or ``all``."""


class PlacesModel(ft.Observable):
    """Looks where one is signed in, and ends it."""

    state: Places

    def __init__(self, places: SignInPlaces) -> None:
        super().__init__()
        self._places = places
        self.state = Places()

    async def load(self) -> None:
        """Ask the portal; what was known stays when it does not answer."""
        match await self._places.list():
            case SignInProblem() as problem:
                self.state = replace(self.state, problem=problem, busy="")
            case found:
                self.state = replace(self.state, places=found, problem=None, busy="")

    async def end(self, sign_in_id: str) -> None:
        """End one of the others."""
        await self._end(sign_in_id)

    async def end_others(self) -> None:
        """End all the others."""
        await self._end("all")

    async def _end(self, what: str) -> None:
        if self.state.busy:
            return
        self.state = replace(self.state, busy=what, is_ended=False)
        with released(self, busy=""):
            problem = await (self._places.end_others() if what == "all" else self._places.end(what))
            if problem is not None:
                self.state = replace(self.state, problem=problem, busy="")
                return
            self.state = replace(self.state, is_ended=True)
            await self.load()


@page
def PlacesPage() -> ft.View:
    """Every sign-in with its place and times; each but this one can be ended."""
    services, t, formats = use_services(), use_text(), use_formats()
    model, _ = use_value(use_once(lambda: PlacesModel(services.identity.places)))
    use_task(model.load)
    state = model.state
    body: list[ft.Control] = []
    if state.problem is not None:
        title, text = problem_words(state.problem, t)
        again = Button(t("Try again"), model.load, kind="secondary", key="again")
        body.append(Notice("error", title, text if state.places is None else "", again, announced=True, key="problem"))
    elif state.is_ended:
        body.append(Notice("done", t("Ended there"), t("Whoever has that device must sign in again."), announced=True))
    if state.places is not None:
        body.extend(_places(state.places, model, t=t, formats=formats))
    elif state.problem is None:
        body.append(Skeleton(label=t("Loading")))
    return Screen(t("Where you are signed in"), body, back="/account", header=t("Account"), active="account")


def _places(
    places: tuple[SignInPlace, ...], model: PlacesModel, *, t: Translator, formats: Formats
) -> list[ft.Control]:
    names = told_apart({place.id: _name(place, t, formats) for place in places})
    cards = [_card(place, names[place.id], model, t=t, formats=formats) for place in places]
    if sum(not place.is_this_one for place in places) > 1:
        button = Button(
            t("End all others"), model.end_others, kind="secondary", busy=model.state.busy == "all", key="end-others"
        )
        cards.append(Row([button], wrap=True))
    if len(places) > 1:
        cards.append(Small(t("You do not know one of them? End it; then somebody else cannot go on there as you.")))
    return cards


def _card(place: SignInPlace, name: str, model: PlacesModel, *, t: Translator, formats: Formats) -> ft.Control:
    parts: list[ft.Control] = [Strong(_where(place, t))]
    if place.terminal is not None:
        parts.append(Body(t.text(place.terminal.office)))
    moments = [t("Signed in: {at}", at=formats.date_time(place.signed_in_at))]
    if place.last_used_at is not None:
        moments.append(t("Last used: {at}", at=formats.date_time(place.last_used_at)))
    moments.append(t("Ends by itself: {at}", at=formats.date_time(place.ends_at)))
    parts.append(Stack([Small(words) for words in moments], spacing=0))
    if not place.is_this_one:
        end = Button(
            t("End: {name}", name=name), lambda: model.end(place.id), kind="secondary",
            busy=model.state.busy == place.id, key=f"end-{place.id}",
        )  # fmt: skip
        parts.append(Row([end], wrap=True))
    return Card(parts, key=place.id)


def _name(place: SignInPlace, t: Translator, formats: Formats) -> str:
    if place.terminal is not None:
        return place.terminal.id
    return f"{_where(place, t)}, {formats.date_time(place.signed_in_at)}"


def _where(place: SignInPlace, t: Translator) -> str:
    if place.is_this_one:
        return t("This device")
    match place.kind:
        case "terminal" if place.terminal is not None:
            return t("Public terminal {id} – {name}", id=place.terminal.id, name=place.terminal.name)
        case "app":
            return t("Một Cửa on another device")
        case "desk":
            return t("The officers' desk")
    return t("Another app")
