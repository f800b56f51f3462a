"""A portal in this process and devices of citizens, all ended at the end."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.citizen import Citizen, Shared
from tests.journeys.faults import no_faults
from tests.portal.running import RunningPortal, running_portal


@pytest.fixture(scope="session")
def shared() -> Shared:
    return Shared.load()


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal") as portal:
        yield portal


@pytest.fixture
async def device(portal: RunningPortal, shared: Shared, tmp_path: Path) -> AsyncIterator[Any]:
    """Make citizens' devices: ``await device(choose)``."""
    citizens: list[Citizen] = []

    async def make(choose=no_faults, *, seed: int = 1, subject: str = "sample-mai") -> Citizen:
        folder = tmp_path / f"device{len(citizens)}"
        citizen = Citizen(folder, portal, shared, choose=choose, clock=portal.clock, seed=seed, subject=subject)
        await citizen.start()
        citizens.append(citizen)
        return citizen

    yield make
    for citizen in citizens:
        await citizen.stop()
