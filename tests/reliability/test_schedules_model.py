"""N3: whatever two people's devices do in whatever order, each application is where the model says, and filed once."""

import asyncio
from collections.abc import Coroutine
from itertools import chain
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from app.drafts.errors import DraftLockedError
from app.outbox.model import FilingState
from app.outbox.results import AlreadyReceived, Cancelled, Queued, SignInNeeded
from app.outbox.service import Outbox
from tests.app.conftest import MovingClock, Someone
from tests.journeys.faults import Fault
from tests.reliability.profile import IS_DEEP, figure
from tests.reliability.schedules import Device
from tests.reliability.schedules_network import JUMPS_SECONDS
from tests.reliability.schedules_paying import METHODS, Payer
from tests.reliability.schedules_portal import SchedulesPortal
from tests.reliability.schedules_vault import MemoryVault

DEVICES = st.sampled_from([0, 1])


async def _type(device: Device, draft_id: str, text: str) -> None:
    device.drafts.set_answer(draft_id, "/name", text)
    assert await device.drafts.flush(draft_id)


async def _send_badly(device: Device, fault: Fault, *, aimed: bool, dies: bool) -> None:
    """Send until a fault was met."""
    met: list[Fault] = []

    def meet(request: httpx.Request) -> Fault | None:
        if met or (aimed and (request.method, request.url.path) != ("POST", "/api/v1/dossiers")):
            return None
        met.append(fault)
        return fault

    device.network.scripted = meet
    device.vault.dies_before = lambda _writes: dies and bool(met)
    for _ in range(12):
        if await device.or_dies(device.outbox.step(device.clock())) or met:
            break
    device.network.scripted = lambda _request: None
    device.vault.live()


