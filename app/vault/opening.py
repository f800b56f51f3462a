"""A vault and the key to it, wherever that is kept: opened together, and given a new key together."""

import asyncio
import base64
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.vault.errors import SecretStoreError, VaultError, WrongKeyError
from app.vault.inspection import Reading, read_records
from app.vault.keys import VAULT_KEY, SecretStore, decoded_key, vault_key
from app.vault.sealing import KEY_BYTES
from app.vault.vault import Vault

NEXT_KEY = "vault_key_next"
"""The key that the vault is being sealed with anew; there only until it is the key."""


async def open_vault(secrets: SecretStore, folder: Path, *, clock: Callable[[], datetime]) -> Vault:
    """Open the vault in ``folder`` with the key that ``secrets`` keep, making both where there is neither.

    A resealing that ended half-way is finished: the file opens with the old key or with the next one.

    Raises:
        WrongKeyError: neither opens it, or the key is lost.
        VaultError, SecretStoreError: as ``Vault.open`` and ``vault_key``.
    """
    key = await vault_key(secrets, folder)
    following = await secrets.get(NEXT_KEY)
    try:
        vault = await Vault.open(folder, key, clock=clock)
    except WrongKeyError:
        if following is None:
            raise
        vault = await Vault.open(folder, decoded_key(following), clock=clock)
        await _promote(secrets, following)
    else:
        if following is not None:
            with suppress(SecretStoreError, VaultError):
                await secrets.delete(NEXT_KEY)
    return vault


async def read_unchanged(secrets: SecretStore, folder: Path) -> Reading:
    """Return the records of the vault in ``folder``, see ``read_records``; neither file nor keys are touched.

    Raises:
        WrongKeyError: neither the key nor the next one opens it.
        VaultError, SecretStoreError: as ``read_records`` and ``vault_key``.
    """
    key = await vault_key(secrets, folder)
    following = await secrets.get(NEXT_KEY)
    try:
        return await asyncio.to_thread(read_records, folder, key)
    except WrongKeyError:
        if following is None:
            raise
        return await asyncio.to_thread(read_records, folder, decoded_key(following))


async def reseal(vault: Vault, secrets: SecretStore, *, random: Callable[[int], bytes] = os.urandom) -> None:
    """Seal everything with a new key: who copied the old one can open no later copy of the file.

    Killed at any moment, ``open_vault`` opens it.

    Raises:
        VaultError, SecretStoreError: the key it had still opens it, or ``open_vault`` finds the next one.
    """
    if await secrets.get(NEXT_KEY) is not None:
        raise SecretStoreError("the file may be sealed with the next key already; the next start finds out")
    key = random(KEY_BYTES)
    following = base64.b64encode(key).decode()
    await secrets.set(NEXT_KEY, following)
    await vault.reseal(key)
    await _promote(secrets, following)


async def _promote(secrets: SecretStore, following: str) -> None:
    await secrets.set(VAULT_KEY, following)
    await secrets.delete(NEXT_KEY)
