from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.views.following import Follower, following
from tests.views.forms.device import Device, open_device


@pytest.fixture
async def follower(tmp_path: Path) -> AsyncIterator[Follower]:
    async with following(tmp_path) as follower:
        yield follower


@pytest.fixture
async def device(tmp_path: Path) -> AsyncIterator[Device]:
    async for device in open_device(tmp_path):
        yield device
