"""Whole drafts: named, duplicated, begun anew, deleted and put back, left to the guest."""

import asyncio
from dataclasses import replace

import pytest

from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.drafts.shelf import DOUBTED_DAYS, KEPT_DAYS
from app.vault.vault import Vault
from tests.app.conftest import MovingClock, SignedInAs, photo, procedure
from tests.app.drafts.conftest import NewDrafts

BIRTH = procedure()
PAPER, OTHER = BIRTH.papers


async def filled(drafts: Drafts) -> Draft:
    """Begin a draft with an answer, a tick, a place where one was, and a file."""
    draft = await drafts.start(BIRTH, subject="child")
    drafts.prefill(draft.id, {"/name": ("AN", "population_register")})
    drafts.confirm(draft.id, "c", given=True)
    drafts.set_step(draft.id, "mother")
    assert isinstance(await drafts.attach(draft.id, PAPER, file_name="a.jpg", data=photo()), Attachment)
    assert await drafts.flush(draft.id)
    found = drafts.find(draft.id)
    assert found is not None
    return found


async def again(new_drafts: NewDrafts) -> Drafts:
    """Start the app anew."""
    drafts = new_drafts()
    await drafts.load()
    return drafts


async def test_a_deleted_draft_is_nowhere_and_whole_again_when_put_back_also_after_a_restart(
    shelved: Drafts, vault: Vault, clock: MovingClock, new_drafts: NewDrafts
) -> None:
    draft = await filled(shelved)
    await shelved.shelf.delete(draft.id)
    for drafts in (shelved, await again(new_drafts)):
        assert drafts.find(draft.id) is None
        assert drafts.list() == ()
        assert [one.id for one in drafts.shelf.deleted()] == [draft.id]
        with pytest.raises(DraftNotFoundError):
            drafts.set_answer(draft.id, "/name", "X")
    clock.move(days=KEPT_DAYS - 1)
    restarted = await again(new_drafts)
    back = await restarted.shelf.put_back(draft.id)
    assert replace(back, saved_at=None) == replace(draft, saved_at=None)
    assert len(await vault.get_blob(draft.attachments[0].id)) == draft.attachments[0].size_bytes
    assert restarted.shelf.deleted() == ()


async def test_a_draft_deleted_long_ago_is_gone_with_its_files_at_the_next_start(
    shelved: Drafts, vault: Vault, clock: MovingClock, new_drafts: NewDrafts
) -> None:
    draft = await filled(shelved)
    await shelved.shelf.delete(draft.id)
    clock.move(days=KEPT_DAYS, seconds=1)
    assert len((await again(new_drafts)).shelf.deleted()) == 1  # the clock is not taken at its word at once
    clock.move(days=DOUBTED_DAYS, seconds=1)
    restarted = await again(new_drafts)
    assert restarted.shelf.deleted() == ()
    assert await vault.all("drafts") == []
    with pytest.raises(KeyError):
        await vault.get_blob(draft.attachments[0].id)
    with pytest.raises(DraftNotFoundError):
        await restarted.shelf.put_back(draft.id)


async def test_a_clock_years_ahead_takes_nothing_away_once_it_is_set_right(
    shelved: Drafts, clock: MovingClock, new_drafts: NewDrafts
) -> None:
    draft, other = await filled(shelved), await filled(shelved)
    for one in (draft, other):
        await shelved.shelf.delete(one.id)
    for days in (3650, -3640, KEPT_DAYS):  # a wrong day, the right one, and when its time is really over
        clock.move(days=days)
        drafts = await again(new_drafts)
        assert {one.id for one in drafts.shelf.deleted()} == {draft.id, other.id}
    assert (await drafts.shelf.put_back(other.id)).expired_at is None
    clock.move(days=DOUBTED_DAYS, seconds=1)
    drafts = await again(new_drafts)
    assert drafts.shelf.deleted() == ()
    assert [one.id for one in drafts.list()] == [other.id]


