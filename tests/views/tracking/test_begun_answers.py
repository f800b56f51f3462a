"""What is typed of an answer to an office outlives the app and its being taken back; only its owner sees it."""

import pytest

from api_client.models import Dossier
from app.outbox.results import Cancelled
from app.tracking.begun import BEGUN, BegunAnswer
from forms.flow import Field
from tests.harness import shown_page
from tests.views.following import Follower
from tests.views.screens import says, until
from tests.views.tracking.test_request_model import WRONG_NAME
from tests.waiting import eventually
from views.tracking.correction import Correction
from views.tracking.request_model import RequestModel
from views.tracking.screen import RequestPage
from views.tracking.state import Answering, ItemAnswer, OnItsWay, Settled

NAME, COMMENT = "NGUYỄN MẪU MINH ANH", "Giấy chứng sinh viết nhầm."


async def begun(follower: Follower) -> tuple[Dossier, RequestModel]:
    """Correct a name and write a comment, until both are stored."""
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[WRONG_NAME])
    model = await follower.request_model(dossier, "supplement")
    item, field = asked(model)
    Correction(item.item.id, model).answer(field, NAME)
    model.write_comment(COMMENT)
    assert not follower.begun.is_saved(model.answer_id)
    await eventually(lambda: follower.begun.is_saved(model.answer_id))
    return dossier, model


def asked(model: RequestModel) -> tuple[ItemAnswer, Field]:
    """Return the one item that is asked for, and its field."""
    assert isinstance(model.state, Answering)
    (item,) = model.state.items
    assert item.field is not None
    return item, item.field


def typed(model: RequestModel) -> tuple[str, str]:
    return model.corrections.value(asked(model)[1])[0], model.begun.comment


async def test_the_app_may_end_in_the_middle(follower: Follower) -> None:
    dossier, _ = await begun(follower)
    await follower.restart()
    again = await follower.request_model(dossier, "supplement")
    assert typed(again) == (NAME, COMMENT)
    await again.send()
    await follower.send_all()
    await again.refresh()
    assert isinstance(again.state, Settled)
    assert again.state.dossier.answers["ks_ho_ten"] == NAME
    assert again.state.dossier.timeline[-1].note == COMMENT


async def test_a_sent_answer_is_forgotten_once_the_office_has_it_not_before(follower: Follower) -> None:
    dossier, model = await begun(follower)
    follower.is_offline = True
    await model.send()
    assert isinstance(model.state, OnItsWay)
    (waiting,) = [parcel for parcel in follower.outbox.parcels() if not parcel.is_delivered]
    follower.is_offline = False
    assert isinstance(await follower.outbox.cancel(waiting.id), Cancelled)
    again = await follower.request_model(dossier, "supplement")
    assert typed(again) == (NAME, COMMENT)
    await again.send()
    await follower.send_all()
    await again.refresh()
    await eventually(lambda: follower.begun.find(again.answer_id) is None)
    assert await follower.vault.all(BEGUN) == []


async def test_nobody_else_on_this_device_sees_it(follower: Follower) -> None:
    _, model = await begun(follower)
    follower.subject = "sample-ha"
    await follower.sign_in()
    assert follower.begun.find(model.answer_id) is None
    follower.begun.change(model.answer_id, BegunAnswer(comment="Của người khác"))
    follower.subject = "sample-mai"
    await follower.sign_in()
    assert typed(model) == (NAME, COMMENT)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Saved on this device at 09:"), ("vi", "Đã lưu trên máy này lúc 09:")]
)
async def test_the_page_says_saved_once_it_is_stored(follower: Follower, language: str, words: str) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[WRONG_NAME])
    model = await follower.request_model(dossier, "supplement")
    asked = model.answer_id.partition("/")[2]
    page = await shown_page(RequestPage, dossier_id=dossier.id, request_id=asked, within=follower.around(language))
    assert not says(page, words)
    model.write_comment(COMMENT)
    await page.settle(5)
    assert not says(page, words)
    await until(page, lambda: says(page, words))
    assert follower.begun.is_saved(model.answer_id)


async def test_who_agrees_after_all_says_nothing_of_the_correction_begun(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    await follower.office("send_proof", dossier)
    model = await follower.request_model(dossier, "proof")
    model.start_correcting()
    model.write_comment("Sai ngày sinh")
    model.stop_correcting()
    await model.agree()
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Settled)
    assert "Sai ngày sinh" not in str(model.state.dossier.timeline)
