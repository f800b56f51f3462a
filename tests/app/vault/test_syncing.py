"""What is typed survives the process at once, the power after ``sync``; a slow disk keeps no key from being written."""

import asyncio
import shutil
import threading
from pathlib import Path

import pytest

from app.vault import store
from app.vault.errors import VaultError
from app.vault.model import Put
from app.vault.vault import Vault
from tests.waiting import eventually


class Disk:
    """Takes as long to sync as the test wants, and fails when told; what is synced is the real file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_quick, self.syncs = threading.Event(), 0
        self.fails_once = False
        """As Linux has it: a file that is opened anew after a failure was reported tells nothing of it."""
        self.is_quick.set()
        self._real = store.sync_log
        monkeypatch.setattr(store, "sync_log", self._sync)

    def _sync(self, folder: Path) -> None:
        self.syncs += 1
        assert self.is_quick.wait(20)
        if self.fails_once:
            self.fails_once = False
            raise OSError(5, "Input/output error")
        self._real(folder)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def put(number: int) -> list[Put]:
    return [Put("drafts", "a", {"n": number})]


async def test_a_sync_begins_after_it_was_asked_for(open_vault, disk):
    vault: Vault = await open_vault()
    for number in range(1, 51):
        await vault.write(put(number))
        await vault.sync()
        assert disk.syncs == number


async def test_what_is_written_while_the_disk_syncs_survives_the_process(open_vault, disk, tmp_path):
    vault: Vault = await open_vault()
    await vault.write(put(1))
    disk.is_quick.clear()
    syncing = [asyncio.create_task(vault.sync())]
    for number in range(2, 12):
        await vault.write(put(number))
        syncing.append(asyncio.create_task(vault.sync()))
    shutil.copytree(vault.path, tmp_path / "killed")  # as the files are for who opens them after a kill
    assert not any(sync.done() for sync in syncing)
    disk.is_quick.set()
    await asyncio.gather(*syncing)
    assert disk.syncs == 2  # the one under way, and one for all others
    survived = await open_vault(path=tmp_path / "killed")
    assert await survived.get("drafts", "a") == {"n": 11}


async def test_nothing_is_stored_on_top_of_a_log_that_the_disk_may_lack(open_vault, disk, tmp_path):
    vault: Vault = await open_vault()
    await vault.write(put(1))
    disk.fails_once = True
    with pytest.raises(VaultError):
        await vault.sync()
    await vault.put("drafts", "b", {"n": 2})
    (tmp_path / "without_power").mkdir()
    shutil.copy(vault.path / "vault.db", tmp_path / "without_power")  # the log up to the failure is lost
    survived = await open_vault(path=tmp_path / "without_power")
    assert await survived.get("drafts", "a") == {"n": 1}


async def test_what_was_written_while_a_sync_failed_is_not_said_to_be_on_the_disk(open_vault, disk):
    vault: Vault = await open_vault()
    await vault.write(put(1))
    disk.is_quick.clear()
    failing = asyncio.create_task(vault.sync())
    await eventually(lambda: disk.syncs == 1)
    await vault.write(put(2))
    following = asyncio.create_task(vault.sync())
    disk.fails_once = True
    disk.is_quick.set()
    for sync in (failing, following):
        with pytest.raises(VaultError):
            await sync
    await vault.write(put(3))  # into the file itself: the log begins anew
    await vault.sync()


async def test_a_disk_that_refuses_while_the_log_is_folded_in_is_not_taken_at_its_word_later(open_vault, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    vault: Vault = await open_vault()
    with monkeypatch.context() as disk:
        disk.setattr(store, "fold_when_long", refuse)
        await vault.write(put(1))
    with pytest.raises(VaultError):
        await vault.sync()
    await vault.write(put(2))  # into the file itself: the log begins anew
    await vault.sync()
    assert await vault.get("drafts", "a") == {"n": 2}


async def test_nothing_is_said_to_be_on_the_disk_by_a_vault_that_is_closed(open_vault, disk):
    vault: Vault = await open_vault()
    await vault.write(put(1))
    await vault.close()
    with pytest.raises(VaultError):
        await vault.sync()


async def test_only_a_commit_that_waits_for_the_disk_anyway_folds_the_log_in(open_vault):
    """Folding it in waits for the disk twice, and the next keys would wait for that."""
    vault: Vault = await open_vault()
    file = vault.path / "vault.db"
    before = file.stat().st_size
    for number in range(20):
        await vault.write([Put("drafts", str(number), {"n": "A" * 400_000})])
    assert file.stat().st_size == before  # nearly twice as much as is enough otherwise
    await vault.put("drafts", "a", {"n": 1})
    assert file.stat().st_size > before
