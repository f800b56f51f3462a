"""A citizen with a device: the real app core on a real vault, and how they file a birth."""

import gzip
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from api_client.client import PortalClient
from app.autosave import Autosave
from app.documents.service import Documents
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.identity.model import SignedIn, SignIn
from app.identity.service import Identity
from app.outbox.model import FilingState, Parcel, ParcelState
from app.outbox.results import Action, Queued
from app.outbox.service import Outbox
from app.outbox.store import DOSSIERS
from app.vault.vault import Vault
from forms.flow import Form
from forms.places import Places
from forms.procedure import Catalogue, Procedure
from tests.app.conftest import pdf, photo
from tests.journeys.faults import FaultTransport, no_faults
from tests.portal.running import CALLBACK, MovableClock, RunningPortal, answer_sign_in, fields_of

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
BIRTH = "1.001193"


def load_catalogue() -> Catalogue:
    data = gzip.decompress((ROOT / "assets" / "catalogue.json.gz").read_bytes())
    return Catalogue.model_validate_json(data)


def load_places() -> Places:
    return Places.decode((ROOT / "assets" / "places.json.gz").read_bytes())


@dataclass
class Shared:
    """What every citizen of a test run shares: it is read once."""

    catalogue: Catalogue
    places: Places
    answers: dict[str, Any]

    @classmethod
    @cache
    def load(cls) -> "Shared":
        fixture = ROOT / "content" / BIRTH / "fixtures" / "married_parents.json"
        return cls(load_catalogue(), load_places(), json.loads(fixture.read_text("utf-8")))

    def procedure(self, code: str = BIRTH) -> Procedure:
        return next(procedure for procedure in self.catalogue.procedures if procedure.code == code)

    def form(self, procedure: Procedure) -> Form:
        assert procedure.form is not None
        return Form(procedure.form, self.catalogue.lists, procedure.papers, self.places)


def forget_unsaved(autosave: Autosave) -> None:
    """Do no more what a killed process no longer does."""
    for id_ in list(autosave._unsaved):
        autosave.forget(id_)


