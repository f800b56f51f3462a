"""The pages of one paper: put in order, turned, shrunk, looked at, bound; each step said aloud."""

import io
from dataclasses import replace
from typing import Any

import flet as ft
import pytest
from PIL import Image

from app.vault.model import DeleteBlob
from tests.app.conftest import photo
from tests.app.documents.test_binders import noise, printed
from tests.harness import Shown, shown_page
from tests.views.following import FakeDevice
from tests.views.forms.device import MARRIED, Device, around
from tests.views.screens import assert_whole, says, until
from views.documents.holding import DraftHolding
from views.documents.pages_model import PagesModel
from views.documents.pages_screen import PagesPage
from views.documents.pages_state import Arranging
from views.forms.state import Absent, Locked
from views.platform.device import PickedFile, TooLargeFile, UnreadFile

BIRTH_PROOF = "giay_chung_sinh"


async def model_of(device: Device, draft_id: str, paper_id: str = BIRTH_PROOF) -> PagesModel:
    model = PagesModel(
        DraftHolding(draft_id, device.drafts, device.catalogue),
        paper_id,
        binders=device.binders,
        name_of=lambda text: text["vi"],
    )
    await model.open()
    return model


def shown(model: PagesModel) -> Arranging:
    assert isinstance(model.state, Arranging)
    return model.state


def names(model: PagesModel) -> list[str]:
    return [shown(model).binder.source_of(page).file_name for page in shown(model).binder.pages]


async def filled(device: Device, *files: str) -> PagesModel:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    await model.add([PickedFile(name, photo(size=(900, 1300))) for name in files])
    return model


async def test_pages_are_moved_turned_taken_out_and_put_back(device: Device) -> None:
    model = await filled(device, "a", "b", "c")
    first, _second, third = (page.id for page in shown(model).binder.pages)
    said = shown(model).said
    assert said is not None
    assert (said.what, said.number, said.count) == ("added", 3, 3)

    await model.move(third, -1)
    assert names(model) == ["a", "c", "b"]
    focus = shown(model).focus
    assert focus is not None
    assert (focus.page_id, focus.button) == (third, "earlier")
    await model.move(third, -1)
    focus = shown(model).focus
    assert focus is not None
    assert focus.button == "later"  # it is the first now: there is no way further up

    small = shown(model).thumbnails[first]
    await model.turn(first)
    turned = shown(model).thumbnails[first]
    assert small is not None
    assert turned is not None
    assert Image.open(io.BytesIO(turned)).size == Image.open(io.BytesIO(small)).size[::-1]

    await model.remove(first)
    assert names(model) == ["c", "b"]
    await model.put_back()
    assert names(model) == ["c", "a", "b"]
    assert names(await model_of(device, shown(model).binder.holder_id)) == ["c", "a", "b"]


async def test_the_size_is_known_before_the_pages_are_used_and_again_after_each_change(device: Device) -> None:
    model = await filled(device)
    assert await model.bind() is None
    await model.add([PickedFile("lớn.jpg", noise(1800, 2500))])
    assert shown(model).outcome is None
    await model.weigh()
    clear = shown(model).outcome
    assert clear is not None
    await model.choose_detail("small")
    assert shown(model).outcome is None
    assert await model.bind() is None  # what the office would get is not known yet
    await model.weigh()
    small = shown(model).outcome
    assert small is not None
    assert small.size_bytes < clear.size_bytes < clear.source_bytes

    draft_id = shown(model).binder.holder_id
    assert await model.bind() == f"/drafts/{draft_id}/papers"
    (kept,) = device.draft(draft_id).attachments
    assert (kept.file_name, kept.media_type, kept.size_bytes) == (
        "Giấy chứng sinh.pdf",
        "application/pdf",
        small.size_bytes,
    )


