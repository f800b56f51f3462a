"""My applications: each record in exactly one list, in one state."""

from tests.views.following import Follower
from views.applications.outbox_model import OutboxModel
from views.applications.screen_model import ApplicationsModel
from views.applications.state import ApplicationsState
from views.tracking.days import working_day_counter
from views.tracking.refreshing import Trouble


def applications(follower: Follower) -> ApplicationsModel:
    return ApplicationsModel(
        drafts=follower.drafts,
        outbox=follower.outbox,
        tracking=follower.tracking,
        identity=follower.identity,
        find_procedure=follower.catalogue.find,
        clock=follower.clock,
        count=working_day_counter(follower.catalogue),
    )


def counts(state: ApplicationsState) -> dict[str, int]:
    lists = ("needs_you", "waiting", "drafts", "under_way", "finished")
    return {name: len(getattr(state, name)) for name in lists if getattr(state, name)}


async def test_one_application_is_in_one_list_all_its_life(follower: Follower) -> None:
    await follower.sign_in()
    model = applications(follower)
    assert model.state.is_empty
    draft = await follower.fill_in_birth()
    model.load()
    assert counts(model.state) == {"drafts": 1}
    follower.is_offline = True
    parcel = await follower.submit(draft)
    model.load()
    assert counts(model.state) == {"waiting": 1}
    follower.is_offline = False
    await follower.wait_until_delivered(parcel.id)
    await model.refresh()
    assert counts(model.state) == {"under_way": 1}
    dossier = model.state.under_way[0].dossier
    await follower.office("ask_for_items", dossier, items=[{"paper_id": "giay_chung_sinh", "reason": "Ảnh mờ"}])
    await model.refresh()
    assert counts(model.state) == {"needs_you": 1}
    await follower.office("accept", dossier)
    await follower.office("close", dossier, reason="Trùng hồ sơ")
    await model.refresh()
    assert counts(model.state) == {"finished": 1}


async def test_the_age_of_the_list_is_when_the_portal_was_last_asked(follower: Follower) -> None:
    await follower.file_birth()
    model = applications(follower)
    follower.clock.move(hours=2)
    await model.refresh()
    asked_at = follower.clock()
    assert model.state.seen_at == asked_at
    follower.is_offline = True
    follower.clock.move(hours=1)
    await model.refresh()
    assert model.state.seen_at == asked_at
    assert model.state.trouble is Trouble.NO_NETWORK


async def test_a_guest_sees_drafts_only(follower: Follower) -> None:
    await follower.file_birth()
    await follower.identity.sign_out()
    await follower.fill_in_birth()
    model = applications(follower)
    assert not model.state.signed_in
    assert counts(model.state) == {"drafts": 1}


async def test_a_deleted_draft_is_no_draft_until_it_is_put_back(follower: Follower) -> None:
    draft = await follower.fill_in_birth()
    model = applications(follower)
    (row,) = model.state.drafts
    await model.delete(row)
    assert counts(model.state) == {}
    assert (model.state.deleted, model.state.just_deleted) == (1, row)
    await model.undo()
    assert counts(model.state) == {"drafts": 1}
    assert model.state.just_deleted is None
    assert follower.drafts.find(draft.id) is not None


async def test_what_waits_can_be_taken_back_and_is_a_draft_again(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    follower.is_offline = True
    parcel = await follower.submit(draft)
    outbox = OutboxModel(follower.outbox)
    assert [waiting.id for waiting in outbox.state.parcels] == [parcel.id]
    outbox.ask_to_cancel(parcel.id)
    assert outbox.state.asked == parcel.id
    await outbox.cancel(parcel)
    assert outbox.state.parcels == ()
    model = applications(follower)
    assert counts(model.state) == {"drafts": 1}


async def test_what_the_portal_has_by_now_cannot_be_taken_back(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    parcel = await follower.submit(draft)
    outbox = OutboxModel(follower.outbox)
    await follower.wait_until_delivered(parcel.id)
    await outbox.cancel(parcel)
    assert outbox.state.received == parcel.title
    assert outbox.state.parcels == ()


async def test_send_now_is_tried_at_once(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    follower.is_offline = True
    parcel = await follower.submit(draft)
    for _ in range(3):
        await follower.outbox.step(follower.clock())
        follower.clock.move(minutes=6)
    outbox = OutboxModel(follower.outbox)
    follower.is_offline = False
    await outbox.send_now(parcel.id)
    waiting = follower.outbox.find(parcel.id)
    assert waiting is not None
    assert waiting.next_try_at is None
    await follower.send_all()
    outbox.load()
    assert outbox.state.parcels == ()


async def test_after_signing_out_the_screen_says_nothing_of_the_draft_just_deleted(follower: Follower) -> None:
    await follower.sign_in()
    await follower.fill_in_birth()
    model = applications(follower)
    await model.delete(model.state.drafts[0])
    model.load()
    assert model.state.just_deleted is not None
    await follower.identity.sign_out()
    model.load()
    assert model.state.just_deleted is None
