"""Where the key to the vault, and the refresh token, are kept: keyring, passphrase, key file, or memory only."""

import asyncio
import base64
import binascii
import hashlib
import json
import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from app.vault.errors import PassphraseNeededError, SecretStoreError, WrongKeyError, not_written
from app.vault.file import FILE_NAME
from app.vault.private_file import write_privately
from app.vault.sealing import KEY_BYTES, NotAuthenticError, Seal

SecretStoreKind = Literal["device", "keyring", "passphrase", "key_file", "memory"]

VAULT_KEY = "vault_key"
_COST, _LANES = 2**15, 3
"""OWASP's Password Storage Cheat Sheet (2024): n=2^15, r=8, p=3 resists as n=2^17, r=8, p=1 does, with a quarter of the
memory (32 MB, which a phone has). 0.27 s of an EPYC core, measured with ``hashlib.scrypt``; 2^16, p=2 takes 0.47 s."""


class SecretStore(Protocol):
    """Keeps a few short texts that nobody else on the device should read."""

    @property
    def kind(self) -> SecretStoreKind:
        """Return how secrets are kept; ``key_file`` and ``memory`` need a word to the person."""

    async def get(self, name: str) -> str | None:
        """Return a secret, None when there is none.

        Raises:
            SecretStoreError: the store does not answer.
            WrongKeyError: the passphrase is wrong.
        """

    async def set(self, name: str, value: str) -> None:
        """Keep a secret; returns when it is kept.

        Raises:
            SecretStoreError: the store does not answer.
            VaultFullError, VaultReadOnlyError: the device has no room for it, or does not let it be written.
        """

    async def delete(self, name: str) -> None:
        """Forget a secret; fine when there is none."""


