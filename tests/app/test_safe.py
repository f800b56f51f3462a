"""A passphrase seals the vault's key, a wrong one opens nothing, and old data is never hidden by a new start."""

import base64
import json
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import keyring
import pytest
from keyring.backends import fail

from app.doctor import examine
from app.safe import Safe
from app.startup import StartError, choose_secret_store
from app.vault.errors import SecretStoreError, VaultFullError, WrongKeyError
from app.vault.keys import KeyFileStore, PassphraseStore
from app.vault.opening import open_vault, reseal
from app.vault.vault import Vault
from tests.waiting import eventually

PASSPHRASE = "một câu dễ nhớ"
Open = Callable[[], Coroutine[Any, Any, Safe]]


def now() -> datetime:
    return datetime(2026, 11, 22, 3, 42, tzinfo=UTC)


@pytest.fixture
async def open_safe(tmp_path: Path) -> AsyncIterator[Open]:
    """Open the safe of a machine without a keyring, as the app does at its start."""
    opened: list[Safe] = []
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())

    async def open_it() -> Safe:
        safe = await Safe.open(tmp_path, environment={}, is_kiosk=False, clock=now)
        opened.append(safe)
        return safe

    yield open_it
    for safe in opened:
        await safe.close()
    keyring.set_keyring(before)


def key_in(secrets: str) -> bytes:
    return base64.b64decode(json.loads(secrets)["vault_key"])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def protected(open_safe: Open) -> None:
    """Keep a draft, protect it, and end the app."""
    safe = await open_safe()
    await safe.vault.put("settings", "a", {"v": "old"})
    assert await safe.protect(PASSPHRASE) is None
    await safe.close()


async def test_protecting_seals_the_key_deletes_its_file_and_goes_on_with_the_same_vault(
    open_safe: Open, tmp_path: Path
) -> None:
    safe = await open_safe()
    assert safe.kind == "key_file"
    key = (tmp_path / "key").read_text()
    await safe.vault.put("settings", "a", {"v": 1})
    assert await safe.protect(PASSPHRASE) is None
    assert safe.kind == "passphrase"
    assert names_in(tmp_path) == ["key.sealed", "vault"]
    assert os.name == "nt" or (tmp_path / "key.sealed").stat().st_mode & 0o777 == 0o600
    assert key not in (tmp_path / "key.sealed").read_text()
    with pytest.raises(WrongKeyError):  # who copied the key file before can open no later copy
        await Vault.open(shutil.copytree(tmp_path / "vault", tmp_path / "stolen"), key_in(key), clock=now)
    shutil.rmtree(tmp_path / "stolen")
    assert await safe.vault.get("settings", "a") == {"v": 1}


async def test_the_next_start_waits_for_the_passphrase_and_finds_everything(open_safe: Open) -> None:
    await protected(open_safe)
    safe = await open_safe()
    assert not safe.opened.is_set()
    assert await safe.unlock("sai hoàn toàn") == "wrong"
    assert await safe.unlock("") == "wrong"
    assert not safe.opened.is_set()
    assert await safe.unlock(normalize("NFD", PASSPHRASE)) is None  # typed on another keyboard: the accents apart
    assert safe.opened.is_set()
    assert await safe.vault.get("settings", "a") == {"v": "old"}


async def test_a_start_that_ended_between_sealing_and_deleting_is_finished_at_the_next(
    open_safe: Open, tmp_path: Path
) -> None:
    safe = await open_safe()
    clear = (tmp_path / "key").read_bytes()
    await safe.vault.put("settings", "a", {"v": "old"})
    await safe.protect(PASSPHRASE)
    await safe.close()
    (tmp_path / "key").write_bytes(clear)
    again = await open_safe()
    assert not again.opened.is_set()
    assert await again.unlock(PASSPHRASE) is None
    assert not (tmp_path / "key").exists()
    assert await again.vault.get("settings", "a") == {"v": "old"}


async def test_a_damaged_sealed_key_is_told_and_nothing_is_made_anew(open_safe: Open, tmp_path: Path) -> None:
    await protected(open_safe)
    (tmp_path / "key.sealed").write_text("{half")
    safe = await open_safe()
    outcome = await safe.unlock(PASSPHRASE)
    assert isinstance(outcome, StartError)
    assert outcome.in_language("en") != outcome.in_language("vi")
    assert not safe.opened.is_set()
    assert (tmp_path / "vault" / "vault.db").exists()


