"""Somebody helps: recorded with the application, which stays the applicant's, who agrees to every answer first."""

import asyncio
import io
from collections.abc import Callable

import flet as ft
import pytest
from pypdf import PdfReader

from app.drafts.model import Help
from app.drafts.service import Drafts
from app.outbox.results import Invalid, Queued
from tests.harness import Shown, shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.review.screen import ReviewPage

AGREE = "I am the applicant. I have read every answer, or it was read to me, and I agree."


def help_of(follower: Follower, draft_id: str) -> Help | None:
    draft = follower.drafts.find(draft_id)
    return draft.help if draft else None


def tick(screen: Shown) -> ft.Checkbox:
    return next(box for box in screen.all(ft.Checkbox) if box.key == "help-agreed")


async def choose(screen: Shown, kind: str) -> None:
    group = next(
        group for group in screen.all(ft.RadioGroup) if "help-officer" in {r.key for r in screen.all(ft.Radio)}
    )
    screen.session.apply_patch(group._i, {"value": kind})
    await screen.send(group, "change", kind)


async def test_an_officer_helps_and_the_applicant_agrees_before_it_goes(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    screen = await shown_page(ReviewPage, draft_id=draft.id, within=follower.around())
    await until(screen, lambda: says(screen, "Help with this application"))
    await choose(screen, "officer")
    assert_whole(screen)

    await screen.press("Submit the application")
    await until(screen, lambda: says(screen, "Say who helps you."))
    assert says(screen, "The applicant must agree before it is submitted.")
    assert follower.outbox.parcels() == ()

    await screen.write("help-name-field", "  Lê Thị Mẫu  ")
    await screen.write("help-number-field", "CB-07")
    await screen.write("updates-to-field", "0900 000 001")
    box = tick(screen)
    screen.session.apply_patch(box._i, {"value": True})
    await screen.send(box, "change", True)
    await until(screen, lambda: (help_of(follower, draft.id) or Help("officer")).agreed)
    await screen.press("Submit the application")
    await until(screen, lambda: len(follower.outbox.parcels()) == 1)
    await follower.wait_until_delivered(follower.outbox.parcels()[0].id)
    await follower.tracking.refresh()

    (dossier,) = (tracked.dossier for tracked in follower.tracking.list())
    assert dossier.help is not None
    assert (dossier.help.kind, dossier.help.name, dossier.help.number) == ("officer", "Lê Thị Mẫu", "CB-07")
    assert dossier.updates_to == "0900 000 001"
    for _ in range(600):  # the portal draws after it has answered
        if dossier.documents:
            break
        await asyncio.sleep(0.05)
        await follower.tracking.refresh(dossier.id)
        dossier = follower.tracking.list()[0].dossier
    confirmation = await follower.tracking.document(dossier.id, dossier.documents[0].id)
    words = " ".join(PdfReader(io.BytesIO(confirmation)).pages[0].extract_text().split())
    assert "Lê Thị Mẫu" in words
    assert "0900 000 001" in words


async def test_a_changed_answer_takes_the_agreement_back(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    follower.drafts.set_help(draft.id, Help("relative", "Trần Văn Mẫu", agreed=True))
    follower.drafts.declare(draft.id, "/cam_doan", given=True)
    assert help_of(follower, draft.id) == Help("relative", "Trần Văn Mẫu", agreed=True)

    follower.drafts.set_answer(draft.id, "/ks_ho_ten", "NGUYỄN MẪU KHÁC")

    assert help_of(follower, draft.id) == Help("relative", "Trần Văn Mẫu", agreed=False)
    refused = await follower.outbox.submit(draft.id)
    assert isinstance(refused, Invalid)
    assert refused.lacks_agreement
    follower.drafts.set_help(draft.id, None)
    assert isinstance(await follower.outbox.submit(draft.id), Queued)


@pytest.mark.parametrize(
    "change",
    [
        lambda drafts, draft_id: drafts.set_subject(draft_id, "other"),
        lambda drafts, draft_id: drafts.prefill(draft_id, {"/ks_ho_ten": ("NGUYỄN MẪU KHÁC", "id_card")}),
        lambda drafts, draft_id: drafts.set_updates_to(draft_id, "0900 000 666"),
    ],
    ids=["for-whom", "prefilled", "where-updates-go"],
)
async def test_so_does_whatever_else_changes_what_was_agreed_to(
    change: Callable[[Drafts, str], None], follower: Follower
) -> None:
    draft = await follower.fill_in_birth()
    follower.drafts.set_help(draft.id, Help("relative", "Trần Văn Mẫu", agreed=True))

    change(follower.drafts, draft.id)

    assert help_of(follower, draft.id) == Help("relative", "Trần Văn Mẫu", agreed=False)


async def test_where_updates_go_is_not_sent_once_nobody_helps(follower: Follower) -> None:
    await follower.sign_in()
    draft = await follower.fill_in_birth()
    follower.drafts.set_help(draft.id, Help("officer", "Lê Thị Mẫu"))
    follower.drafts.set_updates_to(draft.id, "0900 000 001")
    follower.drafts.set_help(draft.id, None)

    assert isinstance(await follower.outbox.submit(draft.id), Queued)

    (parcel,) = follower.outbox.parcels()
    assert "updates_to" not in parcel.payload


@pytest.mark.parametrize(("language", "label"), [("vi", "Có ai"), ("en", "Does somebody help you with it?")])
async def test_it_is_asked_in_both_languages(language: str, label: str, follower: Follower) -> None:
    draft = await follower.fill_in_birth()
    screen = await shown_page(ReviewPage, draft_id=draft.id, within=follower.around(language))
    await until(screen, lambda: says(screen, label))
    assert_whole(screen)
