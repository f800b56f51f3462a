"""A linked birth: filed once over a network that fails, done by three offices, followed on one page's data."""

import random
from typing import Any

import pytest

from app.outbox.results import Queued
from app.tracking.service import Tracking
from tests.app.conftest import photo
from tests.journeys.citizen import Citizen
from tests.journeys.faults import bad_network, no_faults
from tests.journeys.test_birth_filing import check_filed_once, dossiers_at, honest
from tests.portal.dossiers.linked import LINKED, at_office, linked_answers
from tests.portal.running import RunningPortal

PARTS = ("khai_sinh", "thuong_tru", "bao_hiem", "can_cuoc")


@pytest.mark.parametrize(("language", "parts"), [("vi", PARTS), ("en", PARTS[:1])])
async def test_one_filing_brings_every_offices_result_to_the_device(
    device: Any, portal: RunningPortal, language: str, parts: tuple[str, ...]
) -> None:
    seed = len(language + LINKED)
    citizen: Citizen = await device(bad_network(seed, how_bad=0.4), seed=seed)
    citizen.language = language
    draft = await citizen.fill_in(LINKED, linked_answers(), {"giay_chung_sinh": ("giấy.jpg", photo(colour="green"))})
    await citizen.sign_in()
    parcel = await citizen.submit(draft)

    async def between(number: int) -> None:
        if number % 5 == 4:
            await citizen.restart()

    await citizen.wait_until_delivered(parcel.id, check=honest(citizen, portal, draft.id), between=between)
    await check_filed_once(citizen, portal, draft.id)
    (row,) = await dossiers_at(portal)
    assert row.language == language

    tracking = Tracking(citizen.vault, citizen.client, citizen.identity, citizen.clock, random=random.Random(seed))
    await tracking.load()
    (tracked,) = tracking.list()
    dossier = tracked.dossier.model_dump(mode="json")
    for key in parts:
        await at_office(portal, dossier, key, "accept")
        await at_office(portal, dossier, key, "return_result")
    await tracking.refresh(row.id)
    (tracked,) = tracking.list()
    done = tracked.dossier
    finished = [part for part in done.parts if part.status == 10]
    assert (done.status, len(finished)) == (10 if parts == PARTS else 4, len(parts))
    results = [document for document in done.documents if document.kind == "result"]
    assert [result.part_id for result in results] == [part.id for part in finished]
    for result in results:
        assert (await tracking.document(done.id, result.id)).startswith(b"%PDF")


async def test_an_answer_to_one_office_is_taken_once_and_the_other_parts_go_on(
    device: Any, portal: RunningPortal
) -> None:
    citizen: Citizen = await device(seed=3)
    await citizen.sign_in()
    draft = await citizen.fill_in(LINKED, linked_answers(), {"giay_chung_sinh": ("giấy.jpg", photo(colour="green"))})
    parcel = await citizen.wait_until_delivered((await citizen.submit(draft)).id)
    dossier = (await citizen.client.dossiers.get(parcel.dossier_id)).model_dump(mode="json")
    for verb in ("accept", "return_result"):
        await at_office(portal, dossier, "khai_sinh", verb)
    await at_office(portal, dossier, "thuong_tru", "accept")
    item = {"pointer": "/tt_chu_ho", "reason": "Không phải chủ hộ"}
    await at_office(portal, dossier, "thuong_tru", "ask_for_items", items=[item])
    await at_office(portal, dossier, "bao_hiem", "accept")

    asked = await citizen.client.dossiers.get(parcel.dossier_id)
    (request,) = [request for request in asked.requests if request.kind == "supplement"]
    start = len(citizen.network.seen.requests)
    bad = bad_network(11, how_bad=0.6)
    citizen.network.choose = lambda number, seen: bad(number - start, seen)
    result = await citizen.outbox.answer_request(asked, request.id, answers={"/tt_chu_ho": "TRẦN THỊ MẪU HÀ"})
    assert isinstance(result, Queued)
    await citizen.restart()
    await citizen.wait_until_delivered(result.parcel.id)
    citizen.network.choose = no_faults
    await citizen.network.deliver_all_late()
    after = await citizen.client.dossiers.get(parcel.dossier_id)
    assert [part.status for part in after.parts] == [10, 2, 2, 1]
    assert [entry.kind for entry in after.timeline].count("supplemented") == 1
    assert after.answers["tt_chu_ho"] == "TRẦN THỊ MẪU HÀ"