async def test_another_vault_under_the_right_passphrase_is_not_called_a_wrong_passphrase(
    open_safe: Open, tmp_path: Path
) -> None:
    await protected(open_safe)
    await PassphraseStore(tmp_path / "key.sealed", PASSPHRASE).set("vault_key", "A" * 43 + "=")
    safe = await open_safe()
    outcome = await safe.unlock(PASSPHRASE)
    assert isinstance(outcome, StartError)
    assert outcome.problem == "wrong_key"


async def test_where_the_key_cannot_be_sealed_everything_stays_as_it_was(open_safe: Open, tmp_path: Path) -> None:
    safe = await open_safe()
    (tmp_path / "key.sealed.new").mkdir()  # stands in the way of the new file, also for root
    assert isinstance(await safe.protect(PASSPHRASE), StartError)
    assert safe.kind == "key_file"
    assert names_in(tmp_path) == ["key", "key.sealed.new", "vault"]


async def test_doctor_says_how_the_key_is_kept_and_opens_nothing_without_the_passphrase(
    open_safe: Open, tmp_path: Path
) -> None:
    await protected(open_safe)
    secrets = await choose_secret_store(tmp_path, environment={}, is_kiosk=False)
    report = await examine(tmp_path / "vault", secrets)
    assert report["key"] == {"kept_in": "passphrase", "protects_drafts": True}
    assert report["vault"] == "key_unavailable"
    with_it = await choose_secret_store(tmp_path, environment={"MOTCUA_PASSPHRASE": PASSPHRASE}, is_kiosk=False)
    assert (await examine(tmp_path / "vault", with_it))["vault"] == "ok"


# --- changing and giving up the passphrase ------------------------------------------------------------------------


async def test_another_passphrase_takes_its_place_and_the_old_one_opens_nothing(open_safe: Open) -> None:
    await protected(open_safe)
    safe = await open_safe()
    assert await safe.unlock(PASSPHRASE) is None
    assert await safe.change("không phải câu này", "câu thứ hai dài") == "wrong"
    assert await safe.change(PASSPHRASE, "câu thứ hai dài") is None
    await safe.vault.put("settings", "b", {"v": "new"})
    await safe.close()
    again = await open_safe()
    assert await again.unlock(PASSPHRASE) == "wrong"
    assert await again.unlock("câu thứ hai dài") is None
    assert dict(await again.vault.all("settings")) == {"a": {"v": "old"}, "b": {"v": "new"}}


async def test_a_passphrase_given_up_is_not_asked_for_again(open_safe: Open, tmp_path: Path) -> None:
    await protected(open_safe)
    safe = await open_safe()
    assert await safe.unlock(PASSPHRASE) is None
    assert await safe.unprotect("không phải câu này") == "wrong"
    assert safe.kind == "passphrase"
    assert await safe.unprotect(PASSPHRASE) is None
    assert safe.kind == "key_file"  # and the app says so again
    assert names_in(tmp_path) == ["key", "vault"]
    await safe.close()
    again = await open_safe()
    assert again.opened.is_set()
    assert again.loss is None
    assert await again.vault.get("settings", "a") == {"v": "old"}


async def test_where_the_key_cannot_be_put_elsewhere_the_passphrase_stays(open_safe: Open, tmp_path: Path) -> None:
    await protected(open_safe)
    safe = await open_safe()
    assert await safe.unlock(PASSPHRASE) is None
    (tmp_path / "key.new").mkdir()
    assert isinstance(await safe.unprotect(PASSPHRASE), StartError)
    assert safe.kind == "passphrase"
    assert "key.sealed" in names_in(tmp_path)


