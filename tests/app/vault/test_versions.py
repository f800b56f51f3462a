"""A vault of every released version opens whole in this one (V1); killed on the way, the next start begins anew."""

import asyncio
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from app.documents.service import Documents
from app.drafts.service import Drafts
from app.outbox.model import ParcelState
from app.outbox.store import PARCELS, decode_parcel
from app.vault import rebuilding, schema
from app.vault.errors import VaultDamagedError, VaultTooNewError, WrongKeyError
from app.vault.rebuilding import upgrade
from app.vault.sealing import Seal
from app.vault.vault import Vault
from tests.app.vault.conftest import KEY, NOW
from tests.app.vault.fixtures.make import AT
from tests.app.vault.rebuilding_writer import NEXT_KEY
from tests.reliability.power import Disk, Event, Image, images, trace
from tests.reliability.power_loss import lay_out, place
from tests.reliability.profile import figure, replay, seeds

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = sorted(path for path in FIXTURES.glob("v*"))


@pytest.fixture(params=VERSIONS, ids=lambda path: path.name)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the fixture of one released version."""
    return copied(request.param, tmp_path / "vault")


@pytest.fixture
def oldest(tmp_path: Path) -> Path:
    return copied(FIXTURES / "v1", tmp_path / "vault")


def copied(fixture: Path, folder: Path) -> Path:
    shutil.copytree(fixture, folder)
    return folder


async def read(folder: Path, key: bytes = KEY) -> dict[str, Any]:
    """Return everything that the vault holds, in the form of ``contents.json``."""
    expected = json.loads((folder / "contents.json").read_text("utf-8"))
    vault = await Vault.open(folder, key, clock=lambda: NOW)
    try:
        records = {kind: dict(await vault.all(kind)) for kind in expected["records"]}
        files = {id_: hashlib.sha256(await vault.get_blob(id_)).hexdigest() for id_ in expected["files"]}
        assert await vault.findings() == ()
        return {"records": records, "files": files}
    finally:
        await vault.close()


def holds_everything(folder: Path) -> bool:
    return bool(asyncio.run(read(folder)) == json.loads((folder / "contents.json").read_text("utf-8")))


def digest(folder: Path) -> str:
    """Return a digest of every table and row; the header of the file may say that nobody writes a log any more."""
    with sqlite3.connect(folder / "vault.db") as connection:
        found = hashlib.sha256("".join(connection.iterdump()).encode()).hexdigest()
    connection.close()
    return found


def test_there_is_a_fixture_of_every_released_version():
    assert [path.name for path in VERSIONS] == [f"v{number}" for number in range(1, schema.VERSION + 1)]


async def test_every_record_and_file_of_a_released_version_is_there(released):
    expected = json.loads((released / "contents.json").read_text("utf-8"))
    assert "CANARY" in json.dumps(expected["records"])
    assert await read(released) == expected
    assert await read(released) == expected  # and at the next start
    with sqlite3.connect(released / "vault.db") as connection:
        assert schema.version_of(connection) == schema.VERSION
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_a_queued_and_a_half_uploaded_parcel_go_on_where_they_were(released):
    vault = await Vault.open(released, KEY, clock=lambda: NOW)
    drafts = Drafts(vault, procedures=lambda code: None, clock=lambda: NOW, owner=lambda: None)
    documents = Documents(vault, clock=lambda: NOW, owner=lambda: None)
    await drafts.load()
    await documents.load()
    parcels = {id_: decode_parcel(record) for id_, record in await vault.all(PARCELS)}
    assert (parcels["parcel-queued"].state, parcels["parcel-half"].state) == (ParcelState.QUEUED, ParcelState.SENDING)
    half = parcels["parcel-half"].files[0]
    assert (half.upload_url, half.sent_bytes) == ("/api/v1/uploads/u1", 4096)
    assert hashlib.sha256(await vault.get_blob(half.attachment.id)).hexdigest() == half.attachment.sha256
    assert {draft.id: draft.saved_at for draft in drafts.list()} == dict.fromkeys(
        ("draft-open", "draft-queued", "draft-half"), AT
    )
    await vault.close()


async def test_nothing_of_an_old_version_stays_readable(oldest):
    assert b"1.001193" in (oldest / "vault.db").read_bytes()  # version 1 kept ids in clear
    await read(oldest)
    assert sorted(path.name for path in oldest.iterdir()) == ["contents.json", "lock", "vault.db"]
    content = (oldest / "vault.db").read_bytes()
    assert not any(word in content for word in (b"1.001193", b"CANARY", b"draft-open", b"subject-1", b"file-half"))


async def test_a_damaged_record_of_an_old_version_is_set_aside_on_the_way(oldest):
    with sqlite3.connect(oldest / "vault.db") as connection:
        connection.execute("UPDATE records SET sealed = zeroblob(60) WHERE id='draft-open'")
    connection.close()
    vault = await Vault.open(oldest, KEY, clock=lambda: NOW)
    assert {id_ for id_, _ in await vault.all("drafts")} == {"draft-queued", "draft-half"}
    assert [(finding.kind, finding.reason) for finding in await vault.findings()] == [("drafts", "damaged")]
    await vault.close()


async def test_a_newer_file_is_left_as_it_is(tmp_path):
    newest = copied(VERSIONS[-1], tmp_path / "vault")
    with sqlite3.connect(newest / "vault.db") as connection:
        connection.execute("INSERT INTO schema_version (version) VALUES (?)", (schema.VERSION + 1,))
        connection.execute("CREATE TABLE of_the_future (x)")
    connection.close()
    before = digest(newest)
    with pytest.raises(VaultTooNewError):
        await Vault.open(newest, KEY, clock=lambda: NOW)
    assert digest(newest) == before


async def test_the_old_file_stands_when_the_new_one_is_not_the_same(oldest, monkeypatch):
    before, write = digest(oldest), rebuilding.write

    def loses_one(connection: Any, seal: Any, items: Any, *, number: int) -> None:
        write(connection, seal, list(items)[1:], number=number)

    monkeypatch.setattr(rebuilding, "write", loses_one)  # a fault in a later version's own writing
    with pytest.raises(VaultDamagedError):
        await Vault.open(oldest, KEY, clock=lambda: NOW)
    assert digest(oldest) == before
    assert sorted(path.name for path in oldest.iterdir()) == ["contents.json", "lock", "vault.db"]


# --- killed on the way ------------------------------------------------------------------------------------------------


def steps_until(folder: Path, end: int | None) -> int:
    """Rebuild in a process of its own that is killed before its ``end``-th call of the system; return how many it made.

    A step is a statement of SQLite in the old or new file, a sync, a rename, a deletion.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            _rebuild_counting(folder, end, writer)
        finally:
            os._exit(0)
    os.close(writer)
    said = b""
    while data := os.read(reader, 4096):
        said += data
    os.close(reader)
    os.waitpid(pid, 0)
    return len(said)


