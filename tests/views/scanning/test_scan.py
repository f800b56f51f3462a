"""An identity card scanned over a step: read, looked at, agreed to, filled in; and everything that is no card."""

import io
from collections.abc import Sequence
from typing import Any

import flet as ft
import qrcode
from PIL import Image

from app.i18n import Translator
from forms.flow import Form
from tests.harness import Shown, shown_page
from tests.views.following import FakeDevice
from tests.views.forms.device import MARRIED, Device, around
from tests.views.screens import assert_whole, says, until
from views.forms.screen import StepPage
from views.platform.device import PickedFile, PickResult, TooLargeFile, UnreadFile
from views.scanning.screen_model import ScanModel
from views.scanning.state import Offered, Read, Waiting
from views.scanning.words import problem_words

CARD = "001196900001||Trần Thị Mẫu Hà|14081996|Nữ|Xóm 3, Nghi Phú, Vinh, Nghệ An|20062021"
DIVIDED = "001196900001||Trần Thị Mẫu Hà|14081996|Nữ|12, Hàng Trống, Hoàn Kiếm, Hà Nội|20062021"


def photo(text: str) -> PickedFile:
    """Return a picture of a card's code."""
    code = qrcode.QRCode(border=4, box_size=5)
    code.add_data(text)
    squares = code.get_matrix()
    picture = Image.new("L", (len(squares), len(squares)))
    picture.putdata([0 if dark else 255 for row in squares for dark in row])
    data = io.BytesIO()
    picture.resize((picture.width * 5, picture.height * 5)).save(data, "PNG")
    return PickedFile("card.png", data.getvalue())


async def opened(
    device: Device, *, code: str = "1.001193", step: str = "nguoi_yeu_cau", picks: PickResult = None, **answers: Any
) -> tuple[Shown, str]:
    draft = await device.begin(answers, code=code)
    chooser = FakeDevice()
    chooser.picks = picks
    screen = await shown_page(StepPage, draft.id, step, within=around(device, "en", device=chooser))
    await until(screen, lambda: says(screen, "Not filed."))
    return screen, draft.id


async def scan(screen: Shown, text: str) -> None:
    """Scan with a hand scanner: it types the code in one burst and presses Enter."""
    await screen.press("Scan the identity card")
    await screen.write("scan-text", text)
    await screen.send(screen.find("scan-text"), "submit", text)


async def test_a_hand_scanner_fills_the_step_once_the_person_agrees(device: Device) -> None:
    screen, draft_id = await opened(device)
    await scan(screen, CARD)
    assert_whole(screen)
    for words in ("TRẦN THỊ MẪU HÀ", "001 196 900 001", "Xóm 3, Vinh Phú ward, Nghệ An Province"):
        assert says(screen, words)
    assert device.draft(draft_id).answers == {}
    await screen.press("Fill in these answers")
    assert dict(device.draft(draft_id).answers) == {
        "yc_ho_ten": "TRẦN THỊ MẪU HÀ",
        "yc_ngay_sinh": "1996-08-14",
        "yc_so_dinh_danh": "001196900001",
        "yc_noi_cu_tru": {"province": "40", "commune": "16702", "detail": "Xóm 3"},
    }
    assert set(device.draft(draft_id).sources.values()) == {"id_card"}
    assert says(screen, "From the code on the identity card.")
    assert says(screen, "Filled in from the card.")
    assert_whole(screen)
    await screen.press("Change: your date of birth")
    assert says(screen, "If the card itself is wrong,")


async def test_a_picture_is_read_without_keeping_it(device: Device) -> None:
    screen, draft_id = await opened(device, picks=photo(CARD))
    await screen.press("Scan the identity card")
    await screen.press("Choose a picture of the card")
    await until(screen, lambda: says(screen, "The card says"))
    await screen.press("Fill in these answers")
    assert device.answer(draft_id, "/yc_ho_ten") == "TRẦN THỊ MẪU HÀ"
    assert device.draft(draft_id).attachments == ()


