"""Migrations and models say the same, on both databases; a start brings any earlier state up to date."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

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


def test_what_waits_at_the_relay_outlives_an_upgrade_that_makes_its_table_anew(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    _make_as_of(
        "0008",
        url,
        "INSERT INTO terminals (id, office_id, name, secret_hash, added_at) "
        "VALUES ('K1', 'X00.01', 'Máy 1', 's', '2026-11-22')",
        "INSERT INTO relay_boxes (id, token_hash, terminal_id, purpose, received_bytes, created_at, expires_at) "
        "VALUES ('b', 't', 'K1', 'paper', 1, '2026-11-22 00:00:00.000000', '2026-11-27 00:00:00.000000')",
        "INSERT INTO relay_pieces (box_id, number, size_bytes, storage_name) VALUES ('b', 0, 1, 'x')",
    )

    upgrade(url)

    engine = make_engine(database_url(url), for_writing=False)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT box_id, opener FROM relay_pieces JOIN relay_boxes")).one() == ("b", "K1")
    engine.dispose()


def test_an_upgrade_that_would_leave_rows_that_refer_to_nothing_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    _make_as_of("0008", url)
    with sqlite3.connect(tmp_path / "portal.sqlite3") as connection:  # where no foreign key is looked after
        connection.execute(
            "INSERT INTO relay_pieces (box_id, number, size_bytes, storage_name) VALUES ('gone', 0, 1, 'x')"
        )

    with pytest.raises(RuntimeError, match="relay_pieces"):
        upgrade(url)

    engine = make_engine(database_url(url), for_writing=False)
    with engine.connect() as connection:
        assert current_revision(connection) == "0008"
    engine.dispose()


def _make_as_of(revision: str, url: str, *rows: str) -> None:
    engine = make_engine(database_url(url), for_writing=True)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for row in rows:
            connection.execute(text(row))
    engine.dispose()


def test_migrations_are_one_line_of_numbers() -> None:
    numbers = sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_no_migration_depends_on_the_portals_code() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert "portal" not in path.read_text(encoding="utf-8").replace("portal.sqlite3", ""), path