@pytest.mark.parametrize("end", ["before the file", "after the file", "before the old key is forgotten"])
async def test_a_resealing_that_ended_half_way_leaves_a_vault_that_opens(tmp_path: Path, end: str) -> None:
    secrets, folder = KeyFileStore(tmp_path / "key"), tmp_path / "vault"
    vault = await open_vault(secrets, folder, clock=now)
    await vault.put("drafts", "a", {"v": 1})
    await vault.put_blob("b", b"x" * 2_000_000)
    keys = {}
    for moment, store in ("before the file", vault.reseal), ("after the file", secrets.set):
        keys[moment] = store

    async def ends(*_: object) -> None:
        raise VaultFullError(end)

    async def ends_after(key: bytes) -> None:
        await keys["before the file"](key)
        raise VaultFullError(end)

    if end == "before the file":
        vault.reseal = ends  # type: ignore[method-assign] # the process ends here
    elif end == "after the file":
        vault.reseal = ends_after  # type: ignore[method-assign]
    else:
        secrets.delete = ends  # type: ignore[method-assign]
    with pytest.raises(VaultFullError):
        await reseal(vault, secrets)
    await vault.close()
    again = await open_vault(KeyFileStore(tmp_path / "key"), folder, clock=now)
    assert await again.get("drafts", "a") == {"v": 1}
    assert await again.get_blob("b") == b"x" * 2_000_000
    assert await again.findings() == ()
    assert await KeyFileStore(tmp_path / "key").get("vault_key_next") is None
    await again.close()


# --- older, gone, damaged ---------------------------------------------------------------------------------------------


async def test_an_older_copy_of_the_file_is_said_until_it_is_seen(open_safe: Open, tmp_path: Path) -> None:
    safe = await open_safe()
    await safe.vault.put("settings", "a", {"v": "old"})
    await safe.close()
    older = shutil.copytree(tmp_path / "vault", tmp_path / "older")
    safe = await open_safe()
    assert safe.loss is None
    await safe.vault.put("settings", "a", {"v": "new"})
    await safe.close()
    shutil.copy(older / "vault.db", tmp_path / "vault" / "vault.db")
    for _ in range(2):
        safe = await open_safe()
        assert safe.loss == "older"
        await safe.close()
    safe = await open_safe()
    await safe.have_seen()
    await safe.close()
    assert (await open_safe()).loss is None


async def test_a_file_that_is_gone_is_said_although_the_app_begins_anew(open_safe: Open, tmp_path: Path) -> None:
    safe = await open_safe()
    await safe.vault.put("settings", "a", {"v": "old"})
    await safe.close()
    (tmp_path / "vault" / "vault.db").unlink()
    assert (await open_safe()).loss == "gone"


async def test_what_is_found_damaged_while_the_app_runs_is_to_be_said(open_safe: Open, tmp_path: Path) -> None:
    safe = await open_safe()
    await safe.vault.put("drafts", "a", {"v": "old"})
    await safe.vault.put("drafts", "b", {"v": "old"})
    await safe.close()
    with sqlite3.connect(tmp_path / "vault" / "vault.db") as connection:
        connection.execute("UPDATE records SET sealed = zeroblob(60) WHERE kind = 'drafts'")
    connection.close()
    safe = await open_safe()
    assert safe.unseen == ()
    assert await safe.vault.all("drafts") == []
    await eventually(lambda: len(safe.unseen) == 2)
    await safe.have_seen()
    assert safe.unseen == ()
    await safe.close()
    again = await open_safe()
    assert again.unseen == ()
    assert await again.vault.count_quarantined() == 2


async def test_with_every_record_damaged_the_app_starts_and_says_so(open_safe: Open, tmp_path: Path) -> None:
    safe = await open_safe()
    await safe.vault.put("settings", "preference", {"language": "en"})
    await safe.have_seen()
    await safe.close()
    with sqlite3.connect(tmp_path / "vault" / "vault.db") as connection:
        connection.execute("UPDATE records SET sealed = zeroblob(60)")
    connection.close()
    safe = await open_safe()
    assert safe.opened.is_set()
    assert {finding.kind for finding in safe.unseen} == {"settings"}


async def test_a_next_key_that_is_not_in_force_yet_is_neither_replaced_nor_left_behind(
    open_safe: Open, tmp_path: Path
) -> None:
    """The file is sealed with it, and the device had no room to say that it is the key now."""
    await protected(open_safe)
    safe = await open_safe()
    assert await safe.unlock(PASSPHRASE) is None
    sealed, following = PassphraseStore(tmp_path / "key.sealed", PASSPHRASE), base64.b64encode(bytes(32)).decode()
    await sealed.set("vault_key_next", following)
    await safe.vault.reseal(bytes(32))
    with pytest.raises(SecretStoreError):
        await reseal(safe.vault, sealed)
    assert await safe.change(PASSPHRASE, "một câu khác hẳn") is None
    assert await safe.unprotect("một câu khác hẳn") is None
    await safe.close()
    again = await open_safe()
    assert await again.vault.get("settings", "a") == {"v": "old"}
