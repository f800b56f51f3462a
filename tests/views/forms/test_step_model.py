"""A step of the birth form, without a screen."""

from dataclasses import replace

import pytest

from api_client.models import KnownValue
from app.drafts.service import Drafts
from forms.flow import Field
from tests.views.forms.device import MARRIED, Device
from tests.waiting import eventually
from views.forms.journey import Progress
from views.forms.screen_model import StepModel
from views.forms.state import Absent, Asking, Locked


def asking(model: StepModel) -> Asking:
    assert isinstance(model.state, Asking)
    return model.state


def field(model: StepModel, name: str) -> Field:
    return next(f for f in asking(model).step.fields if f.pointer == f"/{name}")


async def test_a_step_is_one_topic_with_its_place_on_the_way(device: Device) -> None:
    draft = await device.begin()

    state = asking(await device.step(draft.id))

    assert state.step.title["vi"] == "Bạn là ai đối với trẻ?"
    assert (state.number, state.total) == (1, 7)
    assert [stop.id for stop in state.stops] == ["nguoi_yeu_cau", "tre", "me", "cha", "noi_nop", "papers", "review"]
    assert device.draft(draft.id).step_id == "nguoi_yeu_cau"


async def test_every_key_is_kept_and_a_keystroke_changes_nothing_else_on_the_screen(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id, "tre")
    name = field(model, "ks_ho_ten")
    model.answer(name, "n")
    before = asking(model)

    for end in range(2, len("nguyễn minh an") + 1):
        model.answer(name, "nguyễn minh an"[:end])

    assert device.answer(draft.id, "/ks_ho_ten") == "NGUYỄN MINH AN"
    assert asking(model) == before


async def test_what_was_typed_is_on_the_disk_a_moment_later(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id, "tre")

    model.answer(field(model, "ks_ho_ten"), "nguyễn minh an")
    await eventually(lambda: device.drafts.is_saved(draft.id))

    again = Drafts(device.vault, procedures=lambda code: None, clock=device.clock, owner=lambda: None)
    await again.load()
    kept = again.find(draft.id)
    assert kept is not None
    assert kept.answers["ks_ho_ten"] == "NGUYỄN MINH AN"


async def test_a_field_that_is_left_shows_its_proper_form_and_is_saved_at_once(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id, "tre")
    name, born = field(model, "ks_ho_ten"), field(model, "ks_ngay_sinh")
    model.answer(name, "  nguyễn  minh an ")
    model.answer(born, "2/11/2026")

    assert await model.leave(name) == "NGUYỄN MINH AN"
    assert await model.leave(born) == "02/11/2026"
    assert device.answer(draft.id, "/ks_ngay_sinh") == "2026-11-02"
    assert device.drafts.is_saved(draft.id)


async def test_an_impossible_date_is_told_at_its_field_and_not_cleared(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id, "tre")
    born = field(model, "ks_ngay_sinh")
    model.answer(born, "31/02/2026")

    shown = await model.leave(born)

    problem = asking(model).problem_at("/ks_ngay_sinh")
    assert problem is not None
    assert "Không có ngày này" in problem.message["vi"]
    assert shown in (None, "31/02/2026")
    assert "31" in model.typed_text(born)


async def test_nobody_is_blamed_for_what_they_have_not_come_to(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id, "tre")
    model.answer(field(model, "ks_ho_ten"), "an")
    await model.leave(field(model, "ks_ho_ten"))
    await model.leave(field(model, "ks_ngay_sinh"))

    assert asking(model).problem_at("/ks_ngay_sinh") is None
    assert asking(model).refusals == 0


async def test_continue_names_every_problem_and_stays(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id, "tre")

    assert await model.proceed() is None

    state = asking(model)
    assert state.refusals == 1
    assert {p.pointer for p in state.blocking} >= {"/ks_ho_ten", "/ks_ngay_sinh", "/ks_gioi_tinh"}
    assert state.problem_at("/ks_ho_ten") is not None


