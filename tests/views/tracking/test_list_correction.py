"""Correcting a list that the office asked about: the same cards as in the form, nothing blamed in advance."""

import json
from pathlib import Path

import flet as ft
import pytest

from api_client.models import Dossier
from tests.app.conftest import pdf
from tests.harness import Shown, shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, says, until
from views.tracking.screen import RequestPage

RESIDENCE = "1.004194"
FIXTURE = Path(__file__).resolve().parents[3] / "content" / RESIDENCE / "fixtures" / "family_with_relatives.json"


async def asked_about_people(follower: Follower, pointer: str) -> Dossier:
    """Register the temporary residence of a family of four, about three of whom the office then asks."""
    await follower.sign_in()
    procedure = follower.shared.procedure(RESIDENCE)
    draft = await follower.drafts.start(procedure)
    answers = json.loads(FIXTURE.read_text("utf-8"))
    child = answers["cung_di"][0]
    numbers = ("048218900054", "048218900055", "048218900056")
    names = ("PHAN MẪU BI", "PHAN MẪU BO", "PHAN MẪU BU")
    answers["cung_di"] = [
        {**child, "ho_ten": name, "so_dinh_danh": number} for name, number in zip(names, numbers, strict=True)
    ]
    for name, value in answers.items():
        follower.drafts.set_answer(draft.id, f"/{name}", value)
    for paper in procedure.papers:
        if paper.attach:
            await follower.drafts.attach(draft.id, paper, file_name="tệp.pdf", data=pdf())
    parcel = await follower.submit(draft)
    await follower.wait_until_delivered(parcel.id)
    await follower.tracking.refresh()
    dossier = follower.tracking.list()[0].dossier
    await follower.office("ask_for_items", dossier, items=[{"pointer": pointer, "reason": "Sai họ tên người thứ hai"}])
    await follower.tracking.refresh()
    return follower.tracking.list()[0].dossier


def names(screen: Shown) -> dict[str, str]:
    """Return what stands in the name fields of the open cards."""
    fields = [field for field in screen.all(ft.TextField) if str(field.key).endswith("/ho_ten")]
    return {str(field.key): str(field.value) for field in fields}


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_an_asked_list_is_corrected_in_its_cards_and_sent(follower: Follower, language: str) -> None:
    dossier = await asked_about_people(follower, "/cung_di")
    page = {"dossier_id": dossier.id, "request_id": dossier.requests[-1].id}
    screen = await shown_page(RequestPage, **page, within=follower.around(language))
    change = {"vi": "Sửa ", "en": "Change "}[language]
    await until(screen, lambda: sum(text.startswith(change) for text in screen.texts()) == 3)
    assert names(screen) == {}
    assert_whole(screen)

    await screen.press([text for text in screen.texts() if text.startswith(change)][1])
    key = "field-/cung_di/1/ho_ten"
    await until(screen, lambda: names(screen) == {key: "PHAN MẪU BO"})
    await screen.write(key, "phan mẫu bơ")
    await screen.send(screen.find(key), "blur")
    await until(screen, lambda: names(screen) == {key: "PHAN MẪU BƠ"})
    done = {"vi": "Xong", "en": "Done with"}[language]
    await screen.press(next(text for text in screen.texts() if text.startswith(done)))
    await until(screen, lambda: names(screen) == {})
    assert says(screen, "PHAN MẪU BƠ")

    await screen.send(screen.find("send-answer"), "click")
    await until(screen, lambda: bool(follower.outbox.parcels()) and not screen.all(ft.TextField))
    await follower.send_all()
    await follower.tracking.refresh()
    now = follower.tracking.list()[0].dossier
    assert [person["ho_ten"] for person in now.answers["cung_di"]] == ["PHAN MẪU BI", "PHAN MẪU BƠ", "PHAN MẪU BU"]


async def test_a_card_taken_out_can_be_put_back_and_a_new_one_is_not_blamed_before_it_is_left(
    follower: Follower,
) -> None:
    dossier = await asked_about_people(follower, "/cung_di")
    screen = await shown_page(
        RequestPage, dossier_id=dossier.id, request_id=dossier.requests[-1].id, within=follower.around("en")
    )
    await until(screen, lambda: sum(text.startswith("Take out") for text in screen.texts()) == 3)
    await screen.press(next(text for text in screen.texts() if text.startswith("Take out")))
    await until(screen, lambda: says(screen, "Removed:"))
    assert sum(text.startswith("Take out") for text in screen.texts()) == 2
    await screen.press(next(text for text in screen.texts() if text.startswith("Put ")))
    await until(screen, lambda: sum(text.startswith("Take out") for text in screen.texts()) == 3)
    await screen.press(next(text for text in screen.texts() if text.startswith("Add ")))
    await until(screen, lambda: "field-/cung_di/3/ho_ten" in names(screen))
    await screen.write("field-/cung_di/3/ho_ten", "phan mẫu bê")
    await screen.send(screen.find("field-/cung_di/3/ho_ten"), "blur")
    await until(screen, lambda: names(screen) == {"field-/cung_di/3/ho_ten": "PHAN MẪU BÊ"})
    assert not says(screen, "date of birth of")
    await screen.send(screen.find("send-answer"), "click")
    await until(screen, lambda: says(screen, "thing to look at") or says(screen, "things to look at"))
    assert all(parcel.is_delivered for parcel in follower.outbox.parcels())
    assert_whole(screen)
