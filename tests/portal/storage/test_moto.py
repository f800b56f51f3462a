"""The portal on an object store that is not ours, and what only many or large objects show."""

import hashlib
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.storage.model import StorageUnreachableError
from portal.storage.opening import open_storage
from tests.portal.filing import CITIZEN, new_key, photo, submission
from tests.portal.moto_store import MotoStore
from tests.portal.running import running_portal
from tests.reliability.profile import IS_DEEP

ALWAYS = datetime(2200, 1, 1, tzinfo=UTC)
for_long = pytest.mark.skipif(not IS_DEEP, reason="deep profile")


async def test_a_dossier_with_a_file_is_taken_and_its_file_handed_out(tmp_path: Path, moto: MotoStore) -> None:
    async with running_portal(tmp_path, storage_url=moto.storage_url("dossier")) as portal:
        me = await portal.bearer(CITIZEN)
        body = await submission(portal, me)
        filed = await portal.client.post("/api/v1/dossiers", json=body, headers={**me, "Idempotency-Key": new_key()})
        assert filed.status_code == 201, filed.text
        sha256 = hashlib.sha256(photo()).hexdigest()
        found = await portal.client.get(f"/api/v1/dossiers/{filed.json()['id']}/files/{sha256}", headers=me)
        assert found.content == photo()
        assert portal.deps.storage.chunk_names() == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [("AWS_SECRET_ACCESS_KEY", "SignatureDoesNotMatch"), ("AWS_ACCESS_KEY_ID", "InvalidAccessKeyId")],
)
def test_only_the_right_keys_open_it(moto: MotoStore, monkeypatch: pytest.MonkeyPatch, name: str, reason: str) -> None:
    with moto.locked():
        open_storage(moto.storage_url()).store(b"x", "id")
        monkeypatch.setenv(name, "another")
        with pytest.raises(StorageUnreachableError, match=reason):
            open_storage(moto.storage_url()).store(b"x", "id")


@for_long
async def test_what_a_list_of_amazons_length_does_not_hold_is_listed_and_deleted_too(moto: MotoStore) -> None:
    storage = open_storage(moto.storage_url("many"))
    kept = sorted(storage.store(b"%d" % number, f"id{number}").name for number in range(1_203))
    assert sorted(name for batch in storage.file_names(before=ALWAYS) for name in batch) == kept
    storage.delete(kept)
    assert not [batch for batch in storage.file_names(before=ALWAYS) if batch]


@for_long
async def test_a_file_of_many_parts_comes_back_as_it_was(moto: MotoStore) -> None:
    storage, chance = open_storage(moto.storage_url("large")), random.Random(5)
    pieces = [chance.randbytes(24 * 1024 * 1024), chance.randbytes(24 * 1024 * 1024), chance.randbytes(1)]
    for number, piece in enumerate(pieces):
        with storage.write_chunk(f"piece{number}") as writer:
            writer.write(piece)
            writer.finish()
    sha256 = hashlib.sha256(b"".join(pieces)).hexdigest()
    with storage.assemble(["piece0", "piece1", "piece2"], "id") as whole:
        name = whole.keep(sha256).name
    came = hashlib.sha256()
    async for block in storage.read(name):
        came.update(block)
    assert came.hexdigest() == sha256
