"""Tables of the vault's file. A file of an earlier version is rebuilt (``app.vault.rebuilding``), never altered.

Version 1 kept ids in clear and a count of saves with each record. Version 2 seals ids, numbers every commit in a sealed
journal, and keeps what a blob consists of as a record.
"""

import sqlite3

from app.vault.errors import VaultTooNewError
from app.vault.file import refuse_unsound

VERSION = 2

BLOB = "blob"
"""The kind of the records that say which chunks a blob has."""

_TABLES = (
    "CREATE TABLE schema_version (version INTEGER PRIMARY KEY)",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE records (kind TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL,"
    " PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE VIEW blobs AS SELECT id, sealed FROM records WHERE kind = 'blob'",
    "CREATE TABLE chunks (blob_id BLOB NOT NULL, number INTEGER NOT NULL, sealed BLOB NOT NULL,"
    " PRIMARY KEY (blob_id, number))",
    "CREATE TABLE journal (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
    "CREATE TABLE quarantine (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id BLOB NOT NULL,"
    " version INTEGER NOT NULL, sealed BLOB NOT NULL, note BLOB NOT NULL)",
)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the schema version of an open file, 0 for an empty one."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type='table' AND name='schema_version'").fetchone()
    if found is None:
        return 0
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0] or 0)


def readable_version_of(connection: sqlite3.Connection) -> int:
    """Return the schema version of an open file that this app reads, 0 for an empty one.

    Raises:
        VaultTooNewError: a newer app made it.
        FileDamagedError: it only looks like that: another page of the file stands where the version should.
    """
    version = version_of(connection)
    if version > VERSION:
        refuse_unsound(connection)
        raise VaultTooNewError
    return version


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of ``VERSION`` in an empty file; the caller holds the transaction."""
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute("INSERT INTO schema_version (version) VALUES (?)", (VERSION,))
