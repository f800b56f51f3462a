"""A session nobody answers for ends; one touch keeps it."""

from app.kiosk.model import EndReason
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from tests.app.kiosk.keepers import StillKeeper


class _At:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def session(*, in_form: bool = False, idle_s: float | None = None) -> tuple[Kiosk, StillKeeper, _At]:
    keeper, at = StillKeeper(), _At()
    return Kiosk(KioskSettings(), keeper, monotonic=at, is_form_open=lambda: in_form, idle_s=idle_s), keeper, at


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


async def test_a_trial_may_be_shorter_wherever_one_is() -> None:
    kiosk, _keeper, at = session(in_form=True, idle_s=5)
    kiosk.touched()
    at.seconds = 6
    await kiosk.step()
    assert kiosk.state.seconds_left == 59


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
