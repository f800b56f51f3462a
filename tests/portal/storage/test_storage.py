"""What every storage promises: a folder, an S3-compatible store of ours, and moto's where it is installed."""

import hashlib
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.db import StorageFullError
from portal.settings import SettingsError
from portal.storage.folder import FolderStorage
from portal.storage.model import Storage, StorageUnreachableError
from portal.storage.opening import open_storage
from tests.portal.moto_store import MotoStore
from tests.portal.object_store import ENVIRONMENT, ObjectStore, serve_objects

ALWAYS = datetime(2200, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def objects() -> Iterator[ObjectStore]:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in ENVIRONMENT.items():
            patched.setenv(name, value)
        with serve_objects() as store:
            yield store


@pytest.fixture(params=["folder", "s3", "moto"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return open_storage(tmp_path.as_uri())
    store: ObjectStore | MotoStore = request.getfixturevalue("objects" if request.param == "s3" else "moto")
    return open_storage(store.storage_url(prefix=tmp_path.name))


def put_chunk(storage: Storage, name: str, *blocks: bytes) -> None:
    with storage.write_chunk(name) as writer:
        for block in blocks:
            writer.write(block)
        writer.finish()


async def content(storage: Storage, name: str) -> bytes:
    return b"".join([block async for block in storage.read(name)])


def names(storage: Storage, *, before: datetime = ALWAYS) -> list[str]:
    return sorted(name for batch in storage.file_names(before=before) for name in batch)


async def test_chunks_become_one_file_named_by_its_hash(storage: Storage) -> None:
    large = random.Random(1).randbytes(6_000_000)  # an object store takes it in parts
    put_chunk(storage, "one", b"hel", b"lo")
    put_chunk(storage, "two", large)
    whole = b"hello" + large
    with storage.assemble(["one", "two"], "id7") as file:
        assert file.size_bytes == len(whole)
        assert b"".join(part.read_bytes() for part in file.parts) == whole == file.joined().read_bytes()
        kept = file.keep(hashlib.sha256(whole).hexdigest())
    assert kept.name == f"{kept.sha256}.id7"
    assert storage.find_size(kept.name) == len(whole)
    assert await content(storage, kept.name) == whole
    assert sorted(storage.chunk_names()) == ["one", "two"]
    storage.delete_chunks(["one", "two", "gone long ago"])
    assert storage.chunk_names() == []


def test_what_is_not_finished_or_not_kept_leaves_nothing(storage: Storage) -> None:
    with storage.write_chunk("given-up") as writer:
        writer.write(b"x" * 3_000_000)
    with storage.write_chunk("empty") as writer:
        writer.finish()
    assert storage.chunk_names() == []
    put_chunk(storage, "a", b"a")
    put_chunk(storage, "b", b"b")
    with storage.assemble(["a", "b"], "id") as file:
        assert file.joined().read_bytes() == b"ab"
    assert names(storage) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file must have a name to be opened twice")
def test_a_portal_killed_while_it_joins_an_object_leaves_no_file_on_its_machine(
    objects: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    storage = open_storage(objects.storage_url(prefix=tmp_path.name))
    put_chunk(storage, "a", b"a" * 3_000_000)
    with storage.assemble(["a"], "id") as file:
        assert file.joined().stat().st_size == 3_000_000
        assert list(tmp_path.iterdir()) == []


async def test_a_file_of_one_chunk_outlives_its_chunk(storage: Storage) -> None:
    put_chunk(storage, "only", b"all of it")
    with storage.assemble(["only"], "id") as file:
        kept = file.keep("ab" * 32)
    storage.delete_chunks(["only"])
    assert await content(storage, kept.name) == b"all of it"
    assert names(storage) == [kept.name]
    storage.delete([kept.name])
    assert names(storage) == []


def test_a_missing_chunk_is_told(storage: Storage) -> None:
    put_chunk(storage, "there", b"x")
    with pytest.raises(FileNotFoundError), storage.assemble(["there", "gone"], "id"):
        raise AssertionError("assembled without all of its chunks")
    assert names(storage) == []


async def test_finished_files_are_listed_by_age_and_deleted_many_at_once(storage: Storage) -> None:
    kept = sorted(storage.store(b"%d" % number, f"id{number}").name for number in range(8))
    assert names(storage) == kept
    assert names(storage, before=datetime.now(UTC) - timedelta(minutes=1)) == []
    storage.delete([*kept[:5], "ab.unknown"])
    assert names(storage) == kept[5:]
    assert storage.find_size(kept[0]) is None
    with pytest.raises(FileNotFoundError):
        await content(storage, kept[0])


def test_a_half_written_file_of_a_killed_portal_counts_as_a_file(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    kept = storage.store(b"x", "id").name
    (tmp_path / "files" / ".half").write_bytes(b"left behind")
    assert names(storage) == sorted([".half", kept])
    storage.delete([".half"])
    assert names(storage) == [kept]


def test_a_full_disk_keeps_nothing(tmp_path: Path, on_full_disk: Callable[[Path], FolderStorage]) -> None:
    full = on_full_disk(tmp_path)
    with pytest.raises(StorageFullError):
        put_chunk(full, "chunk", b"x" * 10_000)
    with pytest.raises(StorageFullError):
        full.store(b"x" * 10_000, "id")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_an_object_store_that_is_down_is_said_to_be_out_of_reach(objects: ObjectStore) -> None:
    storage = open_storage(objects.storage_url())
    objects.down = True
    try:
        with pytest.raises(StorageUnreachableError):
            put_chunk(storage, "chunk", b"x")
        with pytest.raises(StorageUnreachableError):
            await content(storage, "ab.name")
    finally:
        objects.down = False


@pytest.mark.parametrize("reason", ["SignatureDoesNotMatch", "NoSuchBucket", "RequestTimeTooSkewed"])
async def test_a_store_that_refuses_us_is_out_of_reach_not_empty_and_the_log_says_why(
    objects: ObjectStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, reason: str
) -> None:
    """To take "no such bucket" for "no such file" would give up every file that the portal has."""
    url = objects.storage_url()
    match reason:
        case "SignatureDoesNotMatch":
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
        case "NoSuchBucket":
            url = url.replace("papers", "gone")
        case _:
            monkeypatch.setattr(objects, "ahead", timedelta(minutes=-16))
    storage = open_storage(url)
    for ask in (
        lambda: put_chunk(storage, "chunk", b"x"),
        lambda: put_chunk(storage, "large", b"x" * 6_000_000),
        lambda: storage.store(b"x", "id"),
        lambda: storage.assemble(["chunk"], "id").__enter__(),
        storage.chunk_names,
        lambda: names(storage),
        lambda: storage.find_size("ab.name"),
        lambda: storage.delete(["ab.name"]),
    ):
        with pytest.raises(StorageUnreachableError):
            ask()
    with pytest.raises(StorageUnreachableError, match=reason):
        await content(storage, "ab.name")
    assert f"the object store does not serve us: {reason}" in caplog.text


@pytest.mark.parametrize(
    "url", ["ftp://host/x", "s3://", "s3:///prefix", "s3://key@bucket/x", "s3://bucket?secret=x", "/folder", ""]
)
def test_a_url_that_says_no_storage_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        open_storage(url)
    assert "\n" not in str(refused.value)
