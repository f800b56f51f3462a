"""The staff's screen: nothing opens without the PIN, and what is kept is what was shown."""

from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from app.kiosk.model import EndReason
from app.kiosk.pin import hash_pin
from app.kiosk.service import Kiosk
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_code import SettingsProblem
from app.scanning.hand_scanner import HandScanner
from portal.identity.terminal_settings import new_settings_code, seal_settings
from tests.harness import Shown, shown_page, surroundings
from tests.views.screens import assert_whole, says, until
from views.kiosk.staff import StaffPage
from views.kiosk.staff_model import Locked, Opened, StaffModel

PIN = "271828"
SETTINGS = KioskSettings(terminal_id="X00.01-K1", name="Máy 1", pin_hash="scrypt:kept:kept")
CHANCE = Random(9)


class _Keeper:
    def __init__(self, *, is_full: bool = False) -> None:
        self.ended: list[EndReason] = []
        self.kept: list[KioskSettings] = []
        self.is_stopped = False
        self.is_full = is_full

    async def end(self, reason: EndReason) -> None:
        self.ended.append(reason)

    async def is_pin(self, pin: str) -> bool:
        return pin == PIN

    async def keep(self, settings: KioskSettings) -> None:
        if self.is_full:
            raise OSError("full")
        self.kept.append(settings)

    async def stop(self) -> None:
        self.is_stopped = True


def _model(keeper: _Keeper, settings: KioskSettings = SETTINGS) -> StaffModel:
    async def is_queue(queue: str) -> bool:
        return queue == "slips"

    kiosk = Kiosk(settings, keeper, monotonic=lambda: 0.0)
    return StaffModel(kiosk, random=CHANCE, is_procedure={"1.001193"}.__contains__, is_queue=is_queue)


async def _opened(keeper: _Keeper, settings: KioskSettings = SETTINGS) -> StaffModel:
    model = _model(keeper, settings)
    model.pin = PIN
    await model.unlock()
    assert isinstance(model.state, Opened)
    assert model.pin == ""
    return model


def _problems(model: StaffModel) -> dict[str, str]:
    assert isinstance(model.state, Opened)
    return dict(model.state.problems)


async def test_without_the_pin_nothing_can_be_done() -> None:
    keeper = _Keeper()
    model = _model(keeper)
    for model.pin in ("", "000000"):
        await model.unlock()
    assert model.state == Locked(refusals=2)
    await model.keep()
    await model.take_over()
    model.choose(allows_usb=True)
    assert not model.scanned("some card")  # goes on to whoever it is for
    assert (keeper.kept, keeper.ended, model.state) == ([], [], Locked(refusals=2))


async def test_where_no_pin_is_set_none_opens() -> None:
    model = _model(_Keeper(), KioskSettings())
    model.pin = PIN
    await model.unlock()
    assert model.state == Locked(has_pin=False)


async def test_what_is_typed_and_chosen_is_kept_and_the_session_ends() -> None:
    keeper = _Keeper()
    model = await _opened(keeper)
    model.typed |= {"name": " Máy số 02 ", "services": "1.001193, 1.001193", "printer": "slips", "idle_s": "90"}
    model.choose(paper="a5", allows_usb=True, languages=("en",))
    await model.keep()
    [kept] = keeper.kept
    assert (kept.name, kept.services, kept.printer, kept.idle_s) == ("Máy số 02", ("1.001193",) * 2, "slips", 90)
    assert (kept.paper, kept.allows_usb, kept.languages) == ("a5", True, ("en",))
    assert (kept.terminal_id, kept.pin_hash) == (SETTINGS.terminal_id, SETTINGS.pin_hash)
    assert keeper.ended == [EndReason.STAFF]


async def test_what_is_wrong_is_named_and_nothing_is_kept() -> None:
    keeper = _Keeper()
    model = await _opened(keeper)
    model.typed |= {"services": "9.999999", "printer": "nowhere", "idle_s": "19", "form_idle_s": "soon"}
    model.typed["countdown_s"] = "601"
    model.choose(languages=())
    model.new_pin, model.new_pin_again = "123456", "123457"
    await model.keep()
    assert _problems(model) == {
        "services": "unknown", "printer": "unknown", "languages": "empty", "pin": "different",
        "idle_s": "range", "form_idle_s": "range", "countdown_s": "range",
    }  # fmt: skip
    assert (keeper.kept, keeper.ended) == ([], [])


