"""The encrypted store on this device and the keys to it."""

from app.vault.errors import (
    SecretStoreError,
    VaultDamagedError,
    VaultError,
    VaultFullError,
    VaultLockedError,
    VaultReadOnlyError,
    VaultTooNewError,
    WrongKeyError,
)
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Put, StagedBlob, Write
from app.vault.vault import Vault

__all__ = [
    "AdoptBlob",
    "Delete",
    "DeleteBlob",
    "Put",
    "SecretStoreError",
    "StagedBlob",
    "Vault",
    "VaultDamagedError",
    "VaultError",
    "VaultFullError",
    "VaultLockedError",
    "VaultReadOnlyError",
    "VaultTooNewError",
    "Write",
    "WrongKeyError",
]
