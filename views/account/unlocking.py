"""The first screen where drafts are locked: it asks for the passphrase, or says that the phone's key is not there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import flet as ft

from app.i18n import Formats, Translator
from app.safe import Safe
from app.startup import StartError
from views.design import Body, Button, Color, Notice, Small, Space, TextInput, Title
from views.design.places import LanguageButton
from views.design.unforeseen import UnforeseenNotice
from views.shared.boundary import keyed, page
from views.shared.context import SURROUNDINGS, Surroundings, use_surroundings
from views.shared.hooks import use_kept, use_once, use_task, use_value
from views.shared.preferences import Preferences
from views.shared.services import Services
from views.shared.unforeseen import released

Enter = Callable[[], Awaitable[Callable[[], object]]]
"""Waits until the app is built, and returns what draws it."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The passphrase is asked for; ``tries`` counts the wrong ones. On a phone its own keystore is asked again."""

    tries: int = 0
    is_busy: bool = False
    trouble: StartError | None = None
    """What is in the way although passphrase or key may be right."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The app stands in place of the question."""

    draw: Callable[[], object]


class UnlockModel(ft.Observable):
    """Opens the safe with what the person types."""

    state: Locked

    def __init__(self, safe: Safe, enter: Callable[[], Awaitable[None]], *, trouble: StartError | None = None) -> None:
        self._safe = safe
        self._enter = enter
        self._typed = ""
        self.is_by_device = safe.kind == "device"
        self.state = Locked(trouble=trouble)

    def write(self, text: str) -> None:
        """Take what is typed; nothing on the screen changes."""
        self._typed = text

    async def unlock(self) -> None:
        """Open the safe, or say that this is not its passphrase."""
        if self.state.is_busy:
            return
        tries = self.state.tries
        self.state = replace(self.state, is_busy=True, trouble=None)
        with released(self, is_busy=False):
            outcome = None if self._safe.opened.is_set() else await self._open()
            if outcome is None:
                await self._enter()
            elif outcome == "wrong":
                self.state = Locked(tries=tries + 1)
            else:
                self.state = Locked(tries=tries, trouble=outcome)

    async def _open(self) -> Literal["wrong"] | StartError | None:
        return await (self._safe.open_by_device() if self.is_by_device else self._safe.unlock(self._typed))


@ft.component
def AskedPassphrase(safe: Safe, preferences: Preferences, enter: Enter, trouble: StartError | None = None) -> object:
    """The question for one tab or window, and after it the app.

    Args:
        safe: What is to be opened.
        preferences: The language until those of the person can be read.
        enter: Called once the safe is open.
        trouble: Why the phone's own key did not open it.
    """
    nobody: Entered | None = None
    entered, set_entered = use_value(nobody)

    async def go_in() -> None:
        set_entered(Entered(await enter()))

    model = use_once(lambda: UnlockModel(safe, go_in, trouble=trouble))
    language = preferences.state.language
    text = use_kept(lambda: Translator(language), language)
    if entered is not None:
        return entered.draw()
    nothing: dict[str, Any] = {one.name: None for one in fields(Services)}
    services = Services(**{**nothing, "preferences": preferences})  # nothing else can be read yet
    surroundings = Surroundings(services, text, Formats(language, t=text))
    return SURROUNDINGS(surroundings, lambda: [PassphraseQuestion(model)])


@page
def PassphraseQuestion(asked: UnlockModel) -> ft.View:
    """One field and one button, the same on a phone and a desktop."""
    model, _ = use_value(asked)
    state = model.state
    surroundings = use_surroundings()
    t = surroundings.text
    flet_page = ft.context.page

    async def name_the_tab() -> None:
        flet_page.title = f"{t('Unlock your drafts')} · Một Cửa"
        flet_page.update()

    use_task(name_the_tab, t.language)
    wrong = t("This is not the passphrase. Nothing was deleted. Try again.") if state.tries else ""
    trouble = state.trouble.in_language(t.language) if state.trouble is not None else ""
    parts: list[ft.Control] = [
        ft.Row([LanguageButton(surroundings, pill=True)], alignment=ft.MainAxisAlignment.END),
        ft.Icon(ft.Icons.LOCK_OUTLINE, size=40, color=Color.BRAND),
        Title(t("Unlock your drafts")),
        Body(
            t("What you filled in on this device is protected by a key that the device keeps.")
            if model.is_by_device
            else t("What you filled in on this device is protected by a passphrase.")
        ),
        *([Notice("error", "", trouble, announced=True)] if trouble else []),
        *([] if model.is_by_device else [_passphrase(model, t, wrong=wrong)]),
        Button(
            t("Try again") if model.is_by_device else t("Unlock"),
            model.unlock,
            busy=state.is_busy,
            full=True,
            key="unlock",
        ),
        keyed("told", UnforeseenNotice),
        Small(t("Nobody can open them without it. What you have submitted is with the office in any case.")),
    ]
    column = ft.Column(parts, spacing=Space.L, width=420, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.View(
        route=ft.context.page.route,
        bgcolor=Color.PAPER,
        padding=Space.XL,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[column],
    )


def _passphrase(model: UnlockModel, t: Translator, *, wrong: str) -> ft.Control:
    return TextInput(
        t("Passphrase"),
        "",
        model.write,
        error=wrong,
        on_submit=model.unlock,
        password=True,
        autofocus=True,
        focus=model.state.tries,
        field_key="passphrase",
    )
