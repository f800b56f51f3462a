"""Tables of the vault and how older files are brought up to date."""

import sqlite3

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE records (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL,"
        " PRIMARY KEY (kind, id)) WITHOUT ROWID",
        "CREATE TABLE blobs (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE chunks (blob_id TEXT NOT NULL, number INTEGER NOT NULL, sealed BLOB NOT NULL,"
        " PRIMARY KEY (blob_id, number))",
        "CREATE TABLE quarantine (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL,"
        " found_at TEXT NOT NULL)",
    ),
)
"""One tuple of statements for each schema version, oldest first; released ones are never edited."""

VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return the schema version of an open file, 0 for an empty one."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type='table' AND name='schema_version'").fetchone()
    if found is None:
        return 0
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0] or 0)


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the file to ``VERSION``; the caller holds the transaction."""
    version = version_of(connection)
    if version == 0:
        connection.execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY)")
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute("INSERT INTO schema_version (version) VALUES (?)", (number,))
