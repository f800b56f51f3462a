"""N2: filing and paying through real sockets that fail in every way, with portal processes killed in between.

I3, I8 after every request; in the end one dossier for each Submit (I5) with every file whole (I4, I7), every bill paid
once (I6), nothing left over.
"""

import asyncio
import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from portal.dossiers.tables import DossierRow
from portal.settings import settings_for
from portal.uploads.service import expire
from portal.uploads.sweeping import sweep
from tests.journeys.citizen import Shared
from tests.portal.conftest import (  # noqa: F401  fixtures
    any_database_url,
    postgres_server,
    postgres_template,
    postgres_url,
)
from tests.portal.payments.paying import bill_now, ledger, open_bill
from tests.portal.running import RunningPortal, running_portal
from tests.reliability.nursery import Nursery
from tests.reliability.profile import figure, replay, seeds
from tests.reliability.proxy import Fault
from tests.reliability.proxy_office import Filer, Workers

pytestmark = [pytest.mark.kill, pytest.mark.timeout(900)]

SCHEDULES = {"sqlite": figure(ci=50, deep=1_500), "postgresql": figure(ci=100, deep=3_500)}
PEOPLE = ("sample-mai", "sample-ha", "sample-lan")
EVERY_NTH_PAYS = len(PEOPLE)
"""The first of them pays for every dossier."""


async def test_each_dossier_is_filed_once_and_each_bill_paid_once_whatever_the_line_does(
    nursery: Nursery,
    tmp_path: Path,
    any_database_url: str,  # noqa: F811  a fixture
) -> None:
    kind = any_database_url.partition("://")[0].partition("+")[0]
    schedules = seeds(SCHEDULES[kind])
    folder = tmp_path / "portal"
    async with running_portal(folder, database_url=any_database_url) as portal:
        portal.clock.now = datetime.now(UTC)
        bills = {seed: await open_bill(portal) for seed in schedules[::EVERY_NTH_PAYS]}
    settings = replace(
        settings_for(folder, database_url=any_database_url, environment={}), base_url="http://portal.test"
    )
    workers = Workers(nursery, settings, number=1 if settings.is_sqlite else 2)
    await workers.start_all()
    filers = [await Filer.arrive(tmp_path, workers, Shared.load(), subject) for subject in PEOPLE]
    await asyncio.gather(*(_work(filer, schedules[at :: len(PEOPLE)], bills) for at, filer in enumerate(filers)))
    await workers.end()
    for filer in filers:
        await filer.leave()
    async with running_portal(folder, database_url=any_database_url) as portal:
        portal.clock.now = datetime.now(UTC)
        await _check_filed(portal, filers)
        assert [(await bill_now(portal, bill))["state"] for bill in bills.values()] == ["paid"] * len(bills)
        assert await ledger(portal) == {"settled": len(bills)}
        await _check_nothing_left_over(portal)
    faults = sum((filer.line.faults for filer in filers), Counter())
    print(
        f"\n{kind}: {len(schedules)} schedules over sockets, {len(bills)} with a payment, {workers.kills} portals"
        f" killed, {faults.total()} faults {dict(faults)}; duplicates 0, lost 0, stuck 0"
    )
    if len(schedules) >= 50:
        assert set(faults) == set(Fault)
        assert workers.kills >= len(schedules) // 10


async def _work(filer: Filer, schedules: list[int], bills: dict[int, Any]) -> None:
    for seed in schedules:
        try:
            await filer.file(seed)
            if seed in bills and filer.citizen.subject == PEOPLE[0]:
                await filer.pay(bills[seed].id, seed)
        except BaseException as error:
            error.add_note(replay(seed))
            raise


async def _check_filed(portal: RunningPortal, filers: list[Filer]) -> None:
    def read(session: Any) -> list[DossierRow]:
        rows = list(session.execute(select(DossierRow)).scalars())
        for row in rows:
            list(row.files)
        return rows

    rows = {row.submit_key: row for row in await portal.deps.database.read(read)}
    keys = {key for filer in filers for key in filer.drafts.values()}
    assert set(rows) == keys
    for filer in filers:
        for draft_id, key in filer.drafts.items():
            draft = filer.citizen.drafts.find(draft_id)
            assert draft is not None
            assert draft.dossier_id == rows[key].id
            files = rows[key].files
            assert sorted(file.sha256 for file in files) == sorted(kept.sha256 for kept in draft.attachments)
            for file in files:
                data = b"".join([block async for block in portal.deps.storage.read(file.storage_name)])
                assert hashlib.sha256(data).hexdigest() == file.sha256


async def _check_nothing_left_over(portal: RunningPortal) -> None:
    portal.clock.move(days=3)
    await expire(portal.deps, portal.clock.now)
    await sweep(portal.deps, portal.clock.now + timedelta(days=1))
    assert portal.deps.storage.chunk_names() == []
