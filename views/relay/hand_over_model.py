"""Handing a draft over, from a terminal or to one: what a person can intend, and how it stands."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from api_client.relay import Purpose
from app.relay.model import NotOffered, Offer, OfferProblem, Sending, Taken, Waiting
from app.relay.offering import Offering
from app.relay.service import Relay
from views.shared.events import run


@dataclass(frozen=True, slots=True)
class Ways:
    """Nothing was begun: which way?"""


@dataclass(frozen=True, slots=True)
class Offered:
    """A way was chosen."""

    purpose: Purpose
    offer: Offer


HandOver = Ways | Offered


class HandOverModel(ft.Observable):
    """One draft's way to another device."""

    state: HandOver

    def __init__(self, draft_id: str, relay: Relay, touched: Callable[[], None]) -> None:
        """Begin nothing.

        Args:
            draft_id: What is handed over.
            relay: The portal's.
            touched: Called when somebody's phone shows that somebody is there.
        """
        super().__init__()
        self.draft_id = draft_id
        self._relay = relay
        self._touched = touched
        self._offering: Offering | None = None
        self._following: asyncio.Task[None] | None = None
        self.state = Ways()

    async def to_phone(self) -> None:
        """Show a code that a phone scans within half an hour."""
        await self._begin("phone")

    async def on_paper(self) -> None:
        """Show a code to be written down, for some days."""
        await self._begin("paper")

    async def take_back(self) -> None:
        """Offer it no more and show the ways again."""
        await self._stop(gives_up=True)
        self.state = Ways()

    async def leave(self) -> None:
        """Stop looking; take back what only this screen could show, unless a phone is taking it."""
        match self.state:
            case Offered("paper", Waiting() | Taken()) | Offered(_, Taken() | Waiting(is_claimed=True)):
                await self._stop(gives_up=False)
            case _:
                await self._stop(gives_up=True)

    async def _begin(self, purpose: Purpose) -> None:
        await self._stop(gives_up=True)
        if not self._relay.can_offer:
            self.state = Offered(purpose, NotOffered(OfferProblem.NOT_REGISTERED))
            return
        self._offering = self._relay.offering()
        self.state = Offered(purpose, Sending(0, 0))
        self._following = asyncio.create_task(run(self._follow, self._offering, purpose))

    async def _follow(self, offering: Offering, purpose: Purpose) -> None:
        async for offer in offering.states(self.draft_id, purpose):
            was = self.state.offer if isinstance(self.state, Offered) else None
            self.state = Offered(purpose, offer)
            if isinstance(was, Waiting):
                self._touched()

    async def _stop(self, *, gives_up: bool) -> None:
        following, self._following = self._following, None
        if following is not None:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
        offering, self._offering = self._offering, None
        if gives_up and offering is not None:
            await offering.give_up()