async def test_nothing_is_filled_in_when_the_person_does_not_agree(device: Device) -> None:
    screen, draft_id = await opened(device, yc_ho_ten="LÊ MẪU KHÁC")
    await scan(screen, CARD)
    await screen.press("Do not fill in")
    assert device.draft(draft_id).answers == {"yc_ho_ten": "LÊ MẪU KHÁC"}
    assert not says(screen, "The card says")


async def test_a_place_that_was_divided_is_chosen_by_the_person(device: Device) -> None:
    screen, draft_id = await opened(device)
    await scan(screen, DIVIDED)
    group = next(
        g for g in screen.all(ft.RadioGroup) if any(r.key == "scan-commune-00082" for r in screen.all(ft.Radio))
    )
    screen.session.apply_patch(group._i, {"value": "00082"})
    await screen.send(group, "change", "00082")
    await screen.press("Fill in these answers")
    assert device.answer(draft_id, "/yc_noi_cu_tru") == {"province": "01", "commune": "00082", "detail": "12"}


async def test_without_a_choice_the_form_asks_for_the_commune(device: Device) -> None:
    screen, draft_id = await opened(device)
    await scan(screen, DIVIDED)
    await screen.press("Fill in these answers")
    assert device.answer(draft_id, "/yc_noi_cu_tru") == {"province": "01", "detail": "12"}
    assert "/yc_noi_cu_tru" not in device.draft(draft_id).sources
    assert screen.find("field-/yc_noi_cu_tru-commune")


async def test_another_code_says_what_it_is_and_one_scans_again(device: Device) -> None:
    screen, draft_id = await opened(device)
    await scan(screen, "https://motcua.example")
    assert says(screen, "This is another code")
    for text, says_so in (
        (CARD[:40], "The code is damaged"),
        (CARD.replace("ầ", "?"), "The scanner lost Vietnamese letters."),
        ("0123456789|4e67|15/03/1985|1|48c3|01 - 001|01/01/2026", "This is a health insurance card's code."),
    ):
        await screen.write("scan-text", text)
        await screen.send(screen.find("scan-text"), "submit", text)
        assert says(screen, says_so)
        assert screen.find("scan-text").value == ""  # type: ignore[attr-defined]  # a text field
    assert_whole(screen)
    await screen.write("scan-text", CARD)
    await screen.send(screen.find("scan-text"), "blur")  # a scanner that ends with Tab
    assert says(screen, "The card says")
    assert device.draft(draft_id).answers == {}


async def test_a_picture_without_a_card_says_so_and_closing_the_dialog_nothing(device: Device) -> None:
    chooser = FakeDevice()
    found: list[tuple[PickResult, str]] = [
        (photo("https://motcua.example"), "This is another code"),
        (PickedFile("a.png", b"no picture"), "This file is no picture"),
        (TooLargeFile("a.png", 99_000_000), "The file is too large."),
        (UnreadFile("a.png"), "The file could not be read whole."),
    ]
    model = ScanModel(chooser, device.catalogue.places)
    for chooser.picks, says_so in found:
        await model.choose_picture()
        assert isinstance(model.state, Waiting)
        assert says_so in problem_words(model.state.problem, Translator("en"))
    chooser.picks = None
    await model.choose_picture()
    assert model.state == Waiting()
    model.put_away()
    assert model.state == Offered()


class LeavingDevice(FakeDevice):
    """A device whose person puts the scan away before the picture is there."""

    model: ScanModel

    async def pick_file(self, *, media_types: Sequence[str], max_bytes: int) -> PickResult:
        self.model.put_away()
        return PickedFile("card.png", photo(CARD).data)


async def test_a_picture_that_comes_after_the_scan_was_put_away_is_forgotten(device: Device) -> None:
    chooser = LeavingDevice()
    model = chooser.model = ScanModel(chooser, device.catalogue.places)
    model.begin()
    await model.choose_picture()
    assert model.state == Offered()


async def test_a_step_without_a_holder_offers_no_scan(device: Device) -> None:
    screen, _draft_id = await opened(device, step="noi_nop", **MARRIED)
    assert not says(screen, "Scan the identity card")


