"""The papers of a draft: limits, checks on the device, what is kept."""

import io
from dataclasses import replace

import flet as ft
import pytest
from PIL import Image

from app.documents.service import Documents
from tests.app.conftest import pdf, photo
from tests.harness import Shown, shown_page
from tests.views.following import FakeDevice
from tests.views.forms.device import MARRIED, Device, around
from tests.views.screens import assert_whole, says, until
from views.documents.screen import PapersPage
from views.documents.screen_model import PapersModel
from views.documents.state import Collecting, PaperSlot
from views.documents.thumbnails import SIDE_PX, thumbnail
from views.forms.state import Locked
from views.platform.device import PickedFile, TooLargeFile, UnreadFile

BIRTH_PROOF = "giay_chung_sinh"


async def model_of(device: Device, draft_id: str) -> PapersModel:
    model = PapersModel(draft_id, around(device).services)
    await model.open()
    return model


def slot(model: PapersModel, paper_id: str = BIRTH_PROOF) -> PaperSlot:
    assert isinstance(model.state, Collecting)
    return next(one for one in model.state.slots if one.paper.id == paper_id)


async def test_only_the_papers_of_this_case_are_asked_for(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    assert isinstance(model.state, Collecting)
    assert slot(model).is_required
    assert {one.paper.id for one in model.state.slots} >= {BIRTH_PROOF, "giay_ket_hon"}
    assert "uy_quyen" not in {one.paper.id for one in model.state.slots}
    assert [paper.id for paper in model.state.to_show] == ["giay_to_tuy_than"]


@pytest.mark.parametrize("is_kiosk", [False, True])
async def test_a_terminal_does_not_promise_to_keep_the_files(device: Device, is_kiosk: bool) -> None:
    draft = await device.begin(MARRIED)
    screen = await shown_page(PapersPage, draft.id, within=around(device, "en", is_kiosk=is_kiosk))
    await until(screen, lambda: says(screen, "Photograph the whole page"))
    assert says(screen, "The files stay on this device until you submit.") is not is_kiosk
    assert says(screen, "When you end here, files not submitted are erased.") is is_kiosk


async def test_a_photo_is_kept_with_a_small_picture_and_asked_about(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    await model.files.attach(slot(model).paper, file_name="giấy.jpg", data=photo(size=(900, 700)))

    (kept,) = slot(model).files
    assert kept.is_to_look_at
    assert kept.thumbnail is not None
    assert max(Image.open(io.BytesIO(kept.thumbnail)).size) <= SIDE_PX

    model.files.keep(kept.attachment.id)
    assert not slot(model).files[0].is_to_look_at
    assert len(device.draft(draft.id).attachments) == 1


async def test_a_photo_lies_upright_in_its_small_picture() -> None:
    small = thumbnail(photo(size=(64, 48), orientation=6))
    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (48, 64)
    assert thumbnail(pdf()) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"not a picture", "type"),
        (photo()[:300], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 90, "damaged"),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused_on_the_device(device: Device, data: bytes, reason: str) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    await model.files.attach(slot(model).paper, file_name="giấy.jpg", data=data)
    refusal = slot(model).refusal
    assert refusal is not None
    assert (refusal.reason, refusal.file_name) == (reason, "giấy.jpg")
    assert device.draft(draft.id).attachments == ()

    await model.files.attach(slot(model).paper, file_name="giấy.jpg", data=photo())
    assert slot(model).refusal is None
    assert len(slot(model).files) == 1


async def test_a_file_too_large_for_the_box_is_said_to_be_at_its_paper(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    larger = slot(model).paper.model_copy(update={"max_bytes": 20_000_000})
    await model.files.attach(larger, file_name="sổ.pdf", data=pdf(11_000_000))
    (file,) = slot(model).files
    await model.files.keep_in_box(file.attachment, name="Sổ")
    refusal = slot(model).refusal
    assert refusal is not None
    assert (refusal.reason, refusal.file_name) == ("too_large", "sổ.pdf")


async def test_a_removed_file_leaves_nothing_on_the_device(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    await model.files.attach(slot(model).paper, file_name="giấy.jpg", data=photo())
    (kept,) = slot(model).files
    await model.files.remove(kept.attachment.id)
    assert slot(model).files == ()
    with pytest.raises(KeyError):
        await Documents.read(device.documents, kept.attachment)


async def test_small_pictures_are_there_again_after_a_restart(device: Device) -> None:
    draft = await device.begin(MARRIED)
    first = await model_of(device, draft.id)
    await first.files.attach(slot(first).paper, file_name="giấy.jpg", data=photo())
    again = await model_of(device, draft.id)
    assert slot(again).files[0].thumbnail is not None
    assert not slot(again).files[0].is_to_look_at


async def test_continue_names_the_missing_paper_and_leads_on_once_it_is_there(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    assert not slot(model).is_missing
    assert model.proceed() is None
    assert slot(model).is_missing
    await model.files.attach(slot(model).paper, file_name="giấy.pdf", data=pdf())
    assert not slot(model).is_missing
    assert model.proceed() == f"/drafts/{draft.id}/review"
    assert model.back_route() == f"/drafts/{draft.id}/steps/noi_nop"


async def test_papers_of_a_frozen_draft_cannot_be_changed(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    paper = slot(model).paper
    await device.drafts.update(draft.id, lambda d: replace(d, parcel_id="p1"), freeze=True)
    await model.files.attach(paper, file_name="giấy.jpg", data=photo())
    assert isinstance(model.state, Locked)
    assert isinstance((await model_of(device, draft.id)).state, Locked)


# --- as it is drawn ---------------------------------------------------------------------------------------------------


async def drawn(device: Device, draft_id: str, chooser: FakeDevice, language: str = "vi") -> Shown:
    screen = await shown_page(PapersPage, draft_id, within=around(device, language, device=chooser))
    await until(screen, lambda: any(str(c.key).startswith("paper-") for c in screen.all(ft.Container)))
    return screen


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_limits_are_said_before_anything_is_chosen(device: Device, language: str) -> None:
    draft = await device.begin(MARRIED)
    screen = await drawn(device, draft.id, FakeDevice(), language)
    assert_whole(screen)
    assert says(screen, {"vi": "mỗi tệp không quá 10\u00a0MB", "en": "at most 10\u00a0MB each"}[language])


async def test_a_chosen_photo_is_asked_about_and_can_be_removed_by_name(device: Device) -> None:
    draft = await device.begin(MARRIED)
    chooser = FakeDevice()
    chooser.picks = PickedFile("giấy chứng sinh.jpg", photo(size=(600, 800)))
    screen = await drawn(device, draft.id, chooser)
    await screen.press("Chọn ảnh hoặc tệp: Giấy chứng sinh")
    await until(screen, lambda: says(screen, "Đọc rõ ngày, tên, con dấu không?"))
    assert_whole(screen)
    await screen.press("Dùng ảnh này")
    await screen.press("Bỏ tệp giấy chứng sinh.jpg")
    await until(screen, lambda: not device.draft(draft.id).attachments)


async def test_two_files_of_one_name_are_told_apart_and_the_right_one_is_removed(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await model_of(device, draft.id)
    for paper_id, data in ((BIRTH_PROOF, photo()), (BIRTH_PROOF, photo(colour="blue")), ("giay_ket_hon", photo())):
        await model.files.attach(slot(model, paper_id).paper, file_name="image.jpg", data=data)
    first, second, third = device.draft(draft.id).attachments
    screen = await drawn(device, draft.id, FakeDevice())
    assert_whole(screen)
    assert [text for text in screen.texts() if text.startswith("image.jpg")] == [
        "image.jpg",
        "image.jpg (2)",
        "image.jpg (3)",
    ]
    await screen.press("Bỏ tệp image.jpg (2)")
    await until(screen, lambda: device.draft(draft.id).attachments == (first, third))
    assert second not in device.draft(draft.id).attachments


@pytest.mark.parametrize(
    ("picked", "words"),
    [
        (PickedFile("ảnh.jpg", b"hello"), "Không nhận loại tệp của “ảnh.jpg”"),
        (TooLargeFile("ảnh.jpg", 99_000_000), "Tệp “ảnh.jpg” quá lớn"),
        (UnreadFile("ảnh.jpg"), "Chưa giữ được tệp"),
    ],
)
async def test_a_file_that_is_not_taken_is_told_with_what_to_do(device: Device, picked: object, words: str) -> None:
    draft = await device.begin(MARRIED)
    chooser = FakeDevice()
    chooser.picks = picked  # type: ignore[assignment]  # one of the results of the dialog
    screen = await drawn(device, draft.id, chooser)
    await screen.press("Chọn ảnh hoặc tệp: Giấy chứng sinh")
    await until(screen, lambda: says(screen, words))
    assert_whole(screen)
