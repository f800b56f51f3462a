"""A citizen files a birth over a network that fails; I3, I4, I5, I7 and I8 hold after every single request.

The test's name has its seed, and ``-k "seed-17"`` runs it again.
"""

import asyncio
import hashlib
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select

from app.outbox.model import FilingState, ParcelState, Reason
from app.outbox.results import AlreadyReceived, Cancelled, Did, Invalid, NotKnownYet, Queued, SignInNeeded
from portal.dossiers.tables import DossierRow
from portal.uploads.tables import Upload
from tests.journeys.citizen import Citizen
from tests.journeys.faults import Fault, bad_network, fault_at, no_faults
from tests.portal.running import RunningPortal
from tests.reliability.profile import figure, seeds

SCHEDULES = seeds(figure(ci=6, deep=1_000))

REQUESTS = 8
"""Of a birth over a calm network, once signed in."""


async def dossiers_at(portal: RunningPortal) -> list[DossierRow]:
    def read(session: Any) -> list[DossierRow]:
        rows = list(session.execute(select(DossierRow)).scalars())
        for row in rows:
            list(row.files)
        return rows

    return await portal.deps.database.read(read)


async def uploads_at(portal: RunningPortal) -> int:
    return await portal.deps.database.read(lambda session: session.scalar(select(func.count()).select_from(Upload)))


async def check_filed_once(citizen: Citizen, portal: RunningPortal, draft_id: str) -> None:
    """What holds when it is over: one dossier (I5), whole (I4), byte for byte (I7), one state on the device (I3)."""
    await citizen.network.deliver_all_late()
    citizen.network.choose = no_faults
    draft = citizen.drafts.find(draft_id)
    (row,) = [row for row in await dossiers_at(portal) if row.submit_key == draft.submission_key]
    assert row.id == draft.dossier_id
    assert citizen.visible_states(draft_id) == [FilingState.SUBMITTED]
    assert await citizen.stored_dossier_ids() == [row.id]
    assert Counter(file.sha256 for file in row.files) == Counter(kept.sha256 for kept in draft.attachments)
    for kept in draft.attachments:
        sent = await citizen.client.dossiers.file(row.id, kept.sha256)
        assert hashlib.sha256(sent).hexdigest() == kept.sha256
        assert sent == await citizen.vault.get_blob(kept.id)


def honest(citizen: Citizen, portal: RunningPortal, draft_id: str) -> Any:
    """Return the check after every request: one state (I3), "submitted" only when the portal has it all (I4), I8."""

    async def check() -> None:
        (state,) = citizen.visible_states(draft_id)
        draft = citizen.drafts.find(draft_id)
        if state is FilingState.SUBMITTED:
            (row,) = [row for row in await dossiers_at(portal) if row.id == draft.dossier_id]
            assert {file.sha256 for file in row.files} == {kept.sha256 for kept in draft.attachments}
        citizen.check_nothing_sends_for_long()

    return check


async def file_birth(citizen: Citizen, portal: RunningPortal, **options: Any) -> str:
    draft = await citizen.fill_in_birth()
    await citizen.sign_in()
    parcel = await citizen.submit(draft)
    await citizen.wait_until_delivered(parcel.id, check=honest(citizen, portal, draft.id), **options)
    await check_filed_once(citizen, portal, draft.id)
    return draft.id


async def test_a_birth_is_filed_over_a_calm_network(device, portal):
    citizen = await device()
    await file_birth(citizen, portal)
    paths = [request.split("?")[0] for request in citizen.network.seen.requests]
    assert sum(path.partition("/api/")[1] != "" for path in paths) >= REQUESTS
    assert sum(path == "POST /api/v1/dossiers" for path in paths) == 1
    assert sum(path == "POST /api/v1/uploads" for path in paths) == 2
    assert sum(path.startswith("PATCH") for path in paths) >= 3


async def test_nothing_leaves_the_device_before_submit(device):
    citizen = await device()
    draft = await citizen.fill_in_birth()
    assert await citizen.outbox.submit(draft.id) == SignInNeeded()
    for _ in range(3):
        assert await citizen.outbox.step(citizen.clock.now) == ()
    assert citizen.network.seen.requests == []
    assert citizen.drafts.find(draft.id).parcel_id is None


@pytest.mark.parametrize("fault", list(Fault), ids=str)
async def test_one_fault_at_every_fourth_request(device, portal, fault):
    """The small portal of ``tests/reliability/test_schedules.py`` meets every fault at every request."""
    for number in range(list(Fault).index(fault) % 4, REQUESTS, 4):
        citizen = await device(seed=number)
        await citizen.sign_in()
        signed_in = len(citizen.network.seen.requests)
        citizen.network.choose = fault_at(signed_in + number, fault)
        draft = await citizen.fill_in_birth()
        parcel = await citizen.submit(draft)
        await citizen.wait_until_delivered(parcel.id, check=honest(citizen, portal, draft.id))
        assert citizen.network.seen.faults[fault] == 1, f"no fault at request {number}"
        await check_filed_once(citizen, portal, draft.id)


