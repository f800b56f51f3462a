"""A step of the birth form as it is drawn."""

import asyncio
import gc

import flet as ft
import pytest

from app.i18n import Formats, Translator
from forms.formats import display
from tests.harness import Shown, shown_page
from tests.views.forms.device import MARRIED, Device, around
from tests.views.screens import assert_whole, says, until
from views.design import Color
from views.forms.screen import StepPage, StepScreen

STEPS = ("nguoi_yeu_cau", "tre", "me", "cha", "noi_nop")


def field(screen: Shown, name: str) -> ft.TextField:
    found = screen.find(f"field-/{name}")
    assert isinstance(found, ft.TextField)
    return found


async def opened(device: Device, draft_id: str, step: str, language: str = "vi", **more: object) -> Shown:
    screen = await shown_page(StepPage, draft_id, step, within=around(device, language, **more))  # type: ignore[arg-type]
    await until(screen, lambda: bool(screen.all(ft.TextField)) or says(screen, "này"))
    return screen


async def test_whatever_was_pasted_for_a_name_is_short_beside_the_step(device: Device) -> None:
    draft = await device.begin({**MARRIED, "yc_ho_ten": "A" * 100_000})
    screen = await opened(device, draft.id, "nguoi_yeu_cau", "en", layout="desktop")
    notes = [text for text in screen.texts() if "You are here" in text]
    assert notes
    assert max(map(len, notes)) < 100


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("layout", ["phone", "desktop"])
@pytest.mark.parametrize("step", STEPS)
async def test_every_step_is_drawn_whole_with_names_of_their_own(
    device: Device, step: str, layout: str, language: str
) -> None:
    draft = await device.begin(MARRIED)
    screen = await opened(device, draft.id, step, language, layout=layout)
    assert_whole(screen)
    await until(screen, lambda: says(screen, {"vi": "Chưa nộp.", "en": "Not filed."}[language]))


async def test_a_step_says_where_one_is_and_that_the_draft_stays(device: Device) -> None:
    draft = await device.begin(MARRIED)
    screen = await opened(device, draft.id, "me")
    assert says(screen, "Bước 3/7 · Người mẹ")
    await until(screen, lambda: says(screen, "Đã lưu trên máy này lúc 10:42. Chưa nộp."))
    assert says(screen, "Bản nháp vẫn ở trên máy này.")


async def test_the_map_beside_a_wide_form_leads_to_every_step(device: Device) -> None:
    draft = await device.begin(MARRIED)
    screen = await opened(device, draft.id, "me", layout="desktop")
    assert says(screen, "TRẦN THỊ MẪU HÀ · Xong")
    assert says(screen, "Đang làm")
    assert [screen.find(f"map-{step}") for step in (*STEPS, "papers", "review")]


async def test_typing_builds_no_field_anew_and_is_kept(device: Device) -> None:
    draft = await device.begin()
    screen = await opened(device, draft.id, "tre")
    before = field(screen, "ks_ho_ten")
    for end in range(1, 15):
        await screen.write("field-/ks_ho_ten", "nguyễn minh an"[:end])
    await asyncio.sleep(0.1)
    await screen.settle()
    assert field(screen, "ks_ho_ten") is before
    assert device.answer(draft.id, "/ks_ho_ten") == "NGUYỄN MINH AN"


@pytest.mark.parametrize("name", ["cha_ho_ten", "cha_so_dinh_danh"])
async def test_enter_leads_to_the_next_question_and_not_out_of_the_step(device: Device, name: str) -> None:
    draft = await device.begin()
    screen = await opened(device, draft.id, "cha")
    given: list[int] = []

    async def invoke(control_id: int, _name: str, _arguments: object) -> None:
        given.append(control_id)

    screen.session.invoke_method = invoke  # type: ignore[assignment, method-assign] # the client's part
    fields = screen.all(ft.TextField)
    await screen.write(f"field-/{name}", "1")
    await screen.send(field(screen, name), "submit", "")
    following = fields[fields.index(field(screen, name)) + 1]
    assert given == [following._i]
    assert not says(screen, "cần xem lại")


