"""After an end that nobody asked for, the draft that was being filled in is offered; after an orderly one none is."""

import sqlite3

from app.drafts.service import Drafts
from app.vault.vault import Vault
from tests.app.conftest import MovingClock, SignedInAs, procedure
from tests.app.drafts.conftest import NewDrafts

BIRTH = procedure()


async def edited(drafts: Drafts, value: str) -> str:
    draft = await drafts.start(BIRTH)
    drafts.set_answer(draft.id, "/name", value)
    assert await drafts.flush(draft.id)
    return draft.id


async def killed_and_started(new_drafts: NewDrafts) -> Drafts:
    """Start anew without having closed: what ``kill -9`` leaves."""
    drafts = new_drafts()
    await drafts.load()
    return drafts


async def test_the_draft_that_was_filled_in_last_is_offered_as_it_was_stored(
    shelved: Drafts, clock: MovingClock, new_drafts: NewDrafts
) -> None:
    await edited(shelved, "first")
    clock.move(minutes=5)
    last = await edited(shelved, "last")
    stored_at = clock()
    shelved.set_answer(last, "/name", "never stored")
    clock.move(hours=1)
    offered = (await killed_and_started(new_drafts)).interrupted()
    assert offered is not None
    assert (offered.id, offered.answers, offered.saved_at) == (last, {"name": "last"}, stored_at)


async def test_after_an_orderly_end_nothing_is_offered(shelved: Drafts, new_drafts: NewDrafts) -> None:
    await edited(shelved, "AN")
    assert shelved.interrupted() is None
    await shelved.close()
    assert (await killed_and_started(new_drafts)).interrupted() is None


async def test_it_is_offered_until_it_is_gone_on_with_or_waved_off(shelved: Drafts, new_drafts: NewDrafts) -> None:
    draft_id = await edited(shelved, "AN")
    restarted = await killed_and_started(new_drafts)
    other = await edited(restarted, "another one")
    offered = restarted.interrupted()
    assert offered is not None
    assert offered.id == draft_id
    restarted.set_answer(draft_id, "/name", "ANH")
    await restarted.flush(draft_id)
    assert restarted.interrupted() is None
    once_more = await killed_and_started(new_drafts)
    assert once_more.interrupted() is not None
    await once_more.dismiss_interrupted()
    assert once_more.interrupted() is None
    assert (await killed_and_started(new_drafts)).interrupted() is None
    assert once_more.find(other) is not None


async def test_a_draft_that_is_deleted_or_anothers_is_not_offered(
    shelved: Drafts, identity: SignedInAs, new_drafts: NewDrafts
) -> None:
    identity.sign_in("mai")
    draft_id = await edited(shelved, "AN")
    identity.sign_in("hoa")
    assert (await killed_and_started(new_drafts)).interrupted() is None
    identity.sign_in("mai")
    await shelved.shelf.delete(draft_id)
    assert (await killed_and_started(new_drafts)).interrupted() is None


async def test_a_damaged_mark_keeps_nobody_from_their_drafts(
    shelved: Drafts, vault: Vault, new_drafts: NewDrafts
) -> None:
    draft_id = await edited(shelved, "AN")
    with sqlite3.connect(vault.path / "vault.db") as connection:
        connection.execute("UPDATE records SET sealed = zeroblob(60) WHERE kind = 'running'")
    connection.close()
    again = await killed_and_started(new_drafts)
    assert again.interrupted() is None
    assert again.find(draft_id) is not None