async def test_the_other_parent_s_card_fills_their_step_and_only_theirs(device: Device) -> None:
    screen, draft_id = await opened(device, step="cha", yc_quan_he="me")
    await scan(screen, CARD)
    await screen.press("Fill in these answers")
    answers = device.draft(draft_id).answers
    assert (answers["cha_ho_ten"], answers["cha_nam_sinh"]) == ("TRẦN THỊ MẪU HÀ", "1996-08-14")
    assert not {name for name in answers if name.startswith(("me_", "yc_"))} - {"yc_quan_he"}


async def test_what_a_register_gave_need_not_be_scanned(device: Device) -> None:
    device.identity.sign_in(
        person__full_name="TRẦN THỊ MẪU HÀ",
        person__birth_date="1996-08-14",
        person__personal_id="001196900001",
        person__residence={"province": "01", "commune": "00070", "detail": "Số 12"},  # type: ignore[arg-type]
    )
    screen, _draft_id = await opened(device)
    await until(screen, lambda: says(screen, "From the population register."))
    assert not says(screen, "Scan the identity card")


async def test_what_is_filled_in_passes_the_form_s_own_checks(device: Device) -> None:
    screen, draft_id = await opened(device, code="1.002759", step="nguoi_tham_gia")
    await scan(screen, CARD)
    await screen.press("Fill in these answers")
    answers, filled = device.draft(draft_id).answers, {"i01", "i02", "i03", "i06"}
    assert filled <= answers.keys()
    definition = await device.drafts.form(draft_id)
    form = Form(definition, device.catalogue.lists, places=device.catalogue.places)
    problems = form.problems(answers, today=device.clock().date(), step_id="nguoi_tham_gia")
    assert not {problem.pointer.removeprefix("/") for problem in problems} & filled


async def test_a_card_fills_the_row_it_is_scanned_in_and_no_other(device: Device) -> None:
    people = [{"ho_ten": "PHAN MẪU BI", "quan_he": "Con"}, {"quan_he": "Vợ"}]
    draft = await device.begin({"cung_di": people}, code="1.004194")
    screen = await shown_page(StepPage, draft.id, "cung_di", within=around(device, "en"))
    await until(screen, lambda: sum(text.startswith("Scan the identity card") for text in screen.texts()) == 2)
    await screen.press([text for text in screen.texts() if text.startswith("Scan the identity card")][1])
    await screen.write("scan-text", CARD)
    await screen.send(screen.find("scan-text"), "submit", CARD)
    assert_whole(screen)
    await screen.press("Fill in these answers")
    first, second = device.answer(draft.id, "/cung_di")
    assert first == people[0]
    assert second == {
        "ho_ten": "TRẦN THỊ MẪU HÀ",
        "ngay_sinh": "1996-08-14",
        "gioi_tinh": "nu",
        "so_dinh_danh": "001196900001",
        "quan_he": "Vợ",
    }
    assert screen.find("field-/cung_di/1/ho_ten").value == "TRẦN THỊ MẪU HÀ"  # type: ignore[attr-defined]  # a text field
    assert device.draft(draft.id).sources == {}
    assert_whole(screen)


async def test_a_shared_terminal_offers_its_scanner_and_no_pictures(device: Device) -> None:
    draft = await device.begin()
    screen = await shown_page(StepPage, draft.id, "nguoi_yeu_cau", within=around(device, "en", is_kiosk=True))
    await until(screen, lambda: says(screen, "Not filed."))
    await screen.press("Scan the identity card")
    assert screen.find("scan-text")
    assert not says(screen, "Choose a picture of the card")


async def test_a_photo_of_the_camera_is_read_and_the_camera_stays_open_until_a_card_was_seen(device: Device) -> None:
    model = ScanModel(FakeDevice(), device.catalogue.places)
    model.begin()
    model.open_camera()
    await model.read_photo(b"no picture")
    assert model.state == Waiting(problem="no_picture", is_camera_open=True)
    await model.read_photo(photo(CARD).data)
    assert isinstance(model.state, Read)
    assert model.state.card.full_name == "TRẦN THỊ MẪU HÀ"
    model.put_away()
    await model.read_photo(photo(CARD).data)
    assert model.state == Offered()