@pytest.mark.parametrize("seed", SCHEDULES, ids=lambda seed: f"seed-{seed}")
async def test_a_bad_network_and_restarts_lose_and_double_nothing(device, portal, seed):
    citizen = await device(bad_network(seed, how_bad=0.25 + 0.5 * (seed % 3) / 2), seed=seed)
    chance = citizen.random

    async def between(_number: int) -> None:
        if chance.random() < 0.15:
            await citizen.restart()
        if chance.random() < 0.1:
            citizen.clock.move(minutes=chance.choice([3, 20, 300]))

    await file_birth(citizen, portal, between=between)


async def test_submitting_twice_in_two_windows_makes_one_parcel(device, portal):
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth()
    first, second, third = await asyncio.gather(*(citizen.outbox.submit(draft.id) for _ in range(3)))
    assert isinstance(first, Queued)
    assert first.parcel.id == second.parcel.id == third.parcel.id
    await citizen.restart()
    assert (await citizen.submit(draft)).id == first.parcel.id
    await citizen.wait_until_delivered(first.parcel.id)
    assert (await citizen.submit(draft)).id == first.parcel.id
    await check_filed_once(citizen, portal, draft.id)
    assert len(await dossiers_at(portal)) == 1


async def test_a_cancelled_submit_tap_leaves_draft_and_outbox_agreeing(device, portal):
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth()
    for turns in range(12):
        tap = asyncio.create_task(citizen.outbox.submit(draft.id))
        for _ in range(turns):
            await asyncio.sleep(0)
        tap.cancel()
        await asyncio.gather(tap, return_exceptions=True)
    parcel = await citizen.submit(draft)
    await citizen.wait_until_delivered(parcel.id)
    await check_filed_once(citizen, portal, draft.id)
    assert len(await dossiers_at(portal)) == 1


async def test_answers_that_are_not_right_are_told_and_nothing_is_queued(device):
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth(ks_ho_ten="")
    for attachment in draft.attachments:
        await citizen.drafts.detach(draft.id, attachment.id)
    result = await citizen.outbox.submit(draft.id)
    assert isinstance(result, Invalid)
    assert any(problem.pointer == "/ks_ho_ten" for problem in result.problems)
    assert "giay_chung_sinh" in result.missing_papers
    assert citizen.outbox.parcels() == ()


async def test_a_parcel_waits_for_its_owner_and_is_never_sent_by_another(device, portal):
    citizen = await device()
    await citizen.sign_in()
    parcel = await citizen.submit(await citizen.fill_in_birth())
    await citizen.identity.sign_out()
    assert [action.did for action in await citizen.outbox.step(citizen.clock.now)] == [Did.WAITS_FOR_SIGN_IN]

    citizen.subject = "sample-binh"
    await citizen.sign_in()
    sent = len(citizen.network.seen.requests)
    for _ in range(5):
        citizen.clock.move(minutes=10)
        await citizen.outbox.step(citizen.clock.now)
    assert len(citizen.network.seen.requests) == sent
    assert citizen.outbox.parcels() == ()
    assert citizen.outbox.find(parcel.id) is None

    await citizen.identity.sign_out()
    citizen.subject = "sample-mai"
    await citizen.sign_in()
    assert citizen.outbox.find(parcel.id).reason is Reason.SIGN_IN_NEEDED
    await citizen.wait_until_delivered(parcel.id)
    (row,) = await dossiers_at(portal)
    assert row.owner == "sample-mai"


async def test_an_upload_that_expired_starts_again_by_itself(device, portal):
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth()
    parcel = await citizen.submit(draft)
    for _ in range(4):
        await citizen.outbox.step(citizen.clock.now)
    citizen.clock.move(days=3)
    from portal.application import tick

    await tick(portal.deps)
    await citizen.wait_until_delivered(parcel.id, check=honest(citizen, portal, draft.id))
    await check_filed_once(citizen, portal, draft.id)


