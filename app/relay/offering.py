"""A draft with its files to the relay, from a terminal or a person's own device, and the wait until another has it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from random import Random

from api_client.client import PortalClient
from api_client.errors import (
    Gone,
    NotFound,
    PortalError,
    ProblemError,
    ServerFault,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unreachable,
)
from api_client.identity import OAuthClient
from api_client.relay import PIECE_BYTES, Purpose, RelayBox, RelayKey
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.service import Drafts
from app.drafts.transfer import ForReceiver, export_draft
from app.relay.code import in_groups, new_code, open_code
from app.relay.model import Expired, NotOffered, Offer, OfferProblem, Sending, Taken, Waiting
from app.vault.errors import VaultError
from app.vault.recipient import receiving_code
from app.vault.vault import Vault

LOOK_SECONDS = 2.0
PAGE = "/hand-over"
Sleep = Callable[[float], Awaitable[object]]


class Offering:
    """One offer of a draft; ``states`` says how it goes until it is taken, over or impossible."""

    def __init__(
        self,
        drafts: Drafts,
        vault: Vault,
        portal: PortalClient,
        *,
        terminal: OAuthClient | None,
        random: Random,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._drafts = drafts
        self._vault = vault
        self._portal = portal
        self._terminal = terminal
        self._random = random
        self._sleep = sleep
        self._key: RelayKey | None = None

    async def states(self, draft_id: str, purpose: Purpose) -> AsyncIterator[Offer]:
        """Seal the draft for a new code, send it, and wait; the draft stays where it is.

        One that waits to be filed goes too: it has its submission key, so that filed from both it is one dossier.
        """
        code = new_code(self._random)
        opened = await asyncio.to_thread(open_code, code)
        self._key = RelayKey(opened.box_id, opened.token, terminal=self._terminal, as_person=self._terminal is None)
        try:
            receiver = receiving_code(opened.key)
            draft = self._drafts.find(draft_id)
            is_waiting = draft is not None and draft.is_locked
            data = await export_draft(
                self._drafts, self._vault, draft_id, sealed=ForReceiver(receiver), waiting=is_waiting
            )
        except (DraftNotFoundError, DraftLockedError):
            yield NotOffered(OfferProblem.GONE)
            return
        except (VaultError, KeyError):
            yield NotOffered(OfferProblem.UNREADABLE)
            return
        pieces = [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]
        del data
        async for state in self._send(self._key, purpose, pieces):
            yield state
            if isinstance(state, NotOffered):
                return
        pieces.clear()
        url = f"{self._portal.base_url}{PAGE}#{in_groups(code)}"
        async for state in self._wait(self._key, in_groups(code), url):
            yield state

    async def give_up(self) -> None:
        """Take the offer back, as well as that can be done now; its time ends it otherwise."""
        key, self._key = self._key, None
        if key is not None:
            try:
                await self._portal.relay.close(key)
            except PortalError:
                return

    async def _send(self, key: RelayKey, purpose: Purpose, pieces: list[bytes]) -> AsyncIterator[Offer]:
        """Send what is sealed; a line that is down is tried again for as long as somebody waits."""
        sent, is_open = 0, False
        yield Sending(0, len(pieces))
        while sent < len(pieces):
            try:
                if not is_open:
                    await self._portal.relay.open(key, purpose, pieces=len(pieces))
                    is_open = True
                else:
                    await self._portal.relay.put(key, sent, pieces[sent])
                    sent += 1
            except PortalError as error:
                problem = _problem_of(error)
                if problem is not None:
                    yield NotOffered(problem)
                    return
                yield Sending(sent, len(pieces), is_offline=True)
                await self._sleep(LOOK_SECONDS)
                continue
            yield Sending(sent, len(pieces))

    async def _wait(self, key: RelayKey, code: str, url: str) -> AsyncIterator[Offer]:
        last: Waiting | None = None
        while True:
            try:
                box = await self._portal.relay.look(key)
            except NotFound:  # given up from elsewhere, or forgotten long after its time
                yield Expired()
                return
            except PortalError:
                if last is not None and not last.is_offline:
                    last = replace(last, is_offline=True)
                    yield last
            else:
                state = _shown(box, code, url)
                if state != last:
                    yield state
                if not isinstance(state, Waiting):
                    return
                last = state
            await self._sleep(LOOK_SECONDS)


def _shown(box: RelayBox, code: str, url: str) -> Waiting | Taken | Expired:
    if box.state == "taken":
        return Taken()
    if box.state == "expired":
        return Expired()
    return Waiting(code, url, box.expires_at, is_claimed=box.state == "claimed")


def _problem_of(error: PortalError) -> OfferProblem | None:
    """Return why a draft will not be taken, None where it can be tried again."""
    match error:
        case Unauthenticated():
            return OfferProblem.NOT_REGISTERED
        case TooLarge():
            return OfferProblem.TOO_LARGE
        case ServerFault(slug="relay-full" | "storage-full"):
            return OfferProblem.FULL
        case Unreachable() | ServerFault() | TooMany():
            return None
        case Gone() | ProblemError():
            return OfferProblem.REFUSED
    return None
