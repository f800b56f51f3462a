"""N3: whatever two people's devices do in whatever order, each application is where the model says, and filed once."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from app.outbox.model import FilingState
from app.outbox.results import AlreadyReceived, Cancelled, Queued, SignInNeeded
from app.outbox.service import Outbox
from tests.app.conftest import MovingClock, Someone
from tests.journeys.faults import Fault
from tests.reliability.profile import IS_DEEP, figure
from tests.reliability.schedules import Device
from tests.reliability.schedules_network import JUMPS_SECONDS
from tests.reliability.schedules_portal import SchedulesPortal
from tests.reliability.schedules_vault import Killed, MemoryVault

DEVICES = st.sampled_from([0, 1])


async def _type(device: Device, draft_id: str, text: str) -> None:
    device.drafts.set_answer(draft_id, "/name", text)
    assert await device.drafts.flush(draft_id)


class Filing(RuleBasedStateMachine):
    """Two devices of one person at one portal; the model is what was typed last, and which texts were submitted."""

    drafts = Bundle("drafts")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.portal = SchedulesPortal()
        self.devices = [Device(MemoryVault(), self.portal, clock=MovingClock(), seed=number) for number in range(2)]
        self.typed: dict[str, str] = {}
        """What each draft says now, by its id."""
        self.submitted: dict[str, set[str]] = {}
        """What each draft has said when it was submitted."""

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @initialize()
    def start(self) -> None:
        for device in self.devices:
            self._run(device.start())

    @rule(target=drafts, on=DEVICES, files=st.sampled_from([(), ("small",), ("small", "large")]))
    def begin(self, on: int, files: tuple[str, ...]) -> tuple[int, str]:
        draft = self._run(self.devices[on].fill_in(files))
        self.typed[draft.id] = self.devices[on].drafts.held(draft.id).answers["name"]
        return on, draft.id

    @rule(draft=drafts, text=st.text("abcđ ", min_size=1, max_size=5))
    def edit(self, draft: tuple[int, str], text: str) -> None:
        on, id_ = draft
        device = self.devices[on]
        found = device.drafts.find(id_)
        if found is not None and found.is_open:
            self._run(_type(device, id_, text))
            self.typed[id_] = text

    @rule(draft=drafts)
    def submit(self, draft: tuple[int, str]) -> None:
        on, id_ = draft
        device = self.devices[on]
        if device.drafts.find(id_) is None:
            return
        before = device.drafts.held(id_)
        result = self._run(device.outbox.submit(id_))
        if before.parcel_id is None and before.dossier_id is None:
            assert isinstance(result, Queued if device.identity.session else SignInNeeded)
        if isinstance(result, Queued):
            self.submitted.setdefault(id_, set()).add(self.typed[id_])

    @rule(on=DEVICES, fault=st.sampled_from([None, *Fault]), rounds=st.integers(1, 4))
    def send(self, on: int, fault: Fault | None, rounds: int) -> None:
        device = self.devices[on]
        left = [fault]
        device.network.scripted = lambda _request: left.pop() if left else None
        for _ in range(rounds):
            self._run(device.outbox.step(device.clock()))

    @rule(on=DEVICES, fault=st.sampled_from([None, Fault.ACK_LOST]))
    def crash(self, on: int, fault: Fault | None) -> None:
        """Die at the next commit, or right away."""
        device = self.devices[on]
        device.network.scripted = lambda _request: fault
        device.vault.dies_after = lambda _writes: True
        with contextlib.suppress(Killed):
            self._run(device.outbox.step(device.clock()))
        device.network.scripted = lambda _request: None
        self._run(device.start())

    @rule(draft=drafts)
    def take_back(self, draft: tuple[int, str]) -> None:
        on, id_ = draft
        device = self.devices[on]
        held = device.drafts.held(id_)
        if held.parcel_id is None or device.identity.session is None:
            return
        result = self._run(device.outbox.cancel(held.parcel_id))
        if isinstance(result, Cancelled):
            assert held.submission_key not in self.portal.dossiers
            assert device.drafts.held(id_).is_open
        if isinstance(result, AlreadyReceived):
            assert held.submission_key in self.portal.dossiers

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
                    assert said in self.submitted[draft.id], "filed what was never submitted"
                    assert draft.dossier_id == self.portal.dossiers[draft.submission_key]["id"]
        assert sorted(keys) == sorted(set(keys))
        late = set(self.portal.dossiers) - set(keys)
        assert late <= self._taken_back(), "a dossier nobody submitted"

    def _taken_back(self) -> set[str]:
        """Return keys of drafts that were taken back: a copy of the first attempt may still have arrived."""
        drafts = [draft for device in self.devices for draft in device.drafts.list()]
        return {draft.submission_key for draft in drafts if draft.submission_key and draft.parcel_id is None}


Filing.TestCase.settings = settings(
    max_examples=figure(ci=100, deep=20_000),
    stateful_step_count=figure(ci=40, deep=80),
    deadline=None,
    derandomize=not IS_DEEP,
    suppress_health_check=list(HealthCheck),
)
TestFiling = Filing.TestCase
