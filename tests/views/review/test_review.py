"""Check the answers, declare, submit, with the real portal behind."""

import flet as ft
import pytest

from tests.harness import Shown, shown_page
from tests.views.following import Follower
from tests.views.forms.household import household, member
from tests.views.screens import assert_whole, says, until
from views.forms.state import Absent
from views.review.screen import ReviewPage
from views.review.screen_model import ReviewModel, mending_route
from views.review.state import Filed, Reviewing, Waiting


async def model_of(follower: Follower, draft_id: str) -> ReviewModel:
    model = ReviewModel(
        draft_id,
        drafts=follower.drafts,
        catalogue=follower.catalogue,
        outbox=follower.outbox,
        identity=follower.identity,
        tracking=follower.tracking,
        clock=follower.clock,
    )
    await model.open()
    return model


def reviewing(model: ReviewModel) -> Reviewing:
    assert isinstance(model.state, Reviewing)
    return model.state


async def test_every_answer_is_there_in_words_with_a_link_of_its_own(follower: Follower) -> None:
    draft = await follower.fill_in_birth()
    state = reviewing(await model_of(follower, draft.id))

    words = {answer.pointer: answer.words["vi"] for part in state.parts for answer in part.answers}
    assert words["/ks_ho_ten"] == "NGUYỄN MẪU MINH AN"
    assert words["/ks_ngay_sinh"] == "02/11/2026"
    assert words["/yc_noi_cu_tru"] == "Số 12 phố Mẫu, phường Hoàn Kiếm, TP Hà Nội"
    for language in ("vi", "en"):
        names = [a.what[language] for part in state.parts for a in part.answers if a.route]
        assert len(names) == len(set(names))


async def test_a_change_leads_to_the_field_and_back_to_the_review(follower: Follower) -> None:
    draft = await follower.fill_in_birth()
    state = reviewing(await model_of(follower, draft.id))
    born = next(a for part in state.parts for a in part.answers if a.pointer == "/ks_ngay_sinh")
    assert born.route == f"/drafts/{draft.id}/steps/tre?back=review&field=%2Fks_ngay_sinh"


async def test_fees_follow_from_the_answers(follower: Follower) -> None:
    draft = await follower.fill_in_birth(so_ban_sao=3)
    state = reviewing(await model_of(follower, draft.id))
    assert {due.fee.id: due.amount_vnd for due in state.fees} == {"dang_ky": 0, "ban_sao": 24000}


