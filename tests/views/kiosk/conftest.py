"""A citizen at a terminal used by many."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.catalogue.shelf import Shelf
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from tests.app.kiosk.keepers import StillKeeper
from tests.views.following import Follower, following
from views.kiosk.frame import kiosk
from views.shared.context import Layout, Surroundings

OFFICE = {"vi": "Trung tâm phường Mẫu", "en": "Centre of Mẫu ward"}


@dataclass
class AtTerminal:
    """The session at the terminal, with a clock of its own."""

    follower: Follower
    settings: KioskSettings = field(default_factory=lambda: KioskSettings(name="Máy số 02", office=OFFICE))
    keeper: StillKeeper = field(default_factory=StillKeeper)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.kiosk = Kiosk(self.settings, self.keeper, monotonic=lambda: self.seconds)

    def around(self, language: str = "en", layout: Layout = "phone") -> Surroundings:
        """Return what a screen is rendered in."""
        within = self.follower.around(language, layout)
        services = within.services
        services.shelf = Shelf(None, owner=lambda: None)  # type: ignore[misc] # a namespace in tests
        services.kiosk, services.is_kiosk = self.kiosk, True  # type: ignore[misc] # a namespace in tests
        return replace(within, frame=kiosk)


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[AtTerminal]:
    """Return a terminal at which nobody has signed in yet."""
    async with following(tmp_path) as follower:
        yield AtTerminal(follower)