class Filing(RuleBasedStateMachine):
    """Two devices of one person at one portal; the model is what was typed last, what was submitted, what was paid."""

    drafts = Bundle("drafts")
    bills = Bundle("bills")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.portal = SchedulesPortal()
        self.devices = [Device(MemoryVault(), self.portal, clock=MovingClock(), seed=number) for number in range(2)]
        self.typed: dict[str, str] = {}
        """What each draft says now, by its id."""
        self.submitted: dict[str, str] = {}
        """What each draft that was submitted, and not taken back, said then."""
        self.taken_back: set[str] = set()
        """Drafts that were taken back once: a copy of their first attempt may still arrive."""

        self.payers: dict[str, list[Payer]] = {}
        """The person on each device, by the bill to be paid."""

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @initialize(target=bills)
    def start(self) -> str:
        for device in self.devices:
            self._run(device.start())
        return self.the_office_asks_for_money()

    @rule(target=drafts, on=DEVICES, files=st.sampled_from([(), ("small",), ("small", "large")]))
    def begin(self, on: int, files: tuple[str, ...]) -> tuple[int, str]:
        draft = self._run(self.devices[on].fill_in(files))
        self.typed[draft.id] = self.devices[on].drafts.held(draft.id).answers["name"]
        return on, draft.id

    @rule(draft=drafts, text=st.text("abcđ ", min_size=1, max_size=5))
    def edit(self, draft: tuple[int, str], text: str) -> None:
        on, id_ = draft
        device = self.devices[on]
        if device.drafts.find(id_) is None:
            return
        if id_ in self.submitted:
            with pytest.raises(DraftLockedError):
                self._run(_type(device, id_, text))
        else:
            self._run(_type(device, id_, text))
            self.typed[id_] = text

    @rule(draft=drafts, survives=st.sampled_from([0, 1, 9]))
    def submit(self, draft: tuple[int, str], survives: int) -> None:
        """Press Submit, on a process that survives so many commits."""
        on, id_ = draft
        device = self.devices[on]
        if device.drafts.find(id_) is None:
            return
        results: list[Any] = []

        async def press() -> None:
            results.append(await device.outbox.submit(id_))

        left = [False] * survives + [True]
        device.vault.dies_before = lambda _writes: bool(left) and left.pop(0)
        self._run(device.or_dies(press()))
        device.vault.live()
        if results and id_ not in self.submitted:
            assert isinstance(results[0], Queued if device.identity.session else SignInNeeded)
        if results and isinstance(results[0], Queued):
            self.submitted.setdefault(id_, self.typed[id_])
        assert (device.drafts.held(id_).parcel_id is not None) == (id_ in self.submitted), "half submitted"

    @rule(on=DEVICES, rounds=st.integers(1, 12))
    def send(self, on: int, rounds: int) -> None:
        for _ in range(rounds):
            self._run(self.devices[on].outbox.step(self.devices[on].clock()))

    @rule(on=DEVICES, fault=st.sampled_from(list(Fault)), aimed=st.booleans(), dies=st.booleans())
    def send_over_a_bad_line(self, on: int, fault: Fault, aimed: bool, dies: bool) -> None:
        """Meet a fault at the next request or, aimed, at the submission itself; or die of it."""
        self._run(_send_badly(self.devices[on], fault, aimed=aimed, dies=dies))

    @rule(draft=drafts, fault=st.sampled_from([None, Fault.ACK_LOST, Fault.CUT_BEFORE]))
    def take_back(self, draft: tuple[int, str], fault: Fault | None) -> None:
        """Take a draft back, at any time or right after it was sent, first of all, and no answer came."""
        on, id_ = draft
        device = self.devices[on]
        if device.drafts.find(id_) is None or device.identity.session is None:
            return
        if isinstance(self._run(device.outbox.submit(id_)), Queued):
            self.submitted.setdefault(id_, self.typed[id_])
        held = device.drafts.held(id_)
        if fault is not None:
            self._run(device.outbox.wishes.put_first(held.parcel_id))
            self._run(_send_badly(device, fault, aimed=True, dies=False))
        result = self._run(device.outbox.cancel(held.parcel_id))
        if isinstance(result, Cancelled):
            self.taken_back.add(id_)
            del self.submitted[id_]
            assert held.submission_key not in self.portal.dossiers
            assert device.drafts.held(id_).is_open
        if isinstance(result, AlreadyReceived):
            assert held.submission_key in self.portal.dossiers

    @rule(target=bills)
    def the_office_asks_for_money(self) -> str:
        bill = self.portal.till.open_bill(f"bill-{len(self.payers)}")
        self.payers[bill.id] = [Payer(device, bill, devices=len(self.devices)) for device in self.devices]
        return bill.id

    @rule(
        bill=bills,
        on=DEVICES,
        method=st.sampled_from(METHODS),
        fault=st.none() | st.sampled_from(list(Fault)),
        survives=st.sampled_from([9, 9, 1, 0]),
        bank=st.sampled_from(["waits", "takes", "takes silently", "refuses"]),
    )
    def press_pay(self, bill: str, on: int, method: str, fault: Fault | None, survives: int, bank: str) -> None:
        """Begin to pay on either device, over a line that fails once, on a process that survives so many commits.

        The bank then decides of every page and code that the device has shown, and tells the portal now or later.
        """
        payer = self.payers[bill][on]
        faults, left = [fault], [False] * survives + [True]
        payer.device.network.scripted = lambda _request: faults.pop() if faults else None
        payer.device.vault.dies_before = lambda _writes: bool(left) and left.pop(0)
        self._run(payer.press(method))
        payer.device.network.scripted = lambda _request: None
        payer.device.vault.live()
        for payment in payer.shown_and_open() if bank != "waits" else ():
            if bank == "refuses":
                self.portal.till.refuse(payment)
            else:
                payer.pay(payment, is_told=bank == "takes")

    @rule(bill=bills, on=DEVICES)
    def the_bank_tells_again(self, bill: str, on: int) -> None:
        for told in self.payers[bill][on].transactions:
            self.portal.till.take(*told)

    @rule(bill=bills, on=DEVICES)
    def look_what_became_of_it(self, bill: str, on: int) -> None:
        self._run(self.payers[bill][on].check())

    @rule(draft=drafts, rests=st.booleans())
    def pause_or_go_on(self, draft: tuple[int, str], rests: bool) -> None:
        on, id_ = draft
        wishes = self.devices[on].outbox.wishes
        key = self.devices[on].drafts.held(id_).parcel_id or ""
        self._run(wishes.pause(key) if rests else wishes.resume(key))

    @rule(on=DEVICES)
    def sign_out_or_in(self, on: int) -> None:
        identity = self.devices[on].identity
        identity.session = None if identity.session else Someone("mai")

    @rule(on=DEVICES)
    def session_expires(self, on: int) -> None:
        if self.devices[on].identity.session:
            self.devices[on].identity.session.needs_sign_in = True

    @rule(on=DEVICES, seconds=st.sampled_from([1.0, 130.0, 400.0, *JUMPS_SECONDS]))
    def clock_moves(self, on: int, seconds: float) -> None:
        clock = self.devices[on].clock
        if 2000 < clock.now.year + seconds / 31_536_000 < 2060:
            clock.move(seconds=seconds)

    @rule()
    def uploads_expire(self) -> None:
        self.portal.forget_unfinished()

    @invariant()
    def every_state_is_honest(self) -> None:
        for device in self.devices:
            device.check_honest()
        for payer in chain.from_iterable(self.payers.values()):
            payer.check_honest()

    def teardown(self) -> None:
        """In calm weather everything that was submitted arrives, once, as it was said when it was submitted."""
        try:
            self._settle()
        finally:
            for device in self.devices:
                self._run(device.client.aclose())
            self.runner.close()

    def _settle(self) -> None:
        keys: list[str] = []
        late: set[str | None] = set()
        for device in self.devices:
            device.identity.session, device.network.scripted = Someone("mai"), lambda _request: None
            self._run(device.network.deliver_all_late())
            for parcel in device.outbox.parcels():
                self._run(device.outbox.wishes.resume(parcel.id))
            for _ in range(60):
                if not (waiting := [parcel for parcel in device.outbox.parcels() if not parcel.is_delivered]):
                    break
                self._run(device.round())
            assert not waiting, f"stuck: {waiting}"
            for draft in device.drafts.list():
                if Outbox.filing_state(draft) is FilingState.SUBMITTED:
                    keys.append(draft.submission_key)
                    said = self.portal.dossiers[draft.submission_key]["answers"]["name"]
                    assert said == self.submitted[draft.id] or draft.id in self.taken_back, "filed what was not said"
                    assert draft.dossier_id == self.portal.dossiers[draft.submission_key]["id"]
                late.update({draft.submission_key} if draft.id in self.taken_back else ())
        for payer in chain.from_iterable(self.payers.values()):
            for told in payer.transactions:
                self.portal.till.take(*told)
            self._run(payer.check())
            payer.check_honest()
            assert not payer.transactions or payer.bill.id in self.portal.till.settled, "money came, nothing is paid"
        assert len(keys) == len(set(keys)) == len(self.submitted)
        assert set(self.portal.dossiers) - set(keys) <= late, "a dossier nobody submitted"


Filing.TestCase.settings = settings(
    max_examples=figure(ci=60, deep=300),
    stateful_step_count=40,
    deadline=None,
    derandomize=not IS_DEEP,
    suppress_health_check=list(HealthCheck),
)
TestFiling = Filing.TestCase
