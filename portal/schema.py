"""Brings a database to the schema of this version (Alembic), quickly when there is nothing to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from portal.db import database_url, make_engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
LOCK = 0x4D43  # one starting process migrates, the others wait


def newest_revision() -> str:
    """Return the newest migration's id: the number its file name begins with."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(url: str) -> bool:
    """Bring the database at ``url`` to the newest schema; return whether anything was done.

    Alembic is imported only when there is something to do: it costs a good part of a start.
    """
    engine = make_engine(database_url(url), for_writing=True)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _let_tables_be_made_anew(connection)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                if current_revision(connection) == newest_revision():
                    return False
                _migrate(connection)
                return True
    finally:
        engine.dispose()


def _let_tables_be_made_anew(connection: Connection) -> None:
    """Let a table be dropped in favour of its new shape without deleting what refers to it.

    Before the transaction, within which SQLite does not hear it.

    Source:
        SQLite, "ALTER TABLE", 7: making other kinds of table schema changes.
    """
    connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def current_revision(connection: Connection) -> str | None:
    """Return the revision the database is at, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite" and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()):
        raise RuntimeError(f"a migration left rows of {broken[0]} that refer to nothing")
