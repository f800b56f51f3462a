"""What can go wrong with the store on this device.

::

    VaultError
    ├── VaultLockedError      another instance of the app has it open
    ├── VaultFullError        no room left on the device
    ├── VaultReadOnlyError    the folder or file cannot be written
    ├── VaultDamagedError     the file or a record is not what was stored
    │   └── FileDamagedError  SQLite cannot read the file
    ├── VaultTooNewError      written by a newer version of the app
    └── WrongKeyError         the key does not open it, or is lost
    SecretStoreError          the place that keeps the key does not answer
    ├── PassphraseNeededError the key is sealed by a passphrase that nobody has given yet
    └── WindowNeededError     the key lies where only an open window reaches it
"""

import errno

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class VaultError(Exception):
    """The store could not do what was asked; nothing of the request was stored."""


class VaultLockedError(VaultError):
    """Another instance of the app uses the same data folder."""


class VaultFullError(VaultError):
    """The device has no room left; what was stored before is whole, and storing works again once there is room."""


class VaultReadOnlyError(VaultError):
    """The data folder cannot be written."""


class VaultDamagedError(VaultError):
    """The file, or the record asked for, is damaged."""


class FileDamagedError(VaultDamagedError):
    """SQLite cannot read the file, or a part of it."""


class VaultTooNewError(VaultError):
    """A newer version of the app wrote this store."""


class WrongKeyError(VaultError):
    """The key does not open this store. A new key is never made over an existing store."""


class SecretStoreError(Exception):
    """The keyring or file that keeps secrets is not available."""


class PassphraseNeededError(SecretStoreError):
    """The key is sealed by a passphrase that nobody has given yet."""


class WindowNeededError(SecretStoreError):
    """The key is kept by the phone itself, which is asked through the app's window: there is none yet."""


def not_written(error: OSError) -> VaultError:
    """Return why the operating system did not let a file be written: no room, or not allowed."""
    return (VaultFullError if error.errno in NO_ROOM else VaultReadOnlyError)(str(error))
