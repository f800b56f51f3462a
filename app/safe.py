"""The vault of this device and what keeps its key: opened at the start, or by the passphrase asked on the screen."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from app.changes import Changed
from app.startup import (
    KEY_FILE,
    SEALED_KEY,
    StartError,
    choose_secret_store,
    choose_unsealed_store,
    start_error,
)
from app.vault.errors import (
    PassphraseNeededError,
    SecretStoreError,
    VaultDamagedError,
    VaultError,
    WindowNeededError,
    WrongKeyError,
    not_written,
)
from app.vault.file import FILE_NAME
from app.vault.keys import VAULT_KEY, PassphraseStore, SecretStore, SecretStoreKind
from app.vault.lock import sync_folder
from app.vault.model import Finding
from app.vault.opening import NEXT_KEY, open_vault, reseal
from app.vault.vault import FINDINGS, Vault

SHORTEST_PASSPHRASE = 8
"""Characters (NIST SP 800-63B, 5.1.1.1)."""
COMMITS = "vault_commits"
"""The number of the last commit that is known beside the vault: an older copy of the whole file has a smaller one."""
_SEEN = ("settings", "findings_seen")

Loss = Literal["older", "gone"]
"""The file is older than it was when the app last ended, or is not there any more."""


class Safe:
    """One vault and the way to its key; ``await Safe.open(...)``, and ``close()`` at the end.

    ``opened`` is set once ``vault`` can be used: at once, or after ``unlock`` or ``open_by_device``.
    """

    def __init__(
        self,
        folder: Path,
        secrets: SecretStore,
        *,
        clock: Callable[[], datetime],
        device: SecretStore | None = None,
    ) -> None:
        self._folder = folder
        self._secrets = secrets
        self._clock = clock
        self._device = device
        self._one_opening = asyncio.Lock()
        self._vault: Vault | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.opened = asyncio.Event()
        self.loss: Loss | None = None
        """What became of the whole file since the app last ended, until ``accept_loss``."""
        self.unseen: tuple[Finding, ...] = ()
        """What was found not to be as it was stored, and nobody has seen yet."""

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        environment: Mapping[str, str],
        is_kiosk: bool,
        clock: Callable[[], datetime],
        device: SecretStore | None = None,
    ) -> Self:
        """Open the vault under ``folder``; where its key is sealed by a passphrase it stays locked.

        So it does where ``device`` keeps the key, a phone's own keystore, which is only reached once there is a window.

        Raises:
            StartError: it cannot be opened; nothing was changed.
        """
        with _told(folder):
            await asyncio.to_thread((folder / "vault").mkdir, mode=0o700, parents=True, exist_ok=True)
            secrets = await choose_secret_store(folder, environment=environment, is_kiosk=is_kiosk, device=device)
            safe = cls(folder, secrets, clock=clock, device=device)
            with suppress(PassphraseNeededError, WindowNeededError):
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

    async def open_by_device(self) -> StartError | None:
        """Open the vault with the key that the phone keeps; what is in the way otherwise, and nothing is changed."""
        async with self._one_opening:
            if self.opened.is_set():
                return None
            try:
                with _told(self._folder):
                    await self._open_with(self._secrets)
            except StartError as error:
                return error
            return None

    # --- the passphrase -----------------------------------------------------------------------------------------------

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
                await asyncio.to_thread(self._forget, KEY_FILE)  # where protecting or removing ended half-way
        except StartError as error:
            return error
        return None

    async def protect(self, passphrase: str) -> StartError | None:
        """Seal the key by ``passphrase``, delete the file that kept it, and seal everything with a new key.

        None when the passphrase is in force. Where there is no room for sealing anew the old key goes on: whoever
        copied the key file before can then still open a copy of the vault.
        """
        sealed = PassphraseStore(self._folder / SEALED_KEY, passphrase)
        try:
            with _told(self._folder):
                await asyncio.to_thread(self._forget, SEALED_KEY)
                await self._move_secrets(sealed)
                await asyncio.to_thread(self._forget, KEY_FILE)
        except StartError as error:
            return error
        await self._reseal()
        return None

    async def change(self, passphrase: str, to: str) -> Literal["wrong"] | StartError | None:
        """Let another passphrase take the place of the one in force, and seal everything with a new key."""
        try:
            with _told(self._folder):
                self._secrets = await PassphraseStore(self._folder / SEALED_KEY, passphrase).sealed_by(to)
        except StartError as error:
            return "wrong" if error.problem == "wrong_key" else error
        await self._reseal()
        return None

    async def unprotect(self, passphrase: str) -> Literal["wrong"] | StartError | None:
        """Give up the passphrase: the key goes to the device's keyring, or to a file where there is none."""
        try:
            with _told(self._folder):
                sealed = PassphraseStore(self._folder / SEALED_KEY, passphrase)
                await sealed.get(VAULT_KEY)
                self._secrets = sealed
                await self._move_secrets(await choose_unsealed_store(self._folder, device=self._device))
                await asyncio.to_thread(self._forget, SEALED_KEY)
        except StartError as error:
            return "wrong" if error.problem == "wrong_key" else error
        return None

    async def _move_secrets(self, to: SecretStore) -> None:
        """Keep the key and what belongs to it in another place, read back before the first place is given up."""
        for name in (NEXT_KEY, VAULT_KEY, COMMITS):
            value = await self._secrets.get(name)
            if value is not None:
                await to.set(name, value)
                if await to.get(name) != value:
                    raise SecretStoreError("the key was not kept")
        self._secrets = to

    async def _reseal(self) -> None:
        with suppress(VaultError, SecretStoreError):
            await reseal(self.vault, self._secrets)

    def _forget(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)
        sync_folder(self._folder)

    # --- is everything as it was stored -------------------------------------------------------------------------------

    async def look(self) -> None:
        """Read what was found not to be as it was stored."""
        seen = 0
        with suppress(VaultDamagedError):
            seen = (await self.vault.get(*_SEEN) or {}).get("count", 0)
        self.unseen = (await self.vault.findings())[seen:]

    async def have_seen(self) -> None:
        """Take what was found and what was lost as seen; what was set aside stays where it is."""
        with suppress(VaultError):
            await self.vault.put(*_SEEN, {"count": await self.vault.count_quarantined()})
            self.unseen = ()
        if self.loss is not None:
            self.loss = None
            await self._note_commits()

    async def close(self) -> None:
        """Close the vault, if it was opened."""
        for task in self._tasks:
            task.cancel()
        if self._vault is not None:
            await self._note_commits()
            await self._vault.close()

    async def _open_with(self, secrets: SecretStore) -> None:
        place = self._folder / "vault"
        size = await asyncio.to_thread(_size, place / FILE_NAME)
        known = await secrets.get(COMMITS)  # before anything is open: the store may fail here and be asked again
        self._vault = vault = await open_vault(secrets, place, clock=self._clock)
        self._secrets = secrets
        if known is not None and known.isdigit() and vault.commits < int(known):
            self.loss = "older" if size else "gone"
        await self._note_commits()
        vault.changes.subscribe(self._heard)
        await self.look()
        self.opened.set()

    async def _note_commits(self) -> None:
        """Keep the number of the last commit beside the key; where that fails an older copy is told later."""
        if self.loss is None and self._vault is not None:
            with suppress(VaultError, SecretStoreError):
                await self._secrets.set(COMMITS, str(self._vault.commits))

    async def _look_again(self) -> None:
        with suppress(VaultError):
            await self.look()

    def _heard(self, changed: Changed) -> None:
        if any(table == FINDINGS for table, _ in changed):
            task = asyncio.create_task(self._look_again())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what the vault or the operating system refuses into why the app cannot go on."""
    try:
        yield
    except (PassphraseNeededError, WindowNeededError):
        raise
    except (VaultError, SecretStoreError) as error:
        raise start_error(error, folder) from error
    except OSError as error:
        raise start_error(not_written(error), folder) from error