@pytest.mark.parametrize("pin", ["12345", "abcdef"])
async def test_a_weak_pin_is_refused(pin: str) -> None:
    model = await _opened(_Keeper())
    model.new_pin = model.new_pin_again = pin
    await model.keep()
    assert _problems(model) == {"pin": "range"}


async def test_a_full_disk_is_said_and_the_session_goes_on() -> None:
    keeper = _Keeper(is_full=True)
    model = await _opened(keeper)
    await model.keep()
    assert isinstance(model.state, Opened)
    assert model.state.is_not_kept
    assert keeper.ended == []


async def test_scanned_settings_are_taken_over_with_their_code_only_and_kept_by_a_press() -> None:
    keeper, code = _Keeper(), new_settings_code(CHANCE)
    text = seal_settings({"terminal_id": "X00.01-K2", "terminal_secret": "s", "idle_s": 60}, code, chance=CHANCE)
    model = _model(keeper)
    assert model.scanned(text)  # before the PIN: it waits
    assert model.state == Locked(is_scanned=True)
    model.pin = PIN
    await model.unlock()
    model.code = "BBBBB-BBBBB-BBBBB"
    await model.take_over()
    assert isinstance(model.state, Opened)
    assert model.state.sealed_problem is SettingsProblem.WRONG_CODE
    assert model.state.settings == SETTINGS
    model.code = code
    await model.take_over()
    assert model.state.is_taken
    assert keeper.kept == []
    model.new_pin = model.new_pin_again = "123456"
    await model.keep()
    [kept] = keeper.kept
    assert (kept.terminal_id, kept.idle_s, kept.name) == ("X00.01-K2", 60, "Máy 1")
    assert kept.pin_hash not in (SETTINGS.pin_hash, hash_pin("123456", Random(1)))


async def _screen(keeper: _Keeper, language: str = "en") -> tuple[Shown, HandScanner]:
    scanner, kiosk = HandScanner(), Kiosk(SETTINGS, keeper, monotonic=lambda: 0.0)
    services: dict[str, Any] = {
        "kiosk": kiosk, "scanner": scanner, "catalogue": SimpleNamespace(find=lambda _code: None), "is_kiosk": False,
    }  # fmt: skip
    return await shown_page(StaffPage, within=surroundings(language, "desktop", **services)), scanner


async def test_after_a_wrong_pin_the_next_can_be_typed_at_once() -> None:
    screen, _ = await _screen(_Keeper(), "en")
    given: list[int] = []

    async def invoke(control_id: int, name: str, _arguments: object) -> None:
        given.append(control_id)

    screen.session.invoke_method = invoke  # type: ignore[assignment, method-assign] # the client's part
    for tries in (1, 2):
        await screen.write("pin", "000000")
        await screen.send(screen.find("unlock"), "click")
        await until(screen, lambda tries=tries: len(given) == tries)
        assert says(screen, "This PIN does not open.")
        assert given[-1] == screen.find("pin")._i


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_screen_asks_for_the_pin_and_tells_of_the_scanner_without_what_it_read(language: str) -> None:
    keeper = _Keeper()
    screen, scanner = await _screen(keeper, language)
    assert_whole(screen)
    await screen.write("pin", "000000")
    await screen.send(screen.find("unlock"), "click")
    assert_whole(screen)
    await screen.write("pin", PIN)
    await screen.send(screen.find("unlock"), "click")
    await until(screen, lambda: says(screen, "X00.01-K1"))
    assert_whole(screen)
    assert scanner.scanned("000201001234|Nguyễn Thị Mai")
    await screen.settle()
    assert says(screen, "27")
    assert not says(screen, "Nguyễn")
    assert_whole(screen)
    await screen.send(screen.find("ask-to-close"), "click")
    await screen.send(screen.find("close"), "click")
    assert keeper.is_stopped