async def test_nothing_is_declared_in_advance_and_nothing_is_sent_without_it(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth(cam_doan=None)
    model = await model_of(follower, draft.id)
    (declaration,) = reviewing(model).declarations
    assert reviewing(model).declared == {declaration.pointer: False}

    assert await model.submit() is None
    (problem,) = reviewing(model).problems
    assert problem.step_id == "review"
    assert mending_route(reviewing(model), problem) == ""
    assert follower.outbox.parcels() == ()

    model.declare(declaration, given=True)
    assert reviewing(model).problems == ()


async def test_what_is_wrong_or_missing_is_named_with_the_way_to_mend_it(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth(ks_gioi_tinh=None)
    for attachment in draft.attachments:
        await follower.drafts.detach(draft.id, attachment.id)
    model = await model_of(follower, draft.id)
    assert reviewing(model).problems == ()

    assert await model.submit() is None
    state = reviewing(model)
    assert [problem.pointer for problem in state.problems] == ["/ks_gioi_tinh"]
    assert "steps/tre?back=review" in mending_route(state, state.problems[0])
    assert [paper.id for paper in state.missing_papers] == ["giay_chung_sinh"]


async def test_a_guest_is_led_to_the_sign_in_and_back(follower: Follower) -> None:
    draft = await follower.fill_in_birth()
    model = await model_of(follower, draft.id)
    assert not reviewing(model).is_signed_in
    assert await model.submit() == f"/sign-in?return=/drafts/{draft.id}/review"
    assert follower.outbox.parcels() == ()

    await follower.sign_in()
    model.refresh()
    assert reviewing(model).is_signed_in
    assert await model.submit() is None
    assert isinstance(model.state, Waiting)


async def test_it_waits_not_filed_until_the_portal_has_it(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    model = await model_of(follower, draft.id)
    follower.is_offline = True
    assert await model.submit() is None
    await follower.outbox.step(follower.clock())
    model.refresh()
    assert isinstance(model.state, Waiting)

    follower.is_offline = False
    await follower.send_all()
    await follower.tracking.refresh()
    model.refresh()
    assert isinstance(model.state, Filed)
    assert model.state.code == follower.tracking.list()[0].dossier.code
    assert isinstance((await model_of(follower, draft.id)).state, Filed)


async def test_pressing_submit_twice_queues_one_parcel(follower: Follower) -> None:
    import asyncio

    await follower.sign_in()
    draft = await follower.fill_in_birth()
    model = await model_of(follower, draft.id)
    await asyncio.gather(model.submit(), model.submit())
    assert await model.submit() is None
    assert len(follower.outbox.parcels()) == 1


async def test_what_waits_can_be_taken_back_and_changed(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    model = await model_of(follower, draft.id)
    await model.submit()
    await model.take_back()
    assert isinstance(model.state, Reviewing)
    follower.drafts.set_answer(draft.id, "/ks_ho_ten", "NGUYỄN MẪU AN")


async def test_a_strangers_draft_is_absent(follower: Follower) -> None:
    assert isinstance((await model_of(follower, "nobody")).state, Absent)


# --- as it is drawn ---------------------------------------------------------------------------------------------------


async def drawn(follower: Follower, draft_id: str, language: str = "vi", **more: object) -> Shown:
    screen = await shown_page(ReviewPage, draft_id, within=follower.around(language, **more))  # type: ignore[arg-type]
    await until(screen, lambda: len(screen.texts()) > 8)
    return screen


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("layout", ["phone", "desktop"])
async def test_the_review_is_drawn_whole(follower: Follower, layout: str, language: str) -> None:
    draft = await follower.fill_in_birth()
    screen = await drawn(follower, draft.id, language, layout=layout)
    assert_whole(screen)
    assert says(screen, {"vi": "UBND xã Mẫu (cơ quan mẫu)", "en": "Mẫu commune (sample office)"}[language])
    assert says(screen, {"vi": "16.000", "en": "16,000"}[language])


async def test_the_person_reads_declares_submits_and_sees_the_code(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth(cam_doan=None)
    screen = await drawn(follower, draft.id)
    await screen.press("Nộp hồ sơ")
    await until(screen, lambda: screen.texts().count("Đọc và đánh dấu vào ô cam đoan để nộp.") == 2)
    tick = next(c for c in screen.all(ft.Checkbox) if str(c.key).startswith("declare-"))
    assert not tick.value
    await screen.send(tick, "change")
    await screen.press("Nộp hồ sơ")
    await until(screen, lambda: says(screen, "Chưa nộp. Máy sẽ tự gửi khi có mạng. Đừng xóa ứng dụng."))
    assert_whole(screen)
    await follower.send_all()
    await until(screen, lambda: says(screen, "Chưa có ngày hẹn; cán bộ đang kiểm tra."))
    await until(screen, lambda: says(screen, "Mã: X00.01-"))
    assert_whole(screen)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_rows_amounts_and_what_may_come_later_are_shown(follower: Follower, language: str) -> None:
    draft = await follower.drafts.start(household())
    members = [member("NGUYỄN MẪU AN"), member("TRẦN MẪU BÉ", relation="khac")]
    for name, value in {"chu_ho": "TRẦN MẪU HÀ", "thanh_vien": members, "thu_nhap": 12_500_000}.items():
        follower.drafts.set_answer(draft.id, f"/{name}", value)
    screen = await drawn(follower, draft.id, language)
    assert_whole(screen)
    texts = screen.texts()
    names = {"vi": ("Thành viên 1", "Thành viên 2"), "en": ("Member 1", "Member 2")}[language]
    assert [text for text in texts if text in names] == list(names)
    assert {"vi": "Mười hai triệu năm trăm nghìn đồng", "en": "Twelve million five hundred thousand Vietnamese dong"}[
        language
    ] in texts
    state = reviewing(await model_of(follower, draft.id))
    assert [one.route for one in state.later] == [
        f"/drafts/{draft.id}/steps/giay_to?back=review&field=%2Fgiay_chung_sinh"
    ]
    assert says(screen, {"vi": "Có thể bổ sung sau", "en": "What may come later"}[language])
