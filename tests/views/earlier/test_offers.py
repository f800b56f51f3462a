"""Earlier answers on the screens: asked about once, offered at the question, forgotten under Account."""

from dataclasses import replace

import flet as ft

from app.drafts.model import Draft
from tests.harness import Shown, shown, shown_page
from tests.views.forms.device import MARRIED, Device, Someone, around
from tests.views.screens import assert_whole, says, until
from views.earlier.consent import EarlierAnswers
from views.forms.screen import StepPage

CARD = "1.002759"
FILED = {**MARRIED, "yc_dien_thoai": "0936000111", "yc_email": "ha@motcua.example"}


async def file(device: Device) -> None:
    """File a birth registration of one's own."""
    device.identity.session = Someone("citizen-1")
    draft = await device.begin(FILED)
    await device.drafts.update(draft.id, lambda known: replace(known, parcel_id="p", dossier_id="d"))


async def opened(device: Device, step: str, **answers: object) -> tuple[Shown, Draft]:
    draft = await device.begin(answers, code=CARD)
    screen = await shown_page(StepPage, draft.id, step, within=around(device, "en"))
    await until(screen, lambda: says(screen, "Not filed."))
    return screen, draft


async def test_the_person_is_asked_once_and_then_offered_what_they_gave(device: Device) -> None:
    await file(device)
    screen, draft = await opened(device, "lien_he")
    assert_whole(screen)
    assert not says(screen, "0936 000 111")
    await screen.press("Yes, offer them")
    await until(screen, lambda: says(screen, "Use again: 0936 000 111"))
    assert not says(screen, "You have filed from this device before")
    assert says(screen, "Birth registration, ")
    assert_whole(screen)
    assert device.draft(draft.id).answers == {}
    await screen.press("Use again: 0936 000 111")
    assert device.draft(draft.id).answers == {"i07": "0936000111"}
    assert device.draft(draft.id).sources == {"/i07": "earlier"}
    assert says(screen, "From an earlier application on this device.")
    await screen.press("Change: the phone number")
    assert screen.find("field-/i07").value == "0936 000 111"  # type: ignore[attr-defined]  # a text field


async def test_one_press_fills_in_all_that_is_offered(device: Device) -> None:
    await file(device)
    await device.earlier.agree()
    screen, draft = await opened(device, "lien_he")
    await screen.press("Use 3 answers of earlier applications")
    assert set(device.draft(draft.id).answers) == {"i07", "i08", "i11"}
    assert not says(screen, "Use again:")
    assert_whole(screen)


async def test_typing_where_something_is_offered_builds_no_field_anew(device: Device) -> None:
    await file(device)
    await device.earlier.agree()
    screen, draft = await opened(device, "lien_he")
    field = screen.find("field-/i07")
    for end in range(1, 11):
        await screen.write("field-/i07", "0987654321"[:end])
    assert screen.find("field-/i07") is field
    await screen.press("Use 3 answers of earlier applications")
    assert device.answer(draft.id, "/i07") == "0987654321"
    assert device.answer(draft.id, "/i08") == "ha@motcua.example"


async def test_who_says_no_is_not_asked_again(device: Device) -> None:
    await file(device)
    screen, _draft = await opened(device, "lien_he")
    await screen.press("No, do not offer them")
    assert not says(screen, "You have filed from this device before")
    screen, _draft = await opened(device, "lien_he")
    assert not says(screen, "You have filed from this device before")


async def test_all_is_forgotten_under_account(device: Device) -> None:
    await file(device)
    screen = await shown(EarlierAnswers, within=around(device, "en"))
    assert screen.texts() == []
    await device.earlier.agree()
    await screen.settle()
    assert says(screen, "answers are kept to be offered again.")
    await screen.press("Forget all of them")
    assert says(screen, "Nothing is kept.")
    assert device.earlier.answers == ()
    await screen.press("Stop offering them")
    assert device.earlier.consent is False
    await screen.press("Offer them again")
    assert device.earlier.consent is True
    assert not [button for button in screen.all(ft.FilledButton) if button.key == "earlier-forget"]