async def test_a_field_shows_its_proper_form_once_it_is_left(device: Device) -> None:
    draft = await device.begin()
    screen = await opened(device, draft.id, "tre")
    await screen.write("field-/ks_ngay_sinh", "2/11/2026")
    await screen.send(field(screen, "ks_ngay_sinh"), "blur")
    await until(screen, lambda: field(screen, "ks_ngay_sinh").value == "02/11/2026")
    assert says(screen, "Ngày hai, tháng mười một")


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.250.000"), ("en", "1,250,000")])
@pytest.mark.parametrize("typed", ["1250000", "1.250.000", "1,250,000"])
async def test_an_amount_is_grouped_as_on_pages_that_only_show_it(
    device: Device, typed: str, language: str, shown: str
) -> None:
    draft = await device.begin({"km_co_cau": [{"ten": "Khăn len"}]}, code="2.000033")
    screen = await opened(device, draft.id, "giai_thuong", language)
    await screen.write("field-/km_co_cau/0/don_gia", typed)
    await screen.send(field(screen, "km_co_cau/0/don_gia"), "blur")
    await until(screen, lambda: field(screen, "km_co_cau/0/don_gia").value == shown)
    assert device.answer(draft.id, "/km_co_cau/0/don_gia") == 1_250_000
    assert display("vnd", 1_250_000, language) == Formats(language, t=Translator(language)).money(1_250_000)
    assert display("vnd", 1_250_000, language).startswith(shown)


async def test_continue_puts_the_same_words_at_the_top_and_at_the_field(device: Device) -> None:
    draft = await device.begin()
    screen = await opened(device, draft.id, "tre")
    await screen.press("Tiếp tục")
    await until(screen, lambda: says(screen, "chỗ cần xem lại"))
    assert screen.texts().count("Nhập họ tên của trẻ.") == 2
    assert screen.page.route == "/"


async def test_the_summary_stays_while_one_mends_and_goes_when_all_is_well(device: Device) -> None:
    draft = await device.begin({k: v for k, v in MARRIED.items() if k not in ("ks_ho_ten", "ks_ngay_sinh")})
    screen = await opened(device, draft.id, "tre")
    await screen.press("Tiếp tục")
    await until(screen, lambda: says(screen, "Có 2 chỗ cần xem lại"))
    gc.collect()  # whatever still leans on the page as it was before the summary came has lost it now
    await screen.write("field-/ks_ho_ten", "nguyễn mẫu an")
    await screen.send(field(screen, "ks_ho_ten"), "blur")
    await until(screen, lambda: screen.texts().count("Nhập họ tên của trẻ.") == 1)
    assert says(screen, "Có 2 chỗ cần xem lại")
    await screen.write("field-/ks_ngay_sinh", "02/11/2026")
    await screen.press("Tiếp tục")
    await until(screen, lambda: not says(screen, "chỗ cần xem lại"))


async def test_something_unusual_is_confirmed_by_a_tick_that_can_be_taken_back(device: Device) -> None:
    draft = await device.begin({**MARRIED, "cha_nam_sinh": "1999"})
    screen = await opened(device, draft.id, "cha")
    await screen.press("Tiếp tục")
    await until(screen, lambda: says(screen, "Đúng như trên thẻ"))
    tick = next(c for c in screen.all(ft.Checkbox) if str(c.key).startswith("confirm-"))
    await screen.send(tick, "change")
    assert device.draft(draft.id).confirmations == {str(tick.key).removeprefix("confirm-")}
    tick = next(c for c in screen.all(ft.Checkbox) if str(c.key).startswith("confirm-"))
    assert tick.value is True
    await screen.send(tick, "change")
    assert device.draft(draft.id).confirmations == frozenset()


