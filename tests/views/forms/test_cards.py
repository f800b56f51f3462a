"""A repeating group asked as cards: add, take out and put back, move, open and close; what may come later."""

from collections.abc import Mapping, Sequence
from typing import Any

import flet as ft
import pytest

from forms.flow import Field
from tests.harness import Shown, shown_page
from tests.views.forms.device import Device, around
from tests.views.forms.household import household, member
from tests.views.screens import assert_whole, says, until
from views.forms.screen import StepPage
from views.forms.screen_model import StepModel
from views.forms.state import Asking, Row

AN, BE, CHI = member("NGUYỄN MẪU AN"), member("TRẦN MẪU BÉ"), member("LÊ MẪU CHI", relation="khac", ghi_ro="Cháu")


async def begun(device: Device, *members: Mapping[str, Any], **answers: Any) -> str:
    draft = await device.drafts.start(household())
    for name, value in {"chu_ho": "TRẦN MẪU HÀ", "thanh_vien": list(members), **answers}.items():
        device.drafts.set_answer(draft.id, f"/{name}", value)
    return draft.id


def asking(model: StepModel) -> Asking:
    assert isinstance(model.state, Asking)
    return model.state


def members(model: StepModel) -> Field:
    return next(field for field in asking(model).step.fields if field.kind == "list")


def cards(model: StepModel) -> Sequence[Row]:
    return asking(model).lists["/thanh_vien"]


def cell(model: StepModel, at: int, name: str) -> Field:
    return next(field for field in cards(model)[at].fields if field.pointer == f"/thanh_vien/{at}/{name}")


def names(device: Device, draft_id: str) -> list[str]:
    return [row.get("ten", "") for row in device.answer(draft_id, "/thanh_vien")]


async def test_the_first_card_is_there_and_open_and_its_row_is_made_by_the_first_key(device: Device) -> None:
    draft_id = await begun(device)
    model = await device.step(draft_id, "gia_dinh")
    assert [row.is_open for row in cards(model)] == [True]

    model.answer(cell(model, 0, "ten"), "nguyễn mẫu an")

    assert device.answer(draft_id, "/thanh_vien/0/ten") == "NGUYỄN MẪU AN"


async def test_whole_cards_are_closed_when_the_step_is_opened_and_say_who_they_are(device: Device) -> None:
    model = await device.step(await begun(device, AN, member("X", born="2010-02-31"), CHI), "gia_dinh")
    assert [row.is_open for row in cards(model)] == [False, True, False]
    assert cards(model)[2].about == "LÊ MẪU CHI"
    assert cards(model)[2].words == {"vi": "01/05/2010 · Người khác · Cháu", "en": "1 May 2010 · Someone else · Cháu"}


async def test_the_card_that_the_review_leads_to_is_open(device: Device) -> None:
    model = await device.step(await begun(device, AN, BE), "gia_dinh", begin_at="/thanh_vien/1/ten")
    assert [row.is_open for row in cards(model)] == [False, True]


async def test_an_added_card_takes_the_focus_and_nobody_is_blamed_in_it(device: Device) -> None:
    draft_id = await begun(device, AN)
    model = await device.step(draft_id, "gia_dinh")

    model.rows.add(members(model))

    assert [row.is_open for row in cards(model)] == [False, True]
    assert asking(model).focus == ("/thanh_vien/1/ten", 1)
    assert asking(model).problems == ()
    assert await model.proceed() is not None  # a card in which nothing stands says nothing


async def test_a_card_taken_out_can_be_put_back_where_it_stood(device: Device) -> None:
    draft_id = await begun(device, AN, BE, CHI)
    model = await device.step(draft_id, "gia_dinh")

    model.rows.remove(members(model), 1)
    assert names(device, draft_id) == ["NGUYỄN MẪU AN", "LÊ MẪU CHI"]
    assert asking(model).focus[0] == "/thanh_vien#undo"
    removed = asking(model).removed
    assert removed is not None
    assert (removed.index, removed.about) == (1, "TRẦN MẪU BÉ")

    model.rows.put_back(members(model))
    assert device.answer(draft_id, "/thanh_vien") == [AN, BE, CHI]
    assert asking(model).removed is None
    assert asking(model).focus[0] == "/thanh_vien/1#open"


async def test_messages_and_open_cards_follow_their_rows(device: Device) -> None:
    draft_id = await begun(device, AN, BE, CHI)
    model = await device.step(draft_id, "gia_dinh")
    model.rows.open(members(model), 2)
    model.answer(cell(model, 2, "ngay_sinh"), "31/02/2010")
    await model.leave(cell(model, 2, "ngay_sinh"))
    assert asking(model).problem_at("/thanh_vien/2/ngay_sinh") is not None

    model.rows.move(members(model), 2, -1)

    assert names(device, draft_id) == ["NGUYỄN MẪU AN", "LÊ MẪU CHI", "TRẦN MẪU BÉ"]
    assert [row.is_open for row in cards(model)] == [False, True, False]
    assert [problem.pointer for problem in asking(model).problems] == ["/thanh_vien/1/ngay_sinh"]
    assert asking(model).focus[0] == "/thanh_vien/1#up"


