"""Answering the office: exactly the asked item, all faults in one return, nothing else touched."""

import pytest

from tests.app.conftest import photo
from tests.views.following import Follower
from views.documents.state import PaperSlot
from views.tracking.correction import Correction
from views.tracking.request_model import RequestModel
from views.tracking.state import Answering, AnswerProblem, OnItsWay, Settled

SHARPER = photo(size=(1200, 900), colour="blue")
BLURRED = {"paper_id": "giay_chung_sinh", "reason": "Ảnh bị mờ", "how_to_fix": "Để giấy phẳng, đủ sáng."}
WRONG_NAME = {"pointer": "/ks_ho_ten", "reason": "Tên khác giấy chứng sinh"}


def asked(model: RequestModel) -> PaperSlot:
    """Return the one paper that is asked for."""
    assert isinstance(model.state, Answering)
    (slot,) = [item.slot for item in model.state.items if item.slot is not None]
    return slot


async def test_only_the_asked_paper_is_attached_again_and_the_rest_stays(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[BLURRED])
    model = await follower.request_model(dossier, "supplement")
    assert isinstance(model.state, Answering)
    (item,) = model.state.items
    assert item.slot is not None
    assert (item.slot.paper.id, item.item.reason) == ("giay_chung_sinh", "Ảnh bị mờ")
    await model.files.attach(item.slot.paper, file_name="rõ hơn.jpg", data=SHARPER)
    await model.send()
    assert isinstance(model.state, OnItsWay)
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Settled)
    after = model.state.dossier
    kept = {file.paper_id: file.sha256 for file in dossier.files}
    now = {file.paper_id: file.sha256 for file in after.files}
    assert after.status == 1
    assert now["giay_ket_hon"] == kept["giay_ket_hon"]
    assert now["giay_chung_sinh"] != kept["giay_chung_sinh"]
    assert after.answers == dossier.answers


async def test_nothing_is_sent_before_every_asked_item_is_mended(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[BLURRED, WRONG_NAME])
    model = await follower.request_model(dossier, "supplement")
    await model.send()
    assert isinstance(model.state, Answering)
    assert [item.problem for item in model.state.items] == [AnswerProblem.NO_FILE, AnswerProblem.UNCHANGED]
    assert model.state.attempts == 1
    assert [p for p in follower.outbox.parcels() if not p.is_delivered] == []


async def test_only_the_asked_field_is_corrected(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[WRONG_NAME])
    model = await follower.request_model(dossier, "supplement")
    assert isinstance(model.state, Answering)
    (item,) = model.state.items
    assert item.field is not None
    assert item.before["vi"] == dossier.answers["ks_ho_ten"]
    correction = Correction(item.item.id, model)
    correction.answer(item.field, "nguyễn mẫu minh anh")
    assert await correction.leave(item.field) == "NGUYỄN MẪU MINH ANH"
    await model.send()
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Settled)
    expected = {**dossier.answers, "ks_ho_ten": "NGUYỄN MẪU MINH ANH"}
    assert model.state.dossier.answers == expected
    assert model.state.dossier.files == dossier.files


async def test_a_wrong_correction_is_told_at_the_field_and_not_sent(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[{"pointer": "/ks_ngay_sinh", "reason": "Sai ngày"}])
    model = await follower.request_model(dossier, "supplement")
    assert isinstance(model.state, Answering)
    (item,) = model.state.items
    assert item.field is not None
    Correction(item.item.id, model).answer(item.field, "31/12/2099")
    await model.send()
    assert isinstance(model.state, Answering)
    (item,) = model.state.items
    assert item.problem is AnswerProblem.WRONG
    assert item.wrong[0].message["vi"]


async def test_an_answer_that_was_right_may_be_explained_instead(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[WRONG_NAME])
    model = await follower.request_model(dossier, "supplement")
    model.write_comment("Tên này đúng như trên giấy chứng sinh.")
    await model.send()
    assert isinstance(model.state, OnItsWay)
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Settled)
    assert model.state.dossier.timeline[-1].note == "Tên này đúng như trên giấy chứng sinh."


async def test_a_file_of_another_kind_is_refused_on_the_device(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[BLURRED])
    model = await follower.request_model(dossier, "supplement")
    assert isinstance(model.state, Answering)
    await model.files.attach(asked(model).paper, file_name="giấy.jpg", data=b"#!/bin/sh\n")
    refusal = asked(model).refusal
    assert refusal is not None
    assert refusal.reason == "type"
    assert asked(model).files == ()


async def test_a_chosen_file_is_there_again_after_leaving_the_page(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("ask_for_items", dossier, items=[BLURRED])
    first = await follower.request_model(dossier, "supplement")
    assert isinstance(first.state, Answering)
    await first.files.attach(asked(first).paper, file_name="rõ hơn.jpg", data=SHARPER)
    again = await follower.request_model(dossier, "supplement")
    (kept,) = asked(again).files
    assert kept.attachment.file_name == "rõ hơn.jpg"
    assert kept.thumbnail is not None
    await again.files.remove(kept.attachment.id)
    assert asked(again).files == ()


@pytest.fixture
async def proof(follower: Follower) -> tuple[Follower, object]:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    await follower.office("send_proof", dossier)
    return follower, dossier


async def test_agreeing_with_the_draft_answers_the_request(proof: tuple[Follower, object]) -> None:
    follower, dossier = proof
    model = await follower.request_model(dossier, "proof")  # type: ignore[arg-type] # the fixture's dossier
    assert isinstance(model.state, Answering)
    assert model.state.request.on_silence == "agreed"
    assert model.state.proof is not None
    assert model.corrections.form is not None
    await model.agree()
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Settled)
    assert model.state.dossier.timeline[-1].kind == "proof_agreed"


async def test_a_correction_needs_words(proof: tuple[Follower, object]) -> None:
    follower, dossier = proof
    model = await follower.request_model(dossier, "proof")  # type: ignore[arg-type] # the fixture's dossier
    model.start_correcting()
    await model.ask_for_correction()
    assert isinstance(model.state, Answering)
    assert model.state.problem is AnswerProblem.NO_COMMENT
    model.write_comment("Tên mẹ phải là HÀ, không phải HẠ.")
    await model.ask_for_correction()
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Settled)
    assert model.state.dossier.timeline[-1].kind == "proof_declined"


async def test_an_answer_is_kept_and_sent_when_the_line_returns(proof: tuple[Follower, object]) -> None:
    follower, dossier = proof
    model = await follower.request_model(dossier, "proof")  # type: ignore[arg-type] # the fixture's dossier
    follower.is_offline = True
    await model.agree()
    assert isinstance(model.state, OnItsWay)
    follower.is_offline = False
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Settled)
