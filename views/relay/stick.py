"""A sealed draft onto a USB stick, where the office allows it: the way that needs no network."""

import asyncio
from dataclasses import dataclass
from functools import partial

import flet as ft

from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.transfer import EXTENSION, ByPassphrase, export_draft
from app.i18n import Translator
from app.i18n.formats import VIETNAM
from app.kiosk.sticks import Stick, StickProblem
from app.relay.model import OfferProblem
from app.vault.errors import VaultError
from views.design import Body, Button, Card, Notice, Row, Space, Stack, Strong
from views.forms.parts import named_part
from views.relay.codes import CodeLetters
from views.relay.words import offer_words
from views.shared.boundary import view
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_task, use_value
from views.shared.scrolling import Scroller
from views.shared.services import Services
from views.shared.unforeseen import released

_SAVED = "saved-on-stick"


@dataclass(frozen=True, slots=True)
class StickState:
    """Which sticks are there, and what became of the file."""

    sticks: tuple[Stick, ...] | None = None
    is_busy: bool = False
    problem: StickProblem | OfferProblem | None = None
    saved_as: str = ""
    code: str = ""


class StickModel(ft.Observable):
    """Seals a draft for a code and keeps it on a stick; the draft stays where it is."""

    state: StickState

    def __init__(self, draft_id: str, services: Services) -> None:
        super().__init__()
        assert services.sticks is not None
        self._draft_id = draft_id
        self._services = services
        self._sticks = services.sticks
        self.state = StickState()

    async def look(self) -> None:
        """Find the sticks that are there now."""
        self.state = StickState(await asyncio.to_thread(self._sticks.find))

    async def save(self, stick: Stick) -> None:
        """Write the sealed file."""
        self.state = StickState(self.state.sticks, is_busy=True)
        with released(self, is_busy=False):
            await self._save(stick)

    async def _save(self, stick: Stick) -> None:
        sticks = self.state.sticks
        services, code = self._services, self._services.relay.new_code()
        try:
            sealed = ByPassphrase(code)
            draft = services.drafts.find(self._draft_id)
            data = await export_draft(
                services.drafts,
                services.safe.vault,
                self._draft_id,
                sealed=sealed,
                waiting=draft is not None and draft.is_locked,
            )
        except (DraftNotFoundError, DraftLockedError):
            self.state = StickState(sticks, problem=OfferProblem.GONE)
            return
        except (VaultError, KeyError):
            self.state = StickState(sticks, problem=OfferProblem.UNREADABLE)
            return
        name = f"ban-nhap-{services.clock().astimezone(VIETNAM):%Y%m%d-%H%M%S}.{EXTENSION}"
        problem = await asyncio.to_thread(self._sticks.save, stick, name, data)
        self.state = StickState(sticks, problem=problem) if problem else StickState(saved_as=name, code=code)


@view
def StickWay(draft_id: str, scroller: Scroller) -> ft.Control:
    """The card with this way; the code comes into sight by itself, for without it the file is of no use."""
    services, t = use_services(), use_text()
    model, _ = use_value(use_once(lambda: StickModel(draft_id, services)))
    state = model.state

    async def show_code() -> None:
        if state.code:
            await scroller.to_part(_SAVED)

    use_task(show_code, state.code)
    parts: list[ft.Control] = [
        Strong(t("On a USB stick")),
        Body(t("A sealed file that opens with a code, in the app or at a terminal. No network is needed.")),
    ]
    if state.saved_as:
        return Card([*parts, named_part(_SAVED, Stack(_saved(state, t)))], spacing=Space.M)
    if state.problem is not None:
        words = (
            stick_words(state.problem, t) if isinstance(state.problem, StickProblem) else offer_words(state.problem, t)
        )
        parts.append(Notice("error", t("Nothing was kept on the stick"), words, announced=True))
    if state.sticks == ():
        parts.append(
            Notice("info", "", t("There is no stick. Put it in, wait a moment, then look again."), announced=True)
        )
    saves = [
        Button(
            t("Save on: {stick}", stick=stick.name),
            partial(model.save, stick),
            kind="secondary",
            busy=state.is_busy,
            key=f"save-on-{number}",
        )
        for number, stick in enumerate(state.sticks or ())
    ]
    look = Button(t("Look for a stick"), model.look, kind="secondary", busy=state.is_busy, key="look-for-stick")
    return Card([*parts, Row([*saves, look], wrap=True)], spacing=Space.M)


def _saved(state: StickState, t: Translator) -> list[ft.Control]:
    words = t("Write this code down: without it nobody opens the file, not even the staff. Then take the stick out.")
    return [
        Notice("done", t("On the stick: {name}", name=state.saved_as), words, announced=True),
        CodeLetters(state.code, t),
    ]


def stick_words(problem: StickProblem, t: Translator) -> str:
    """Return why a stick could not be used and what to do."""
    return {
        StickProblem.FULL: t("The stick is full. Make room on it elsewhere, or take another."),
        StickProblem.READ_ONLY: t("The stick cannot be written. Open its lock, or take another."),
        StickProblem.PULLED_OUT: t("The stick is gone. Put it in again and leave it in until this is done."),
        StickProblem.TOO_LARGE: t("The file is too large."),
        StickProblem.UNREADABLE: t("The stick could not be read or written whole. Take another."),
    }[problem]
