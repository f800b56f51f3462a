"""The pages of a dossier as they are drawn, with the real portal behind them."""

import flet as ft
import pytest

from api_client.models import Dossier
from tests.app.conftest import photo
from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.platform.device import PickedFile
from views.tracking.screen import DocumentPage, DossierPage, RequestPage
from views.tracking.state import Answering

BLURRED = {"paper_id": "giay_chung_sinh", "reason": "Ảnh bị mờ", "how_to_fix": "Để giấy phẳng, đủ sáng."}
WRONG_NAME = {"pointer": "/ks_ho_ten", "reason": "Tên khác giấy chứng sinh"}


def request_id(follower: Follower, dossier: Dossier, kind: str) -> str:
    tracked = follower.tracking.find(dossier.id)
    assert tracked is not None
    return [request.id for request in tracked.dossier.requests if request.kind == kind][-1]


@pytest.mark.parametrize(("language", "layout"), [("vi", "phone"), ("en", "desktop")])
async def test_a_submitted_dossier_says_what_is_sure_and_what_is_not(
    follower: Follower, language: str, layout: str
) -> None:
    dossier = await follower.file_birth()
    around = follower.around(language, layout)  # type: ignore[arg-type] # one of its literals
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=around)
    assert_whole(screen)
    words = {
        "vi": ("Đã nộp, chờ tiếp nhận", "Chưa có ngày hẹn; cán bộ đang kiểm tra."),
        "en": ("Submitted, waiting for acceptance", "No result date yet; an officer is checking."),
    }
    for expected in words[language]:
        assert says(screen, expected)
    assert says(screen, dossier.code)
    assert says(screen, dossier.lookup_code)


async def test_the_code_is_copied_and_the_age_is_told(follower: Follower) -> None:
    dossier = await follower.file_birth()
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=follower.around())
    await screen.press("Copy the code")
    assert follower.device.copied == [dossier.code]
    assert says(screen, "Updated at 09:0")


async def test_what_the_office_does_appears_by_itself(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=follower.around())
    await until(screen, lambda: says(screen, "Accepted"))
    assert_whole(screen)
    assert says(screen, "Result due: ")
    assert says(screen, "Needs you: payment")
    assert says(screen, "Pay 16,000")


async def test_the_box_of_a_dossier_says_which_paper_the_office_cannot_read(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[BLURRED])
    await follower.tracking.refresh(dossier.id)
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=follower.around("vi"))
    await until(screen, lambda: says(screen, "Ảnh bị mờ"))
    assert says(screen, "Giấy chứng sinh")


async def test_an_asked_paper_is_attached_looked_at_and_sent(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[BLURRED])
    await follower.tracking.refresh(dossier.id)
    asked = request_id(follower, dossier, "supplement")
    screen = await shown_page(RequestPage, dossier_id=dossier.id, request_id=asked, within=follower.around("vi"))
    await until(screen, lambda: says(screen, "Ảnh bị mờ"))
    assert_whole(screen)
    assert says(screen, "Cần sửa 1 mục")
    assert says(screen, "Các phần khác giữ nguyên, không phải làm lại.")
    assert says(screen, "Để giấy phẳng, đủ sáng.")
    assert screen.all(ft.TextField) != []
    await screen.press("Gửi cơ quan")
    assert says(screen, "Đính kèm lại giấy này")
    follower.device.picks = PickedFile("rõ hơn.jpg", photo(size=(1200, 900), colour="blue"))
    await screen.press("Chọn ảnh hoặc tệp: Giấy chứng sinh")
    await until(screen, lambda: says(screen, "Đọc rõ ngày, tên, con dấu không?"))
    assert_whole(screen)
    await screen.press("Gửi cơ quan")
    await until(screen, lambda: says(screen, "Cơ quan chưa nhận được."))
    await follower.send_all()
    await until(screen, lambda: says(screen, "Cơ quan đã nhận câu trả lời của bạn."))


