"""A draft out of the relay and onto this device; the relay forgets it only once it is stored here."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeVar

from api_client.client import PortalClient
from api_client.errors import (
    Conflict,
    Gone,
    NotFound,
    NotThePortal,
    PortalError,
    ServerFault,
    TooMany,
    Unreachable,
)
from api_client.relay import PIECE_BYTES, RelayBox, RelayKey
from app.drafts.service import Drafts
from app.drafts.transfer import LARGEST_BYTES, NotADraftError, import_draft
from app.relay.code import BadCodeError, open_code, read_code
from app.relay.model import Received, TakeProblem
from app.vault.errors import VaultError, WrongKeyError
from app.vault.sealed_file import NotASealedFileError
from app.vault.vault import Vault

TRIES = 5
WAIT_SECONDS = 1.0
Sleep = Callable[[float], Awaitable[object]]
T = TypeVar("T")


async def take_draft(
    typed: str,
    *,
    drafts: Drafts,
    vault: Vault,
    portal: PortalClient,
    random: Random,
    told: Callable[[float], None] = lambda _part: None,
    sleep: Sleep = asyncio.sleep,
) -> Received | TakeProblem:
    """Fetch, open and store the draft that a code stands for.

    Args:
        typed: The code as it was typed, or the address that was scanned.
        drafts: Where it goes: to whoever is signed in, else to the guest.
        vault: Where it is stored.
        portal: Whose relay has it.
        random: Names this attempt, so that nobody else takes at the same time.
        told: Told how much is here, from 0 to 1.
        sleep: Waits between tries.
    """
    try:
        opened = await asyncio.to_thread(open_code, read_code(typed))
    except BadCodeError:
        return TakeProblem.BAD_CODE
    key = RelayKey(opened.box_id, opened.token, f"{random.getrandbits(128):032x}")
    try:
        box = await _tried(lambda: portal.relay.look(key), sleep)
        problem = _not_to_take(box)
        if problem is not None:
            return problem
        data = bytearray()
        for number in range(box.pieces or 0):
            data += await _tried(lambda number=number: portal.relay.take(key, number), sleep)  # type: ignore[misc]  # mypy cannot infer a defaulted lambda
            told((number + 1) / (box.pieces or 1))
    except PortalError as error:
        return _problem_of(error)
    try:
        draft = await import_draft(drafts, vault, bytes(data), key=opened.key)
    except (WrongKeyError, NotASealedFileError, NotADraftError):
        return TakeProblem.DAMAGED
    except VaultError:
        return TakeProblem.NO_ROOM
    try:
        await _tried(lambda: portal.relay.receipt(key), sleep)
    except PortalError:
        return Received(draft, is_told=False)
    return Received(draft, is_told=True)


async def _tried(ask: Callable[[], Awaitable[T]], sleep: Sleep) -> T:
    """Ask until there is an answer, a few times."""
    for left in reversed(range(TRIES)):
        try:
            return await ask()
        except (Unreachable, ServerFault, NotThePortal):
            if not left:
                raise
        await sleep(WAIT_SECONDS)
    raise AssertionError


def _not_to_take(box: RelayBox) -> TakeProblem | None:
    match box.state:
        case "taken":
            return TakeProblem.TAKEN
        case "expired":
            return TakeProblem.EXPIRED
        case "filling":
            return TakeProblem.NOT_READY
    if box.pieces is None or box.pieces * PIECE_BYTES > LARGEST_BYTES:
        return TakeProblem.REFUSED
    return None


def _problem_of(error: PortalError) -> TakeProblem:
    match error:
        case NotFound():
            return TakeProblem.UNKNOWN
        case Gone(slug="relay-taken"):
            return TakeProblem.TAKEN
        case Gone():
            return TakeProblem.EXPIRED
        case Conflict(slug="relay-busy"):
            return TakeProblem.BUSY
        case Conflict():
            return TakeProblem.NOT_READY
        case TooMany():
            return TakeProblem.TOO_MANY
        case Unreachable() | ServerFault() | NotThePortal():
            return TakeProblem.OFFLINE
    return TakeProblem.REFUSED
