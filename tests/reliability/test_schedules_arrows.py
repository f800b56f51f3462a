"""Every arrow between the states of a parcel, with the process dying right before and right after it is on the disk."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import pytest

from app.outbox.model import ParcelState
from app.outbox.store import PARCELS
from app.vault.model import Delete, Put, Write
from tests.app.conftest import MovingClock, Someone
from tests.journeys.faults import Fault
from tests.reliability.profile import figure, replay, seeds
from tests.reliability.schedules import Device
from tests.reliability.schedules_portal import SchedulesPortal
from tests.reliability.schedules_vault import MemoryVault

ARROWS = (
    "draft -> queued",
    "queued -> sending",
    "an upload is announced",
    "a piece is sent",
    "a file is proven",
    "a file is begun again",
    "sending -> put off",
    "sending -> sign-in needed",
    "the outcome is unknown",
    "sending -> needs attention",
    "taken back",
    "sending -> delivered",
)


class Arrows:
    """Names what a commit does to the parcel."""

    def __init__(self) -> None:
        self.before: Mapping[str, Any] | None = None
        self.seen: list[str] = []

    def of(self, writes: Sequence[Write]) -> str:
        """Return the arrow of a commit, empty for one that concerns no parcel or only its lease."""
        for write in writes:
            if isinstance(write, Put | Delete) and write.table == PARCELS:
                before, self.before = self.before, write.value if isinstance(write, Put) else None
                self.seen.append(_arrow(before, self.before))
                return self.seen[-1]
        return ""


def _arrow(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    if after is None:
        return "taken back"
    if before is None:
        return "draft -> queued"
    if after["state"] == "delivered":
        return "sending -> delivered"
    if after["state"] == "needs_attention":
        return "sending -> needs attention"
    if after["outcome_unknown"] and not before["outcome_unknown"]:
        return "the outcome is unknown"
    for old, new in zip(before["files"], after["files"], strict=True):
        if new["upload_url"] is None and old["upload_url"] is not None:
            return "a file is begun again"
        if old["upload_url"] is None and new["upload_url"] is not None:
            return "an upload is announced"
        if new["receipt_sha256"] != old["receipt_sha256"]:
            return "a file is proven"
        if new["sent_bytes"] > old["sent_bytes"]:
            return "a piece is sent"
    if after["reason"] == "sign_in_needed" and before["reason"] != "sign_in_needed":
        return "sending -> sign-in needed"
    if after["state"] == "queued" and before["state"] == "sending":
        return "sending -> put off"
    return "queued -> sending" if before["state"] == "queued" and after["state"] == "sending" else ""


class Walk:
    """A way that takes every arrow: busy, expired, signed out, refused, taken back, sent again, the answer lost."""

    def __init__(self, seed: int) -> None:
        self.portal = SchedulesPortal()
        self.device = Device(MemoryVault(), self.portal, clock=MovingClock(), seed=seed)
        self.to_come = {"busy", "expired", "signed out", "answer lost"}

    def _once(self, what: str) -> bool:
        is_first = what in self.to_come
        self.to_come.discard(what)
        return is_first

    def _fault(self, request: httpx.Request) -> Fault | None:
        if request.url.path == "/api/v1/uploads" and self._once("busy"):
            return Fault.UNAVAILABLE
        is_submission = (request.method, request.url.path) == ("POST", "/api/v1/dossiers")
        return Fault.ACK_LOST if is_submission and not self.portal.refuses and self._once("answer lost") else None

    async def go(self, prepare: Callable[[Device], None]) -> None:
        """Go all the way, whatever dies on it, and check what must hold at the end."""
        device = self.device
        await device.start()
        draft_id = (await device.fill_in(("small", "large"))).id
        self.portal.refuses = ["invalid-answers"]
        device.network.scripted = self._fault
        prepare(device)
        for _ in range(150):
            draft = device.drafts.held(draft_id)
            assert draft is not None
            if draft.dossier_id is not None:
                break
            parcel = device.outbox.find(draft.parcel_id or "")
            if parcel is None:
                await device.or_dies(device.outbox.submit(draft_id))
            elif parcel.state is ParcelState.NEEDS_ATTENTION:
                await device.or_dies(device.outbox.cancel(parcel.id))
            else:
                if parcel.files[1].sent_bytes and self._once("expired"):
                    self.portal.forget_unfinished()
                if parcel.files[0].receipt_sha256 and self._once("signed out"):
                    device.identity.session = None
                    await device.or_dies(device.outbox.step(device.clock()))
                    device.identity.session = Someone("mai")
                await device.round()
            device.check_honest()
        assert not self.to_come
        await device.check_filed_once(draft_id)


async def test_the_walk_takes_every_arrow() -> None:
    arrows, walk = Arrows(), Walk(1)

    def prepare(device: Device) -> None:
        device.vault.dies_before = lambda writes: bool(arrows.of(writes)) and False

    await walk.go(prepare)
    assert set(ARROWS) <= set(arrows.seen), set(ARROWS) - set(arrows.seen)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("arrow", ARROWS)
async def test_a_process_that_dies_at_an_arrow_files_once(arrow: str, moment: str) -> None:
    for seed in seeds(figure(ci=5, deep=200)):
        arrows, hits = Arrows(), []

        def dies(writes: Sequence[Write]) -> bool:
            if not hits and arrows.of(writes) == arrow:  # noqa: B023 - used in this round only
                hits.append(arrow)  # noqa: B023
                return True
            return False

        try:
            await Walk(seed).go(lambda device: setattr(device.vault, f"dies_{moment}", dies))
        except AssertionError as error:
            raise AssertionError(f"{error}\n{replay(seed)}") from error
        assert hits, "nothing died"