async def test_a_known_value_shows_its_source_and_can_be_reported(device: Device) -> None:
    device.identity.sign_in(person__full_name="TRẦN THỊ MẪU HÀ")
    draft = await device.begin()
    screen = await opened(device, draft.id, "nguoi_yeu_cau")
    await until(screen, lambda: says(screen, "Lấy từ dữ liệu dân cư."))
    assert not [f for f in screen.all(ft.TextField) if f.key == "field-/yc_ho_ten"]
    await screen.press("Sai? Báo sai thông tin: họ tên của bạn")
    assert field(screen, "yc_ho_ten").value == "TRẦN THỊ MẪU HÀ"
    assert says(screen, "Hãy sửa ở đây cho đúng với giấy tờ của bạn.")


async def test_a_yes_opens_the_question_that_follows_from_it(device: Device) -> None:
    draft = await device.begin({**MARRIED, "ban_sao": False})
    screen = await opened(device, draft.id, "noi_nop")
    assert not [f for f in screen.all(ft.TextField) if f.key == "field-/so_ban_sao"]
    group = next(g for g in screen.all(ft.RadioGroup) if g.value == "no")
    screen.session.apply_patch(group._i, {"value": "yes"})
    await screen.send(group, "change", "yes")
    await until(screen, lambda: any(f.key == "field-/so_ban_sao" for f in screen.all(ft.TextField)))
    assert device.answer(draft.id, "/ban_sao") is True


@pytest.mark.parametrize("code", ["3.000347", "1.002759", "1.004873", "2.000033", "3.000722", "2.002913"])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_other_form_is_drawn_whole_too(device: Device, code: str, language: str) -> None:
    draft = await device.begin(code=code)
    model = await device.step(draft.id)
    for stop in model.state.stops:  # type: ignore[union-attr]
        if stop.name is not None:
            screen = await shown_page(StepScreen, draft.id, stop.id, within=around(device, language))
            await until(screen, lambda screen=screen: len(screen.texts()) > 5)
            assert_whole(screen)


async def test_a_draft_that_is_not_here_is_said_plainly(device: Device) -> None:
    screen = await opened(device, "nobody", "tre")
    assert_whole(screen)
    assert says(screen, "Không có bản nháp này")


async def test_a_key_draws_nothing_anew_around_the_questions(device: Device) -> None:
    draft = await device.begin({"km_co_cau": [{"ten": "Khăn len", "so_luong": 2}]}, code="2.000033")
    screen = await opened(device, draft.id, "giai_thuong", layout="desktop")
    button, back = screen.find("continue"), screen.find("back")
    await screen.write("field-/km_co_cau/0/don_gia", "1250000")
    await until(screen, lambda: says(screen, "2.500.000"))
    assert screen.find("continue") is button
    assert screen.find("back") is back


async def test_what_is_said_of_saving_is_the_same_control_while_it_changes(device: Device) -> None:
    draft = await device.begin()
    screen = await opened(device, draft.id, "tre")
    await until(screen, lambda: says(screen, "Đã lưu"))
    before = saving_lines(screen)
    await screen.write("field-/ks_ho_ten", "nguyễn")
    await until(screen, lambda: says(screen, "Đang lưu"))
    assert saving_lines(screen) == before
    await until(screen, lambda: not says(screen, "Đang lưu"))
    assert saving_lines(screen) == before


def saving_lines(screen: Shown) -> list[int]:
    """Return the identities, for the client, of what says how far the draft is saved."""
    found = [one for one in screen.all(ft.Semantics) if str(one.label).startswith(("Đã lưu trên", "Đang lưu"))]
    assert len(found) == 2
    return [line._i for line in found]


async def test_of_a_place_that_is_missing_the_part_to_fill_in_next_has_the_red_edge(device: Device) -> None:
    draft = await device.begin()
    screen = await opened(device, draft.id, "nguoi_yeu_cau")

    def edge() -> object:
        border = field(screen, "yc_noi_cu_tru-province").border
        assert isinstance(border, dict)
        drawn = border[ft.ControlState.DEFAULT]
        assert isinstance(drawn, ft.OutlineInputBorder)
        assert isinstance(drawn.side, ft.BorderSide)
        return drawn.side.color

    assert edge() == Color.FIELD_BORDER
    await screen.press("Tiếp tục")
    await until(screen, lambda: says(screen, "Chọn nơi cư trú của bạn."))
    assert edge() == Color.ERROR
