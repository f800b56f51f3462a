"""Drafts begun without signing in: the person says which are theirs; none is taken over silently."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, quote, urlparse

import flet as ft

from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.vault.errors import VaultError
from views.design import Body, Button, Notice, Screen, Stack, Tick
from views.shared.boundary import page
from views.shared.context import use_formats, use_services, use_text
from views.shared.hooks import use_once, use_value
from views.shared.navigation import go
from views.shared.told_apart import told_apart


def route_after_sign_in(drafts: Drafts, route: str) -> str:
    """Return where to go after signing in: first the question whose the guest's drafts are, where there are any.

    The draft that the route itself leads to is not asked about: who signs in to submit it makes it theirs by that.
    """
    others = [draft for draft in drafts.shelf.unasked() if f"/drafts/{draft.id}" not in route]
    return f"/applications/guest?next={quote(route, safe='')}" if others else route


@dataclass(frozen=True, slots=True)
class GuestState:
    """The guest's drafts and which are ticked."""

    drafts: tuple[Draft, ...]
    ticked: frozenset[str] = frozenset()
    not_stored: bool = False


class GuestModel(ft.Observable):
    """Sorts out what was begun on this device before signing in."""

    state: GuestState

    def __init__(self, drafts: Drafts, *, besides: str) -> None:
        """Read the drafts of the guest but the one that the address ``besides`` leads to."""
        self._drafts = drafts
        unasked = drafts.shelf.unasked()
        self.state = GuestState(tuple(draft for draft in unasked if f"/drafts/{draft.id}" not in besides))

    def tick(self, draft_id: str, *, is_mine: bool) -> None:
        """Say that a draft is one's own, or take that back."""
        ticked = self.state.ticked | {draft_id} if is_mine else self.state.ticked - {draft_id}
        self.state = replace(self.state, ticked=ticked)

    async def decide(self) -> bool:
        """Take over what is ticked, leave the rest to the guest, and return whether all of it is stored."""
        for draft in self.state.drafts:
            try:
                await (
                    self._drafts.claim(draft.id)
                    if draft.id in self.state.ticked
                    else self._drafts.shelf.decline(draft.id)
                )
            except DraftNotFoundError:  # deleted, or taken over, in another window
                continue
            except VaultError:
                self.state = replace(self.state, not_stored=True)
                return False
        return True


@page
def GuestDraftsPage() -> ft.View:
    """Which of the drafts on this device are yours?"""
    services, t, formats = use_services(), use_text(), use_formats()
    asked = use_once(lambda: parse_qs(urlparse(ft.context.page.route).query).get("next", ["/"])[0])
    following = asked if asked.startswith("/") and not asked.startswith("//") else "/"
    model, _ = use_value(use_once(lambda: GuestModel(services.drafts, besides=following)))
    state = model.state

    async def decide() -> None:
        if await model.decide():
            go(following)

    names = told_apart({draft.id: _name(draft) for draft in state.drafts})
    ticks: list[ft.Control] = [
        _tick(draft, names[draft.id], model, begun=formats.date_time(draft.created_at)) for draft in state.drafts
    ]
    body: list[ft.Control] = [
        Body(t("They were begun on this device without signing in. Tick those that are yours.")),
        Body(t("Only you see yours from then on. The others stay for whoever uses this device without signing in.")),
        Stack(ticks, spacing=8),
    ]
    if state.not_stored:
        words = t("This device could not store it. All is as before.")
        body.insert(0, Notice("error", t("Not stored"), words, announced=True))
    label = t("Take over what is ticked") if state.ticked else t("None of them is mine")
    return Screen(
        t("Are these drafts yours?"),
        body if state.drafts else [Body(t("There is nothing to sort out any more."))],
        header=t("My applications"),
        footer=[Button(label if state.drafts else t("Go on"), decide, key="decide")],
        navigation=False,
        active="applications",
    )


def _name(draft: Draft) -> str:
    t = use_text()
    procedure = use_services().catalogue.find(draft.procedure_code)
    return draft.title or (t.text(procedure.name) if procedure is not None else draft.procedure_code)


def _tick(draft: Draft, name: str, model: GuestModel, *, begun: str) -> ft.Control:
    t = use_text()

    def change(is_mine: bool) -> None:
        model.tick(draft.id, is_mine=is_mine)

    hint = t("Begun at {time}", time=begun)
    return Tick(name, draft.id in model.state.ticked, change, hint=hint, key=f"mine-{draft.id}", boxed=True)
