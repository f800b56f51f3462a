import os
from pathlib import Path

import pytest

from app.startup import MESSAGES, StartError, choose_secret_store, default_data_dir, start_error
from app.vault.errors import SecretStoreError, VaultFullError, VaultLockedError, VaultReadOnlyError, WrongKeyError
from app.vault.keys import KeyFileStore


def test_each_platform_keeps_data_where_its_own_apps_do() -> None:
    home = {"HOME": "/home/a"}
    assert default_data_dir(home, platform="linux") == Path("/home/a/.local/share/motcua")
    assert default_data_dir({**home, "XDG_DATA_HOME": "/x"}, platform="linux") == Path("/x/motcua")
    assert default_data_dir(home, platform="darwin") == Path("/home/a/Library/Application Support/MotCua")
    assert default_data_dir({"LOCALAPPDATA": "/l", "HOME": "/h"}, platform="win32") == Path("/l/MotCua")


async def test_a_kiosk_keeps_its_key_in_memory_whatever_else_there_is(tmp_path: Path) -> None:
    store = await choose_secret_store(tmp_path, environment={"MOTCUA_PASSPHRASE": "x"}, is_kiosk=True)
    assert store.kind == "memory"


async def test_a_passphrase_comes_before_anything_on_the_machine(tmp_path: Path) -> None:
    store = await choose_secret_store(tmp_path, environment={"MOTCUA_PASSPHRASE": "x"}, is_kiosk=False)
    assert store.kind == "passphrase"


async def test_the_key_file_stays_in_use_once_it_keeps_the_key(tmp_path: Path) -> None:
    await KeyFileStore(tmp_path / "key").set("vault_key", "k")
    store = await choose_secret_store(tmp_path, environment={}, is_kiosk=False)
    assert store.kind == "key_file"
    assert await store.get("vault_key") == "k"
    assert os.name == "nt" or (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (VaultLockedError(), "already_open"),
        (VaultReadOnlyError(), "read_only"),
        (VaultFullError(), "full"),
        (WrongKeyError(), "wrong_key"),
        (SecretStoreError(), "no_key_store"),
    ],
)
def test_every_failure_has_its_own_words(error: Exception, problem: str) -> None:
    assert start_error(error, Path("/d")).problem == problem  # type: ignore[arg-type]


@pytest.mark.parametrize("problem", MESSAGES)
def test_every_reason_is_one_line_in_both_languages(problem: str) -> None:
    words = StartError(problem, "DETAIL").in_words()  # type: ignore[arg-type]
    assert "\n" not in words
    assert " / " in words
    assert "{" not in words
