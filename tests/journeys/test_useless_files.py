"""A file that cannot be used is told at its paper: refused by the portal, or no longer whole when it is to be sent."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.drafts.model import Draft
from app.outbox.model import ParcelState, Reason
from app.outbox.results import Invalid
from app.vault.model import DeleteBlob
from tests.app.conftest import pdf, photo
from tests.harness import shown_page
from tests.views.following import Follower, following
from tests.views.screens import assert_whole, says, until
from views.documents.screen import PapersPage

MARKED = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner takes for a virus, and nothing else does."""


@pytest.fixture
async def follower(tmp_path: Path) -> AsyncIterator[Follower]:
    async with following(tmp_path) as follower:
        await follower.sign_in()
        yield follower


async def filled_in(follower: Follower, proof: bytes) -> Draft:
    answers = {**follower.shared.answers}
    return await follower.fill_in("1.001193", answers, {"giay_chung_sinh": ("giấy.pdf", proof)})


def draft_of(follower: Follower, draft: Draft) -> Draft:
    found = follower.drafts.find(draft.id)
    assert found is not None
    return found


async def test_a_file_the_portal_refused_is_told_at_its_paper_until_another_is_attached(follower: Follower) -> None:
    draft = await filled_in(follower, pdf().replace(b"%%EOF", b"%" + MARKED + b"\n%%EOF"))
    parcel = await follower.submit(draft)
    for _ in range(40):
        await follower.outbox.step(follower.clock())
        follower.clock.move(seconds=5)
        found = follower.outbox.find(parcel.id)
        assert found is not None
        if found.state is ParcelState.NEEDS_ATTENTION:
            break
    assert found.reason is Reason.FILE_REFUSED
    await follower.outbox.cancel(parcel.id)
    (refused,) = draft_of(follower, draft).attachments
    assert refused.problem
    assert refused.problem == found.detail
    assert await follower.outbox.submit(draft.id) == Invalid((), ("giay_chung_sinh",))

    screen = await shown_page(PapersPage, draft.id, within=follower.around("en"))
    await until(screen, lambda: says(screen, "The portal refused “giấy.pdf”"))
    assert says(screen, refused.problem)
    assert_whole(screen)
    await screen.press("Continue")
    await until(screen, lambda: says(screen, "Attach this paper:"))
    await screen.press("Remove giấy.pdf")
    await until(screen, lambda: not draft_of(follower, draft).attachments)
    paper = next(one for one in follower.shared.procedure("1.001193").papers if one.id == "giay_chung_sinh")
    await follower.drafts.attach(draft.id, paper, file_name="giấy.jpg", data=photo(size=(900, 700)))
    await follower.wait_until_delivered((await follower.submit(draft_of(follower, draft))).id)
    assert draft_of(follower, draft).dossier_id is not None


async def test_a_file_that_is_gone_is_noticed_before_anything_is_queued(follower: Follower) -> None:
    draft = await filled_in(follower, pdf())
    (kept,) = draft.attachments
    await follower.vault.transact([DeleteBlob(kept.id)])
    assert await follower.outbox.submit(draft.id) == Invalid((), ("giay_chung_sinh",))
    assert draft_of(follower, draft).attachments == (replace(kept, problem=""),)
    assert follower.outbox.parcels() == ()
