"""What a person can do with the relay: hand a draft over, take one, let papers come from a phone.

Each way is imported when it is first gone: no screen waits for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from random import Random

    from api_client.client import PortalClient
    from api_client.identity import OAuthClient
    from app.drafts.service import Drafts
    from app.relay.model import Received, TakeProblem
    from app.relay.offering import Offering
    from app.relay.papers import PapersBox
    from app.vault.vault import Vault


class Relay:
    """The relay of the portal that this device talks to.

    Args:
        drafts: The drafts of this device.
        vault: Where they are stored.
        portal: The portal.
        terminal: Who this terminal is at the portal; None on one's own device.
        is_signed_in: Whether a person is: on one's own device only they hand a draft over.
        random: The system's outside tests.
        sleep: Waits between looks.
    """

    def __init__(
        self,
        drafts: Drafts,
        vault: Vault,
        portal: PortalClient,
        *,
        random: Random,
        terminal: OAuthClient | None = None,
        is_signed_in: Callable[[], bool] = lambda: False,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._is_signed_in = is_signed_in
        self._drafts = drafts
        self._vault = vault
        self._portal = portal
        self._terminal = terminal
        self._random = random
        self._sleep = sleep
        self._papers: PapersBox | None = None

    @property
    def can_open(self) -> bool:
        """Whether this is a terminal that has its own credentials: only those let a phone put papers in."""
        return self._terminal is not None

    @property
    def can_offer(self) -> bool:
        """Whether a draft may go to the relay from here: from a registered terminal, or by who is signed in."""
        return self.can_open or self._is_signed_in()

    def offering(self) -> Offering:
        """Return a new hand-over of a draft."""
        from app.relay.offering import Offering

        return Offering(
            self._drafts,
            self._vault,
            self._portal,
            terminal=self._terminal,
            random=self._random,
            sleep=self._sleep,
        )

    def papers(self) -> PapersBox:
        """Return the session's box for papers from a phone; a new one once the last is over."""
        from app.relay.papers import PapersBox

        assert self._terminal is not None
        if self._papers is None or self._papers.is_over:
            self._papers = PapersBox(self._portal, terminal=self._terminal, random=self._random, sleep=self._sleep)
        return self._papers

    def new_code(self) -> str:
        """Return a code in groups, for a file that needs no relay."""
        from app.relay.code import in_groups, new_code

        return in_groups(new_code(self._random))

    async def take(self, typed: str, *, told: Callable[[float], None] = lambda _part: None) -> Received | TakeProblem:
        """Take the draft that a code stands for; see ``take_draft``."""
        from app.relay.taking import take_draft

        return await take_draft(
            typed,
            drafts=self._drafts,
            vault=self._vault,
            portal=self._portal,
            random=self._random,
            told=told,
            sleep=self._sleep,
        )
