"""A dossier's page, from submission to result, with the real portal and an office that acts."""

from datetime import timedelta

from tests.views.following import Follower
from views.tracking.refreshing import Trouble
from views.tracking.state import Following, NotHere
from views.tracking.status import next_actor, open_requests


async def test_a_submitted_dossier_has_a_code_and_no_result_date(follower: Follower) -> None:
    dossier = await follower.file_birth()
    model = follower.dossier_model(dossier)
    assert isinstance(model.state, Following)
    assert model.state.dossier.code.startswith("X00")
    assert model.state.due is None
    assert next_actor(model.state.dossier) == "office"
    assert model.state.to_come == ("acceptance", "processing", "proof", "result")


async def test_what_the_office_does_shows_after_a_refresh(follower: Follower) -> None:
    dossier = await follower.file_birth()
    model = follower.dossier_model(dossier)
    await follower.office("accept", dossier)
    await model.refresh()
    assert isinstance(model.state, Following)
    assert model.state.dossier.status == 2
    assert model.state.due is not None
    assert {d.kind for d in model.state.dossier.documents} >= {"submission_confirmation", "acceptance_slip"}
    assert model.state.trouble is None


async def test_what_is_known_stays_on_the_screen_when_the_line_is_cut(follower: Follower) -> None:
    dossier = await follower.file_birth()
    model = follower.dossier_model(dossier)
    seen_at = follower.clock()
    follower.is_offline = True
    follower.clock.move(minutes=30)
    await model.refresh()
    assert isinstance(model.state, Following)
    assert model.state.trouble is Trouble.NO_NETWORK
    assert abs(model.state.seen_at - seen_at) < timedelta(minutes=1)
    follower.is_offline = False
    await model.refresh()
    assert isinstance(model.state, Following)
    assert model.state.trouble is None
    assert model.state.seen_at == follower.clock()


async def test_an_unknown_dossier_is_told_as_not_found(follower: Follower) -> None:
    dossier = await follower.file_birth()
    model = follower.dossier_model(dossier.model_copy(update={"id": "nobody-knows"}))
    assert model.state == NotHere(looking=True)
    await model.refresh()
    assert model.state == NotHere(looking=False)


async def test_after_signing_out_nothing_of_the_dossier_is_shown(follower: Follower) -> None:
    dossier = await follower.file_birth()
    model = follower.dossier_model(dossier)
    await follower.identity.sign_out()
    model.load()
    assert isinstance(model.state, NotHere)
    assert not model.state.signed_in


async def test_the_fee_of_two_copies_is_asked_without_blocking(follower: Follower) -> None:
    dossier = await follower.file_birth()
    await follower.office("accept", dossier)
    model = follower.dossier_model(dossier)
    await model.refresh()
    assert isinstance(model.state, Following)
    (request,) = open_requests(model.state.dossier)
    bill = model.state.bill(request.bill_id)
    assert request.kind == "payment"
    assert bill is not None
    assert bill.amount_vnd == 16_000
    assert model.state.dossier.status == 2


async def test_a_withdrawal_waits_here_until_the_office_has_it(follower: Follower) -> None:
    dossier = await follower.file_birth()
    model = follower.dossier_model(dossier)
    follower.is_offline = True
    model.start_withdrawing()
    await model.withdraw("Nộp nhầm")
    assert isinstance(model.state, Following)
    assert [parcel.kind for parcel in model.state.unsent] == ["withdrawal"]
    assert model.state.dossier.status == 1
    follower.is_offline = False
    await follower.send_all()
    await model.refresh()
    assert isinstance(model.state, Following)
    assert model.state.unsent == ()
    assert model.state.dossier.status == 7
    await follower.office("confirm_withdrawal", dossier)
    await model.refresh()
    assert isinstance(model.state, Following)
    assert model.state.dossier.status == 8


async def test_the_time_stands_still_while_the_citizen_is_asked(follower: Follower) -> None:
    dossier = await follower.file_birth(so_ban_sao=None, ban_sao=False)
    await follower.office("accept", dossier)
    await follower.office("ask_for_items", dossier, items=[{"paper_id": "giay_chung_sinh", "reason": "Ảnh mờ"}])
    follower.clock.move(days=20)
    model = follower.dossier_model(dossier)
    await model.refresh()
    assert isinstance(model.state, Following)
    assert model.state.due is not None
    assert model.state.due.state == "paused"
    assert next_actor(model.state.dossier) == "citizen"
