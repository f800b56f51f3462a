"""A citizen's device with a real portal, and a shelf, for the home screen."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.views.following import Follower, following


@pytest.fixture
async def follower(tmp_path: Path) -> AsyncIterator[Follower]:
    """Return a citizen who is not signed in yet."""
    async with following(tmp_path) as follower:
        yield follower
