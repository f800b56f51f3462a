"""The passphrase of this device's drafts: set, changed or given up, and what each means."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import flet as ft

from app.i18n import Translator
from app.safe import SHORTEST_PASSPHRASE, Safe
from app.startup import StartError
from views.account.set_aside import SetAside
from views.design import Body, Button, Card, Notice, Row, Screen, Section, Stack, TextInput
from views.shared.boundary import page
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_value
from views.shared.navigation import go, to
from views.shared.unforeseen import released

Problem = Literal["short", "different", "wrong"]
Outcome = Literal["wrong"] | StartError | None


@dataclass(frozen=True, slots=True)
class Choosing:
    """What is wrong with what was typed, or why it could not be kept."""

    problem: Problem | None = None
    trouble: StartError | None = None
    is_busy: bool = False
    refusals: int = 0


class PassphraseModel(ft.Observable):
    """Takes the passphrase in force, and the new one twice; seals the key with it."""

    state: Choosing

    def __init__(self, safe: Safe) -> None:
        self._safe = safe
        self._current = self._first = self._second = ""
        self.state = Choosing()

    def write_current(self, text: str) -> None:
        """Take the passphrase in force as it is typed."""
        self._current = text

    def write(self, text: str) -> None:
        """Take the new passphrase as it is typed."""
        self._first = text

    def repeat(self, text: str) -> None:
        """Take it a second time."""
        self._second = text

    async def protect(self) -> str | None:
        """Seal the key and return where to go then; None when something is to be mended."""
        return await self._with_new(lambda: self._safe.protect(self._first))

    async def change(self) -> str | None:
        """Seal the key by another passphrase; see ``protect``."""
        return await self._with_new(lambda: self._safe.change(self._current, self._first))

    async def give_up(self) -> str | None:
        """Ask for no passphrase any more; see ``protect``."""
        return await self._try(lambda: self._safe.unprotect(self._current))

    async def _with_new(self, seal: Callable[[], Awaitable[Outcome]]) -> str | None:
        refusals = self.state.refusals + 1
        if len(self._first) < SHORTEST_PASSPHRASE:
            self.state = Choosing("short", refusals=refusals)
        elif self._first != self._second:
            self.state = Choosing("different", refusals=refusals)
        else:
            return await self._try(seal)
        return None

    async def _try(self, seal: Callable[[], Awaitable[Outcome]]) -> str | None:
        if self.state.is_busy:
            return None
        refusals = self.state.refusals + 1
        self.state = Choosing(is_busy=True, refusals=refusals)
        with released(self, is_busy=False):
            outcome = await seal()
        if outcome is None:
            self.state = Choosing()
            return "/account"
        if isinstance(outcome, StartError):
            self.state = Choosing(trouble=outcome, refusals=refusals)
        else:
            self.state = Choosing("wrong", refusals=refusals)
        return None


@page
def PassphrasePage() -> ft.View:
    """The fields, and plainly what is lost with a forgotten passphrase."""
    services, t = use_services(), use_text()
    model, _ = use_value(use_once(lambda: PassphraseModel(services.safe)))
    kind, _ = use_value(use_once(lambda: services.safe.kind))  # what is shown stays so until one goes from here
    state = model.state

    async def carry_out(intent: Callable[[], Awaitable[str | None]]) -> None:
        route = await intent()
        if route is not None:
            go(route)

    async def seal() -> None:
        await carry_out(model.protect if kind == "key_file" else model.change)

    async def give_up() -> None:
        await carry_out(model.give_up)

    if kind not in ("key_file", "passphrase"):
        return Screen(t("Protect the drafts on this device"), [_how_kept(services.safe, t)], back="/account")
    is_new = kind == "key_file"
    body: list[ft.Control] = [
        Body(t("The app then asks for it at each start. Without it nobody can read what you filled in.")),
        Notice(
            "needs_you",
            t("Nobody can bring it back"),
            t("If you forget it, the drafts on this device stay closed for ever. What you submitted is not lost."),
        ),
    ]
    if state.trouble is not None:
        title = t("Not protected") if is_new else t("Nothing was changed")
        body.append(Notice("error", title, state.trouble.in_language(t.language), announced=True))
    body += [*([] if is_new else [_current(model, t)]), *_new_twice(model, t, seal)]
    if not is_new:
        body.append(_giving_up(state, t, give_up))
    words = t("Protect the drafts") if is_new else t("Change the passphrase")
    return Screen(
        t("Protect the drafts on this device") if is_new else t("The passphrase of this device"),
        body,
        back="/account",
        header=t("Account"),
        footer=[Button(words, seal, busy=state.is_busy, key="protect")],
        navigation=False,
        form=True,
        active="account",
    )


def _current(model: PassphraseModel, t: Translator) -> ft.Control:
    is_wrong = model.state.problem == "wrong"
    return TextInput(
        t("Passphrase now"),
        "",
        model.write_current,
        error=t("This is not the passphrase. Nothing was changed.") if is_wrong else "",
        password=True,
        focus=model.state.refusals if is_wrong else 0,
        field_key="current-passphrase",
    )


def _new_twice(model: PassphraseModel, t: Translator, submit: Callable[[], Awaitable[None]]) -> list[ft.Control]:
    state = model.state
    short = t("Use at least {count} characters. A short sentence is easy to keep in mind.", count=SHORTEST_PASSPHRASE)
    different = t("The two are not the same. Type it again.")
    return [
        TextInput(
            t("New passphrase"),
            "",
            model.write,
            hint=short,
            error=short if state.problem == "short" else "",
            password=True,
            focus=state.refusals if state.problem == "short" else 0,
            field_key="new-passphrase",
        ),
        TextInput(
            t("The same passphrase again"),
            "",
            model.repeat,
            error=different if state.problem == "different" else "",
            on_submit=submit,
            password=True,
            focus=state.refusals if state.problem == "different" else 0,
            field_key="same-passphrase",
        ),
    ]


def _giving_up(state: Choosing, t: Translator, give_up: Callable[[], Awaitable[None]]) -> ft.Control:
    button = Button(
        t("Ask for no passphrase any more"), give_up, kind="secondary", busy=state.is_busy, key="give-up-passphrase"
    )
    told = t("Give the passphrase now, above. The key then goes to this device's key store, or to a file without one.")
    return Stack([Card([Section(t("Give it up")), Body(told), Row([button], wrap=True)])])


def DraftProtection(safe: Safe, t: Translator) -> ft.Control:
    """Part of the account's page: how the drafts of this device are kept, what is not whole, what can be done."""
    parts = [Section(t("Drafts on this device")), _how_kept(safe, t)]
    words = {"key_file": t("Protect them with a passphrase"), "passphrase": t("Change or give up the passphrase")}
    if safe.kind in words:
        button = Button(words[safe.kind], to("/account/passphrase"), kind="secondary", key="protect")
        parts.append(Row([button], wrap=True))
    return Stack([SetAside(safe), Card(parts)])


def _how_kept(safe: Safe, t: Translator) -> ft.Control:
    match safe.kind:
        case "key_file":
            return Body(t("Whoever can use this device can read them: it has no safe place for their key."))
        case "passphrase":
            return Body(t("A passphrase protects them. The app asks for it at each start."))
        case "memory":
            return Body(t("They are kept in memory only and are gone when the app ends."))
        case _:
            return Body(t("The key store of this device protects them."))
