"""Whose turn it is: what waits, in the order the person wants, one request at a time, for as long as the app lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from app.outbox import plan
from app.outbox.model import Parcel, ParcelState, Reason
from app.outbox.parcels import Parcels
from app.outbox.ports import Network
from app.outbox.results import Action
from app.outbox.sending import Sender
from app.outbox.wishes import KeptWishes

log = logging.getLogger(__name__)

_LONGEST_NAP_SECONDS = 30.0


class Rounds:
    """Lets parcels go on, the first one that can, and knows what a parcel looks like under the wishes in force."""

    def __init__(
        self,
        parcels: Parcels,
        sender: Sender,
        wishes: KeptWishes,
        *,
        network: Network | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._parcels = parcels
        self._sender = sender
        self._wishes = wishes
        self._network = network
        self._clock = clock
        self._anyway: set[str] = set()
        self._woken = asyncio.Event()

    def arranged(self, wanted: Callable[[Parcel], bool]) -> tuple[Parcel, ...]:
        """Return the parcels that are wanted, as they are seen, in the order they are sent."""
        found = self._wishes.now.arranged(self._parcels.matching(wanted), lambda parcel: parcel.id)
        return tuple(self.seen(parcel) for parcel in found)

    def seen(self, parcel: Parcel) -> Parcel:
        """Return a parcel as the screen shows it: left behind by its lease it waits again, held back it says why."""
        if parcel.is_delivered:
            return parcel
        now = self._clock()
        held = self._held_back(parcel, now=now)
        if held is not None and parcel.state is not ParcelState.NEEDS_ATTENTION:
            until = self._busy_until(now) if held is Reason.PORTAL_BUSY else None
            return replace(parcel, state=ParcelState.QUEUED, lease_until=None, next_try_at=until, reason=held)
        if plan.lease_expired(parcel, now=now):
            return replace(parcel, state=ParcelState.QUEUED, lease_until=None, reason=Reason.NOT_YET_TRIED)
        return parcel

    def let_go_anyway(self, parcel_id: str) -> None:
        """Send a parcel over whatever network there is, and to a busy portal, until the app ends."""
        self._anyway.add(parcel_id)

    async def step(self, now: datetime) -> tuple[Action, ...]:
        """Do the next request of the first parcel that gets on by it, and return what was done.

        Parcels that do not get on let the next one try. One request at a time: between any two of them everything is
        on the disk, and what the person put first is really sent first.
        """
        done: list[Action] = []
        wishes = self._wishes.now
        waiting = self._parcels.matching(lambda parcel: not parcel.is_delivered)
        for parcel in wishes.arranged(waiting, lambda parcel: parcel.id):
            if self._held_back(parcel, now=now) is not None:
                continue
            async with self._parcels.lock(parcel.id):
                action = await self._sender.advance(parcel.id, now=now, wishes=wishes)
            if action is not None:
                done.append(action)
                if action.progressed:
                    break
        return tuple(done)

    async def run(self, *, nap: Callable[[float], Awaitable[None]] | None = None) -> None:
        """Send for ever; end it by cancelling. A failure of one round is logged by name and the next one tried.

        Args:
            nap: Waits so many seconds or until something was queued; by default on the real clock.
        """
        wait = nap or self._nap
        while True:
            try:
                actions = await self.step(self._clock())
            except Exception as error:  # noqa: BLE001 - the loop must outlive whatever a round meets
                log.error("outbox round failed: %s", type(error).__name__)
                actions = ()
            await wait(0.0 if any(action.progressed for action in actions) else self._seconds_to_next())

    def wake(self) -> None:
        """Look at once whether there is something to do."""
        self._woken.set()

    def _held_back(self, parcel: Parcel, *, now: datetime) -> Reason | None:
        wishes = self._wishes.now
        if parcel.id in wishes.paused:
            return Reason.PAUSED
        if parcel.id in self._anyway:
            return None
        if wishes.wifi_only and self._network is not None and self._network.is_metered is True:
            return Reason.WIFI_ONLY
        return Reason.PORTAL_BUSY if self._busy_until(now) is not None else None

    def _busy_until(self, now: datetime) -> datetime | None:
        told = self._parcels.matching(lambda parcel: parcel.reason is Reason.PORTAL_BUSY)
        return plan.busy_until(told, now=now)

    async def _nap(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._woken.clear()

    def _seconds_to_next(self) -> float:
        now = self._clock()
        times = [
            parcel.next_try_at
            for parcel in self._parcels.matching(lambda parcel: parcel.state is ParcelState.QUEUED)
            if parcel.next_try_at is not None and self._held_back(parcel, now=now) is None
        ]
        busy = self._busy_until(now)
        until = min([*times, *([busy] if busy else [])], default=now + timedelta(seconds=_LONGEST_NAP_SECONDS)) - now
        return min(max(until.total_seconds(), 0.2), _LONGEST_NAP_SECONDS)
