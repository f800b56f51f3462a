"""A draft into a sealed file and out of one, by the screens of two devices."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.i18n import Translator
from tests.harness import Shown, shown_page
from tests.views.applications.shelf import around_drafts, choose, routed
from tests.views.following import FakeDevice
from tests.views.forms.device import Device, open_device
from tests.views.screens import assert_whole, says, until
from views.applications.screen import CarryPage, ReceivePage
from views.platform.device import PickedFile, TooLargeFile, UnreadFile

WORDS = "một câu dễ nhớ"


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Device]:
    async for other in open_device(tmp_path / "other"):
        yield other


async def carried(device: Device, draft_id: str, code: str, language: str = "en") -> PickedFile:
    """Seal a draft for a code on its screen and return the file."""
    stick = FakeDevice()
    screen = await shown_page(CarryPage, draft_id, within=around_drafts(device, language, picker=stick))
    assert_whole(screen)
    await screen.write("receiver-code", code)
    await screen.send(screen.find("save-sealed"), "click")
    await until(screen, lambda: bool(stick.saved))
    ((name, data),) = stick.saved.items()
    await until(screen, lambda: says(screen, name))
    return PickedFile(name, data)


async def receiving(device: Device, language: str = "en") -> tuple[Shown, FakeDevice, list[str], str]:
    """Open the screen that shows this device's code; return that too."""
    stick = FakeDevice()
    screen, went = await routed(ReceivePage, within=around_drafts(device, language, picker=stick))
    await until(screen, lambda: any(control.key == "copy-code" for control in screen.controls()))
    await screen.send(screen.find("copy-code"), "click")
    return screen, stick, went, stick.copied[0]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_draft_goes_to_the_device_that_shows_its_code(device: Device, other: Device, language: str) -> None:
    t = Translator(language)
    draft = await device.begin({"ks_ho_ten": "MẪU AN"})
    screen, stick, went, code = await receiving(other, language)
    assert_whole(screen)
    assert says(screen, code)
    stick.picks = await carried(device, draft.id, code, language)
    assert "MẪU AN".encode() not in stick.picks.data
    await screen.send(screen.find("choose-sealed"), "click")
    await until(screen, lambda: says(screen, t("The draft is on this device")))
    assert_whole(screen)
    (received,) = other.drafts.list()
    assert received.answers == {"ks_ho_ten": "MẪU AN"}
    assert device.drafts.find(draft.id) is not None
    await screen.press(t("Go on with this draft"))
    assert went == [f"/drafts/{received.id}"]


async def test_a_file_for_another_device_and_what_is_no_draft_are_told(device: Device, other: Device) -> None:
    draft = await device.begin()
    screen, stick, _went, _code = await receiving(other)
    own = await receiving(device)
    for picked, words in (
        (await carried(device, draft.id, own[3]), "The file was sealed for another device, or was changed."),
        (TooLargeFile("a.motcua", 10**10), "The file is larger than any draft."),
        (UnreadFile("a.motcua"), "The file could not be read. Choose it again."),
    ):
        stick.picks = picked
        await screen.send(screen.find("choose-sealed"), "click")
        await until(screen, lambda words=words: says(screen, words))
        assert_whole(screen)
    assert other.drafts.list() == ()


async def test_a_mistyped_code_is_told_at_its_field_and_saves_nothing(device: Device) -> None:
    draft = await device.begin()
    stick = FakeDevice()
    screen = await shown_page(CarryPage, draft.id, within=around_drafts(device, picker=stick))
    await screen.write("receiver-code", "ABCDE-FGHIJ")
    await screen.send(screen.find("save-sealed"), "click")
    await until(screen, lambda: says(screen, "A letter of the code is missing or wrong."))
    assert_whole(screen)
    assert stick.saved == {}


async def test_with_a_passphrase_whoever_knows_the_words_opens_it(device: Device, other: Device) -> None:
    draft = await device.begin({"ks_ho_ten": "MẪU AN"})
    stick = FakeDevice()
    screen = await shown_page(CarryPage, draft.id, within=around_drafts(device, picker=stick))
    await choose(screen, "passphrase")
    assert_whole(screen)
    await screen.write("file-passphrase", "ngắn")
    await screen.send(screen.find("save-sealed"), "click")
    assert says(screen, "Use at least 8 characters.")
    await screen.write("file-passphrase", WORDS)
    await screen.write("file-passphrase-again", f"{WORDS} khác")
    await screen.send(screen.find("save-sealed"), "click")
    assert says(screen, "The two are not the same.")
    await screen.write("file-passphrase-again", WORDS)
    await screen.send(screen.find("save-sealed"), "click")
    await until(screen, lambda: bool(stick.saved), seconds=30)
    there, picker, _went, _code = await receiving(other)
    ((name, data),) = stick.saved.items()
    picker.picks = PickedFile(name, data)
    await there.send(there.find("choose-sealed"), "click")
    await there.write("open-passphrase", f"{WORDS} khác")
    await there.send(there.find("open-sealed"), "click")
    await until(there, lambda: says(there, "These words do not open the file"), seconds=30)
    assert_whole(there)
    await there.write("open-passphrase", WORDS)
    await there.send(there.find("open-sealed"), "click")
    await until(there, lambda: len(other.drafts.list()) == 1, seconds=30)


async def test_a_draft_that_is_gone_meanwhile_is_told(device: Device) -> None:
    draft = await device.begin()
    _screen, _stick, _went, code = await receiving(device)
    stick = FakeDevice()
    screen = await shown_page(CarryPage, draft.id, within=around_drafts(device, picker=stick))
    await device.drafts.shelf.delete(draft.id)
    await screen.write("receiver-code", code)
    await screen.send(screen.find("save-sealed"), "click")
    await until(screen, lambda: says(screen, "No file was saved"))
    assert stick.saved == {}


async def test_what_waits_to_be_sent_is_carried_away_with_a_word_about_filing_it_once(
    device: Device, other: Device
) -> None:
    draft = await device.begin({"ks_ho_ten": "MẪU AN"})
    await device.drafts.update(draft.id, lambda one: replace(one, parcel_id="p", submission_key="p"), freeze=True)
    screen, stick, _went, code = await receiving(other)
    page = await shown_page(CarryPage, draft.id, within=around_drafts(device))
    assert says(page, "It waits to be sent from here, too")
    assert_whole(page)
    stick.picks = await carried(device, draft.id, code)
    await screen.send(screen.find("choose-sealed"), "click")
    await until(screen, lambda: len(other.drafts.list()) == 1)
    (received,) = other.drafts.list()
    assert (received.parcel_id, received.submission_key) == (None, "p")
