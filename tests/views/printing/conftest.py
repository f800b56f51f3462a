from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.views.following import Follower, following


@pytest.fixture
async def follower(tmp_path: Path) -> AsyncIterator[Follower]:
    async with following(tmp_path) as follower:
        yield follower
