"""Whatever is done to the vault's file: said, or harmless; what was not touched opens (R4)."""

import asyncio
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.vault.errors import VaultDamagedError, VaultError, WrongKeyError
from app.vault.file import FILE_NAME
from app.vault.inspection import inspect, read_records
from app.vault.model import AdoptBlob, Put
from app.vault.schema import VERSION, version_of
from app.vault.sealing import Seal
from app.vault.vault import Vault
from tests.app.vault.conftest import KEY, NOW
from tests.reliability.profile import figure, replay, seeds

DRAFTS = 24
SEAL = Seal(KEY)
Contents = dict[str, Any]


def draft(number: int, *, at: str) -> dict[str, Any]:
    return {"answers": {f"/f{n}": f"{at} {number}.{n}" for n in range(10 + number % 7 * 20)}}


async def fill(folder: Path, *, at: str, files: range) -> None:
    """Save every draft once more and add files."""
    vault = await Vault.open(folder, KEY, clock=lambda: NOW)
    for number in range(DRAFTS):
        await vault.put("drafts", f"draft-{number}", draft(number, at=at))
    for number in files:
        await vault.stage_blob(f"file-{number}", bytes([number]) * (20_000 + number))
        await vault.transact([AdoptBlob(f"file-{number}"), Put("kept_files", f"file-{number}", {"n": number})])
    await vault.close()


async def contents(folder: Path) -> tuple[Contents, Counter[str]]:
    """Return what opens, as the app would read it, and what is said of the rest."""
    vault = await Vault.open(folder, KEY, clock=lambda: NOW)
    try:
        found: Contents = {f"drafts/{id_}": value for id_, value in await vault.all("drafts")}
        found |= {f"kept_files/{id_}": value for id_, value in await vault.all("kept_files")}
        said: Counter[str] = Counter()
        for number in range(4):
            try:
                found[f"file-{number}"] = await vault.get_blob(f"file-{number}")
            except (VaultDamagedError, KeyError) as error:
                said[type(error).__name__] += 1
        said.update(finding.reason for finding in await vault.findings())
        return found, said
    finally:
        await vault.close()


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory, where the system has one: hundreds of vaults are opened and synced."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def two_states(place: Path) -> tuple[Path, Path]:
    """A vault, and a copy of it from before the last changes."""
    folder = place / "states"
    folder.mkdir()
    older, newer = folder / "older", folder / "newer"
    asyncio.run(fill(older, at="09:00", files=range(2)))
    shutil.copytree(older, newer)
    asyncio.run(fill(newer, at="14:05", files=range(2, 4)))
    return older, newer


# --- what is done -----------------------------------------------------------------------------------------------------


def flip(path: Path, older: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 1, 8])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def zero(path: Path, older: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    at, length = chance.randrange(len(data)), chance.choice([1, 16, 512, 4096])
    data[at : at + length] = bytes(len(data[at : at + length]))
    path.write_bytes(data)


def truncate(path: Path, older: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.choice([chance.randrange(len(data)), len(data) - 4096, len(data) - 1])])


def in_tables(statement: str) -> Callable[[Path, Path, random.Random], None]:
    """Return what changes rows by SQL; ``:one`` and ``:other`` are sealed names of drafts, ``old`` the older file."""

    def change(path: Path, older: Path, chance: random.Random) -> None:
        one, other = chance.sample(range(DRAFTS), 2)
        names = {
            "one": SEAL.close_name(f"draft-{one}", "drafts"),
            "other": SEAL.close_name(f"draft-{other}", "drafts"),
            "file": SEAL.close_name(f"file-{chance.randrange(4)}", "blob"),
            "n": chance.randrange(1, 20),
        }
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS old", (str(older / FILE_NAME),))
            for part in statement.split(";"):
                used = {name: value for name, value in names.items() if f":{name}" in part}
                connection.execute(part, used)

    return change


