"""A call for staff goes on until it is cancelled, through a network that comes and goes, and comes back answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import cast

from api_client.errors import Unreachable
from app.kiosk.calling import tell_desk
from app.kiosk.ports import Keeper
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from tests.waiting import eventually


class Desk:
    """What the portal heard, and what it answers."""

    def __init__(self) -> None:
        self.heard: list[bool] = []
        self.tries = 0
        self.is_reached = True
        self.is_answered = False

    async def tell(self, calls: bool) -> bool:
        self.tries += 1
        if not self.is_reached:
            raise Unreachable("no network")
        self.heard.append(calls)
        return calls and self.is_answered


@asynccontextmanager
async def calling(desk: Desk, *, again_s: float) -> AsyncIterator[Kiosk]:
    kiosk = Kiosk(KioskSettings(), cast(Keeper, None), monotonic=lambda: 0.0)
    telling = asyncio.create_task(tell_desk(kiosk, desk.tell, again_s=again_s))
    await asyncio.sleep(0)
    try:
        yield kiosk
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def test_a_call_is_told_at_once_answered_and_cancelled() -> None:
    desk = Desk()
    async with calling(desk, again_s=0.01) as kiosk:
        kiosk.call_staff()
        await eventually(lambda: len(desk.heard) > 1)
        assert not kiosk.state.is_staff_coming
        desk.is_answered = True
        await eventually(lambda: kiosk.state.is_staff_coming)
        kiosk.call_staff(is_called=False)
        await eventually(lambda: desk.heard[-1] is False)
        assert not kiosk.state.is_staff_coming
        told = len(desk.heard)
        kiosk.touched()
        await asyncio.sleep(0)
        assert len(desk.heard) == told, "nothing is told where nobody calls"


async def test_a_change_is_told_without_waiting_for_the_next_time() -> None:
    desk = Desk()
    async with calling(desk, again_s=3600) as kiosk:
        kiosk.call_staff()
        await eventually(lambda: desk.heard == [True])
        kiosk.call_staff(is_called=False)
        await eventually(lambda: desk.heard == [True, False])


async def test_without_a_network_the_call_stands_and_is_told_when_there_is_one() -> None:
    desk = Desk()
    desk.is_reached = False
    async with calling(desk, again_s=0.01) as kiosk:
        kiosk.call_staff()
        await eventually(lambda: desk.tries > 1)
        assert (desk.heard, kiosk.state.is_staff_called) == ([], True)
        desk.is_reached = True
        await eventually(lambda: bool(desk.heard))
