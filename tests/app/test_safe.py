"""A passphrase seals the vault's key, a wrong one opens nothing, and old data is never hidden by a new start."""

import os
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
from app.vault.keys import PassphraseStore

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
    report = await examine(tmp_path / "vault", secrets, clock=now)
    assert report["key"] == {"kept_in": "passphrase", "protects_drafts": True}
    assert report["vault"] == "key_unavailable"
    with_it = await choose_secret_store(tmp_path, environment={"MOTCUA_PASSPHRASE": PASSPHRASE}, is_kiosk=False)
    assert (await examine(tmp_path / "vault", with_it, clock=now))["vault"] == "ok"
