"""A dossier between the app and the portal: filed once, followed, its documents kept and checked."""

import hashlib
from pathlib import Path

import httpx
import pytest

from api_client.errors import Conflict, Invalid, NotFound, NotThePortal, ProblemError, Unreachable
from app.seals.model import SealState
from app.vault.vault import Vault
from tests.contracts.conftest import AppDevice, new_device
from tests.portal import filing
from tests.portal.running import RunningPortal
from tests.waiting import eventually


async def file_birth(device: AppDevice, key: str = "key-of-mai-1") -> str:
    """File a birth registration and let the device hear of it."""
    person = await device.running.bearer("sample-mai")
    dossier = await device.portal.dossiers.submit(key, await filing.submission(device.running, person))
    await device.tracking.keep(dossier)
    return dossier.id


async def test_the_same_key_is_the_same_dossier_for_ever(device: AppDevice, running: RunningPortal) -> None:
    await device.sign_in()
    payload = await filing.submission(running, await running.bearer("sample-mai"))
    first = await device.portal.dossiers.submit("key-1", payload)
    assert (first.key, first.status, first.accepted_at, first.due_at) == ("key-1", 1, None, None)
    running.clock.move(days=40)
    await device.sign_in()
    again = await device.portal.dossiers.submit("key-1", payload)
    assert (again.id, again.code) == (first.id, first.code)
    assert len(await device.portal.dossiers.list()) == 1
    with pytest.raises(ProblemError) as caught:
        await device.portal.dossiers.submit("key-1", {**payload, "language": "en"})
    assert caught.value.slug == "idempotency-key-reused"


async def test_the_outcome_of_a_lost_answer_is_found_by_key(device: AppDevice, running: RunningPortal) -> None:
    await device.sign_in()
    assert await device.portal.dossiers.find_by_key("key-1") is None
    dossier_id = await file_birth(device, "key-1")
    found = await device.portal.dossiers.find_by_key("key-1")
    assert found is not None
    assert found.id == dossier_id


async def test_answers_that_do_not_pass_come_back_by_field(device: AppDevice, running: RunningPortal) -> None:
    await device.sign_in()
    person = await running.bearer("sample-mai")
    answers = {**filing.answers(), "ks_ngay_sinh": "2031-01-01"}
    with pytest.raises(Invalid) as caught:
        await device.portal.dossiers.submit("key-1", await filing.submission(running, person, answers=answers))
    assert caught.value.slug == "invalid-answers"
    assert "/ks_ngay_sinh" in {error.pointer for error in caught.value.errors}
    assert all(error.detail for error in caught.value.errors)


async def test_a_foreign_and_an_unknown_dossier_answer_alike(device: AppDevice, other_device: AppDevice) -> None:
    await device.sign_in()
    dossier_id = await file_birth(device)
    told = []
    for id_ in (dossier_id, "unknown"):
        with pytest.raises(NotFound) as caught:
            await other_device.tracking.refresh(id_)
        told.append((caught.value.slug, caught.value.title, caught.value.detail))
    assert told[0] == told[1]
    assert other_device.tracking.list() == ()


async def test_a_dossier_is_followed_through_the_office(device: AppDevice, running: RunningPortal) -> None:
    await device.sign_in()
    dossier_id = await file_birth(device)
    running.clock.move(minutes=5)
    await filing.ask(running, dossier_id, {"paper_id": filing.PAPER, "reason": "Ảnh mờ", "how_to_fix": "Chụp lại"})
    await device.tracking.refresh()
    tracked = device.tracking.find(dossier_id)
    assert tracked is not None
    assert tracked.dossier.status == 5
    (request,) = tracked.dossier.requests
    assert (request.kind, request.state, request.items[0].paper_id) == ("supplement", "open", filing.PAPER)

    entry = await filing.file_entry(running, await running.bearer("sample-mai"), data=filing.photo(7))
    answered = await device.portal.dossiers.send_answer(
        dossier_id, request.id, key="answer-1", payload={"files": [entry]}
    )
    assert answered.requests[0].state == "answered"
    running.clock.move(minutes=5)
    await filing.accept(running, dossier_id)
    await filing.start(running, dossier_id)
    running.clock.move(minutes=5)
    await filing.send_proof(running, dossier_id)
    await device.tracking.refresh()
    tracked = device.tracking.find(dossier_id)
    assert tracked is not None
    proof = next(r for r in tracked.dossier.requests if r.kind == "proof")
    assert (proof.on_silence, proof.state) == ("agreed", "open")
    assert tracked.dossier.due_at is not None
    await device.portal.dossiers.send_answer(dossier_id, proof.id, key="answer-2", payload={"agree": True})
    running.clock.move(minutes=5)
    await filing.return_result(running, dossier_id)
    await device.tracking.refresh(dossier_id)
    tracked = device.tracking.find(dossier_id)
    assert tracked is not None
    assert tracked.dossier.status in (9, 10)
    assert "result" in {document.kind for document in tracked.dossier.documents}
    assert [entry.at for entry in tracked.dossier.timeline] == sorted(entry.at for entry in tracked.dossier.timeline)