def swap_pages(path: Path, older: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    one, other = (4096 * chance.randrange(1, len(data) // 4096) for _ in "ab")
    data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]
    path.write_bytes(data)


def old_page(path: Path, older: Path, chance: random.Random) -> None:
    data, old = bytearray(path.read_bytes()), (older / FILE_NAME).read_bytes()
    at = 4096 * chance.randrange(len(old) // 4096)
    data[at : at + 4096] = old[at : at + 4096]
    path.write_bytes(data)


SWAP = "UPDATE records SET sealed = (SELECT sealed FROM records WHERE id = :other) WHERE id = :one"
PUT_BACK = "INSERT OR REPLACE INTO records SELECT * FROM old.records WHERE id = :one"
ALL_BACK = "INSERT OR REPLACE INTO records SELECT * FROM old.records"
GONE = "DELETE FROM records WHERE id = :one"
JOURNAL_CUT = "DELETE FROM journal WHERE number > (SELECT max(number) - :n FROM journal)"
JOURNAL_BACK = f"{PUT_BACK};DELETE FROM journal;INSERT INTO journal SELECT * FROM old.journal"
JOURNAL_GONE = f"{PUT_BACK};DELETE FROM journal"
CHUNKS = "UPDATE chunks SET sealed = (SELECT c.sealed FROM chunks c WHERE c.blob_id <> chunks.blob_id LIMIT 1)"
MUTATIONS: dict[str, Callable[[Path, Path, random.Random], None]] = {
    "flip": flip,
    "zero": zero,
    "truncate": truncate,
    "swap pages": swap_pages,
    "old page": old_page,
    "swap records": in_tables(SWAP),
    "record put back": in_tables(PUT_BACK),
    "all records put back": in_tables(ALL_BACK),
    "record gone": in_tables(GONE),
    "journal cut": in_tables(JOURNAL_CUT),
    "record and journal put back": in_tables(JOURNAL_BACK),
    "record put back, journal gone": in_tables(JOURNAL_GONE),
    "chunks swapped": in_tables(f"{CHUNKS} WHERE blob_id = :file"),
    "other version": in_tables("UPDATE records SET version = version - 1 WHERE id = :one"),
    "key check": in_tables("UPDATE meta SET value = zeroblob(40)"),
}


def test_whatever_is_done_to_the_file_is_said_or_harmless_and_the_rest_opens(two_states, place):
    older, newer = two_states
    truth, nothing_said = asyncio.run(contents(shutil.copytree(newer, place / "truth")))
    assert (len(truth), nothing_said) == (DRAFTS + 8 - 4 + 4, Counter())
    outcomes: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    names = list(MUTATIONS)
    for seed in seeds(figure(ci=300, deep=20_000)):
        chance, name = random.Random(seed), names[seed % len(names)]
        folder = shutil.copytree(newer, place / "now", dirs_exist_ok=False)
        MUTATIONS[name](folder / FILE_NAME, older, chance)
        why = f"{name}: {replay(seed)}"
        try:
            found, said = asyncio.run(contents(folder))
        except (VaultDamagedError, WrongKeyError):
            outcomes["refused, and left alone"] += 1
            assert (folder / FILE_NAME).exists(), why
        except VaultError as error:
            raise AssertionError(why) from error
        else:
            wrong = [key for key, value in found.items() if truth.get(key) != value]
            assert said or not wrong, why  # never a wrong value with nothing said
            if "unchecked" not in said:
                assert not wrong, why  # an older value only where the app says that it cannot tell
            assert said or found == truth, why
            outcomes["said" if said else "harmless"] += 1
            kept[name] = max(kept[name], len(truth.keys() - found.keys()))
            again, _ = asyncio.run(contents(folder))
            assert again == found, why  # the next start says the same
        shutil.rmtree(folder)
    print(f"\n{sum(outcomes.values())} times damaged: {dict(outcomes)}; most lost of {len(truth)}: {dict(kept)}")


async def test_a_rescue_that_ended_half_way_takes_nothing_away_of_what_stood_in_the_log_alone(tmp_path: Path) -> None:
    running, left = tmp_path / "running", tmp_path / "left"
    await fill(running, at="stored", files=range(0))
    vault = await Vault.open(running, KEY, clock=lambda: NOW)
    await vault.put("drafts", "draft-1", {"answers": "typed last"})
    shutil.copytree(running, left)  # what a kill leaves: the last commit is in the log alone
    await vault.close()
    (left / FILE_NAME).write_bytes(bytes(4096) + (left / FILE_NAME).read_bytes()[4096:])
    (left / "damaged-1.db").hardlink_to(left / FILE_NAME)
    (left / f"{FILE_NAME}-wal").replace(left / "damaged-1.db-wal")  # and here a rescue ended
    found, _said = await contents(left)
    assert found["drafts/draft-1"] == {"answers": "typed last"}
    assert len(found) == DRAFTS


async def test_a_schema_damaged_to_what_is_no_text_is_rescued_too(place: Path) -> None:
    """SQLite's message quotes a byte that is no UTF-8, and Python 3.11 raises ``UnicodeDecodeError`` for it."""
    await fill(place / "vault", at="09:00", files=range(0))
    path = place / "vault" / FILE_NAME
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE records", b"CREATE TABL\xc5 records"))
    with pytest.raises(VaultDamagedError):
        inspect(place / "vault")
    found, said = await contents(place / "vault")
    said.pop("KeyError")  # of the files that this vault never had
    assert found == {f"drafts/draft-{number}": draft(number, at="09:00") for number in range(DRAFTS)}
    assert set(said) == {"file_damaged"}


def swapped(path: Path, one: int, other: int) -> None:
    """Let two pages, counted from 1, change places."""
    whole = path.read_bytes()
    here, there = (slice(4096 * (page - 1), 4096 * page) for page in (one, other))
    data = bytearray(whole)
    data[here], data[there] = whole[there], whole[here]
    path.write_bytes(data)


def roots(path: Path) -> dict[str, int]:
    """Return the first page of each table and index."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, rootpage FROM sqlite_master"))


async def test_a_record_of_which_the_kind_is_damaged_is_found_in_a_rescue(two_states, place: Path) -> None:
    _older, newer = two_states
    truth, _ = await contents(shutil.copytree(newer, place / "truth"))
    name = SEAL.close_name("draft-20", "drafts")
    whole = (newer / FILE_NAME).read_bytes()
    assert whole.count(b"drafts" + name) == 1
    (newer / FILE_NAME).write_bytes(whole.replace(b"drafts" + name, b"dra&ts" + name))
    swapped(newer / FILE_NAME, roots(newer / FILE_NAME)["schema_version"], roots(newer / FILE_NAME)["journal"])
    found, said = await contents(newer)
    assert found == truth
    assert said == Counter(file_damaged=1)


async def test_a_kind_damaged_to_what_is_no_text_is_read_over(two_states) -> None:
    _older, newer = two_states
    whole = (newer / FILE_NAME).read_bytes()
    (newer / FILE_NAME).write_bytes(whole.replace(b"kept_files", b"\xebept_files", 1))

    assert inspect(newer) is not None
    assert read_records(newer, KEY).unsound == 1


@pytest.mark.parametrize(("where", "seems"), [("journal", "newer"), ("quarantine", "empty")])
async def test_another_page_where_the_version_stands_is_damage_and_nothing_else(
    two_states, place: Path, where: str, seems: str
) -> None:
    _older, newer = two_states
    truth, _ = await contents(shutil.copytree(newer, place / "truth"))
    path = newer / FILE_NAME
    swapped(path, roots(path)["schema_version"], roots(path)[where])
    with closing(sqlite3.connect(path)) as connection:
        assert (version_of(connection) > VERSION) == (seems == "newer")
        assert (version_of(connection) == 0) == (seems == "empty")
    with pytest.raises(VaultDamagedError):
        read_records(newer, KEY)

    found, said = await contents(newer)

    assert found == truth
    assert said["file_damaged"] == 1


@pytest.mark.parametrize("table", ["meta", "records", "sqlite_autoindex_chunks_1"])
async def test_a_page_in_the_place_of_another_costs_at_most_the_one_thing_that_it_is_part_of(
    two_states, place: Path, table: str
) -> None:
    """SQLite reads such a file without a word: of half a table, or of none, every row seems to be missing."""
    _older, newer = two_states
    truth, _ = await contents(shutil.copytree(newer, place / "truth"))
    first = roots(newer / FILE_NAME)
    for page in range(max(first.values()) + 1, (newer / FILE_NAME).stat().st_size // 4096):
        folder = shutil.copytree(newer, place / "now")
        swapped(folder / FILE_NAME, first[table], page)
        found, said = await contents(folder)
        assert said, page
        assert all(truth[key] == value for key, value in found.items()), page
        assert len(truth.keys() - found.keys()) <= 1, page
        shutil.rmtree(folder)
