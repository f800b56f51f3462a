"""One draft as a thing, the deleted ones, the guest's: as they are drawn, over a real vault."""

from dataclasses import replace

import flet as ft
import pytest

from app.i18n import Translator
from tests.harness import shown, shown_page
from tests.views.applications.shelf import around_drafts, choose, drafts_of, routed
from tests.views.forms.device import BIRTH, Device
from tests.views.screens import assert_whole, says, until
from views.applications.guest_screen import GuestDraftsPage, route_after_sign_in
from views.applications.recovery import RecoveryOffer
from views.applications.screen import DeletedPage, DraftPage


@pytest.mark.parametrize("layout", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_draft_is_named_for_whom_it_is_changed_and_the_room_it_takes_told(
    device: Device, language: str, layout: str
) -> None:
    t = Translator(language)
    draft = await device.begin({"ks_ho_ten": "MẪU AN"})
    screen = await shown_page(DraftPage, draft.id, within=around_drafts(device, language, layout))  # type: ignore[arg-type] # one of its literals
    assert_whole(screen)
    assert says(screen, t("No files"))
    await screen.write("draft-title", "Cho bé An")
    await screen.press(t("Keep the name"))
    await until(screen, lambda: device.draft(draft.id).title == "Cho bé An")
    await until(screen, lambda: says(screen, t("The name is kept.")))
    await choose(screen, "child")
    await until(screen, lambda: device.draft(draft.id).subject == "child")
    assert device.drafts.is_saved(draft.id)
    assert_whole(screen)


async def test_a_duplicate_is_shown_at_once_and_has_its_own_name(device: Device) -> None:
    draft = await device.begin({"ks_ho_ten": "MẪU AN"})
    screen, went = await routed(DraftPage, draft.id, within=around_drafts(device))
    await screen.press("Duplicate the draft")
    await until(screen, lambda: bool(went))
    (copy,) = (one for one in device.drafts.list() if one.id != draft.id)
    assert went == [f"/applications/drafts/{copy.id}"]
    assert copy.title.endswith("(copy)")
    assert copy.answers == draft.answers


async def test_a_form_is_emptied_only_after_a_second_question_and_can_be_put_back(device: Device) -> None:
    draft = await device.begin({"ks_ho_ten": "MẪU AN"})
    screen, went = await routed(DraftPage, draft.id, within=around_drafts(device))
    await screen.press("Empty the form")
    assert_whole(screen)
    await screen.press("Keep the draft")
    assert device.draft(draft.id) == draft
    await screen.press("Empty the form")
    await screen.press("Begin anew")
    await until(screen, lambda: bool(went))
    (empty,) = device.drafts.list()
    assert went == [f"/drafts/{empty.id}"]
    assert empty.answers == {}
    deleted = await shown_page(DeletedPage, within=around_drafts(device))
    assert_whole(deleted)
    await deleted.send(deleted.find(f"put-back-{draft.id}"), "click")
    await until(deleted, lambda: device.drafts.find(draft.id) is not None)
    assert device.draft(draft.id).answers == {"ks_ho_ten": "MẪU AN"}


async def test_a_draft_that_is_gone_says_so(device: Device) -> None:
    draft = await device.begin()
    screen = await shown_page(DraftPage, draft.id, within=around_drafts(device))
    await device.drafts.shelf.delete(draft.id)
    await until(screen, lambda: says(screen, "This draft is not here any more"))
    assert_whole(screen)


async def test_a_draft_begun_in_another_language_says_so_and_leads_there(device: Device) -> None:
    draft = await device.begin()
    await device.drafts.update(draft.id, lambda one: replace(one, language="en"))
    within = around_drafts(device, "vi")
    screen = await shown_page(DraftPage, draft.id, within=within)
    await screen.send(screen.find("draft-language"), "click")
    assert within.services.preferences.state.language == "en"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_deleted_drafts_go_for_ever_only_after_a_second_question(device: Device, language: str) -> None:
    t = Translator(language)
    first, second = await device.begin(), await device.begin()
    for draft in (first, second):
        await device.drafts.shelf.delete(draft.id)
    screen = await shown_page(DeletedPage, within=around_drafts(device, language))
    assert_whole(screen)  # two of one name have buttons of their own
    await screen.send(screen.find(f"away-{first.id}"), "click")
    assert_whole(screen)
    assert len(device.drafts.shelf.deleted()) == 2
    await screen.press(t("Delete for ever"))
    await until(screen, lambda: [one.id for one in device.drafts.shelf.deleted()] == [second.id])
    await screen.send(screen.find(f"put-back-{second.id}"), "click")
    await until(screen, lambda: says(screen, t("No draft was deleted lately.")))


async def test_who_signs_in_is_asked_whose_the_guests_drafts_are_and_nothing_is_taken_silently(device: Device) -> None:
    mine, hers, submitted = await device.begin(), await device.begin(), await device.begin()
    assert route_after_sign_in(device.drafts, "/account") == "/account"  # nobody is signed in
    device.identity.sign_in()
    route = f"/drafts/{submitted.id}/review"
    asked = route_after_sign_in(device.drafts, route)
    assert asked.startswith("/applications/guest?next=")
    screen, went = await routed(GuestDraftsPage, within=around_drafts(device))
    assert_whole(screen)
    assert not any(box.value for box in screen.all(ft.Checkbox))  # none is ticked beforehand
    assert says(screen, "None of them is mine")
    await screen.send(screen.find(f"mine-{mine.id}"), "change", "true")
    await screen.press("Take over what is ticked")
    await until(screen, lambda: went == ["/"])
    owners = {draft.id: draft.owner for draft in device.drafts.list()}
    assert owners == {mine.id: "citizen-1", hers.id: None, submitted.id: None}
    assert route_after_sign_in(device.drafts, route) == route  # nobody is asked twice


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_after_a_crash_the_draft_is_offered_with_its_time(device: Device, language: str) -> None:
    t = Translator(language)
    draft = await device.begin({"ks_ho_ten": "MẪU AN"})
    device.drafts = drafts_of(device)  # the app was killed and starts anew
    await device.drafts.load()
    device.clock.move(hours=3)
    screen = await shown(RecoveryOffer, within=around_drafts(device, language))
    assert says(screen, "10:42")
    assert says(screen, device.catalogue.get(BIRTH).name[language])
    await screen.press(t("Not now"))
    await until(screen, lambda: not says(screen, "10:42"))
    assert device.drafts.find(draft.id) is not None


async def test_a_terminal_used_by_many_offers_no_file(device: Device) -> None:
    draft = await device.begin()
    for is_kiosk in (True, False):
        screen = await shown_page(DraftPage, draft.id, within=around_drafts(device, is_kiosk=is_kiosk))
        assert any(control.key == "carry" for control in screen.controls()) != is_kiosk