async def vault_key(store: SecretStore, folder: Path, *, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """Return the vault's key, making one for a new vault only.

    Raises:
        WrongKeyError: a vault exists in ``folder`` but its key is gone: a new key would only hide the loss.
    """
    kept = await store.get(VAULT_KEY)
    if kept is not None:
        return decoded_key(kept)
    if (folder / FILE_NAME).exists():
        raise WrongKeyError("the key of this vault is gone")
    key = random(KEY_BYTES)
    await store.set(VAULT_KEY, base64.b64encode(key).decode())
    return key


def decoded_key(kept: str) -> bytes:
    """Return the key that is kept as text.

    Raises:
        WrongKeyError: it is damaged.
    """
    try:
        key = base64.b64decode(kept, validate=True)
    except binascii.Error:
        raise WrongKeyError("the kept key is damaged") from None
    if len(key) != KEY_BYTES:
        raise WrongKeyError("the kept key is damaged")
    return key


class MemoryStore:
    """Nothing outlives the process: kiosk sessions and tests."""

    kind: SecretStoreKind = "memory"

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    async def get(self, name: str) -> str | None:
        """Return a secret of this process."""
        return self._secrets.get(name)

    async def set(self, name: str, value: str) -> None:
        """Keep a secret until the process ends."""
        self._secrets[name] = value

    async def delete(self, name: str) -> None:
        """Forget a secret."""
        self._secrets.pop(name, None)


class KeyringStore:
    """The desktop's own keyring: Secret Service, Windows Credential Manager, macOS Keychain."""

    kind: SecretStoreKind = "keyring"

    def __init__(self, *, service: str = "motcua") -> None:
        self._service = service

    async def is_available(self) -> bool:
        """Tell whether a keyring answers; a machine without one has none of the drafts' protection."""
        try:
            await self.get("probe")
        except SecretStoreError:
            return False
        return True

    async def get(self, name: str) -> str | None:
        """Return a secret from the keyring."""
        found = await self._call("get_password", name)
        return found if isinstance(found, str) else None

    async def set(self, name: str, value: str) -> None:
        """Keep a secret in the keyring and read it back."""
        await self._call("set_password", name, value)
        if await self.get(name) != value:
            raise SecretStoreError("the keyring did not keep the secret")

    async def delete(self, name: str) -> None:
        """Forget a secret."""
        if await self.get(name) is not None:
            await self._call("delete_password", name)

    async def _call(self, function: str, *arguments: str) -> Any:
        # Imported here: keyring does not exist on Android, and loading its backends takes 100 ms elsewhere.
        try:
            import keyring
            from keyring.errors import KeyringError
        except ImportError as error:
            raise SecretStoreError("no keyring on this device") from error
        try:
            return await asyncio.to_thread(getattr(keyring, function), self._service, *arguments)
        except (KeyringError, RuntimeError, OSError) as error:
            raise SecretStoreError(type(error).__name__) from error


class KeyFileStore:
    """A file that only this account may read. It protects from other accounts, not from whoever holds the device."""

    kind: SecretStoreKind = "key_file"

    def __init__(self, path: Path) -> None:
        self._path = path

    async def get(self, name: str) -> str | None:
        """Return a secret from the file."""
        return (await asyncio.to_thread(self._read)).get(name)

    async def set(self, name: str, value: str) -> None:
        """Keep a secret in the file."""
        await asyncio.to_thread(self._change, name, value)

    async def delete(self, name: str) -> None:
        """Forget a secret."""
        await asyncio.to_thread(self._change, name, None)

    def _read(self) -> dict[str, str]:
        if os.name == "posix" and self._path.exists() and stat.S_IMODE(self._path.stat().st_mode) & 0o077:
            self._path.chmod(0o600)
        return {name: str(value) for name, value in _read_json(self._path).items()}

    def _change(self, name: str, value: str | None) -> None:
        _write_private(self._path, _changed(self._read(), name, value))


class LockedStore:
    """A sealed file whose passphrase nobody has given yet: it keeps its secrets to itself."""

    kind: SecretStoreKind = "passphrase"

    async def get(self, name: str) -> str | None:
        """Raise ``PassphraseNeededError``."""
        raise PassphraseNeededError(name)

    async def set(self, name: str, value: str) -> None:  # noqa: ARG002 - as every store
        """Raise ``PassphraseNeededError``."""
        raise PassphraseNeededError(name)

    async def delete(self, name: str) -> None:
        """Raise ``PassphraseNeededError``."""
        raise PassphraseNeededError(name)


class PassphraseStore:
    """A file sealed with a key that scrypt makes of a passphrase or PIN (n=2^15, r=8, p=3).

    The key is made once per object: a change is sealed under the same salt with a new nonce. Cost and lanes (n and p)
    stand beside the salt: a file of an earlier, cheaper kind opens, and its next change is sealed under today's.
    """

    kind: SecretStoreKind = "passphrase"

    def __init__(self, path: Path, passphrase: str, *, random: Callable[[int], bytes] = os.urandom) -> None:
        self._path = path
        self._passphrase = unicodedata.normalize("NFC", passphrase).encode()  # keyboards differ in how they write "ệ"
        self._random = random
        self._made: tuple[bytes, int, int, Seal] | None = None

    async def sealed_by(self, passphrase: str) -> "PassphraseStore":
        """Seal all of it by another passphrase, in one step; return the store that opens it then.

        Raises:
            WrongKeyError: this one's passphrase does not open it.
            VaultFullError, VaultReadOnlyError: it is as it was.
        """
        other = PassphraseStore(self._path, passphrase, random=self._random)
        await asyncio.to_thread(lambda: other._write(self._read()))
        return other

    async def get(self, name: str) -> str | None:
        """Return a secret from the sealed file."""
        return (await asyncio.to_thread(self._read)).get(name)

    async def set(self, name: str, value: str) -> None:
        """Keep a secret in the sealed file."""
        await asyncio.to_thread(self._change, name, value)

    async def delete(self, name: str) -> None:
        """Forget a secret."""
        await asyncio.to_thread(self._change, name, None)

    def _read(self) -> dict[str, str]:
        stored = _read_json(self._path)
        if not stored:
            return {}
        try:
            salt, sealed = base64.b64decode(stored["salt"]), base64.b64decode(stored["sealed"])
            opened = self._seal(salt, cost=int(stored["cost"]), lanes=int(stored.get("lanes", 1))).open(
                sealed, "secrets"
            )
        except (NotAuthenticError, KeyError, ValueError):
            raise WrongKeyError("the passphrase does not open this file") from None
        return {name: str(value) for name, value in json.loads(opened).items()}

    def _change(self, name: str, value: str | None) -> None:
        self._write(_changed(self._read(), name, value))

    def _write(self, secrets: dict[str, str]) -> None:
        is_of_today = self._made is not None and self._made[1:3] == (_COST, _LANES)
        salt = self._made[0] if self._made is not None and is_of_today else self._random(16)
        sealed = self._seal(salt, cost=_COST, lanes=_LANES).close(json.dumps(secrets).encode(), "secrets")
        stored = {"salt": base64.b64encode(salt).decode(), "sealed": base64.b64encode(sealed).decode()}
        _write_private(self._path, {**stored, "cost": _COST, "lanes": _LANES})

    def _seal(self, salt: bytes, *, cost: int, lanes: int) -> Seal:
        if not (2**14 <= cost <= 2**20 and 1 <= lanes <= 16):
            raise ValueError("unreasonable scrypt cost")
        if self._made is None or self._made[:3] != (salt, cost, lanes):
            key = hashlib.scrypt(self._passphrase, salt=salt, n=cost, r=8, p=lanes, maxmem=2**30, dklen=KEY_BYTES)
            self._made = (salt, cost, lanes, Seal(key))
        return self._made[3]


def _changed(secrets: dict[str, str], name: str, value: str | None) -> dict[str, str]:
    rest = {other: kept for other, kept in secrets.items() if other != name}
    return rest if value is None else {**rest, name: value}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SecretStoreError(type(error).__name__) from error
    if not isinstance(stored, dict):
        raise SecretStoreError("not a file of secrets")
    return stored


def _write_private(path: Path, value: dict[str, Any]) -> None:
    """Replace ``path`` in one step, readable by this account only, and on the disk when it returns.

    Raises:
        VaultFullError, VaultReadOnlyError: it is as it was.
    """
    try:
        write_privately(path, json.dumps(value))
    except OSError as error:
        raise not_written(error) from error
