"""Keeping a paper: its file, name, kind and expiry; what is wrong stands at its field and nothing typed is lost."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import pdf, photo
from tests.harness import Shown, shown_page
from tests.views.following import FakeDevice
from tests.views.forms.device import Device, around, open_device
from tests.views.screens import assert_whole, says, until
from views.documents_box.kept_model import KeptModel
from views.documents_box.kept_screen import KeptPaperPage
from views.documents_box.kept_state import Done, Filling, NotKept
from views.documents_box.screen import DocumentsPage
from views.platform.device import Picked, PickedFile, TooLargeFile, UnreadFile


@pytest.fixture
async def device(tmp_path: Path) -> AsyncIterator[Device]:
    async for device in open_device(tmp_path):
        yield device


def model_of(device: Device, paper_id: str = "new", picks: Picked | None = None) -> KeptModel:
    chooser: Any = FakeDevice()
    chooser.picks = picks
    return KeptModel(paper_id, box=device.box, device=chooser, show_date=lambda day: day.strftime("%d/%m/%Y"))


def filling(model: KeptModel) -> Filling:
    assert isinstance(model.state, Filling)
    return model.state


async def test_a_paper_is_kept_once_everything_is_right(device: Device) -> None:
    model = model_of(device, picks=PickedFile("thẻ.jpg", photo()))
    model.write_name("Thẻ của con")
    model.choose_kind("insurance")
    await model.save()
    assert filling(model).has_no_file
    await model.choose_file()
    assert filling(model).picture is not None
    model.write_expiry("31/02/2027")
    await model.save()
    assert filling(model).wrong_date is not None
    assert device.box.list() == ()
    model.write_expiry("28 2 2027")
    await model.save()
    assert model.state == Done("kept")
    (kept,) = device.box.list()
    assert (kept.name, kept.kind, str(kept.expires_on)) == ("Thẻ của con", "insurance", "2027-02-28")


@pytest.mark.parametrize(
    ("picks", "reason"),
    [(PickedFile("a.jpg", b"hello"), "type"), (TooLargeFile("a.jpg", 99_000_000), "too_large")],
)
async def test_a_useless_file_is_told_and_what_was_typed_stays(device: Device, picks: Picked, reason: str) -> None:
    model = model_of(device, picks=picks)
    model.write_name("Thẻ")
    await model.choose_file()
    await model.save()
    refused = filling(model).refused
    assert refused is None or refused.reason == reason
    assert model.name == "Thẻ"
    assert device.box.list() == ()


async def test_a_file_that_cannot_be_read_and_a_closed_dialog_change_nothing(device: Device) -> None:
    model = model_of(device, picks=UnreadFile("a.jpg"))
    await model.choose_file()
    assert filling(model).has_failed
    closed = model_of(device)
    await closed.choose_file()
    assert filling(closed) == Filling(None, "other")


async def test_a_kept_paper_is_renamed_and_removed_after_a_question(device: Device) -> None:
    kept = await device.box.keep(name="Cũ", kind="other", expires_on=None, file_name="a.pdf", data=pdf())
    model = model_of(device, kept.id)  # type: ignore[union-attr] # it was kept
    await model.open()
    model.write_name("Mới")
    await model.save()
    assert [paper.name for paper in device.box.list()] == ["Mới"]
    again = model_of(device, kept.id)  # type: ignore[union-attr] # as above
    again.ask_to_remove()
    assert filling(again).is_removing
    again.leave_it()
    assert len(device.box.list()) == 1
    await again.remove()
    assert again.state == Done("removed")
    assert device.box.list() == ()
    assert model_of(device, kept.id).state == NotKept()  # type: ignore[union-attr] # as above


async def drawn(device: Device, paper_id: str, chooser: FakeDevice, language: str) -> Shown:
    return await shown_page(KeptPaperPage, paper_id, within=around(device, language, device=chooser))


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_page_of_a_new_paper_is_whole(device: Device, language: str) -> None:
    chooser = FakeDevice()
    chooser.picks = PickedFile("thẻ.jpg", photo())
    screen = await drawn(device, "new", chooser, language)
    await screen.press({"vi": "Giữ giấy tờ này", "en": "Keep this paper"}[language])
    await until(screen, lambda: says(screen, {"vi": "Hãy chọn tệp", "en": "Choose the file of the paper"}[language]))
    await screen.press({"vi": "Chọn ảnh hoặc PDF", "en": "Choose a photo or a PDF"}[language])
    await until(screen, lambda: says(screen, "thẻ.jpg"))
    assert_whole(screen)
    await screen.press({"vi": "Giữ giấy tờ này", "en": "Keep this paper"}[language])
    await until(screen, lambda: len(device.box.list()) == 1)


async def test_no_day_gone_by_is_the_example_of_an_expiry(device: Device) -> None:
    screen = await drawn(device, "new", FakeDevice(), "en")
    await until(screen, lambda: says(screen, "14/08/2030"))
    assert not says(screen, "14/08/1996")
    assert not says(screen, "sealed")  # whether it is, depends on the device


async def test_the_box_names_kind_and_expiry_of_what_is_kept(device: Device) -> None:
    await device.box.keep(name="Thẻ", kind="insurance", expires_on=device.clock().date(), file_name="a.pdf", data=pdf())
    device.identity.subscribe = lambda _listener: lambda: None  # type: ignore[attr-defined] # the part the box uses
    screen = await shown_page(DocumentsPage, within=around(device))
    await until(screen, lambda: says(screen, "Hết hạn hôm nay, 22/11/2026."))
    assert says(screen, "Thẻ bảo hiểm")
    assert_whole(screen)
