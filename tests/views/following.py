"""A citizen who has filed with the real portal, and an office that acts; what the screens of this part stand on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from api_client.models import Dossier
from app.documents.binders import Binders
from app.documents.box import Box
from app.documents.holders import Holders
from app.payments.service import Payments
from app.seals.service import Seals
from app.tracking.answers import answer_standing
from app.tracking.begun import BegunAnswers
from app.tracking.service import Tracking
from tests.harness import leave_screens, surroundings
from tests.journeys.citizen import Citizen, Shared, forget_unsaved
from tests.journeys.faults import Fault
from tests.portal.filing import OFFICER
from tests.portal.running import RunningPortal, running_portal
from tests.shipped import shipped_catalogue
from views.platform.device import Picked, PickResult
from views.shared.context import Layout, Surroundings
from views.tracking.days import working_day_counter
from views.tracking.dossier_model import DossierModel, Sources
from views.tracking.request_model import RequestModel


class FakeDevice:
    """A device that notes what it was asked for; ``picks`` is what the person chooses next."""

    def __init__(self) -> None:
        self.copied: list[str] = []
        self.opened: list[str] = []
        self.saved: dict[str, bytes] = {}
        self.picks: PickResult = None
        self.picks_many: tuple[Picked, ...] = ()

    async def copy(self, text: str) -> None:
        self.copied.append(text)

    async def open_url(self, url: str) -> None:
        self.opened.append(url)

    async def open_file(self, name: str, data: bytes, *, media_type: str = "application/pdf") -> None:
        self.opened.append(name)

    async def save_file(self, name: str, data: bytes) -> bool:
        self.saved[name] = data
        return True

    async def pick_file(self, *, media_types: Sequence[str], max_bytes: int) -> PickResult:
        return self.picks

    async def pick_files(self, *, media_types: Sequence[str], max_bytes: int) -> tuple[Picked, ...]:
        return self.picks_many or ((self.picks,) if self.picks else ())


class Follower(Citizen):
    """A citizen's device with everything that the tracking, payment and document screens read."""

    is_offline = False

    async def start(self) -> None:
        await super().start()
        self.catalogue = shipped_catalogue()
        self.tracking = Tracking(self.vault, self.client, self.identity, self.clock, random=self.random)
        self.payments = Payments(self.vault, self.client, self.identity, random=self.random)
        self.seals = Seals(self.vault, self.client)
        self.box = Box(self.vault, clock=self.clock, owner=self._owner)
        standing = answer_standing(self.tracking, self.outbox)
        self.holders = Holders(self.drafts, self.documents, standing=standing)
        self.begun = BegunAnswers(self.vault, clock=self.clock, owner=self._owner, standing=standing)
        self.binders = Binders(self.vault, self.holders, clock=self.clock)
        for service in (self.tracking, self.begun, self.binders, self.payments, self.seals):
            await service.load()

    async def stop(self) -> None:
        await self.begun.close()
        await super().stop()

    async def restart(self) -> None:
        forget_unsaved(self.begun._autosave)
        await super().restart()

    def fault(self, _number: int, _request: httpx.Request) -> Fault | None:
        """Cut the line while offline."""
        return Fault.REFUSED if self.is_offline else None

    # --- filing -------------------------------------------------------------------------------------------------------

    async def file_birth(self, **changes: Any) -> Dossier:
        """File a birth registration and return what the portal made of it, its confirmation drawn."""
        await self.sign_in()
        draft = await self.fill_in_birth(**changes)
        parcel = await self.submit(draft)
        await self.wait_until_delivered(parcel.id)
        await self.tracking.refresh()
        for _ in range(600):  # the portal draws after it has answered
            dossier = self.tracking.list()[0].dossier
            if dossier.documents:
                break
            await asyncio.sleep(0.05)
            await self.tracking.refresh(dossier.id)
        return dossier

    async def send_all(self) -> None:
        """Let the outbox send whatever waits."""
        for parcel in self.outbox.parcels():
            if not parcel.is_delivered:
                await self.wait_until_delivered(parcel.id)

    # --- the office ---------------------------------------------------------------------------------------------------

    async def office(self, verb: str, dossier: Dossier, **words: Any) -> None:
        """Let an officer of the sample office do something (a verb of ``portal.dossiers.service.Dossiers``)."""
        deps = self.portal.deps

        def act(session: Any) -> None:
            getattr(deps.dossiers, verb)(session, dossier.id, officer=OFFICER, now=deps.now(), **words)

        await deps.database.write(act)

    # --- what a screen reads ------------------------------------------------------------------------------------------

    @property
    def sources(self) -> Sources:
        return Sources(
            tracking=self.tracking,
            outbox=self.outbox,
            identity=self.identity,
            find_procedure=self.catalogue.find,
            clock=self.clock,
            count=working_day_counter(self.catalogue),
        )

    def around(self, language: str = "en", layout: Layout = "phone") -> Surroundings:
        """Return what a screen is rendered in."""
        self.device = FakeDevice()
        return surroundings(
            language,
            layout,
            is_wide=layout == "desktop",
            catalogue=self.catalogue,
            drafts=self.drafts,
            documents=self.documents,
            holders=self.holders,
            binders=self.binders,
            box=self.box,
            outbox=self.outbox,
            identity=self.identity,
            tracking=self.tracking,
            begun=self.begun,
            payments=self.payments,
            seals=self.seals,
            changes=self.vault.changes,
            device=self.device,
            clock=self.clock,
        )

    def dossier_model(self, dossier: Dossier) -> DossierModel:
        return DossierModel(dossier.id, self.sources)

    async def request_model(self, dossier: Dossier, kind: str) -> RequestModel:
        """Open the page of the dossier's newest request of a kind."""
        await self.tracking.refresh(dossier.id)
        tracked = self.tracking.find(dossier.id)
        assert tracked is not None
        request = [request for request in tracked.dossier.requests if request.kind == kind][-1]
        model = RequestModel(dossier.id, request.id, self.around().services)
        await model.open()
        return model


@asynccontextmanager
async def following(folder: Path, *, subject: str = "sample-mai") -> AsyncIterator[Follower]:
    """Run a portal and a citizen's device in ``folder``."""
    async with running_portal(folder / "portal") as portal:
        follower = await _begin(folder / "device", portal, subject)
        try:
            yield follower
        finally:
            await leave_screens()
            await follower.stop()


async def _begin(folder: Path, portal: RunningPortal, subject: str) -> Follower:
    choose: Callable[[int, httpx.Request], Any] = lambda number, request: follower.fault(number, request)  # noqa: E731
    follower = Follower(folder, portal, Shared.load(), choose=choose, clock=portal.clock, subject=subject)
    await follower.start()
    return follower


__all__ = ["Follower", "following"]
