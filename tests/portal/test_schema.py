"""Migrations and models say the same, on both databases; a start brings any earlier state up to date."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from portal.db import database_url, make_engine
from portal.schema import MIGRATIONS, current_revision, newest_revision, upgrade
from portal.tables import metadata


def test_migrations_make_exactly_what_the_models_say(any_database_url: str) -> None:
    engine = make_engine(database_url(any_database_url), for_writing=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert current_revision(connection) == newest_revision()
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_a_database_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    assert upgrade(url) is True
    assert upgrade(url) is False


def test_migrations_are_one_line_of_numbers() -> None:
    numbers = sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_no_migration_depends_on_the_portals_code() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert "portal" not in path.read_text(encoding="utf-8").replace("portal.sqlite3", ""), path
