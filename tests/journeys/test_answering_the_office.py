"""The office asks, the citizen answers over a network that fails: each answer arrives whole, and once."""

from typing import Any

import pytest
from sqlalchemy import select

from app.documents.service import KEPT_FILES
from app.outbox.model import ParcelState
from app.outbox.results import Queued, SignInNeeded
from portal.dossiers.tables import DossierRow
from tests.app.conftest import photo
from tests.journeys.citizen import BIRTH, Citizen
from tests.journeys.faults import Fault, bad_network, fault_at, no_faults
from tests.portal.filing import accept, ask, send_proof, start
from tests.portal.running import RunningPortal

SHARPER = {"paper_id": "giay_chung_sinh", "reason": "Ảnh mờ", "how_to_fix": "Chụp lại"}


async def filed(citizen: Citizen) -> str:
    await citizen.sign_in()
    parcel = await citizen.submit(await citizen.fill_in_birth())
    return (await citizen.wait_until_delivered(parcel.id)).dossier_id


async def answered_with_a_photo(citizen: Citizen, dossier_id: str) -> Any:
    """Keep a new photo for the open request, restart, and answer with it."""
    dossier = await citizen.client.dossiers.get(dossier_id)
    (request,) = [request for request in dossier.requests if request.state == "open"]
    holder = f"{dossier_id}/{request.id}"
    paper = next(paper for paper in citizen.shared.procedure(BIRTH).papers if paper.id == "giay_chung_sinh")
    await citizen.documents.keep(holder, paper, file_name="rõ hơn.jpg", data=photo(size=(1000, 800), colour="navy"))
    await citizen.restart()
    (kept,) = citizen.documents.of(holder)
    result = await citizen.outbox.answer_request(dossier, request.id, attachments=[kept], comment="Đã chụp lại")
    assert isinstance(result, Queued)
    return dossier, request, kept, result.parcel


async def check_answered_once(
    citizen: Citizen, portal: RunningPortal, dossier_id: str, request: Any, kept: Any
) -> None:
    citizen.network.choose = no_faults
    await citizen.network.deliver_all_late()

    def read(session: Any) -> tuple[list[str], int]:
        row = session.execute(select(DossierRow).where(DossierRow.id == dossier_id)).scalar_one()
        current = [file.sha256 for file in row.files if file.paper_id == "giay_chung_sinh" and not file.replaced_at]
        return current, sum(entry.kind == "supplemented" for entry in row.timeline)

    current, answers = await portal.deps.database.read(read)
    assert current == [kept.sha256]
    assert answers == 1
    dossier = await citizen.client.dossiers.get(dossier_id)
    assert next(asked for asked in dossier.requests if asked.id == request.id).state == "answered"
    assert citizen.documents.of(f"{dossier_id}/{request.id}") == ()
    assert await citizen.vault.all(KEPT_FILES) == []
    assert citizen.outbox.find_answer(dossier_id, request.id).state is ParcelState.DELIVERED


async def test_a_sharper_photo_arrives_whatever_the_network_does_at_each_request(device, portal):
    faults = (Fault.ACK_LOST, Fault.DUPLICATED, Fault.MANGLED, Fault.LATE_TWIN, Fault.REFUSED, Fault.TRUNCATED)
    for number, fault in enumerate(faults):
        citizen = await device(seed=number)
        dossier_id = await filed(citizen)
        await ask(portal, dossier_id, SHARPER)
        _, request, kept, parcel = await answered_with_a_photo(citizen, dossier_id)
        # Announcing, sending and confirming the photo, then the answer itself: fail early and late.
        sent = len(citizen.network.seen.requests)
        late = 5 if number % 2 else 1
        citizen.network.choose = fault_at(sent + late, fault)
        await citizen.wait_until_delivered(parcel.id)
        await check_answered_once(citizen, portal, dossier_id, request, kept)