async def test_a_clock_that_went_back_takes_nothing_away(
    shelved: Drafts, clock: MovingClock, new_drafts: NewDrafts
) -> None:
    draft = await filled(shelved)
    await shelved.shelf.delete(draft.id)
    clock.move(days=-3650)
    assert [one.id for one in (await again(new_drafts)).shelf.deleted()] == [draft.id]


async def test_what_is_on_its_way_is_not_deleted(shelved: Drafts) -> None:
    draft = await filled(shelved)
    await shelved.update(draft.id, lambda one: replace(one, parcel_id="p"), freeze=True)
    for attempt in (shelved.shelf.delete, shelved.shelf.start_over):
        with pytest.raises(DraftLockedError):
            await attempt(draft.id)
    assert len(shelved.list()) == 1


async def test_a_duplicate_has_answers_and_files_of_its_own_and_a_key_of_its_own(
    shelved: Drafts, vault: Vault, clock: MovingClock
) -> None:
    draft = await filled(shelved)
    await shelved.update(draft.id, lambda one: replace(one, submission_key="key"))
    clock.move(minutes=5)
    copy = await shelved.shelf.duplicate(draft.id, title="Cho con thứ hai")
    assert (copy.answers, copy.subject, copy.form_version) == (draft.answers, draft.subject, draft.form_version)
    assert (copy.submission_key, copy.parcel_id, copy.step_id) == (None, None, None)
    assert copy.confirmations == frozenset()
    assert copy.created_at == clock()
    shelved.set_answer(copy.id, "/name", "BÌNH")
    first, second = shelved.find(draft.id), shelved.find(copy.id)
    assert first is not None
    assert second is not None
    assert (first.answers, second.answers) == ({"name": "AN"}, {"name": "BÌNH"})
    assert (first.sources, second.sources) == ({"/name": "population_register"}, {})
    (file,) = copy.attachments
    assert shelved.shelf.all_bytes() < 2 * file.size_bytes + 4_000  # the bytes are there once


@pytest.mark.parametrize("first", ["original", "copy"])
@pytest.mark.parametrize("how", ["detach", "delete"])
async def test_bytes_that_two_drafts_name_go_with_the_last_of_them(
    shelved: Drafts, vault: Vault, first: str, how: str
) -> None:
    draft = await filled(shelved)
    copy = await shelved.shelf.duplicate(draft.id, title="")
    (file,) = draft.attachments
    order = (draft, copy) if first == "original" else (copy, draft)
    for number, one in enumerate(order):
        if how == "detach":
            await shelved.detach(one.id, file.id)
        else:
            await shelved.shelf.delete(one.id)
            await shelved.shelf.delete_for_ever(one.id)
        if number == 0:
            assert len(await vault.get_blob(file.id)) == file.size_bytes
    with pytest.raises(KeyError):
        await vault.get_blob(file.id)


async def test_a_duplicate_made_while_the_file_is_removed_names_no_bytes_that_are_gone(
    shelved: Drafts, vault: Vault
) -> None:
    draft = await filled(shelved)
    (file,) = draft.attachments
    removing = asyncio.create_task(shelved.detach(draft.id, file.id))
    copying = asyncio.create_task(shelved.shelf.duplicate(draft.id, title=""))
    await asyncio.gather(removing, copying)
    for attachment in copying.result().attachments:
        assert len(await vault.get_blob(attachment.id)) == attachment.size_bytes


async def test_begun_anew_nothing_of_the_old_one_is_left_in_the_new_one(
    shelved: Drafts, vault: Vault, new_drafts: NewDrafts
) -> None:
    """A reset that left its save points behind brought the old answers back (getodk/collect #6331)."""
    draft = await filled(shelved)
    shelved.set_answer(draft.id, "/name", "typed and not stored yet")
    empty = await shelved.shelf.start_over(draft.id)
    for drafts in (shelved, await again(new_drafts)):
        found = drafts.find(empty.id)
        assert found is not None
        assert (found.answers, found.sources, found.attachments) == ({}, {}, ())
        assert (found.confirmations, found.step_id, found.submission_key) == (frozenset(), None, None)
        assert (found.subject, found.form_version) == ("child", "1")
        assert [one.id for one in drafts.list()] == [empty.id]
        assert [one.answers for one in drafts.shelf.deleted()] == [{"name": "typed and not stored yet"}]