async def test_each_file_that_gives_no_page_is_told_and_the_others_come_in(device: Device) -> None:
    model = await filled(device)
    await model.add(
        [
            PickedFile("a.jpg", photo()),
            PickedFile("b.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
            TooLargeFile("c.jpg", 99_000_000),
            UnreadFile("d.jpg"),
            PickedFile("e.pdf", printed("red", "blue")),
        ]
    )
    state = shown(model)
    assert [(one.reason, one.file_name) for one in state.refused] == [("heic", "b.heic"), ("too_large", "c.jpg")]
    assert state.has_failed
    assert names(model) == ["a.jpg", "e.pdf", "e.pdf"]


async def test_a_page_is_shown_as_the_officer_will_see_it(device: Device) -> None:
    model = await filled(device)
    await model.add([PickedFile("a.jpg", noise(1300, 1900))])
    (page,) = shown(model).binder.pages
    await model.choose_detail("small")
    await model.look_at(page.id)
    looking = shown(model).looking
    assert looking is not None
    assert looking.whole is not None
    assert looking.close_up is not None
    assert Image.open(io.BytesIO(looking.close_up)).size == (640, 360)
    model.look_away()
    assert shown(model).looking is None


async def test_a_page_whose_file_is_gone_is_told_and_nothing_is_bound(device: Device) -> None:
    model = await filled(device, "a", "b")
    gone, _ = shown(model).binder.pages
    await device.vault.transact([DeleteBlob(gone.source_id)])
    again = await model_of(device, shown(model).binder.holder_id)
    await again.weigh()
    assert shown(again).broken == {gone.id}
    assert await again.bind() is None
    await again.remove(gone.id)
    await again.weigh()
    assert shown(again).can_be_used


async def test_pages_of_a_sent_draft_or_of_no_draft_cannot_be_changed(device: Device) -> None:
    model = await filled(device, "a")
    draft_id, page = shown(model).binder.holder_id, shown(model).binder.pages[0]
    await device.drafts.update(draft_id, lambda draft: replace(draft, parcel_id="p1"), freeze=True)
    await model.turn(page.id)
    assert isinstance(model.state, Locked)
    assert isinstance((await model_of(device, draft_id)).state, Locked)
    assert isinstance((await model_of(device, "none")).state, Absent)
    assert isinstance((await model_of(device, draft_id, "no such paper")).state, Absent)


# --- as it is drawn ---------------------------------------------------------------------------------------------------


async def drawn(device: Device, draft_id: str, chooser: FakeDevice, language: str = "vi", **more: Any) -> Shown:
    within = around(device, language, device=chooser, **more)
    screen = await shown_page(PagesPage, BIRTH_PROOF, draft_id=draft_id, within=within)
    words = {"vi": "Giấy chứng sinh", "en": "Pages of: "}[language]
    await until(screen, lambda: says(screen, words))
    return screen


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_button_says_which_page_it_means(device: Device, language: str) -> None:
    model = await filled(device, "a.jpg", "b.jpg")
    screen = await drawn(device, shown(model).binder.holder_id, FakeDevice(), language)
    await until(screen, lambda: says(screen, {"vi": "Cơ quan sẽ nhận:", "en": "The office gets:"}[language]))
    assert_whole(screen)
    labels = {str(button.tooltip) for button in screen.all(ft.IconButton) if button.tooltip}
    expected = {
        "vi": {"Trang 1: xuống sau", "Trang 2: lên trước", "Trang 1: xoay phải", "Trang 2: bỏ", "Trang 1: xem lớn"},
        "en": {
            "Page 1: one place later",
            "Page 2: one place earlier",
            "Page 1: turn to the right",
            "Page 2: take it out",
        },
    }[language]
    assert labels >= expected


async def test_chosen_photos_become_pages_and_are_used_on_the_screen(device: Device) -> None:
    draft = await device.begin(MARRIED)
    chooser: Any = FakeDevice()
    chooser.picks_many = tuple(PickedFile(name, photo(size=(900, 1300))) for name in ("a.jpg", "b.jpg"))
    screen = await drawn(device, draft.id, chooser)
    await screen.press("Thêm ảnh hoặc tệp")
    await until(screen, lambda: says(screen, "Đã thêm 2 trang. Bây giờ có 2 trang."))
    await until(screen, lambda: says(screen, "Cơ quan sẽ nhận: Giấy chứng sinh.pdf"))
    await screen.press("Mở xem như cán bộ sẽ thấy")
    assert chooser.opened == ["Giấy chứng sinh.pdf"]
    assert_whole(screen)
    await screen.press("Dùng 2 trang này")
    await until(screen, lambda: len(device.draft(draft.id).attachments) == 1)


async def test_putting_a_page_back_keeps_what_was_added_since(device: Device) -> None:
    model = await filled(device, "a", "b")
    await model.remove(shown(model).binder.pages[0].id)
    await model.add([PickedFile("c", photo(size=(900, 1300)))])
    await model.put_back()
    assert names(model) == ["a", "b", "c"]
    assert names(await model_of(device, shown(model).binder.holder_id)) == ["a", "b", "c"]


@pytest.mark.parametrize("is_kiosk", [False, True])
async def test_a_terminal_used_by_many_opens_no_file(device: Device, is_kiosk: bool) -> None:
    model = await filled(device, "a.jpg")
    screen = await drawn(device, shown(model).binder.holder_id, FakeDevice(), "en", is_kiosk=is_kiosk)
    await until(screen, lambda: says(screen, "The office gets:"))
    for words in ("Open it as the officer will", "Add photos or files"):
        assert says(screen, words) is not is_kiosk
    if is_kiosk:
        await screen.press("Look at it as the officer will")
        await until(screen, lambda: says(screen, "Page 1 of 1"), seconds=30)
        assert_whole(screen)
        await screen.press("Put it away")
        assert not says(screen, "What it says")
    assert_whole(screen)