async def test_a_supplement_asks_the_asked_field_and_no_other(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[WRONG_NAME])
    await follower.tracking.refresh(dossier.id)
    asked = request_id(follower, dossier, "supplement")
    screen = await shown_page(RequestPage, dossier_id=dossier.id, request_id=asked, within=follower.around("vi"))
    await until(screen, lambda: says(screen, "Họ, chữ đệm, tên của trẻ"))
    assert_whole(screen)
    fields = [field for field in screen.all(ft.TextField) if field.key == "field-/ks_ho_ten"]
    assert [field.value for field in fields] == [dossier.answers["ks_ho_ten"]]
    assert len(screen.all(ft.TextField)) == 2  # the asked field, and the message to the office
    await screen.write("field-/ks_ho_ten", "NGUYỄN MẪU MINH ANH")
    await screen.press("Gửi cơ quan")
    await follower.send_all()
    await follower.tracking.refresh(dossier.id)
    tracked = follower.tracking.find(dossier.id)
    assert tracked is not None
    assert tracked.dossier.answers == {**dossier.answers, "ks_ho_ten": "NGUYỄN MẪU MINH ANH"}


async def test_the_draft_result_says_one_day_and_what_silence_means(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    await follower.office("send_proof", dossier)
    await follower.tracking.refresh(dossier.id)
    asked = request_id(follower, dossier, "proof")
    screen = await shown_page(RequestPage, dossier_id=dossier.id, request_id=asked, within=follower.around())
    await until(screen, lambda: says(screen, dossier.answers["ks_ho_ten"]))
    assert_whole(screen)
    assert says(screen, "You have one day at most.")
    assert says(screen, "No answer counts as agreement")
    assert screen.named("Ask for a correction") is not None
    await screen.press("It is right, I agree")
    await follower.send_all()
    await until(screen, lambda: says(screen, "The office has your answer."))


async def test_a_slip_shows_its_verdict_and_opens(follower: Follower) -> None:
    dossier = await follower.file_birth()
    slip = next(d for d in dossier.documents if d.kind == "submission_confirmation")
    around = follower.around("vi")
    screen = await shown_page(DocumentPage, dossier_id=dossier.id, document_id=slip.id, within=around)
    await until(screen, lambda: says(screen, "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"))
    assert_whole(screen)
    await screen.press("Mở để đọc hoặc in")
    await screen.press("Lưu một bản")
    (name,) = follower.device.opened
    assert follower.device.saved[name].startswith(b"%PDF")
    assert "/" not in name


async def test_a_status_of_tomorrow_asks_for_an_update(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.tracking.keep(dossier.model_copy(update={"status": 12, "version": dossier.version + 5}))
    follower.is_offline = True
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=follower.around())
    assert_whole(screen)
    assert says(screen, "New kind of status: update the app")
    assert not says(screen, "Nothing more to do")


async def test_a_withdrawal_is_asked_once_more(follower: Follower) -> None:
    dossier = await follower.file_birth()
    screen = await shown_page(DossierPage, dossier_id=dossier.id, within=follower.around())
    await screen.press("Withdraw this application")
    assert_whole(screen)
    assert says(screen, "Withdraw this application?")
    await screen.press("Keep the application")
    assert [parcel for parcel in follower.outbox.parcels() if not parcel.is_delivered] == []
    await screen.press("Withdraw this application")
    await screen.press("Send the withdrawal")
    await until(screen, lambda: says(screen, "Your withdrawal waits to be sent"))


async def test_two_added_files_of_one_name_are_told_apart(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[BLURRED])
    model = await follower.request_model(dossier, "supplement")
    assert isinstance(model.state, Answering)
    for colour in ("blue", "red"):
        slot = model.state.items[0].slot
        assert slot is not None
        await model.files.attach(slot.paper, file_name="image.jpg", data=photo(colour=colour))
    page = {"dossier_id": dossier.id, "request_id": request_id(follower, dossier, "supplement")}
    screen = await shown_page(RequestPage, **page, within=follower.around())
    await until(screen, lambda: says(screen, "image.jpg (2)"))
    assert_whole(screen)
