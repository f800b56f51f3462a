"""The vault of this device and what keeps its key: opened at the start, or by the passphrase asked on the screen."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from app.startup import KEY_FILE, SEALED_KEY, StartError, choose_secret_store, start_error
from app.vault.errors import PassphraseNeededError, SecretStoreError, VaultError, WrongKeyError, not_written
from app.vault.keys import VAULT_KEY, PassphraseStore, SecretStore, SecretStoreKind, vault_key
from app.vault.lock import sync_folder
from app.vault.vault import Vault

SHORTEST_PASSPHRASE = 8
"""Characters (NIST SP 800-63B, 5.1.1.1)."""


class Safe:
    """One vault and the way to its key; ``await Safe.open(...)``, and ``close()`` at the end.

    ``opened`` is set once ``vault`` can be used: at once, or after ``unlock``.
    """

    def __init__(self, folder: Path, secrets: SecretStore, *, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._secrets = secrets
        self._clock = clock
        self._vault: Vault | None = None
        self.opened = asyncio.Event()

    @classmethod
    async def open(
        cls, folder: Path, *, environment: Mapping[str, str], is_kiosk: bool, clock: Callable[[], datetime]
    ) -> Self:
        """Open the vault under ``folder``; where its key is sealed by a passphrase it stays locked.

        Raises:
            StartError: it cannot be opened; nothing was changed.
        """
        with _told(folder):
            await asyncio.to_thread((folder / "vault").mkdir, mode=0o700, parents=True, exist_ok=True)
            secrets = await choose_secret_store(folder, environment=environment, is_kiosk=is_kiosk)
            safe = cls(folder, secrets, clock=clock)
            with suppress(PassphraseNeededError):
                await safe._open_with(secrets)
        return safe

    @property
    def kind(self) -> SecretStoreKind:
        """Return how the key is kept."""
        return self._secrets.kind

    @property
    def vault(self) -> Vault:
        """Return the opened vault; only once ``opened`` is set."""
        assert self._vault is not None
        return self._vault

    async def unlock(self, passphrase: str) -> Literal["wrong"] | StartError | None:
        """Open the vault with its passphrase; what is in the way otherwise. A wrong one changes nothing."""
        sealed = PassphraseStore(self._folder / SEALED_KEY, passphrase)
        try:
            await sealed.get(VAULT_KEY)
        except WrongKeyError:
            return "wrong"
        except SecretStoreError as error:
            return start_error(error, self._folder)
        try:
            with _told(self._folder):
                await self._open_with(sealed)
                await asyncio.to_thread(self._forget_key_file)  # where protecting ended before it could
        except StartError as error:
            return error
        return None

    async def protect(self, passphrase: str) -> StartError | None:
        """Seal the key by ``passphrase`` and delete the file that kept it; None when both are on the disk.

        The vault's key itself stays the same: whoever copied the key file before can still open a copy of the vault.
        """
        path = self._folder / SEALED_KEY
        sealed = PassphraseStore(path, passphrase)
        try:
            with _told(self._folder):
                key = await self._secrets.get(VAULT_KEY)
                assert key is not None
                await asyncio.to_thread(path.unlink, missing_ok=True)
                await sealed.set(VAULT_KEY, key)
                if await PassphraseStore(path, passphrase).get(VAULT_KEY) != key:
                    raise SecretStoreError("the key was not kept")
                await asyncio.to_thread(self._forget_key_file)
        except StartError as error:
            return error
        self._secrets = sealed
        return None

    async def close(self) -> None:
        """Close the vault, if it was opened."""
        if self._vault is not None:
            await self._vault.close()

    async def _open_with(self, secrets: SecretStore) -> None:
        place = self._folder / "vault"
        key = await vault_key(secrets, place)
        self._vault = await Vault.open(place, key, clock=self._clock)
        self._secrets = secrets
        self.opened.set()

    def _forget_key_file(self) -> None:
        (self._folder / KEY_FILE).unlink(missing_ok=True)
        sync_folder(self._folder)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what the vault or the operating system refuses into why the app cannot go on."""
    try:
        yield
    except PassphraseNeededError:
        raise
    except (VaultError, SecretStoreError) as error:
        raise start_error(error, folder) from error
    except OSError as error:
        raise start_error(not_written(error), folder) from error
