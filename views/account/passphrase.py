"""Protect the drafts of this device with a passphrase: what it means, then twice the same words."""

from dataclasses import dataclass
from typing import Literal

import flet as ft

from app.i18n import Translator
from app.safe import SHORTEST_PASSPHRASE, Safe
from app.startup import StartError
from views.design import Body, Button, Card, Notice, Row, Screen, Section, Stack, TextInput
from views.shared.boundary import page
from views.shared.context import use_services, use_text
from views.shared.hooks import use_once, use_value
from views.shared.navigation import go, to

Problem = Literal["short", "different"]


@dataclass(frozen=True, slots=True)
class Choosing:
    """What is wrong with what was typed, or why it could not be kept."""

    problem: Problem | None = None
    trouble: StartError | None = None
    is_busy: bool = False
    refusals: int = 0


class PassphraseModel(ft.Observable):
    """Takes a passphrase twice and seals the key with it."""

    state: Choosing

    def __init__(self, safe: Safe) -> None:
        self._safe = safe
        self._first = self._second = ""
        self.state = Choosing()

    def write(self, text: str) -> None:
        """Take the passphrase as it is typed."""
        self._first = text

    def repeat(self, text: str) -> None:
        """Take it a second time."""
        self._second = text

    async def protect(self) -> str | None:
        """Seal the key and return where to go then; None when something is to be mended."""
        if self.state.is_busy:
            return None
        refusals = self.state.refusals + 1
        if len(self._first) < SHORTEST_PASSPHRASE:
            self.state = Choosing("short", refusals=refusals)
        elif self._first != self._second:
            self.state = Choosing("different", refusals=refusals)
        else:
            self.state = Choosing(is_busy=True)
            trouble = await self._safe.protect(self._first)
            if trouble is None:
                return "/account"
            self.state = Choosing(trouble=trouble, refusals=refusals)
        return None


@page
def PassphrasePage() -> ft.View:
    """Two fields, and plainly what is lost with a forgotten passphrase."""
    services, t = use_services(), use_text()
    model, _ = use_value(use_once(lambda: PassphraseModel(services.safe)))
    state = model.state

    async def protect() -> None:
        route = await model.protect()
        if route is not None:
            go(route)

    if services.safe.kind != "key_file" and not state.is_busy:
        return Screen(t("Protect the drafts on this device"), [_how_kept(services.safe, t)], back="/account")
    short = t("Use at least {count} characters. A short sentence is easy to keep in mind.", count=SHORTEST_PASSPHRASE)
    different = t("The two are not the same. Type it again.")
    body: list[ft.Control] = [
        Body(t("The app then asks for it at each start. Without it nobody can read what you filled in.")),
        Notice(
            "needs_you",
            t("Nobody can bring it back"),
            t("If you forget it, the drafts on this device stay closed for ever. What you submitted is not lost."),
        ),
    ]
    if state.trouble is not None:
        body.append(Notice("error", t("Not protected"), state.trouble.in_language(t.language), announced=True))
    body += [
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
            on_submit=protect,
            password=True,
            focus=state.refusals if state.problem == "different" else 0,
            field_key="same-passphrase",
        ),
    ]
    button = Button(t("Protect the drafts"), protect, busy=state.is_busy, key="protect")
    return Screen(
        t("Protect the drafts on this device"),
        body,
        back="/account",
        header=t("Account"),
        footer=[button],
        navigation=False,
        form=True,
        active="account",
    )


def DraftProtection(safe: Safe, t: Translator) -> ft.Control:
    """Part of the account's page: how the drafts of this device are kept, and what can be done."""
    parts = [Section(t("Drafts on this device")), _how_kept(safe, t)]
    if safe.kind == "key_file":
        button = Button(t("Protect them with a passphrase"), to("/account/passphrase"), kind="secondary", key="protect")
        parts.append(Row([button], wrap=True))
    return Stack([Card(parts)])


def _how_kept(safe: Safe, t: Translator) -> ft.Control:
    match safe.kind:
        case "key_file":
            return Body(t("Whoever can use this device can read them: no key store of the device answers."))
        case "passphrase":
            return Body(t("A passphrase protects them. The app asks for it at each start."))
        case "memory":
            return Body(t("They are kept in memory only and are gone when the app ends."))
        case _:
            return Body(t("The key store of this device protects them."))