class Citizen:
    """One person, one device, one network; ``restart`` is what ``kill -9`` and a new start do to the app core."""

    def __init__(
        self,
        folder: Path,
        portal: RunningPortal,
        shared: Shared,
        *,
        clock: MovableClock,
        choose: Callable[[int, httpx.Request], Any] = no_faults,
        network: httpx.AsyncBaseTransport | None = None,
        seed: int = 1,
        subject: str = "sample-mai",
    ) -> None:
        self.folder, self.portal, self.shared, self.clock, self.subject = folder, portal, shared, clock, subject
        self.network = FaultTransport(network or httpx.ASGITransport(app=portal.app), choose)
        self.random = random.Random(seed)

    language = "vi"
    """What the person reads; sent with a submission."""

    async def start(self) -> None:
        """Start the app core."""
        self.vault = await Vault.open(self.folder, KEY, clock=self.clock)
        self.identity = Identity.__new__(Identity)

        async def tokens() -> str | None:
            return await self.identity.access_token()

        self.client = PortalClient(
            self.portal.settings.base_url,
            self.network,
            tokens=tokens,
            rejected=lambda token: self.identity.reject(token),
        )
        self.identity = Identity(self.client, self.vault, self.clock, self.random)
        await self.identity.load()
        self.drafts = Drafts(
            self.vault, procedures=lambda code: None, clock=self.clock, owner=self._owner, autosave_seconds=0.01
        )
        await self.drafts.load()
        self.documents = Documents(self.vault, clock=self.clock, owner=self._owner)
        await self.documents.load()
        self.outbox = Outbox(
            self.vault,
            self.drafts,
            self.client,
            identity=self.identity,
            forms=self.shared.form,
            clock=self.clock,
            random=self.random,
            documents=self.documents,
            language=lambda: self.language,
        )
        await self.outbox.load()

    async def stop(self) -> None:
        """End the app core in order."""
        await self.drafts.close()
        await self.client.aclose()
        await self.vault.close()

    async def restart(self) -> None:
        """End without storing anything that is not stored, and start again."""
        forget_unsaved(self.drafts._kept._autosave)
        await self.stop()
        await self.start()

    def _owner(self) -> str | None:
        return self.identity.session.subject if self.identity.session else None

    # --- what the person does -----------------------------------------------------------------------------------------

    async def sign_in(self) -> None:
        """Sign in through the provider's pages; the pages themselves load without faults."""
        for _ in range(200):
            began = await self.identity.begin_sign_in(redirect_uri=CALLBACK, return_route="/")
            if isinstance(began, SignIn):
                async with self.portal.browser() as browser:
                    page = await browser.get(began.url)
                    assert page.status_code == 200, page.text
                    redirect = await answer_sign_in(browser, page.text, subject=self.subject)
                if isinstance(await self.identity.finish_sign_in(fields_of(redirect)), SignedIn):
                    return
            self.clock.move(seconds=5)
        raise AssertionError("sign-in never succeeded")

    async def fill_in_birth(self, **changes: Any) -> Draft:
        """Start a birth registration, answer everything, attach a photo and a PDF."""
        shot = photo(size=(900, 700), colour="green")
        files = {"giay_chung_sinh": ("giấy.jpg", shot), "giay_ket_hon": ("hôn thú.pdf", pdf(600_000))}
        return await self.fill_in(BIRTH, {**self.shared.answers, **changes}, files)

    async def fill_in(
        self, code: str, answers: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]], *, subject: str = "child"
    ) -> Draft:
        """Start a draft, answer everything, attach a file (name, bytes) to each of these papers."""
        procedure = self.shared.procedure(code)
        draft = await self.drafts.start(procedure, subject=subject)
        for name, value in answers.items():
            self.drafts.set_answer(draft.id, f"/{name}", value)
        papers = {paper.id: paper for paper in procedure.papers}
        for paper_id, (name, data) in files.items():
            attached = await self.drafts.attach(draft.id, papers[paper_id], file_name=name, data=data)
            assert type(attached).__name__ == "Attachment"
        assert await self.drafts.flush(draft.id)
        found = self.drafts.find(draft.id)
        assert found is not None
        return found

    async def submit(self, draft: Draft) -> Parcel:
        """Press Submit."""
        result = await self.outbox.submit(draft.id)
        assert isinstance(result, Queued), result
        return result.parcel

    async def wait_until_delivered(
        self,
        parcel_id: str,
        *,
        check: Callable[[], Awaitable[None]] | None = None,
        between: Callable[[int], Any] | None = None,
        rounds: int = 400,
    ) -> Parcel:
        """Let time pass, round by round, until the parcel is delivered; ``check`` holds after every request."""
        for number in range(rounds):
            if self.identity.session is None or self.identity.session.needs_sign_in:
                await self.sign_in()
            actions = await self.outbox.step(self.clock())
            if check is not None:
                await check()
            parcel = self.outbox.find(parcel_id)
            if parcel is not None and parcel.is_delivered:
                return parcel
            if between is not None:
                await between(number)
            self._pass_time(actions)
        raise AssertionError(f"never delivered: {self.outbox.find(parcel_id)}\n{self.network.seen.requests}")

    def _pass_time(self, actions: tuple[Action, ...]) -> None:
        if any(action.progressed for action in actions):
            self.clock.move(seconds=0.05)
            return
        times = [parcel.next_try_at for parcel in self.outbox.parcels() if parcel.next_try_at]
        wait = max(min(times, default=self.clock()) - self.clock(), timedelta(seconds=0.05))
        assert wait <= timedelta(seconds=3600), "a parcel is put off for more than an hour"
        self.clock.now += wait

    # --- what must hold -----------------------------------------------------------------------------------------------

    def visible_states(self, draft_id: str) -> list[FilingState]:
        """Return the states a draft is shown in: exactly one (I3)."""
        return [self.outbox.filing_state(draft) for draft in self.drafts.list() if draft.id == draft_id]

    def check_nothing_sends_for_long(self) -> None:
        """I8: nothing is shown as sending for more than 120 s."""
        for parcel in self.outbox.parcels():
            if parcel.state is ParcelState.SENDING:
                assert parcel.last_try_at is not None
                assert _age(self.clock(), parcel.last_try_at) <= 120

    async def stored_dossier_ids(self) -> list[str]:
        return [id_ for id_, _ in await self.vault.all(DOSSIERS)]


def _age(now: datetime, then: datetime) -> float:
    return (now - then).total_seconds()