async def test_a_slip_is_genuine_a_sample_and_readable_offline(
    device: AppDevice, running: RunningPortal, tmp_path: Path
) -> None:
    await device.sign_in()
    dossier_id = await file_birth(device)
    await device.tracking.refresh()
    tracked = device.tracking.find(dossier_id)
    assert tracked is not None
    slip = next(d for d in tracked.dossier.documents if d.kind == "submission_confirmation")
    data = await device.tracking.document(dossier_id, slip.id)
    assert data.startswith(b"%PDF")
    assert hashlib.sha256(data).hexdigest() == slip.sha256
    assert device.seals.check_document(slip, data).state is SealState.UNKNOWN_KEY
    assert await device.seals.refresh()
    verdict = device.seals.check_document(slip, data)
    assert (verdict.valid, verdict.sample, verdict.number, verdict.code) == (
        True,
        True,
        slip.number,
        tracked.dossier.code,
    )
    assert (await device.tracking.submitted_copy(dossier_id)).startswith(b"%PDF")
    await device.vault.close()

    offline = await new_device(running, tmp_path / "device", transport=httpx.MockTransport(_no_network))
    assert await offline.tracking.document(dossier_id, slip.id) == data
    assert offline.seals.check_document(slip, data).valid
    found = offline.tracking.find(dossier_id)
    assert found is not None
    assert found.dossier == tracked.dossier
    with pytest.raises(Unreachable):
        await offline.tracking.refresh()
    await offline.vault.close()


def _no_network(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no network")


async def test_a_filed_file_comes_back_as_it_was_sent(device: AppDevice) -> None:
    await device.sign_in()
    dossier_id = await file_birth(device)
    tracked = device.tracking.find(dossier_id)
    assert tracked is not None
    (filed,) = tracked.dossier.files
    assert await device.tracking.file(dossier_id, filed.sha256) == filing.photo()
    with pytest.raises(NotFound):
        await device.tracking.file(dossier_id, "f" * 64)


async def test_a_dossier_is_tracked_by_its_two_codes_without_an_account(
    device: AppDevice, running: RunningPortal
) -> None:
    await device.sign_in()
    dossier_id = await file_birth(device)
    tracked = device.tracking.find(dossier_id)
    assert tracked is not None
    await device.identity.sign_out()
    found = await device.tracking.lookup(code=tracked.dossier.code, lookup_code=tracked.dossier.lookup_code)
    assert (found.code, found.status) == (tracked.dossier.code, 1)
    assert (found.answers, found.files, found.documents) == ({}, (), ())
    with pytest.raises(NotFound):
        await device.tracking.lookup(code=tracked.dossier.code, lookup_code="AAAAAA")


async def test_a_withdrawal_is_asked_for_once(device: AppDevice) -> None:
    await device.sign_in()
    dossier_id = await file_birth(device)
    first = await device.portal.dossiers.withdraw(dossier_id, key="w-1", reason="Nộp nhầm")
    again = await device.portal.dossiers.withdraw(dossier_id, key="w-1", reason="Nộp nhầm")
    assert first.status == again.status == 7
    with pytest.raises(Conflict):
        await device.portal.dossiers.withdraw(dossier_id, key="w-2", reason="Nộp nhầm")


async def test_nobody_sees_what_was_followed_by_the_person_before(device: AppDevice) -> None:
    await device.sign_in("sample-mai")
    dossier_id = await file_birth(device)
    await device.sign_in("sample-ha")
    assert device.tracking.list() == ()
    assert device.tracking.find(dossier_id) is None
    with pytest.raises(KeyError):
        await device.tracking.document(dossier_id, "any")
    await device.sign_in("sample-mai")
    assert device.tracking.find(dossier_id) is not None


async def test_a_document_with_other_bytes_than_its_hash_is_not_shown_or_kept(device: AppDevice) -> None:
    await device.sign_in()
    dossier_id = await file_birth(device)
    await device.tracking.refresh(dossier_id)
    tracked = device.tracking.find(dossier_id)
    assert tracked is not None
    document = tracked.dossier.documents[0]
    changed = document.model_copy(update={"sha256": "0" * 64})
    await device.tracking.keep(tracked.dossier.model_copy(update={"documents": (changed,), "version": 99}))
    with pytest.raises(NotThePortal):
        await device.tracking.document(dossier_id, document.id)


async def test_the_outboxs_commit_reaches_tracking_by_itself(device: AppDevice, running: RunningPortal) -> None:
    from app.outbox.store import put_dossier

    await device.sign_in()
    person = await running.bearer("sample-mai")
    dossier = await device.portal.dossiers.submit("key-9", await filing.submission(running, person))
    told: list[frozenset[tuple[str, str]]] = []
    device.vault.changes.subscribe(told.append)
    await device.vault.transact([put_dossier(dossier, owner="sample-mai", seen_at=running.clock.now)])
    await eventually(lambda: device.tracking.find(dossier.id))
    tracked = device.tracking.find(dossier.id)
    assert tracked is not None
    assert tracked.dossier == dossier
    await eventually(lambda: told)
    assert frozenset({("tracking", dossier.id)}) in told


def test_the_vaults_name_is_the_real_one() -> None:
    assert Vault.__module__ == "app.vault.vault"
