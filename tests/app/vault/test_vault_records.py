import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from app.vault.errors import VaultDamagedError, VaultError, VaultLockedError, VaultTooNewError, WrongKeyError
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Put
from app.vault.sealing import Seal
from app.vault.vault import CHUNK_BYTES, Vault

KEY = bytes(range(32))
SEAL = Seal(KEY)


def in_file(folder: Path, *statements: str) -> list[tuple]:
    """Do something to the file from outside; ``:a`` and ``:b`` are sealed names of drafts, ``:blob`` of a blob."""
    names = {"a": SEAL.close_name("a", "drafts"), "b": SEAL.close_name("b", "drafts")}
    with sqlite3.connect(folder / "vault.db") as connection:
        for statement in statements:
            rows = connection.execute(statement, names | {"blob": SEAL.close_name("b", "blob")}).fetchall()
    connection.close()
    return rows


async def test_a_record_is_read_back_after_reopening(open_vault):
    vault = await open_vault()
    await vault.put("drafts", "a", {"name": "Nguyễn Minh An", "n": 1})
    await vault.close()

    again = await open_vault()
    assert await again.get("drafts", "a") == {"name": "Nguyễn Minh An", "n": 1}
    assert await again.all("drafts") == [("a", {"name": "Nguyễn Minh An", "n": 1})]
    assert await again.get("drafts", "b") is None


async def test_no_clear_text_is_in_the_files(open_vault, folder):
    vault = await open_vault()
    await vault.put("drafts", "a", {"name": "KHAISINH-CANARY"})
    await vault.put_blob("b", b"BLOB-CANARY" * 1000)
    contents = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"CANARY" not in contents
    await vault.close()
    assert all(b"CANARY" not in path.read_bytes() for path in folder.iterdir())


async def test_a_transaction_is_done_whole_or_not_at_all(open_vault):
    vault = await open_vault()
    await vault.put("drafts", "a", {"v": 1})
    with pytest.raises(VaultError):
        await vault.transact([Put("drafts", "a", {"v": 2}), Delete("drafts", "a"), AdoptBlob("never staged")])
    assert await vault.get("drafts", "a") == {"v": 1}


async def test_a_commit_is_announced_once_its_writer_has_gone_on(open_vault):
    vault = await open_vault()
    told: list[tuple[str, frozenset]] = []
    memory = "old"
    vault.changes.subscribe(lambda changed: told.append((memory, changed)))

    async def write() -> None:
        nonlocal memory
        await vault.transact([Put("drafts", "a", {}), Delete("parcels", "p")])
        memory = "new"

    await write()
    await asyncio.sleep(0)
    assert told == [("new", frozenset({("drafts", "a"), ("parcels", "p")}))]