async def test_a_parcel_may_be_taken_back_until_the_portal_has_it(device, portal):
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth()
    parcel = await citizen.submit(draft)
    await citizen.outbox.step(citizen.clock.now)
    assert await uploads_at(portal) == 1
    assert await citizen.outbox.cancel(parcel.id) == Cancelled()
    assert await uploads_at(portal) == 0
    assert citizen.visible_states(draft.id) == [FilingState.DRAFT]
    citizen.drafts.set_answer(draft.id, "/ks_noi_sinh/detail", "Nhà riêng")

    again = await citizen.submit(draft)
    await citizen.wait_until_delivered(again.id)
    result = await citizen.outbox.cancel(again.id)
    assert isinstance(result, AlreadyReceived)
    await check_filed_once(citizen, portal, draft.id)
    (row,) = await dossiers_at(portal)
    assert row.answers["ks_noi_sinh"]["detail"] == "Nhà riêng"


@pytest.mark.parametrize("fault", [Fault.ACK_LOST, Fault.MANGLED, Fault.CUT_BEFORE, Fault.LATE_TWIN], ids=str)
async def test_a_parcel_of_unknown_outcome_is_asked_for_before_it_is_taken_back(device, portal, fault):
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth()
    parcel = await citizen.submit(draft)
    citizen.network.choose = lambda _number, request: fault if request.url.path == "/api/v1/dossiers" else None
    while not citizen.outbox.find(parcel.id).outcome_unknown:
        await citizen.outbox.step(citizen.clock.now)
    assert citizen.outbox.find(parcel.id).reason is Reason.OUTCOME_UNKNOWN
    citizen.network.choose = lambda _number, _request: Fault.REFUSED
    assert await citizen.outbox.cancel(parcel.id) == NotKnownYet()
    assert citizen.visible_states(draft.id) == [FilingState.WAITING]
    citizen.network.choose = no_faults
    result = await citizen.outbox.cancel(parcel.id)
    if fault is Fault.CUT_BEFORE:
        assert result == Cancelled()
        assert await dossiers_at(portal) == []
        await citizen.wait_until_delivered((await citizen.submit(draft)).id)
    else:
        assert isinstance(result, AlreadyReceived)
    await check_filed_once(citizen, portal, draft.id)
    assert len(await dossiers_at(portal)) == 1


@pytest.mark.parametrize("is_told", [True, False], ids=["files given up", "files left"])
async def test_a_taken_back_draft_whose_first_attempt_arrives_late_is_still_one_dossier(device, portal, is_told):
    """The request was held up on its way: by-key said "not received", the draft was changed and submitted again."""
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth()
    parcel = await citizen.submit(draft)
    held = []

    def hold(_number, request):
        if request.url.path != "/api/v1/dossiers":
            return None
        held.append(request)
        return Fault.CUT_BEFORE

    citizen.network.choose = hold
    while not citizen.outbox.find(parcel.id).outcome_unknown:
        await citizen.outbox.step(citizen.clock.now)
    citizen.network.choose = lambda _number, request: (
        Fault.CUT_BEFORE if request.method == "DELETE" and not is_told else None
    )
    assert await citizen.outbox.cancel(parcel.id) == Cancelled()
    citizen.network.choose = no_faults
    await citizen.network.deliver(held[0])
    citizen.drafts.set_answer(draft.id, "/ks_noi_sinh/detail", "Nhà riêng")
    await citizen.wait_until_delivered((await citizen.submit(draft)).id)
    (row,) = await dossiers_at(portal)
    assert citizen.drafts.find(draft.id).dossier_id == row.id


async def test_what_the_portal_refuses_needs_attention_with_its_words(device, portal, shared):
    citizen = await device()
    await citizen.sign_in()
    draft = await citizen.fill_in_birth()
    # The device lets it pass, as an app with older rules would; the portal does not.
    citizen.outbox._forms = lambda procedure: Lenient(shared.form(procedure))
    citizen.drafts.set_answer(draft.id, "/ks_gioi_tinh", "x")
    parcel = await citizen.submit(draft)
    for _ in range(30):
        await citizen.outbox.step(citizen.clock.now)
    parcel = citizen.outbox.find(parcel.id)
    assert parcel.state is ParcelState.NEEDS_ATTENTION
    assert parcel.reason is Reason.REFUSED
    assert parcel.detail
    assert citizen.visible_states(draft.id) == [FilingState.WAITING]

    assert await citizen.outbox.cancel(parcel.id) == Cancelled()
    citizen.drafts.set_answer(draft.id, "/ks_gioi_tinh", "nam")
    await citizen.wait_until_delivered((await citizen.submit(draft)).id)
    await check_filed_once(citizen, portal, draft.id)


class Lenient:
    """A form that finds nothing wrong."""

    def __init__(self, form: Any) -> None:
        self._form = form

    def __getattr__(self, name: str) -> Any:
        return getattr(self._form, name)

    def problems(self, *_answers: Any, **_options: Any) -> tuple:
        return ()
