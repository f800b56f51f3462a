"""One device, one dossier, one schedule of faults: the real outbox, drafts and vault over a network that fails.

Time is the device's clock, moved by the test; a process that is killed is ``Killed`` raised where it would have died,
and a new start on what the vault has by then.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from api_client.client import PortalClient
from app.documents.service import Documents
from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.drafts.store import DRAFTS
from app.outbox.model import FilingState, Parcel, ParcelState
from app.outbox.results import Cancelled, Queued
from app.outbox.service import Outbox
from app.outbox.store import DOSSIERS, PARCELS
from app.payments.service import TABLE as PAYMENTS
from app.payments.service import Payments
from app.vault.model import Delete, DeleteBlob, Write
from app.vault.vault import Vault
from tests.app.conftest import VAULT_KEY, MovingClock, Someone, pdf, procedure
from tests.reliability.profile import replay
from tests.reliability.schedules_network import MortalNetwork
from tests.reliability.schedules_paying import Payer
from tests.reliability.schedules_portal import SchedulesPortal
from tests.reliability.schedules_vault import Killed, MemoryVault, MortalVault

BIRTH = procedure()
FILES = {name: pdf(size) for name, size in (("small", 2_000), ("large", 300_000))}


class AnyForm:
    """A form with which nothing is wrong and every paper concerns everybody."""

    def problems(self, *_answers: Any, **_options: Any) -> tuple[()]:
        return ()

    def submission(self, answers: Any, *, today: Any) -> dict[str, Any]:
        return dict(answers)

    def papers(self, _answers: Any, *, today: Any) -> list[Any]:
        return [type("Needed", (), {"paper": paper, "required": False})() for paper in BIRTH.papers]


@dataclass
class SignedIn:
    """Mai, signed in, until her session ends."""

    session: Someone | None = field(default_factory=lambda: Someone("mai"))


class Device:
    """A device whose process can be started again; ``network`` and ``vault`` decide what fails."""

    def __init__(self, vault: Vault | MemoryVault, portal: SchedulesPortal, *, clock: MovingClock, seed: int) -> None:
        self.vault, self.portal, self.clock = MortalVault(vault), portal, clock
        self.chance = random.Random(seed)
        self.network = MortalNetwork(portal, clock=clock, chance=self.chance)
        self.identity = SignedIn()
        self.client = PortalClient("http://portal.test", self.network)

    async def start(self) -> None:
        """Start the app core on what the vault has."""
        self.vault.live()
        vault: Any = self.vault
        self.drafts = Drafts(vault, procedures=lambda _code: None, clock=self.clock, owner=self._owner)
        self.documents = Documents(vault, clock=self.clock, owner=self._owner)
        self.outbox = Outbox(
            vault,
            self.drafts,
            self.client,
            identity=self.identity,
            forms=lambda _procedure: AnyForm(),
            clock=self.clock,
            random=self.chance,
            documents=self.documents,
            new_key=lambda: str(UUID(int=self.chance.getrandbits(128))),
        )
        identity: Any = self.identity
        self.payments = Payments(vault, self.client, identity, random=self.chance)
        for service in (self.drafts, self.documents, self.outbox, self.payments):
            await service.load()

    async def clear(self) -> None:
        """Take out of the vault what a schedule left there, so that the next one starts alone."""
        writes: list[Write] = []
        for table in (PARCELS, DOSSIERS, DRAFTS, PAYMENTS):
            for id_, record in await self.vault.all(table):
                files = record.get("attachments", []) if table == DRAFTS else []
                writes += [Delete(table, id_), *(DeleteBlob(file["id"]) for file in files)]
        await self.vault.living.transact(writes)

    def _owner(self) -> str | None:
        return self.identity.session.subject if self.identity.session else None

    async def fill_in(self, files: Sequence[str]) -> Draft:
        """Start a draft with an answer and these files."""
        draft = await self.drafts.start(BIRTH)
        self.drafts.set_answer(draft.id, "/name", f"Nguyễn Văn {self.chance.getrandbits(64)}")
        for name, paper in zip(files, BIRTH.papers, strict=False):
            attached = await self.drafts.attach(draft.id, paper, file_name=f"{name}.pdf", data=FILES[name])
            assert isinstance(attached, Attachment), attached
        assert await self.drafts.flush(draft.id)
        return draft

    async def submit(self, draft_id: str) -> Parcel:
        """Press Submit."""
        result = await self.outbox.submit(draft_id)
        assert isinstance(result, Queued), result
        return result.parcel

    async def or_dies(self, work: Awaitable[Any]) -> bool:
        """Do something; when the process dies of it, start again. Return whether it died."""
        try:
            await work
        except Killed:
            await self.start()
            return True
        return False

    async def take_back(self, draft_id: str) -> None:
        """Take a draft back, if it can be; then the portal does not have it, and it can be changed."""
        draft = self.drafts.held(draft_id)
        assert draft is not None
        result = await self.outbox.cancel(draft.parcel_id or "")
        if isinstance(result, Cancelled):
            assert draft.submission_key not in self.portal.dossiers, "taken back, but the portal has it"
            self.drafts.set_answer(draft_id, "/name", f"Trần Thị {self.chance.getrandbits(64)}")

    async def round(self) -> None:
        """Let the outbox do what is due; when that was nothing, let time pass until something is."""
        before = len(self.network.seen.requests)
        await self.or_dies(self.outbox.step(self.clock()))
        self.check_honest()
        waiting = [parcel for parcel in self.outbox.parcels() if parcel.state is ParcelState.QUEUED]
        if len(self.network.seen.requests) == before and waiting:
            self._wait_for(min(waiting, key=lambda parcel: parcel.next_try_at or self.clock()))

    def _wait_for(self, parcel: Parcel) -> None:
        wait = (parcel.next_try_at or self.clock()) - self.clock()
        assert wait <= timedelta(seconds=600), f"put off for {wait}"
        self.clock.now += max(wait, timedelta(seconds=0.05))

    # --- what must hold -----------------------------------------------------------------------------------------------

    def check_honest(self) -> None:
        """I3, I4, I8: one visible state; submitted only if the portal has it; nothing sends for long."""
        for draft in self.drafts.list():
            parcel = self.outbox.find(draft.parcel_id or "")
            if Outbox.filing_state(draft) is FilingState.SUBMITTED:
                dossier = self.portal.dossiers.get(draft.submission_key or "")
                assert dossier is not None, "shown as submitted, but the portal does not have it"
                assert parcel is None or parcel.is_delivered, "submitted and waiting at once"
                sent = Counter(file["sha256"] for file in dossier["files"])
                assert sent == Counter(file.sha256 for file in draft.attachments), "submitted without a file"
            if Outbox.filing_state(draft) is FilingState.WAITING:
                assert parcel is not None, "waits in no list"
        for parcel in self.outbox.parcels():
            if parcel.state is ParcelState.SENDING:
                assert parcel.last_try_at is not None
                age = self.clock() - parcel.last_try_at
                assert timedelta() <= age <= timedelta(seconds=120), f"sending for {age}"

    async def check_filed_once(self, draft_id: str) -> None:
        """I3, I4, I5, I7 when it is over, late copies of requests included."""
        await self.network.deliver_all_late()
        draft = self.drafts.find(draft_id)
        assert draft is not None
        assert list(self.portal.dossiers) == [draft.submission_key], f"{len(self.portal.dossiers)} dossiers"
        assert [id_ for id_, _ in await self.vault.all(DOSSIERS)] == [draft.dossier_id], "not kept on the device"
        assert Outbox.filing_state(draft) is FilingState.SUBMITTED
        for upload in self.portal.uploads.values():
            if upload.dossier_id:
                assert bytes(upload.content) in FILES.values(), "other bytes than were chosen"


@dataclass
class Tally:
    """What a run of schedules met."""

    faults: Counter[str] = field(default_factory=Counter)
    schedules: int = 0
    paid: int = 0
    requests: int = 0

    def words(self) -> str:
        """Return the line of the report."""
        met = ", ".join(f"{name} {number}" for name, number in sorted(self.faults.items()))
        done = f"{self.schedules} schedules, {self.paid} of them paid, {self.requests} requests"
        return f"{done}: 0 doubled, 0 lost, 0 stuck; {met}"


async def run_schedules(numbers: Sequence[int], *, folder: Path | None = None) -> Tally:
    """File one dossier for every seed over a network, a clock and a process that fail as the seed says.

    Args:
        numbers: The seeds.
        folder: Where a real vault is; None: one in memory.

    Raises:
        AssertionError: a promise was broken; the message says how to repeat it.
    """
    tally, clock = Tally(), MovingClock()
    vault = await Vault.open(folder, VAULT_KEY, clock=clock) if folder is not None else None
    for seed in numbers:
        try:
            await _run_one(vault or MemoryVault(), seed, clock, tally)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}\n{replay(seed)}") from error
    if vault is not None:
        await vault.close()
    return tally


async def _run_one(vault: Vault | MemoryVault, seed: int, clock: MovingClock, tally: Tally) -> None:
    clock.now = MovingClock().now
    device = Device(vault, SchedulesPortal(), clock=clock, seed=seed)
    await device.start()
    draft_id = (await device.fill_in(((), ("small",), ("small", "large"))[seed % 3])).id
    device.network.fail(tally.faults, calm_after=7 + seed % 8, how_bad=(0.2, 0.4, 0.7)[seed // 3 % 3])
    _let_it_die(device.vault, device.chance, tally)
    for _ in range(200):
        draft = device.drafts.held(draft_id)
        assert draft is not None
        if draft.dossier_id is not None:
            break
        if draft.parcel_id is None:
            await device.or_dies(device.outbox.submit(draft_id))
        elif device.chance.random() < 0.04:
            await device.or_dies(device.take_back(draft_id))
        else:
            await device.round()
    else:
        raise AssertionError(f"stuck: {device.outbox.parcels()} {device.network.seen.requests[-12:]}")
    await device.check_filed_once(draft_id)
    tally.schedules += 1
    if seed // 4 % 8 == 0:
        await _pay_one(device, seed, tally)
    tally.requests += len(device.network.seen.requests)
    await device.clear()


async def _pay_one(device: Device, seed: int, tally: Tally) -> None:
    """Pay what the office asks for, over the same kind of weather."""
    so_far = len(device.network.seen.requests)
    device.network.fail(tally.faults, calm_after=so_far + 3 + seed // 32 % 8, how_bad=(0.2, 0.4, 0.7)[seed // 256 % 3])
    _let_it_die(device.vault, device.chance, tally)
    await Payer(device, device.portal.till.open_bill(f"bill-{seed}")).until_settled()
    device.vault.live()
    tally.paid += 1


def _let_it_die(vault: MortalVault, chance: random.Random, tally: Tally) -> None:
    """In every third schedule the process dies right before or right after one of its commits."""
    if chance.random() > 1 / 3:
        return
    left = chance.randrange(14)

    def dies(_writes: Sequence[Write]) -> bool:
        nonlocal left
        left -= 1
        tally.faults["kill_at_a_commit"] += left == 0
        return left == 0

    if chance.random() < 0.5:
        vault.dies_before = dies
    else:
        vault.dies_after = dies
