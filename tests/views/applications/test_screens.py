"""My applications and the outbox as they are drawn."""

import pytest

from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.applications.screen import ApplicationsPage, OutboxPage


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_an_empty_list_says_what_will_be_there(follower: Follower, language: str) -> None:
    screen = await shown_page(ApplicationsPage, within=follower.around(language))
    assert_whole(screen)
    assert says(screen, {"vi": "Chưa có gì ở đây", "en": "Nothing here yet"}[language])


async def test_every_application_shows_its_one_state(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.fill_in_birth()
    waiting = await follower.fill_in_birth()
    follower.is_offline = True
    await follower.submit(waiting)
    screen = await shown_page(ApplicationsPage, within=follower.around("vi"))
    assert_whole(screen)
    for state in ("Bản nháp · chưa nộp", "Chờ gửi · chưa nộp", "Đã nộp, chờ tiếp nhận"):
        assert screen.texts().count(state) == 1
    assert says(screen, dossier.code)
    assert says(screen, "Tiếp theo: cơ quan kiểm tra và tiếp nhận")


async def test_a_deleted_draft_is_put_back_by_one_press(follower: Follower) -> None:
    draft = await follower.fill_in_birth()
    screen = await shown_page(ApplicationsPage, within=follower.around())
    await screen.send(screen.find(f"delete-{draft.id}"), "click")
    await until(screen, lambda: says(screen, "can be put back for 30 days"))
    assert_whole(screen)
    assert follower.drafts.find(draft.id) is None
    await screen.press("Put it back")
    await until(screen, lambda: says(screen, "Draft · not filed"))
    assert follower.drafts.find(draft.id) is not None
    assert not says(screen, "can be put back for 30 days")


async def test_two_drafts_begun_in_one_minute_are_deleted_by_names_of_their_own(follower: Follower) -> None:
    first, second = await follower.fill_in_birth(), await follower.fill_in_birth()
    assert first.created_at.replace(second=0, microsecond=0) == second.created_at.replace(second=0, microsecond=0)
    screen = await shown_page(ApplicationsPage, within=follower.around())
    assert_whole(screen)


async def test_the_outbox_says_why_it_waits_and_when_it_is_tried(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    follower.is_offline = True
    await follower.submit(draft)
    await follower.outbox.step(follower.clock())
    screen = await shown_page(OutboxPage, within=follower.around())
    assert_whole(screen)
    for words in ("Waiting to send · not filed", "No network", "Waiting since", "Last try", "Next try", "0 of 2 files"):
        assert says(screen, words), words
    follower.is_offline = False
    await follower.send_all()
    await until(screen, lambda: says(screen, "Nothing waits"))


async def test_two_of_one_kind_have_buttons_of_their_own(follower: Follower) -> None:
    await follower.sign_in()
    drafts = [await follower.fill_in_birth(), await follower.fill_in_birth()]
    follower.is_offline = True
    for draft in drafts:
        await follower.submit(draft)
    screen = await shown_page(OutboxPage, within=follower.around())
    assert_whole(screen)
    assert screen.texts().count("Waiting to send · not filed") == 2


async def test_an_answer_on_its_way_is_not_asked_again_in_the_list(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    await follower.office("send_proof", dossier)
    proof = await follower.request_model(dossier, "proof")
    screen = await shown_page(ApplicationsPage, within=follower.around())
    assert says(screen, "Next: you check the draft result")
    follower.is_offline = True
    await proof.agree()
    await until(screen, lambda: says(screen, "Your answer waits to be sent"))
    assert not says(screen, "Next: you check the draft result")


async def test_what_waits_is_taken_back_after_a_question(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    follower.is_offline = True
    parcel = await follower.submit(draft)
    screen = await shown_page(OutboxPage, within=follower.around())
    await screen.send(screen.find(f"cancel-{parcel.id}"), "click")
    assert_whole(screen)
    await screen.press("Take it back")
    await until(screen, lambda: says(screen, "Nothing waits"))
    found = follower.drafts.find(draft.id)
    assert found is not None
    assert not found.is_locked
