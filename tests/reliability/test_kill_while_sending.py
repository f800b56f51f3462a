"""``kill -9`` of the app core and of the portal while a dossier is sent: inside a PATCH, inside the submission.

I5: one dossier for each Submit. I4, I7: every file whole. Nothing acknowledged is lost, nothing waits for ever.
"""

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from app.outbox.service import Outbox
from tests.journeys.citizen import Citizen, Shared
from tests.reliability.nursery import Child, Nursery
from tests.reliability.roles import Impatient
from tests.reliability.served import KillingTransport, ServedPortal, check_filed, citizen_of, opened, serve

pytestmark = pytest.mark.kill

HITS_EACH = 6
"""Of the app and of the portal: more than ten inside a PATCH and more than ten inside a submission together."""


@pytest.fixture(scope="module")
def shared() -> Shared:
    return Shared.load()


@pytest.fixture
def portal(nursery: Nursery, tmp_path: Path) -> ServedPortal:
    return serve(nursery, tmp_path / "portal")


async def queue_births(citizen: Citizen, number: int) -> list[str]:
    drafts = [await citizen.fill_in_birth() for _ in range(number)]
    for draft in drafts:
        await citizen.submit(draft)
    return [draft.id for draft in drafts]


async def test_the_app_killed_while_sending_files_each_birth_once(nursery, portal, shared, tmp_path):
    chance, hits, kills = random.Random(3), Counter(), 0
    device, draft_ids = tmp_path / "device", []
    while min(hits["P"], hits["F"]) < HITS_EACH and kills < 120:
        async with citizen_of(device, portal, shared) as citizen:
            draft_ids += await queue_births(citizen, 4)
        while (
            child := _run_until_aim(nursery, device, portal, "P" if hits["P"] < HITS_EACH else "F", chance)
        ) is not None:
            hits.update(_open_marks(child.said))
            kills += 1
    async with citizen_of(device, portal, shared) as citizen:
        assert all(parcel.is_delivered for parcel in citizen.outbox.parcels())
        portal.kill()
        async with opened(portal.folder) as data:
            await check_filed(citizen, data, draft_ids)
    print(
        f"\napp killed while sending {len(draft_ids)} dossiers: {kills} times,"
        f" inside a PATCH {hits['P']}, inside a submit {hits['F']}"
    )
    assert min(hits["P"], hits["F"]) >= HITS_EACH


def _run_until_aim(
    nursery: Nursery, device: Path, portal: ServedPortal, aim: str, chance: random.Random
) -> Child | None:
    """Start the core and kill it at the aim; None when everything was sent before it came to that."""
    child = nursery.start("send", folder=str(device), base_url=portal.settings.base_url)
    skip = chance.randint(0, 2) if aim == "P" else 0
    for words in child.lines(within=60.0):
        if words[0] == "DONE":
            child.kill()
            return None
        if words[0] == f"{aim}+":
            if skip == 0:
                time.sleep(chance.uniform(0.0, 0.012 if aim == "P" else 0.06))
                child.kill()
                return child
            skip -= 1
    raise AssertionError(f"the core sent nothing more: {child.said[-5:]}")


def _open_marks(said: list[list[str]]) -> list[str]:
    """Return the points inside which the process died."""
    words = [words[0] for words in said]
    return [sign for sign in ("P", "F") if words.count(f"{sign}+") > words.count(f"{sign}-")]


async def test_the_portal_killed_while_receiving_files_each_birth_once(nursery, portal, shared, tmp_path):
    killing = KillingTransport(portal, random.Random(5))
    draft_ids: list[str] = []
    async with citizen_of(tmp_path / "device", portal, shared, network=killing) as citizen:
        _impatient(citizen.outbox)
        while min(killing.hits["PATCH"], killing.hits["submit"]) < HITS_EACH and sum(killing.kills.values()) < 120:
            (draft_id,) = await queue_births(citizen, 1)
            draft_ids.append(draft_id)
            killing.armed = lambda request: _point(request, killing)
            await _send_all(citizen, portal)
            killing.armed = lambda _request: None
        portal.kill()
        async with opened(portal.folder) as data:
            await check_filed(citizen, data, draft_ids)
    await killing.aclose()
    print(
        f"\nportal killed while receiving {len(draft_ids)} dossiers: {dict(killing.kills)},"
        f" inside: {dict(killing.hits)}"
    )
    assert min(killing.hits["PATCH"], killing.hits["submit"]) >= HITS_EACH


def _point(request, killing: KillingTransport) -> str | None:
    """Kill in about every other PATCH and submission, until each was hit often enough."""
    if request.method == "PATCH" and killing.hits["PATCH"] < HITS_EACH:
        return "PATCH" if killing.chance.random() < 0.5 else None
    if (request.method, request.url.path) == ("POST", "/api/v1/dossiers") and killing.hits["submit"] < HITS_EACH:
        return "submit" if killing.chance.random() < 0.7 else None
    return None


async def _send_all(citizen: Citizen, portal: ServedPortal) -> None:
    until = time.monotonic() + 60
    while not all(parcel.is_delivered for parcel in citizen.outbox.parcels()):
        assert time.monotonic() < until, [parcel.reason for parcel in citizen.outbox.parcels()]
        await citizen.outbox.step(citizen.clock())
        if portal.is_dead:
            await asyncio.to_thread(portal.start)
        if citizen.identity.session.needs_sign_in:
            await citizen.sign_in()
        await asyncio.sleep(0.01)


def _impatient(outbox: Outbox) -> None:
    outbox._sender._random = Impatient().random
