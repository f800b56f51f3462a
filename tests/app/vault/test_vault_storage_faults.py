"""A device that is full or read-only, on real file systems: a small tmpfs, where this account may mount one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.vault.errors import VaultFullError, VaultReadOnlyError
from app.vault.model import Put


def mount(options: str, at: Path) -> None:
    at.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(at)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("this account may not mount a tmpfs")


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    mount("size=1m", disk)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


async def test_a_full_disk_is_told_and_storing_works_again_once_there_is_room(open_vault, small_disk):
    vault = await open_vault(path=small_disk / "vault")
    stored = 0

    async def fill() -> None:
        nonlocal stored
        while True:
            await vault.put("drafts", f"{stored:04}", {"text": "x" * 4000, "n": stored})
            stored += 1

    with pytest.raises(VaultFullError):
        await fill()
    assert stored > 10
    assert [record["n"] for _, record in await vault.all("drafts")] == list(range(stored))

    remount(small_disk, "size=4m")
    await vault.put("drafts", "after", {"text": "y", "n": stored})
    await vault.close()
    again = await open_vault(path=small_disk / "vault")
    assert len(await again.all("drafts")) == stored + 1


async def test_a_blob_that_does_not_fit_leaves_nothing_behind(open_vault, small_disk):
    vault = await open_vault(path=small_disk / "vault")
    await vault.put("drafts", "a", {"v": 1})
    with pytest.raises(VaultFullError):
        await vault.put_blob("b", b"x" * 3_000_000)
    with pytest.raises(KeyError):
        await vault.blob_size("b")
    assert await vault.get("drafts", "a") == {"v": 1}


async def test_a_disk_too_full_to_open_is_told(open_vault, small_disk):
    (small_disk / "filler").write_bytes(b"x" * (1024 * 1024 - 4096 * 2))
    with pytest.raises(VaultFullError):
        await open_vault(path=small_disk / "vault")


async def test_a_read_only_disk_is_told(open_vault, small_disk):
    remount(small_disk, "ro")
    with pytest.raises(VaultReadOnlyError):
        await open_vault(path=small_disk / "vault")


async def test_a_disk_that_turns_read_only_is_told_and_what_was_stored_stays(open_vault, small_disk):
    vault = await open_vault(path=small_disk / "vault")
    await vault.put("drafts", "a", {"v": 1})
    await vault.close()
    remount(small_disk, "ro")
    with pytest.raises(VaultReadOnlyError):
        await open_vault(path=small_disk / "vault")
    remount(small_disk, "rw")
    again = await open_vault(path=small_disk / "vault")
    assert await again.get("drafts", "a") == {"v": 1}


async def test_a_file_where_the_folder_should_be_is_told(open_vault, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(VaultReadOnlyError):
        await open_vault(path=tmp_path / "taken" / "vault")


async def test_a_disk_too_full_for_another_key_leaves_the_old_one_in_force(open_vault, small_disk):
    vault = await open_vault(path=small_disk / "vault")
    await vault.transact([Put("drafts", f"{number:03}", {"text": "x" * 4000}) for number in range(120)])
    with pytest.raises(VaultFullError):
        await vault.reseal(bytes(32))
    remount(small_disk, "size=8m")
    await vault.put("drafts", "after", {"v": 1})
    await vault.reseal(bytes(32))
    assert len(await vault.all("drafts")) == 121
    await vault.close()
    again = await open_vault(bytes(32), path=small_disk / "vault")
    assert len(await again.all("drafts")) == 121
    assert await again.findings() == ()
    assert sorted(path.name for path in (small_disk / "vault").iterdir()) == [
        "lock",
        "vault.db",
        "vault.db-shm",
        "vault.db-wal",
    ]
