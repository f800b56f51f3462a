"""A session nobody answers for ends; one touch keeps it."""

from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings


class _Keeper:
    def __init__(self) -> None:
        self.ended: list[EndReason] = []

    async def end(self, reason: EndReason) -> None:
        self.ended.append(reason)

    async def is_pin(self, pin: str) -> bool:
        return False

    async def keep(self, settings: KioskSettings) -> None:
        raise AssertionError(settings)

    async def stop(self) -> None:
        raise AssertionError


class _At:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def session(*, in_form: bool = False) -> tuple[Kiosk, _Keeper, _At]:
    keeper, at = _Keeper(), _At()
    return Kiosk(KioskSettings(), keeper, monotonic=at, is_form_open=lambda: in_form), keeper, at


async def test_it_asks_after_two_minutes_and_ends_a_minute_later() -> None:
    kiosk, keeper, at = session()
    kiosk.touched()
    shown = []
    for at.seconds in (0, 119.9, 120, 120.4, 121, 179.9, 180):
        await kiosk.step()
        shown.append(kiosk.state.seconds_left)
    assert shown == [None, None, 60, 60, 59, 1, None]
    assert keeper.ended == [EndReason.IDLE]
    assert kiosk.state.is_ending


async def test_within_a_form_there_are_five_minutes() -> None:
    kiosk, keeper, at = session(in_form=True)
    kiosk.touched()
    at.seconds = 299
    await kiosk.step()
    assert kiosk.state.seconds_left is None
    at.seconds = 310
    await kiosk.step()
    assert kiosk.state.seconds_left == 50
    assert keeper.ended == []


async def test_a_touch_gives_the_whole_time_again() -> None:
    kiosk, keeper, at = session()
    kiosk.touched()
    at.seconds = 175
    await kiosk.step()
    kiosk.touched()
    assert kiosk.state.seconds_left is None
    at.seconds = 290
    await kiosk.step()
    assert kiosk.state.seconds_left is None
    assert keeper.ended == []


async def test_nothing_is_counted_before_the_first_touch() -> None:
    kiosk, keeper, at = session()
    at.seconds = 10_000
    await kiosk.step()
    assert kiosk.state.seconds_left is None
    assert keeper.ended == []


async def test_it_ends_once() -> None:
    kiosk, keeper, _ = session()
    await kiosk.end(EndReason.BUTTON)
    await kiosk.end(EndReason.IDLE)
    kiosk.touched()
    assert keeper.ended == [EndReason.BUTTON]