@pytest.mark.parametrize("seed", range(8))
async def test_an_answer_survives_a_bad_network_and_restarts(device, portal, seed):
    citizen = await device(seed=seed)
    dossier_id = await filed(citizen)
    await ask(portal, dossier_id, SHARPER)
    _, request, kept, parcel = await answered_with_a_photo(citizen, dossier_id)
    offset = len(citizen.network.seen.requests)
    bad = bad_network(seed, how_bad=0.5)
    citizen.network.choose = lambda number, seen: bad(number - offset, seen)

    async def between(_number: int) -> None:
        if citizen.random.random() < 0.2:
            await citizen.restart()

    await citizen.wait_until_delivered(parcel.id, between=between)
    await check_answered_once(citizen, portal, dossier_id, request, kept)


async def test_answering_twice_is_answering_once(device, portal):
    citizen = await device()
    dossier_id = await filed(citizen)
    await accept(portal, dossier_id)
    await start(portal, dossier_id)
    await send_proof(portal, dossier_id)
    dossier = await citizen.client.dossiers.get(dossier_id)
    (proof,) = [request for request in dossier.requests if request.kind == "proof"]
    first = await citizen.outbox.answer_request(dossier, proof.id, agree=True)
    second = await citizen.outbox.answer_request(dossier, proof.id, agree=False, comment="sai tên")
    assert first.parcel.id == second.parcel.id
    await citizen.wait_until_delivered(first.parcel.id)
    third = await citizen.outbox.answer_request(dossier, proof.id, agree=True)
    assert third.parcel.is_delivered
    posts = [request for request in citizen.network.seen.requests if request.endswith("/answer")]
    assert len(posts) == 1


async def test_an_answer_that_comes_too_late_needs_attention(device, portal):
    citizen = await device()
    dossier_id = await filed(citizen)
    await ask(portal, dossier_id, SHARPER)
    dossier, _request, kept, parcel = await answered_with_a_photo(citizen, dossier_id)
    withdrawing = await citizen.outbox.withdraw(dossier, "Nộp nhầm")
    again = await citizen.outbox.withdraw(dossier, "Nộp nhầm")
    assert withdrawing.parcel.id == again.parcel.id
    citizen.network.choose = lambda _number, seen: Fault.REFUSED if "uploads" in seen.url.path else None
    await citizen.wait_until_delivered(withdrawing.parcel.id)
    citizen.network.choose = no_faults
    for _ in range(60):
        await citizen.outbox.step(citizen.clock.now)
        citizen.clock.move(seconds=20)
    late = citizen.outbox.find(parcel.id)
    assert late.state is ParcelState.NEEDS_ATTENTION
    assert late.detail
    assert citizen.documents.of(f"{dossier_id}/{_request.id}") == (kept,)


async def test_nothing_is_queued_without_a_sign_in(device, portal):
    citizen = await device()
    dossier_id = await filed(citizen)
    dossier = await citizen.client.dossiers.get(dossier_id)
    await citizen.identity.sign_out()
    assert await citizen.outbox.withdraw(dossier, "Nộp nhầm") == SignInNeeded()
    assert await citizen.outbox.answer_request(dossier, "r", agree=True) == SignInNeeded()


async def test_a_refused_answer_gives_way_to_a_mended_one(device, portal):
    citizen = await device()
    dossier_id = await filed(citizen)
    await ask(portal, dossier_id, SHARPER)
    dossier = await citizen.client.dossiers.get(dossier_id)
    (request,) = dossier.requests
    empty = await citizen.outbox.answer_request(dossier, request.id, comment="quên ảnh")
    await citizen.outbox.step(citizen.clock.now)
    assert citizen.outbox.find(empty.parcel.id).state is ParcelState.NEEDS_ATTENTION
    _, request, kept, parcel = await answered_with_a_photo(citizen, dossier_id)
    assert parcel.id != empty.parcel.id
    assert [waiting.id for waiting in citizen.outbox.parcels() if not waiting.is_delivered] == [parcel.id]
    await citizen.wait_until_delivered(parcel.id)
    await check_answered_once(citizen, portal, dossier_id, request, kept)