async def test_messages_stand_at_their_card_where_an_empty_one_stands_before_it(device: Device) -> None:
    model = await device.step(await begun(device, AN, {}, {**CHI, "ngay_sinh": "2010-02-31"}), "gia_dinh")
    assert await model.proceed() is None
    assert [problem.pointer for problem in asking(model).blocking] == ["/thanh_vien/2/ngay_sinh"]
    assert [field.pointer for field in cards(model)[2].fields][3] == "/thanh_vien/2/ghi_ro"


async def test_a_card_with_something_wrong_stays_open_and_one_that_is_whole_closes(device: Device) -> None:
    model = await device.step(await begun(device, AN, BE), "gia_dinh")
    model.rows.open(members(model), 0)
    model.answer(cell(model, 0, "ten"), "")

    model.rows.close(members(model), 0)
    assert cards(model)[0].is_open
    assert asking(model).focus[0] == "/thanh_vien/0/ten"

    model.answer(cell(model, 0, "ten"), "nguyễn mẫu an")
    model.rows.close(members(model), 0)
    assert not cards(model)[0].is_open


async def test_continue_opens_the_cards_with_something_wrong_and_so_does_a_line_of_the_summary(device: Device) -> None:
    model = await device.step(await begun(device, AN, BE), "gia_dinh")
    model.rows.open(members(model), 1)
    model.answer(cell(model, 1, "ten"), "")
    model.rows.close(members(model), 1)
    assert await model.proceed() is None
    assert [row.is_open for row in cards(model)] == [False, True]

    model.reveal("/thanh_vien/0/ten")
    assert [row.is_open for row in cards(model)] == [True, True]


async def test_a_rule_of_a_card_looks_at_its_own_row(device: Device) -> None:
    draft_id = await begun(device, AN, BE)
    model = await device.step(draft_id, "gia_dinh")
    model.rows.open(members(model), 1)

    model.answer(cell(model, 1, "quan_he"), "khac")

    assert [field.pointer for field in cards(model)[1].fields if "ghi_ro" in field.pointer] == ["/thanh_vien/1/ghi_ro"]
    assert [field.pointer for field in cards(model)[0].fields if "ghi_ro" in field.pointer] == []


async def test_a_key_in_a_card_changes_nothing_else_on_the_screen(device: Device) -> None:
    model = await device.step(await begun(device, AN), "gia_dinh")
    name = cell(model, 0, "ten")
    model.answer(name, "n")
    before = asking(model)
    for end in range(2, 10):
        model.answer(name, "nguyễn mẫu"[:end])
    assert asking(model) == before


async def test_what_may_come_later_stops_nothing_and_is_said_once_the_field_is_left(device: Device) -> None:
    draft_id = await begun(device, AN)
    model = await device.step(draft_id, "giay_to")
    number = next(field for field in asking(model).step.fields if field.pointer == "/giay_chung_sinh")
    assert number.later
    assert asking(model).later == ()

    await model.leave(number)

    assert [problem.severity for problem in asking(model).later] == ["later"]
    assert await model.proceed() == f"/drafts/{draft_id}/review"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("layout", ["phone", "desktop"])
async def test_cards_are_drawn_whole_open_and_closed(device: Device, layout: str, language: str) -> None:
    draft_id = await begun(device, AN, {}, member("", relation="khac"))
    screen = await _drawn(device, draft_id, "gia_dinh", language, layout=layout)
    assert_whole(screen)
    assert says(screen, "NGUYỄN MẪU AN")
    assert len(screen.all(ft.TextField)) > 5


async def test_a_card_is_added_taken_out_and_put_back_by_its_buttons(device: Device) -> None:
    draft_id = await begun(device, AN, BE)
    screen = await _drawn(device, draft_id, "gia_dinh", "en")
    await screen.press("Take out member 1")
    await until(screen, lambda: says(screen, "Removed: Member 1 (NGUYỄN MẪU AN)"))
    assert names(device, draft_id) == ["TRẦN MẪU BÉ"]
    await screen.press("Put member 1 back")
    assert device.answer(draft_id, "/thanh_vien") == [AN, BE]
    await screen.press("Move member 1 down")
    assert names(device, draft_id) == ["TRẦN MẪU BÉ", "NGUYỄN MẪU AN"]
    assert says(screen, "NGUYỄN MẪU AN is now number 2 of 2.")
    await screen.press("Add member 3")
    await screen.press("Add member 4")
    assert says(screen, "No more than 4 can be given here.")


async def test_a_word_of_the_glossary_is_explained_in_place_and_a_forbidden_field_is_only_shown(device: Device) -> None:
    draft_id = await begun(device, AN, khoa="Mẫu ghi chú")
    screen = await _drawn(device, draft_id, "giay_to", "en")
    assert says(screen, "Number of the birth notification (may come later)")
    assert not says(screen, "The paper that the place of birth gives")
    await screen.press("What is “birth notification”?")
    assert says(screen, "The paper that the place of birth gives")
    assert says(screen, "Mẫu ghi chú")
    assert not [field for field in screen.all(ft.TextField) if field.key == "field-/khoa"]


async def _drawn(device: Device, draft_id: str, step: str, language: str, layout: str = "phone") -> Shown:
    within = around(device, language, layout)  # type: ignore[arg-type] # a parameter of the test
    screen = await shown_page(StepPage, draft_id, step, within=within)
    await until(screen, lambda: bool(screen.all(ft.TextField)))
    return screen