async def test_continue_leads_to_the_next_step_when_all_is_well(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await device.step(draft.id, "nguoi_yeu_cau")

    assert await model.proceed() == f"/drafts/{draft.id}/steps/tre"


async def test_continue_leads_back_to_the_review_when_one_came_from_there(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await device.step(draft.id, "tre", is_correcting=True)

    assert await model.proceed() == f"/drafts/{draft.id}/review"
    assert model.back_route() == f"/drafts/{draft.id}/review"


async def test_an_id_that_contradicts_the_birth_date_is_asked_to_confirm(device: Device) -> None:
    draft = await device.begin({**MARRIED, "cha_nam_sinh": "1999"})
    model = await device.step(draft.id, "cha")

    assert await model.proceed() is None
    (problem,) = asking(model).blocking
    assert problem.severity == "confirm"

    model.confirm(problem.id, given=True)
    assert asking(model).blocking == ()
    assert asking(model).problem_at(problem.pointer) == problem  # still in sight, to be taken back
    assert await model.proceed() == f"/drafts/{draft.id}/steps/noi_nop"

    model.confirm(problem.id, given=False)
    assert await model.proceed() is None


async def test_a_yes_is_asked_again_once_the_answer_it_was_about_changes(device: Device) -> None:
    draft = await device.begin({**MARRIED, "cha_nam_sinh": "1999"})
    model = await device.step(draft.id, "cha")
    assert await model.proceed() is None
    (problem,) = asking(model).blocking
    model.confirm(problem.id, given=True)

    year = next(field for field in asking(model).step.fields if field.pointer == "/cha_nam_sinh")
    model.answer(year, "1998")

    assert device.draft(draft.id).confirmations == frozenset()
    assert await model.proceed() is None
    assert [one.id for one in asking(model).blocking] == [problem.id]


async def test_a_single_mother_leaves_the_fathers_step_empty(device: Device) -> None:
    draft = await device.begin({k: v for k, v in MARRIED.items() if not k.startswith("cha_")})
    model = await device.step(draft.id, "cha")

    assert await model.proceed() == f"/drafts/{draft.id}/steps/noi_nop"


async def test_known_values_are_filled_in_with_their_source(device: Device) -> None:
    device.identity.sign_in(person__full_name="TRẦN THỊ MẪU HÀ", person__birth_date="1996-08-14")
    draft = await device.begin()

    model = await device.step(draft.id)

    assert device.answer(draft.id, "/yc_ho_ten") == "TRẦN THỊ MẪU HÀ"
    assert asking(model).sources == {"/yc_ho_ten": "population_register", "/yc_ngay_sinh": "population_register"}
    assert model.words_of(field(model, "yc_ngay_sinh"), "vi") == "14/08/1996"


async def test_what_a_register_answers_late_does_not_change_the_step_under_the_person(device: Device) -> None:
    device.identity.sign_in()
    late = KnownValue(value="TRẦN THỊ MẪU HÀ", source="population_register")
    device.identity.learned = {"person.full_name": late}
    draft = await device.begin()

    model = await device.step(draft.id)
    assert asking(model).sources == {}
    assert device.answer(draft.id, "/yc_ho_ten") is None

    assert asking(await device.step(draft.id)).sources == {"/yc_ho_ten": "population_register"}


async def test_a_known_value_that_is_wrong_can_be_put_right(device: Device) -> None:
    device.identity.sign_in(person__full_name="TRẦN THỊ MẪU HÀ")
    draft = await device.begin()
    model = await device.step(draft.id)

    model.report_wrong(field(model, "yc_ho_ten"))
    assert asking(model).sources == {}
    assert model.typed_text(field(model, "yc_ho_ten")) == "TRẦN THỊ MẪU HÀ"

    model.answer(field(model, "yc_ho_ten"), "trần thị mẫu hoa")
    again = await device.step(draft.id)
    assert device.answer(draft.id, "/yc_ho_ten") == "TRẦN THỊ MẪU HOA"
    assert asking(again).sources == {}


async def test_a_value_the_person_typed_is_never_replaced_by_a_known_one(device: Device) -> None:
    draft = await device.begin({"yc_ho_ten": "MẪU HÀ"})
    model = await device.step(draft.id)
    model.answer(field(model, "yc_ho_ten"), "")
    device.identity.sign_in(person__full_name="TRẦN THỊ MẪU HÀ")

    await device.step(draft.id)

    assert device.answer(draft.id, "/yc_ho_ten") == ""


async def test_a_date_is_written_in_words_by_itself(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id, "tre")

    model.answer(field(model, "ks_ngay_sinh"), "02/11/2026")

    words = model.words_of(field(model, "ks_ngay_sinh_chu"), "vi")
    assert words.startswith("Ngày hai, tháng mười một")
    assert asking(model).chosen["/ks_ngay_sinh_chu"] == words


async def test_what_follows_from_other_answers_stands_in_its_field_and_can_be_changed(device: Device) -> None:
    draft = await device.begin({k: v for k, v in MARRIED.items() if not k.startswith("me_")})
    model = await device.step(draft.id, "me")
    name = field(model, "me_ho_ten")
    assert (name.is_derived, model.typed_text(name)) == (True, "TRẦN THỊ MẪU HÀ")

    model.answer(name, "trần thị mẫu hoa")
    assert await model.leave(name) == "TRẦN THỊ MẪU HOA"
    model.answer(name, "")
    assert await model.leave(name) == "TRẦN THỊ MẪU HÀ"


async def test_another_province_asks_for_its_commune_anew(device: Device) -> None:
    draft = await device.begin()
    model = await device.step(draft.id)
    place = field(model, "yc_noi_cu_tru")

    model.answer_part(place, "detail", "Số 12 phố Mẫu")
    model.answer_part(place, "province", "01")
    assert asking(model).problem_at("/yc_noi_cu_tru") is None
    model.answer_part(place, "commune", "00070")
    model.answer_part(place, "province", "48")

    assert device.answer(draft.id, "/yc_noi_cu_tru") == {"detail": "Số 12 phố Mẫu", "province": "48"}
    assert model.typed_part(place, "detail") == "Số 12 phố Mẫu"


async def test_the_map_says_what_is_done_and_what_to_look_at_again(device: Device) -> None:
    draft = await device.begin({k: v for k, v in MARRIED.items() if k != "ks_gioi_tinh"})

    state = asking(await device.step(draft.id, "cha"))

    progress = {stop.id: stop.progress for stop in state.stops}
    assert progress["nguoi_yeu_cau"] is Progress.DONE
    assert progress["tre"] is Progress.LOOK_AGAIN
    assert progress["cha"] is Progress.NOW
    assert progress["review"] is Progress.TO_DO
    assert next(s for s in state.stops if s.id == "tre").about == "NGUYỄN MẪU MINH AN"


async def test_going_back_loses_nothing(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await device.step(draft.id, "tre")
    model.answer(field(model, "ks_ho_ten"), "nguyễn mẫu")

    back = model.back_route()
    assert back == f"/drafts/{draft.id}/steps/nguoi_yeu_cau"
    await device.step(draft.id, "nguoi_yeu_cau")
    again = await device.step(draft.id, "tre")
    assert again.typed_text(field(again, "ks_ho_ten")) == "NGUYỄN MẪU"


async def test_a_draft_that_waits_to_be_sent_cannot_be_changed(device: Device) -> None:
    draft = await device.begin(MARRIED)
    model = await device.step(draft.id, "tre")
    await device.drafts.update(draft.id, lambda d: replace(d, parcel_id="p1"), freeze=True)

    model.answer(field(model, "ks_ho_ten"), "x")

    assert isinstance(model.state, Locked)
    assert device.answer(draft.id, "/ks_ho_ten") == "NGUYỄN MẪU MINH AN"
    assert isinstance((await device.step(draft.id, "tre")).state, Locked)


@pytest.mark.parametrize("draft_id", ["", "unknown", "../x"])
async def test_a_draft_that_is_not_here_is_said_to_be_absent(device: Device, draft_id: str) -> None:
    assert isinstance((await device.step(draft_id)).state, Absent)
