"""What the vault needs from a running screen; implemented in ``views/platform``."""

from typing import Protocol

from app.vault.keys import SecretStore


class DeviceSecretStore(SecretStore, Protocol):
    """A ``SecretStore`` on the phone's own keystore (kind ``device``), reachable only while a page runs.

    The implementation must not let the keystore wipe itself on an error (flet-secure-storage 1.0.5: ``AndroidOptions(
    reset_on_error=False)``): the wiped key would take every draft with it.
    """

    async def is_available(self) -> bool:
        """Tell whether the keystore answers."""
