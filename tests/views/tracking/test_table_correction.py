"""Correcting a table that the office asked about: a removed line takes its own text with it, and no other."""

import json
from pathlib import Path

import flet as ft
import pytest

from api_client.models import Dossier
from tests.app.conftest import pdf
from tests.harness import Shown, shown_page
from tests.views.following import Follower
from tests.views.screens import assert_whole, until
from views.tracking.screen import RequestPage

PRIZES = "2.000033"
FIXTURE = Path(__file__).resolve().parents[3] / "content" / PRIZES / "fixtures" / "discount_two_provinces.json"
LINES = [
    {"ten": "Khăn len", "so_luong": 10, "don_gia": 50_000},
    {"ten": "Mũ", "so_luong": 20, "don_gia": 60_000},
    {"ten": "Ô", "so_luong": 30, "don_gia": 70_000},
]


async def asked_about_prizes(follower: Follower) -> Dossier:
    """File a promotion with three kinds of prizes, about which the office then asks."""
    await follower.sign_in()
    procedure = follower.shared.procedure(PRIZES)
    draft = await follower.drafts.start(procedure)
    for name, value in {**json.loads(FIXTURE.read_text("utf-8")), "km_co_cau": LINES}.items():
        follower.drafts.set_answer(draft.id, f"/{name}", value)
    for paper in procedure.papers:
        if paper.attach:
            await follower.drafts.attach(draft.id, paper, file_name="tệp.pdf", data=pdf())
    parcel = await follower.submit(draft)
    await follower.wait_until_delivered(parcel.id)
    await follower.tracking.refresh()
    dossier = follower.tracking.list()[0].dossier
    await follower.office("ask_for_items", dossier, items=[{"pointer": "/km_co_cau", "reason": "Sai số lượng"}])
    await follower.tracking.refresh()
    return follower.tracking.list()[0].dossier


def typed(screen: Shown, column: str) -> list[str]:
    fields = [f for f in screen.all(ft.TextField) if str(f.key).startswith("field-/km_co_cau/")]
    return [str(field.value) for field in fields if str(field.key).endswith(f"/{column}")]


@pytest.mark.parametrize(("language", "amounts"), [("vi", ["60.000", "70.000"]), ("en", ["60,000", "70,000"])])
async def test_the_lines_after_a_removed_one_move_up_with_their_text(
    follower: Follower, language: str, amounts: list[str]
) -> None:
    dossier = await asked_about_prizes(follower)
    page = {"dossier_id": dossier.id, "request_id": dossier.requests[-1].id}
    screen = await shown_page(RequestPage, **page, within=follower.around(language))
    await until(screen, lambda: typed(screen, "ten") == ["Khăn len", "Mũ", "Ô"])
    label = {"vi": "Bỏ dòng 1", "en": "Remove line 1"}[language]
    remove = next(text for text in screen.texts() if text.startswith(label))
    await screen.press(remove)
    await until(screen, lambda: len(typed(screen, "ten")) == 2)
    assert typed(screen, "ten") == ["Mũ", "Ô"]
    assert typed(screen, "so_luong") == ["20", "30"]
    assert typed(screen, "don_gia") == amounts
    assert_whole(screen)