async def test_the_commit_of_a_cancelled_writer_is_announced(open_vault):
    vault = await open_vault()
    told: list[frozenset] = []
    vault.changes.subscribe(told.append)
    writer = asyncio.create_task(vault.put("drafts", "a", {"v": 1}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    assert await vault.get("drafts", "a") == {"v": 1}
    assert told == [frozenset({("drafts", "a")})]


async def test_nothing_is_announced_when_nothing_was_stored(open_vault):
    vault = await open_vault()
    seen: list[frozenset] = []
    vault.changes.subscribe(seen.append)
    with pytest.raises(VaultError):
        await vault.transact([Put("drafts", "a", {}), AdoptBlob("never staged")])
    assert seen == []


async def test_a_cancelled_writer_leaves_a_whole_store(open_vault):
    vault = await open_vault()
    writer = asyncio.create_task(vault.put("drafts", "a", {"v": 1}))
    await asyncio.sleep(0)
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    assert await vault.get("drafts", "a") in (None, {"v": 1})
    await vault.put("drafts", "a", {"v": 2})
    assert await vault.get("drafts", "a") == {"v": 2}


async def test_the_second_instance_is_refused(open_vault):
    first = await open_vault()
    with pytest.raises(VaultLockedError):
        await open_vault()
    await first.close()
    await open_vault()


async def test_another_key_does_not_open_it(open_vault):
    vault = await open_vault()
    await vault.put("drafts", "a", {"v": 1})
    await vault.close()
    with pytest.raises(WrongKeyError):
        await open_vault(bytes(32))
    again = await open_vault()
    assert await again.get("drafts", "a") == {"v": 1}


async def test_a_short_key_never_makes_a_vault(folder):
    with pytest.raises(ValueError, match="32 bytes"):
        await Vault.open(folder, b"", clock=lambda: None)
    assert not folder.exists()


async def test_a_damaged_record_is_set_aside_and_the_others_open(open_vault, folder):
    vault = await open_vault()
    await vault.put("drafts", "a", {"v": "a"})
    await vault.put("drafts", "b", {"v": "b"})
    await vault.close()
    in_file(folder, "UPDATE records SET sealed = zeroblob(length(sealed)) WHERE id=:a")

    again = await open_vault()
    assert await again.all("drafts") == [("b", {"v": "b"})]
    assert await again.count_quarantined() == 1
    assert await again.get("drafts", "a") is None


@pytest.mark.parametrize(
    "swap",
    [
        "UPDATE records SET sealed = (SELECT sealed FROM records WHERE id=:b) WHERE id=:a",
        "UPDATE records SET version = version + 1 WHERE id=:a",
        "UPDATE records SET id = x'0102' WHERE id=:a",
        "UPDATE records SET sealed = x'' WHERE id=:a",
        "UPDATE records SET sealed = 'text' WHERE id=:a",
    ],
)
async def test_a_record_put_elsewhere_never_opens(open_vault, folder, swap):
    vault = await open_vault()
    await vault.put("drafts", "a", {"v": "a"})
    await vault.put("drafts", "b", {"v": "b"})
    await vault.close()
    in_file(folder, swap)

    again = await open_vault()
    assert await again.all("drafts") == [("b", {"v": "b"})]
    assert {finding.reason for finding in await again.findings()} <= {"damaged", "put_back", "missing"}
    assert await again.count_quarantined() >= 1


async def test_a_damaged_record_asked_for_by_id_is_told(open_vault, folder):
    vault = await open_vault()
    await vault.put("identity", "session", {"v": "a"})
    await vault.close()
    in_file(folder, "UPDATE records SET sealed = zeroblob(40)")
    again = await open_vault()
    with pytest.raises(VaultDamagedError):
        await again.get("identity", "session")
    assert await again.get("identity", "session") is None


async def test_a_file_that_is_no_vault_is_told(open_vault, folder):
    folder.mkdir()
    (folder / "vault.db").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(VaultDamagedError):
        await open_vault()


async def test_a_newer_store_is_left_alone(open_vault, folder):
    vault = await open_vault()
    await vault.close()
    in_file(folder, "INSERT INTO schema_version (version) VALUES (99)")
    with pytest.raises(VaultTooNewError):
        await open_vault()


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES + 17])
async def test_a_blob_comes_back_byte_for_byte(open_vault, size):
    vault = await open_vault()
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]

    async def pieces():
        for start in range(0, size, 700_001):
            yield data[start : start + 700_001]

    staged = await vault.put_blob("b", pieces())
    assert (staged.size_bytes, await vault.blob_size("b")) == (size, size)
    assert await vault.get_blob("b") == data
    for offset, wanted in ((0, size), (0, size + 5), (size // 2, size), (size // 3, size // 3), (size, 9)):
        memory = bytearray(wanted)
        filled = await vault.read_blob_into("b", memoryview(memory), offset=offset)
        assert memory[:filled] == data[offset : offset + wanted]


async def test_staged_bytes_that_nothing_adopted_are_gone_after_reopening(open_vault, folder):
    vault = await open_vault()
    await vault.stage_blob("b", b"x" * 2_000_000)
    with pytest.raises(KeyError):
        await vault.blob_size("b")
    await vault.close()
    await (await open_vault()).close()
    assert in_file(folder, "SELECT count(*) FROM chunks") == [(0,)]


async def test_a_blob_with_a_missing_or_swapped_chunk_is_told(open_vault, folder):
    vault = await open_vault()
    await vault.put_blob("b", b"x" * (2 * CHUNK_BYTES))
    await vault.close()
    in_file(folder, "UPDATE chunks SET number = 7 - number WHERE blob_id=:blob")
    again = await open_vault()
    with pytest.raises(VaultDamagedError):
        await again.get_blob("b")


async def test_values_of_one_commit_cannot_change_places(open_vault, folder):
    vault = await open_vault()
    await vault.transact([Put("drafts", "a", {"v": "a"}), Put("drafts", "b", {"v": "b"})])
    await vault.close()
    in_file(
        folder,
        "CREATE TEMP TABLE other AS SELECT * FROM records",
        "UPDATE records SET sealed = (SELECT sealed FROM other WHERE other.id <> records.id)",
    )
    again = await open_vault()
    assert await again.all("drafts") == []
    assert [finding.reason for finding in await again.findings()] == ["damaged", "damaged"]


async def test_a_record_put_back_deleted_or_brought_to_life_is_told(open_vault, folder):
    vault = await open_vault()
    await vault.put("drafts", "a", {"v": "old"})
    await vault.put("drafts", "b", {"v": "deleted later"})
    await vault.put("settings", "gone", {"v": 1})
    await vault.close()
    shutil.copy(folder / "vault.db", folder / "older.db")
    again = await open_vault()
    await again.put("drafts", "a", {"v": "new"})
    await again.delete("drafts", "b")
    await again.close()
    in_file(folder, f"ATTACH '{folder / 'older.db'}' AS old", "REPLACE INTO records SELECT * FROM old.records")
    in_file(folder, "DELETE FROM records WHERE kind = 'settings'")
    last = await open_vault()
    assert await last.all("drafts") == []
    with pytest.raises(VaultDamagedError):
        await last.get("settings", "gone")
    assert await last.get("settings", "gone") is None
    assert [finding.reason for finding in await last.findings()] == ["put_back", "put_back", "missing"]


async def test_a_chunk_of_an_earlier_blob_of_the_same_name_never_opens(open_vault, folder):
    vault = await open_vault()
    await vault.put_blob("b", b"earlier")
    await vault.close()
    shutil.copy(folder / "vault.db", folder / "older.db")
    again = await open_vault()
    await again.transact([DeleteBlob("b")])
    await again.put_blob("b", b"present")
    await again.close()
    in_file(folder, f"ATTACH '{folder / 'older.db'}' AS old", "REPLACE INTO chunks SELECT * FROM old.chunks")
    last = await open_vault()
    for _ in range(2):
        with pytest.raises(VaultDamagedError):
            await last.get_blob("b")
    assert [(finding.kind, finding.reason) for finding in await last.findings()] == [("blob", "damaged")]


async def test_a_blob_whose_beginning_is_gone_is_damaged_and_not_unknown(open_vault, folder):
    vault = await open_vault()
    await vault.put_blob("b", b"x" * 2_000_000)
    await vault.close()
    in_file(folder, "DELETE FROM records WHERE kind = 'blob'")
    again = await open_vault()
    for _ in range(2):
        with pytest.raises(VaultDamagedError):
            await again.blob_size("b")
    with pytest.raises(KeyError):
        await again.blob_size("never there")


async def test_a_blob_staged_again_has_nothing_of_the_first_try(open_vault):
    vault = await open_vault()
    await vault.stage_blob("b", b"x" * (2 * CHUNK_BYTES))
    await vault.put_blob("b", b"short")
    assert await vault.get_blob("b") == b"short"


async def test_the_journal_is_shortened_and_knows_the_same(open_vault, folder):
    vault = await open_vault()
    for number in range(600):
        await vault.put("drafts", f"{number % 7}", {"n": number})
    commits = vault.commits
    await vault.close()
    assert in_file(folder, "SELECT count(*) < 400 FROM journal") == [(1,)]
    again = await open_vault()
    assert again.commits == commits
    assert sorted(record["n"] for _, record in await again.all("drafts")) == list(range(593, 600))
    assert await again.findings() == ()


async def test_nothing_in_the_files_names_a_record(open_vault, folder):
    vault = await open_vault()
    await vault.put("forms", "1.001193@CANARY", {"title": "CANARY", "at": "2026-11-22T14:05"})
    await vault.put_blob("CANARY-blob", b"CANARY" * 1000)
    await vault.delete("forms", "1.001193@CANARY")
    await vault.put("identity", "transaction:CANARY", {})
    for _ in range(2):
        content = b"".join(path.read_bytes() for path in folder.iterdir())
        assert not any(word in content for word in (b"CANARY", b"1.001193", b"transaction", b"2026-11-22"))
        await vault.close()
