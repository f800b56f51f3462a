"""The database seam: grouped commits that answer after the commit, each function alone to blame for its error."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from portal.clock import system_clock
from portal.counters import Counter, next_number
from portal.db import Database, DatabaseClosedError
from portal.idempotency import Outcome, fingerprint_of, once
from portal.leases import take_lease
from portal.problems import Problem
from portal.schema import upgrade


@pytest.fixture
async def database(any_database_url: str) -> AsyncIterator[Database]:
    opened = Database(any_database_url)
    yield opened
    opened.close()


async def count(database: Database, name: str) -> int:
    def work(session: Session) -> int:
        counter = session.get(Counter, name)
        return counter.value if counter else 0

    return await database.read(work)


async def test_what_was_answered_can_be_read(database: Database) -> None:
    assert await database.write(lambda session: next_number(session, "a")) == 1
    assert await count(database, "a") == 1


async def test_numbers_are_given_once_each_however_many_ask(database: Database) -> None:
    given = await asyncio.gather(*(database.write(lambda session: next_number(session, "a")) for _ in range(200)))
    assert sorted(given) == list(range(1, 201))


async def test_an_error_undoes_its_own_function_and_nobody_elses(database: Database) -> None:
    def works(session: Session) -> int:
        return next_number(session, "good")

    def fails(session: Session) -> int:
        next_number(session, "bad")
        raise ValueError("no")

    results = await asyncio.gather(
        *(database.write(works if number % 3 else fails) for number in range(30)), return_exceptions=True
    )
    assert sum(isinstance(result, ValueError) for result in results) == 10
    assert (await count(database, "good"), await count(database, "bad")) == (20, 0)


async def test_a_broken_constraint_is_its_callers_error(database: Database) -> None:
    def twice(session: Session) -> None:
        session.add(Counter(name="x", value=1))
        session.flush()
        session.execute(text("INSERT INTO counters (name, value) VALUES ('x', 2)"))

    with pytest.raises(IntegrityError):
        await database.write(twice)
    assert await count(database, "x") == 0
    assert await database.write(lambda session: next_number(session, "x")) == 1


async def test_nothing_is_written_through_a_read(database: Database) -> None:
    with contextlib.suppress(OperationalError):  # SQLite refuses, PostgreSQL rolls back
        await database.read(lambda session: next_number(session, "a"))
    assert await count(database, "a") == 0


async def test_waiting_functions_share_one_commit_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    upgrade(url)
    database = Database(url)
    hold, seen = threading.Event(), []

    def holds(session: Session) -> None:
        hold.wait(5)

    def asks(session: Session) -> None:
        seen.append(id(session.connection()))

    waiting = [asyncio.ensure_future(database.write(holds))]
    await asyncio.sleep(0.05)
    waiting += [asyncio.ensure_future(database.write(asks)) for _ in range(64)]
    await asyncio.sleep(0.05)
    hold.set()
    await asyncio.gather(*waiting)
    assert len(seen) == 64
    assert len(set(seen)) == 1
    database.close()


async def test_a_caller_that_went_away_stops_nobody(database: Database) -> None:
    going = asyncio.ensure_future(database.write(lambda session: next_number(session, "a")))
    await asyncio.sleep(0)
    going.cancel()
    assert await database.write(lambda session: next_number(session, "b")) == 1


async def test_a_closed_database_says_so(any_database_url: str) -> None:
    database = Database(any_database_url)
    await database.write(lambda session: next_number(session, "a"))
    database.close()
    with pytest.raises((DatabaseClosedError, RuntimeError)):
        await database.write(lambda session: next_number(session, "a"))


async def test_a_lease_is_held_by_one_and_taken_over_when_it_runs_out(database: Database) -> None:
    from datetime import timedelta

    now = system_clock()

    async def take(holder: str, seconds_later: float) -> bool:
        moment = now + timedelta(seconds=seconds_later)
        return await database.write(lambda session: take_lease(session, "tick", holder=holder, seconds=30, now=moment))

    assert [await take("a", 0), await take("b", 1), await take("a", 20), await take("b", 31)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert await take("b", 51)
    taken = await asyncio.gather(*(take(f"c{number}", 200) for number in range(10)))
    assert sum(taken) == 1


async def test_fifty_equal_requests_do_the_work_once_and_answer_alike(database: Database) -> None:
    now = system_clock()

    def work(session: Session) -> Outcome:
        def action() -> tuple[int, object]:
            return 200, {"number": next_number(session, "work")}

        return once(session, action, person="p", route="/r", key="k", fingerprint=fingerprint_of({"a": 1}), now=now)

    outcomes = await asyncio.gather(*(database.write(work) for _ in range(50)))
    assert {outcome.body["number"] for outcome in outcomes} == {1}
    assert sum(not outcome.replayed for outcome in outcomes) == 1

    def other(session: Session) -> Outcome:
        return once(session, lambda: (200, {}), person="p", route="/r", key="k", fingerprint="x", now=now)

    with pytest.raises(Problem, match="idempotency-key-reused"):
        await database.write(other)
