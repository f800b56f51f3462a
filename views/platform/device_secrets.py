"""The phone's own keystore as Flet reaches it: it keeps the key to the vault.

Written against the source of flet-secure-storage 1.0.5 and tried with its Python half, never on a phone.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from importlib import import_module
from typing import Any, TypeVar

from app.vault.errors import SecretStoreError, WindowNeededError
from app.vault.keys import SecretStoreKind

PATIENCE_SECONDS = 20.0
"""A keystore that has to begin takes seconds on an old phone; Flet 1.0.5 would wait for ever."""

T = TypeVar("T")


def device_secrets(environment: Mapping[str, str]) -> "DeviceSecrets | None":
    """Return the keystore of the phone that this runs on, None elsewhere: desktops have their keyring.

    Args:
        environment: ``FLET_PLATFORM`` is set in what ``flet build`` made (Flet 1.0.5).
    """
    return DeviceSecrets() if environment.get("FLET_PLATFORM") == "android" else None


class DeviceSecrets:
    """A ``SecretStore`` on Android's keystore. It answers once there is a window, and every doubt is an error."""

    kind: SecretStoreKind = "device"

    def __init__(self, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._storage: Any = None  # of a package that is only installed for Android

    def use_window(self) -> None:
        """Ask through the window that Flet shows now, from now on.

        ``reset_on_error`` is True by default and lets the keystore wipe itself where it cannot read: the wiped key
        would take every draft with it. The algorithms are named, so that no newer default moves the kept key.
        """
        storage = import_module("flet_secure_storage")
        options = storage.AndroidOptions(
            reset_on_error=False,
            key_cipher_algorithm=storage.KeyCipherAlgorithm.RSA_ECB_OAEP_WITH_SHA256_AND_MGF1_PADDING,
            storage_cipher_algorithm=storage.StorageCipherAlgorithm.AES_GCM_NO_PADDING,
        )
        self._storage = storage.SecureStorage(android_options=options)

    async def get(self, name: str) -> str | None:
        """Return a secret from the keystore.

        Raises:
            WindowNeededError: there is no window yet.
            SecretStoreError: it does not answer, or not with a text.
        """
        kept = await self._answer(self._reached(name).get(name))
        if kept is not None and not isinstance(kept, str):
            raise SecretStoreError("the keystore gave no text")
        return kept

    async def set(self, name: str, value: str) -> None:
        """Keep a secret in the keystore and read it back."""
        await self._answer(self._reached(name).set(name, value))
        if await self.get(name) != value:
            raise SecretStoreError("the keystore did not keep the secret")

    async def delete(self, name: str) -> None:
        """Forget a secret."""
        await self._answer(self._reached(name).remove(name))

    def _reached(self, name: str) -> Any:
        if self._storage is None:
            raise WindowNeededError(name)
        return self._storage

    async def _answer(self, call: Awaitable[T]) -> T:
        try:
            return await asyncio.wait_for(call, self._patience_seconds)
        except (RuntimeError, TimeoutError, OSError) as error:
            # from None: what Flet says of a call that failed has its arguments in it, the secret among them
            raise SecretStoreError(type(error).__name__) from None