async def test_a_name_of_ones_own_is_kept_short_and_can_be_taken_back(shelved: Drafts, new_drafts: NewDrafts) -> None:
    draft = await filled(shelved)
    await shelved.shelf.rename(draft.id, "  Cho   bé An\n" + "x" * 200)
    found = (await again(new_drafts)).find(draft.id)
    assert found is not None
    assert found.title.startswith("Cho bé An xxx")
    assert len(found.title) == 80
    assert (await shelved.shelf.rename(draft.id, " ")).title == ""


async def test_a_name_given_while_typing_goes_on_loses_no_key(shelved: Drafts) -> None:
    draft = await filled(shelved)
    renaming = asyncio.create_task(shelved.shelf.rename(draft.id, "Bé An"))
    while not renaming.done():
        found = shelved.find(draft.id)
        assert found is not None
        shelved.set_answer(draft.id, "/name", f"{found.answers['name']}N")
        await asyncio.sleep(0)
    found = shelved.find(draft.id)
    assert found is not None
    assert found.title == "Bé An"
    assert found.answers["name"].startswith("ANN")


async def test_the_guests_drafts_are_taken_over_one_by_one_and_only_by_choice(
    shelved: Drafts, identity: SignedInAs, new_drafts: NewDrafts
) -> None:
    mine, hers = await filled(shelved), await filled(shelved)
    assert shelved.shelf.unasked() == ()
    identity.sign_in("mai")
    assert {draft.id for draft in shelved.shelf.unasked()} == {mine.id, hers.id}
    await shelved.claim(mine.id)
    await shelved.shelf.decline(hers.id)
    restarted = await again(new_drafts)
    assert restarted.shelf.unasked() == ()
    assert {draft.id: draft.owner for draft in restarted.list()} == {mine.id: "mai", hers.id: None}
    identity.sign_in("hoa")
    assert [draft.id for draft in restarted.shelf.unasked()] == [hers.id]  # who else signs in is asked too
    assert restarted.find(mine.id) is None


async def test_what_another_person_deleted_is_neither_seen_nor_put_back(shelved: Drafts, identity: SignedInAs) -> None:
    identity.sign_in("mai")
    draft = await filled(shelved)
    await shelved.shelf.delete(draft.id)
    identity.sign_in("hoa")
    assert shelved.shelf.deleted() == ()
    for attempt in (shelved.shelf.put_back, shelved.shelf.delete_for_ever):
        with pytest.raises(DraftNotFoundError):
            await attempt(draft.id)


async def test_for_whom_is_changed_and_what_registers_filled_in_for_the_other_goes(shelved: Drafts) -> None:
    draft = await shelved.start(BIRTH, subject="self")
    shelved.set_answer(draft.id, "/typed", "BÌNH")
    given = {"/name": ("AN", "population_register"), "/card": ("1", "id_card"), "/phone": ("0", "earlier")}
    shelved.prefill(draft.id, given)
    shelved.set_subject(draft.id, "child")
    found = shelved.find(draft.id)
    assert found is not None
    assert (found.subject, found.answers) == ("child", {"typed": "BÌNH", "card": "1"})
    assert found.sources == {"/card": "id_card"}


async def test_room_is_told_for_each_draft_and_in_all(shelved: Drafts) -> None:
    draft = await filled(shelved)
    (file,) = draft.attachments
    size = shelved.shelf.size_bytes(draft)
    assert file.size_bytes < size < file.size_bytes + 2_000
    assert shelved.shelf.all_bytes() == size
    await shelved.shelf.delete(draft.id)
    assert shelved.shelf.all_bytes() >= size
