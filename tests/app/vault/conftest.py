"""A vault in a temporary folder."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.vault.vault import Vault

KEY = bytes(range(32))
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

Open = Callable[..., Awaitable[Vault]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
async def open_vault(folder: Path) -> AsyncIterator[Open]:
    opened: list[Vault] = []

    async def open_(key: bytes = KEY, path: Path = folder) -> Vault:
        vault = await Vault.open(path, key, clock=lambda: NOW)
        opened.append(vault)
        return vault

    yield open_
    for vault in opened:
        await vault.close()