def _rebuild_counting(folder: Path, end: int | None, writer: int) -> None:
    done = 0

    def step(*_: Any) -> None:
        nonlocal done
        done += 1
        if done == end:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(writer, b".")

    def stepping(original: Any) -> Any:
        def stepped(*arguments: Any, **named: Any) -> Any:
            step()
            return original(*arguments, **named)

        return stepped

    from app.vault import file

    original = file.connect

    def connect(path: Path) -> sqlite3.Connection:
        connection = original(path)
        connection.set_trace_callback(step)
        return connection

    rebuilding.connect = connect  # type: ignore[assignment] # in this process only, to count
    for name in ("fsync", "replace", "unlink"):
        setattr(os, name, stepping(getattr(os, name)))
    connection = connect(folder / "vault.db")
    upgrade(connection, folder, Seal(KEY), now=NOW.isoformat())


@pytest.mark.kill
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process to kill it")
def test_killed_at_any_step_the_next_start_begins_anew_and_nothing_is_lost(tmp_path):
    whole = steps_until(copied(FIXTURES / "v1", tmp_path / "whole"), None)
    assert whole > 60
    assert holds_everything(tmp_path / "whole")
    ends = _some_of(range(1, whole + 1), figure(ci=18, deep=10_000))
    for end in ends:
        folder = copied(FIXTURES / "v1", tmp_path / f"killed-{end}")
        assert steps_until(folder, end) == end - 1
        assert holds_everything(folder), f"killed before step {end} of {whole}"
        assert not (folder / "vault.db.new").exists()
        shutil.rmtree(folder)
    print(f"\nkilled at {len(ends)} of {whole} steps of a rebuilding: everything is there, each time")


def _some_of(steps: range, count: int) -> list[int]:
    """The last steps, where the new file takes the old one's place, and others evenly."""
    last = list(steps)[-12:]
    return sorted({*last, *list(steps)[:: max(1, len(steps) // max(1, count - len(last)))]})


# --- without power on the way -----------------------------------------------------------------------------------------


@pytest.mark.kill
@pytest.mark.skipif(shutil.which("strace") is None, reason="the replay needs strace")
def test_without_power_at_any_moment_of_a_rebuilding_everything_is_there(tmp_path):
    root = tmp_path / "traced"
    root.mkdir()
    events = trace(root, tmp_path / "trace", "-m", "tests.app.vault.rebuilding_writer", str(root / "vault"))
    expected = json.loads((FIXTURES / "v1" / "contents.json").read_text("utf-8"))
    looked_at = 0
    for seed in seeds(figure(ci=2, deep=200)):
        chance = random.Random(seed)
        for said, image in chain(images(events, chance=chance, count=12), at_renames(events, chance, count=6)):
            if "ready" not in said:
                continue
            with place() as folder:
                lay_out(image, root / "vault", folder)
                keys = [NEXT_KEY] if "resealed" in said else [KEY, NEXT_KEY]
                assert asyncio.run(read_with(folder, keys)) == expected, f"after {said}: {replay(seed)}"
                looked_at += 1
    print(f"\npower lost at {looked_at} moments of two rebuildings: everything is there, each time")
    assert looked_at >= 20


def at_renames(events: list[Event], chance: random.Random, *, count: int) -> Iterator[tuple[list[str], Image]]:
    """Yield images of the disk right after a new file took the old one's name, before the folder was synced."""
    disk, said = Disk(), list[str]()
    for event in events:
        disk.do(event)
        said += [event.data.decode()] if event.kind == "ack" else []
        if event.kind == "rename":
            yield from ((list(said), disk.after_power_loss(chance)) for _ in range(count))


async def read_with(folder: Path, keys: list[bytes]) -> dict[str, Any]:
    """Return what opens with the first of ``keys`` that is the file's."""
    for key in keys[:-1]:
        try:
            return await read(folder, key)
        except WrongKeyError:
            continue
    return await read(folder, keys[-1])
