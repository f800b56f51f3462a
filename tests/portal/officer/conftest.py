from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.portal.running import RunningPortal, running_portal


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal") as running:
        yield running
