"""The database seam: ``await database.read(fn)`` and ``await database.write(fn)``, ``fn(session) -> result``.

SQLite has one writer thread that puts up to 64 waiting functions into one transaction, each in a SAVEPOINT, and answers
all of them only after the commit. PostgreSQL runs the same functions in ordinary transactions in a thread pool.

A function may run more than once (PostgreSQL repeats it after a lost race), so it must do nothing but use its session.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

Result = TypeVar("Result")
Work = Callable[[Session], Result]

GROUP_SIZE = 64
"""Functions in one SQLite transaction at most."""

READERS = 8
ATTEMPTS = 4
"""How often PostgreSQL tries a function that lost a race (unique key, deadlock, serialization)."""


class Base(DeclarativeBase):
    """All tables of the portal; each feature declares its own in ``portal/<feature>/tables.py``."""

    metadata = MetaData(
        naming_convention={  # so that a later migration can name what it changes, on SQLite too
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite keeps no time zone by itself."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; refuse a naive value, which would mean something else on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return an aware value in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DatabaseClosedError(Exception):
    """The portal is shutting down."""


class StorageFullError(Exception):
    """The disk is full or read-only; nothing of the request was kept."""


def database_url(url: str) -> str:
    """Return ``url`` with the driver this project uses."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


@dataclass(slots=True)
class _Job:
    work: Work[Any]
    future: "Future[Any]"
    result: Any = None
    error: BaseException | None = None

    def answer(self, failure: BaseException | None = None) -> None:
        if self.future.cancelled() or not self.future.set_running_or_notify_cancel():
            return
        problem = failure or self.error
        if problem is not None:
            self.future.set_exception(problem)
        else:
            self.future.set_result(self.result)


class Database:
    """The portal's database by URL."""

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="portal-db")
        self._read_engine = make_engine(self.url, for_writing=not self.is_sqlite)
        self._writer = _GroupWriter(self.url) if self.is_sqlite else None

    async def read(self, work: Work[Result]) -> Result:
        """Run ``work`` in a read transaction of its own and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Work[Result]) -> Result:
        """Run ``work`` in a transaction and return its result after the commit; its exception undoes it alone.

        Raises:
            StorageFullError: if the disk is full or read-only.
        """
        if self._writer is not None:
            return await asyncio.wrap_future(self._writer.put(work))
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._write, work)

    def close(self) -> None:
        """Finish what is queued and let go of every connection."""
        if self._writer is not None:
            self._writer.close()
        self._readers.shutdown(wait=True)
        self._read_engine.dispose()

    def _read(self, work: Work[Result]) -> Result:
        with Session(self._read_engine, expire_on_commit=False) as session:
            return work(session)

    def _write(self, work: Work[Result]) -> Result:
        for attempt in range(ATTEMPTS):
            try:
                with Session(self._read_engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except (IntegrityError, OperationalError):
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.01 * 2**attempt)
        raise AssertionError("unreachable")


class _GroupWriter:
    """SQLite's only writer: a thread, a queue, one commit for everyone who waits."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url, for_writing=True)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="portal-writer", daemon=True)
        self._thread.start()

    def put(self, work: Work[Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise DatabaseClosedError
            self._jobs.put(_Job(work, future))
        return future

    def close(self) -> None:
        with self._lock:
            already, self._closed = self._closed, True
        if not already:
            self._jobs.put(None)
            self._thread.join()
            self._engine.dispose()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            group, ended = self._more([job])
            self._commit(group)
            if ended:
                return

    def _more(self, group: list[_Job]) -> tuple[list[_Job], bool]:
        while len(group) < GROUP_SIZE:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return group, False
            if job is None:
                return group, True
            group.append(job)
        return group, False

    def _commit(self, group: list[_Job]) -> None:
        failure: BaseException | None = None
        try:
            with self._engine.connect() as connection, connection.begin():
                for job in group:
                    _run_in_savepoint(connection, job)
        except BaseException as error:  # noqa: BLE001  the thread must live; everyone who waits is told
            failure = _translated(error)
        for job in group:
            job.answer(failure)


def _run_in_savepoint(connection: Connection, job: _Job) -> None:
    session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    try:
        with session, session.begin():
            job.result = job.work(session)
    except OperationalError:
        raise  # the disk: nothing of this transaction can be trusted
    except Exception as error:  # noqa: BLE001  it belongs to the caller of this one function
        job.error = error


def _translated(error: BaseException) -> BaseException:
    text = str(error.orig) if isinstance(error, DBAPIError) else ""
    if any(sign in text for sign in ("disk is full", "readonly", "disk I/O error", "unable to open")):
        return StorageFullError(text)
    return error


def make_engine(url: str, *, for_writing: bool) -> Engine:
    """Return an engine for ``url``; SQLite in WAL mode with ``synchronous=FULL`` and explicit transactions.

    Source:
        FULL because NORMAL loses acknowledged commits at power loss (780 of 1,000 replayed disk images, FULL none).
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=READERS, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
    # hide_parameters: answers and names are parameters, and an error's text goes to the log (I10)
    engine = create_engine(url, pool_size=1 if for_writing else READERS, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not for_writing:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if for_writing else "BEGIN")

    return engine
