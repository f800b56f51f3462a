"""One portal for a module's tests: each begins without uploads, at the same moment."""

import asyncio
import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from portal.uploads.tables import Upload, UploadChunk
from tests.clock import NOW
from tests.portal.running import RunningPortal, running_portal


@pytest.fixture(scope="module")
def portal_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with asyncio.Runner() as runner:
        running = running_portal(tmp_path_factory.mktemp("portal"))
        portal = runner.run(running.__aenter__())
        yield portal
        runner.run(running.__aexit__(None, None, None))


@pytest.fixture
async def portal(portal_of_module: RunningPortal) -> RunningPortal:
    portal = portal_of_module
    if portal.clock.now != NOW:
        portal.clock.now = NOW
        portal.tokens.clear()
    for table in (UploadChunk, Upload):
        await portal.deps.database.write(lambda session, table=table: session.execute(delete(table)))
    for folder in ("chunks", "files"):
        await asyncio.to_thread(shutil.rmtree, portal.settings.data_dir / "files" / folder, ignore_errors=True)
    return portal
