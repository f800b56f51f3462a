"""Whether a key is the one that a file was sealed with."""

import sqlite3

from app.vault.contents import KEY_CHECK, name_of
from app.vault.errors import WrongKeyError
from app.vault.file import refuse_unsound, transaction
from app.vault.sealing import NotAuthenticError, Seal

_LOOKED_AT = "SELECT kind, id FROM records LIMIT 100"


def write_key_check(connection: sqlite3.Connection, seal: Seal) -> None:
    """Write what opens under this key only; the caller holds the transaction."""
    sealed = seal.close(KEY_CHECK, "meta", "key_check")
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('key_check', ?)", (sealed,))


def check_key(connection: sqlite3.Connection, seal: Seal, *, mends: bool = True) -> None:
    """Return when this is the file's key; a check that is itself damaged is written anew, if it ``mends``.

    Raises:
        WrongKeyError: it is not.
        FileDamagedError: it is, and the check is not all that is damaged.
    """
    row = connection.execute("SELECT value FROM meta WHERE name='key_check'").fetchone()
    try:
        seal.open(row[0] if row else b"", "meta", "key_check")
    except NotAuthenticError:
        names = ((kind, name) for kind, name in connection.execute(_LOOKED_AT).fetchall() if isinstance(name, bytes))
        if not any(isinstance(name_of(seal, name, kind), str) for kind, name in names):
            raise WrongKeyError from None
        if mends:
            refuse_unsound(connection)
            with transaction(connection):
                write_key_check(connection, seal)
