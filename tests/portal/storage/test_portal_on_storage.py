"""The portal on its storage: several workers on one object store, what is lost, left over, full or out of reach."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.application import tick
from portal.storage.folder import FolderStorage
from tests.portal.filing import CITIZEN, TUS, metadata, new_key, photo, send, submission, upload
from tests.portal.object_store import ENVIRONMENT, ObjectStore, serve_objects
from tests.portal.running import RunningPortal, running_portal

UPLOADS = "/api/v1/uploads"
DATA = photo(5, width=900)


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with serve_objects() as store:
        yield store


async def opened(portal: RunningPortal, me: dict[str, str], data: bytes = DATA) -> str:
    headers = {"Upload-Length": str(len(data)), "Upload-Metadata": metadata(sha256=hashlib.sha256(data).hexdigest())}
    answer = await portal.client.post(UPLOADS, headers={**me, **TUS, **headers})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def state(portal: RunningPortal, url: str, me: dict[str, str]) -> str:
    return str((await portal.client.get(url, headers=me)).json()["state"])


@pytest.mark.postgres
async def test_two_workers_take_the_pieces_of_one_file_and_either_hands_it_out(
    tmp_path: Path, postgres_url: str, objects: ObjectStore
) -> None:
    settings = {"database_url": postgres_url, "storage_url": objects.storage_url()}
    folder = tmp_path / "portal"
    async with running_portal(folder, **settings) as one, running_portal(folder, seed=2, **settings) as two:
        me = await one.bearer(CITIZEN)
        url, half = await opened(one, me), len(DATA) // 2
        assert (await send(two.client, url, me, DATA[:half], offset=0)).status_code == 204
        racing = [send(worker.client, url, me, DATA[half:], offset=half) for worker in (one, two, one, two)]
        statuses = sorted([answer.status_code for answer in await asyncio.gather(*racing)])
        assert statuses == [204, 409, 409, 409]
        assert [await state(worker, url, me) for worker in (one, two)] == ["verified", "verified"]
        body = await submission(two, me)
        filed = await one.client.post("/api/v1/dossiers", json=body, headers={**me, "Idempotency-Key": new_key()})
        assert filed.status_code == 201, filed.text
        sent = body["files"][0]
        found = await two.client.get(f"/api/v1/dossiers/{filed.json()['id']}/files/{sent['sha256']}", headers=me)
        assert hashlib.sha256(found.content).hexdigest() == sent["sha256"]
        assert not [key for key in objects.objects if "/chunks/" in key]


async def test_a_store_out_of_reach_is_a_503_and_the_upload_goes_on_later(tmp_path: Path, objects: ObjectStore) -> None:
    async with running_portal(tmp_path, storage_url=objects.storage_url()) as portal:
        me = await portal.bearer(CITIZEN)
        url = await opened(portal, me)
        objects.down = True
        answer = await send(portal.client, url, me, DATA, offset=0)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert "tus-resumable" in answer.headers  # else a client takes it for public Wi-Fi that wants a sign-in
        objects.down = False
        assert (await send(portal.client, url, me, DATA, offset=0)).status_code == 204
        assert await state(portal, url, me) == "verified"


async def test_a_full_disk_is_a_507_keeps_the_offset_and_the_upload_goes_on_later(
    portal: RunningPortal, on_full_disk: Callable[[Path], FolderStorage]
) -> None:
    me = await portal.bearer(CITIZEN)
    url = await opened(portal, me)
    assert (await send(portal.client, url, me, DATA[:1000], offset=0)).status_code == 204
    roomy = portal.deps
    portal.app.state.deps = replace(roomy, storage=on_full_disk(portal.settings.data_dir / "files"))
    full = await send(portal.client, url, me, DATA[1000:], offset=1000)
    assert (full.status_code, full.headers["tus-resumable"]) == (507, "1.0.0")
    assert full.json()["type"].endswith("storage-full")
    portal.app.state.deps = roomy
    assert (await portal.client.head(url, headers={**me, **TUS})).headers["upload-offset"] == "1000"
    assert (await send(portal.client, url, me, DATA[1000:], offset=1000)).status_code == 204
    assert await state(portal, url, me) == "verified"


async def test_a_disk_that_is_full_while_the_file_is_joined_says_so_and_the_next_question_finishes_it(
    portal: RunningPortal, on_full_disk: Callable[[Path], FolderStorage]
) -> None:
    me = await portal.bearer(CITIZEN)
    url, roomy = await opened(portal, me), portal.deps
    only_chunks = on_full_disk(portal.settings.data_dir / "files")
    only_chunks.write_chunk = roomy.storage.write_chunk  # type: ignore[method-assign,assignment]  # room for chunks alone
    assert (await send(portal.client, url, me, DATA[:100], offset=0)).status_code == 204
    portal.app.state.deps = replace(roomy, storage=only_chunks)
    assert (await send(portal.client, url, me, DATA[100:], offset=100)).status_code == 507
    portal.app.state.deps = roomy
    assert await state(portal, url, me) == "verified"


@pytest.mark.parametrize("harm", ["gone", "cut short"])
async def test_a_dossier_is_not_taken_when_the_storage_lost_its_file_and_the_file_can_be_sent_anew(
    portal: RunningPortal, harm: str
) -> None:
    me = await portal.bearer(CITIZEN)
    body = await submission(portal, me)
    (stored,) = [path for path in (portal.settings.data_dir / "files" / "files").rglob("*") if path.is_file()]
    stored.unlink() if harm == "gone" else stored.write_bytes(stored.read_bytes()[:-1])
    headers = {**me, "Idempotency-Key": new_key()}
    refused = await portal.client.post("/api/v1/dossiers", json=body, headers=headers)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "upload-incomplete")
    old = f"{UPLOADS}/{body['files'][0]['upload_id']}"
    assert (await portal.client.head(old, headers={**me, **TUS})).status_code == 404
    body["files"][0]["upload_id"] = await upload(portal, me, photo())
    assert (await portal.client.post("/api/v1/dossiers", json=body, headers=headers)).status_code == 201


async def test_what_a_killed_portal_left_is_swept_and_what_is_recorded_stays(portal: RunningPortal) -> None:
    me = await portal.bearer(CITIZEN)
    body = await submission(portal, me)
    filed = await portal.client.post("/api/v1/dossiers", json=body, headers={**me, "Idempotency-Key": new_key()})
    assert filed.status_code == 201
    url, storage = await opened(portal, me), portal.deps.storage
    assert (await send(portal.client, url, me, DATA[:10], offset=0)).status_code == 204
    files, chunks = set(names_of(portal)), set(storage.chunk_names())
    storage.store(b"joined, then killed before the record", "orphan")
    for upload_id in (url.rpartition("/")[2], "f" * 32):
        with storage.write_chunk(f"{upload_id}-10-killed") as writer:
            writer.write(b"written, then killed before the record")
            writer.finish()
    portal.clock.now = max(portal.clock.now, datetime.now(UTC)) + timedelta(hours=7)
    assert await tick(portal.deps)
    assert set(names_of(portal)) == files
    of_open_uploads = chunks | {f"{url.rpartition('/')[2]}-10-killed"}
    assert set(storage.chunk_names()) == of_open_uploads
    portal.clock.move(hours=portal.settings.upload_expires_after_hours)
    assert await tick(portal.deps)
    assert storage.chunk_names() == []
    assert set(names_of(portal)) == files


def names_of(portal: RunningPortal) -> list[str]:
    always = datetime(2200, 1, 1, tzinfo=UTC)
    return [name for batch in portal.deps.storage.file_names(before=always) for name in batch]
