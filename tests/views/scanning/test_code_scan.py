"""A code read from a picture instead of typed: of a hand-over, of an application, of another device."""

import asyncio
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.i18n import Translator
from app.relay.code import in_groups, new_code
from app.relay.model import TakeProblem
from app.vault.recipient import new_receiving_key, receiving_code
from tests.harness import Shown, shown, shown_page, surroundings
from tests.views.applications.shelf import around_drafts
from tests.views.following import FakeDevice, following
from tests.views.forms.device import Device
from tests.views.scanning.test_scan import CARD, photo
from tests.views.screens import assert_whole, says, until
from views.applications.screen import CarryPage
from views.platform.device import PickedFile, PickResult, TooLargeFile, UnreadFile
from views.relay.receiving import ByCode, ByCodeModel, code_in
from views.scanning.code_scan import CodeScanModel
from views.tracking.lookup_screen import LookupPage

CODE = new_code(Random(1))


class _Relay:
    """Notes which code was asked for; the portal knows none."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def take(self, code: str, **_options: Any) -> TakeProblem:
        self.asked.append(code)
        return TakeProblem.UNKNOWN


async def by_code(picks: PickResult, language: str = "en", *, is_kiosk: bool = False) -> tuple[Shown, _Relay]:
    device, relay = FakeDevice(), _Relay()
    device.picks = picks
    within = surroundings(language, device=device, relay=relay, is_kiosk=is_kiosk)
    return await shown(ByCode, within=within), relay


async def scan(screen: Shown) -> None:
    await screen.send(screen.find("scan-code"), "click")
    assert_whole(screen)
    await screen.send(screen.find("scan-picture"), "click")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_code_of_a_hand_over_is_fetched_at_once(language: str) -> None:
    screen, relay = await by_code(photo(f"https://portal.example/hand-over#{CODE}"), language)
    assert_whole(screen)
    await scan(screen)
    await until(screen, lambda: relay.asked == [CODE])
    assert_whole(screen)


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        (photo(CARD), "This is another code, none that belongs here."),
        (photo("https://example.com/#nothing"), "This is another code, none that belongs here."),
        (PickedFile("a.png", b"no picture"), "This file is no picture that can be opened."),
        (TooLargeFile("a.png", 10**9), "The file is too large."),
        (UnreadFile("a.png"), "The file could not be read whole."),
    ],
)
async def test_what_is_not_wanted_is_said_and_nothing_is_fetched(picked: PickResult, said: str) -> None:
    screen, relay = await by_code(picked)
    await scan(screen)
    await until(screen, lambda: says(screen, said))
    assert says(screen, "or type the code.")
    assert not says(screen, "type the answers")
    assert_whole(screen)
    await screen.press("Do not scan")
    assert not says(screen, said)
    assert relay.asked == []


async def test_a_picture_that_was_put_away_while_it_was_read_fetches_nothing() -> None:
    device, taken = FakeDevice(), []
    device.picks = photo(CODE)
    model = CodeScanModel(device, lambda text: bool(taken.append(text)))
    model.begin()
    reading = asyncio.create_task(model.choose_picture())
    await asyncio.sleep(0)  # it reads now
    model.put_away()
    await reading
    model.open_camera()
    reading = asyncio.create_task(model.read_photo(device.picks.data))
    await asyncio.sleep(0)  # it reads now
    model.begin()
    await reading
    assert taken == []


@pytest.mark.parametrize(
    ("given", "shown_code"),
    [("bcfghjklmnpqrst3", ""), (CODE, in_groups(CODE)), (in_groups(CODE).lower(), in_groups(CODE)), ("%00", "")],
)
async def test_a_link_that_opens_the_app_fills_the_field_and_fetches_nothing(given: str, shown_code: str) -> None:
    assert code_in(f"/applications/receive?code={given}") == shown_code
    assert code_in("/applications/receive") == ""
    relay = _Relay()
    model = ByCodeModel(relay, code_in(f"/applications/receive?code={given}"))  # type: ignore[arg-type] # a part of it
    assert relay.asked == []
    await model.take()
    assert relay.asked == [shown_code]


async def test_a_device_without_the_reader_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    screen, _ = await by_code(None)
    assert says(screen, "This device cannot read the square code")
    assert not says(screen, "Scan the code")


async def test_at_a_terminal_there_are_nobodys_pictures() -> None:
    screen, _ = await by_code(None, is_kiosk=True)
    assert not says(screen, "Scan the code")


async def test_the_code_of_another_device_is_shown_and_seals_for_it(device: Device) -> None:
    draft, chooser = await device.begin(), FakeDevice()
    code = receiving_code(new_receiving_key())
    screen = await shown_page(CarryPage, draft.id, within=around_drafts(device, "en", picker=chooser))
    chooser.picks = photo(("A" if code[0] != "A" else "B") + code[1:])
    await scan(screen)
    await until(screen, lambda: says(screen, "This is another code"))
    chooser.picks = photo(code)
    await screen.send(screen.find("scan-picture"), "click")
    await until(screen, lambda: says(screen, "The code was read."))
    assert_whole(screen)
    assert screen.find("receiver-code").value == code  # type: ignore[attr-defined] # a text field
    await screen.write("receiver-code", "another one")
    await screen.send(screen.find("scan-code"), "click")
    await screen.send(screen.find("scan-picture"), "click")
    await until(screen, lambda: screen.find("receiver-code").value == code)  # type: ignore[attr-defined] # the same
    await screen.send(screen.find("save-sealed"), "click")
    await until(screen, lambda: bool(chooser.saved))


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_code_of_an_application_fills_the_first_field_only(tmp_path: Path, language: str) -> None:
    async with following(tmp_path) as follower:
        dossier = await follower.file_birth()
        (document,) = [one for one in dossier.documents if one.kind == "submission_confirmation"]
        assert document.statement is not None
        t, within = Translator(language), follower.around(language)
        follower.device.picks = photo(document.statement)
        screen = await shown_page(LookupPage, within=within)
        await scan(screen)
        await until(screen, lambda: says(screen, t("The code of the application was read. Now write the lookup code.")))
        assert_whole(screen)
        assert screen.find("code").value == dossier.code  # type: ignore[attr-defined] # a text field
        assert screen.find("lookup-code").value == ""  # type: ignore[attr-defined] # the same
