"""The page of a procedure for one's own case: questions, what follows from them, the office, the list on paper."""

from collections.abc import Callable
from typing import Any

import flet as ft

from app.catalogue.service import CatalogueService
from app.catalogue.shelf import Shelf
from tests.harness import Shown, shown_page
from tests.views.catalogue.conftest import Around, Drafts
from tests.views.screens import assert_whole, says, until
from views.catalogue.screen import ProcedurePage, SharePage

LICENCE = {
    "code": "9.000001",
    "name": {"vi": "Cấp giấy", "en": "Licence"},
    "audience": ["citizen"],
    "questions": [
        {"id": "mat", "title": {"vi": "Bị mất?", "en": "Lost?"}},
        {"id": "ngay", "kind": "date", "title": {"vi": "Từ ngày nào?", "en": "Since when?"}, "shown": {"var": "mat"}},
        {
            "id": "cach",
            "kind": "choice",
            "title": {"vi": "Nộp thế nào?", "en": "How do you file?"},
            "choices": [
                {"value": "mang", "label": {"vi": "Qua mạng", "en": "Online"}},
                {"value": "quay", "label": {"vi": "Tại quầy", "en": "At the counter"}},
            ],
        },
    ],
    "papers": [
        {"id": "anh", "title": {"vi": "Ảnh", "en": "Photo"}},
        {"id": "don", "title": {"vi": "Đơn trình báo", "en": "Report of the loss"}, "shown": {"var": "mat"}},
        {
            "id": "ho_khau",
            "title": {"vi": "Nơi cư trú", "en": "Residence"},
            "required": False,
            "office_can_look_up": True,
        },
        {"id": "the", "title": {"vi": "Thẻ", "en": "Card"}, "attach": False, "bring_original": True},
    ],
    "fees": [
        {
            "id": "phi",
            "title": {"vi": "Phí", "en": "Fee"},
            "amount_vnd": {"if": [{"==": [{"var": "cach"}, "mang"]}, 115000, 135000]},
            "verified": False,
        }
    ],
    "time": {"amount": 5, "unit": "working_day", "verified": True},
    "other_times": [{"amount": 1, "unit": "month", "verified": True, "when": {"var": "mat"}}],
    "advice": [
        {
            "id": "mat",
            "when": {"var": "mat"},
            "kind": "may_not_qualify",
            "text": {"vi": "Hãy báo mất trước.", "en": "Report the loss first."},
            "procedures": ["9.000002"],
        }
    ],
    "filing": {
        "level": "commune",
        "of": "residence",
        "office": {"vi": "UBND {place}", "en": "People's Committee of {place}"},
        "verified": True,
    },
    "bring_when_collecting": [{"vi": "Thẻ căn cước", "en": "ID card"}],
}
OTHER = {"code": "9.000002", "name": {"vi": "Báo mất", "en": "Report a loss"}}


def ticks(screen: Shown) -> list[str]:
    return [str(box.key).removeprefix("paper-") for box in screen.all(ft.Checkbox)]


async def test_answers_tailor_papers_fee_time_and_advice_at_once(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    screen = await shown_page(ProcedurePage, code="9.000001", within=around("en", of=made_of(LICENCE, OTHER)))
    assert says(screen, "5 working days")
    assert "Depends on your answers" in screen.texts()
    assert "People's Committee of the commune or ward" in screen.texts()
    await screen.press("Yes")
    assert says(screen, "1 month")
    assert says(screen, "This may not be for you")
    assert "Go to: Report a loss" in screen.texts()
    assert ticks(screen)[:2] == ["anh", "don"]
    await screen.press("Skip this question")
    await screen.press("Online")
    assert says(screen, "115,000")
    assert says(screen, "(estimated)")
    assert "Depends on your answers" not in screen.texts()
    assert_whole(screen)
    await screen.press("Change the answer: Lost?")
    await screen.press("No")
    assert says(screen, "5 working days")
    assert "don" not in ticks(screen)
    assert not says(screen, "This may not be for you")
    assert "Change the answer: Since when?" not in screen.texts()


async def test_copies_that_nobody_has_asked_for_yet_are_not_called_free_beside_their_price(around: Around) -> None:
    texts = (await shown_page(ProcedurePage, code="1.001193", within=around("en"))).texts()
    at = texts.index("Birth certificate copies")
    assert texts[at + 1 : at + 3] == ["Depends on your answers", "8,000 VND each"]


async def test_a_typed_answer_is_a_date_or_says_how_to_write_one(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    screen = await shown_page(ProcedurePage, code="9.000001", within=around("en", of=made_of(LICENCE, OTHER)))
    await screen.press("Yes")
    await screen.write("answer-ngay", "hôm qua")
    await screen.press("Use this answer")
    assert says(screen, "Write the date as day/month/year.")
    await screen.write("answer-ngay", "3/2/2026")
    await screen.press("Use this answer")
    assert "03/02/2026" in screen.texts()


async def test_papers_stand_by_what_to_do_with_them_and_can_be_ticked(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    screen = await shown_page(ProcedurePage, code="9.000001", within=around("en", of=made_of(LICENCE)))
    texts = screen.texts()
    looked_up, bring = "Usually not needed: the office looks it up", "Bring along, do not send"
    assert texts.index("Photo") < texts.index("Only in some cases") < texts.index("Report of the loss")
    assert texts.index(looked_up) < texts.index("Residence") < texts.index(bring) < texts.index("Card")
    assert says(screen, "If they cannot find it, they will ask you to show it.")
    await screen.send(screen.find("paper-anh"), "change")
    assert [box.value for box in screen.all(ft.Checkbox)] == [True, False, False, False]


async def test_an_old_place_name_leads_to_the_office_and_onto_the_printed_list(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    within = around("vi", of=made_of(LICENCE))
    screen = await shown_page(ProcedurePage, code="9.000001", within=within)
    await screen.write("place", "kien xuong, thai binh")
    await until(screen, lambda: says(screen, "Huyện Kiến Xương (cũ)"))
    old = next(
        c for c in screen.all(ft.TextButton) if str(c.key).startswith("place-") and "Huyện" in str(c.key).title()
    )
    await screen.send(old, "click")
    await until(screen, lambda: says(screen, "Nơi này nay là"))
    commune = next(text for text in screen.texts() if text.startswith("xã "))
    await screen.press(commune)
    assert f"UBND {commune}" in screen.texts()
    await screen.press("In danh sách")
    [name] = within.services.device.opened
    assert name == "giay-to-can-chuan-bi-9.000001.pdf"


async def test_a_province_is_no_answer_where_a_commune_decides(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    screen = await shown_page(ProcedurePage, code="9.000001", within=around("vi", of=made_of(LICENCE)))
    await screen.write("place", "hà tây")
    await until(screen, lambda: says(screen, "Tỉnh Hà Tây (cũ)"))
    await screen.press("TP Hà Nội")
    assert says(screen, "Xã, phường nào của TP Hà Nội?")
    await screen.write("place", "ba vi")
    await until(screen, lambda: "xã Ba Vì, TP Hà Nội" in screen.texts())
    await screen.press("xã Ba Vì, TP Hà Nội")
    assert "UBND xã Ba Vì, TP Hà Nội" in screen.texts()


async def test_start_carries_the_answers_and_for_whom(around: Around) -> None:
    drafts = Drafts()
    screen = await shown_page(ProcedurePage, code="3.000347", within=around("en", drafts))
    screen.page.navigate = lambda route, **_: None  # type: ignore[method-assign] # nowhere to go in a test
    await screen.press("For my child or a dependant")
    first = next(c for c in screen.all(ft.FilledButton) if str(c.key).startswith("answer-ly_do-"))
    await screen.send(first, "click")
    await screen.press("Start")
    assert drafts.started == [("3.000347", "child")]
    assert drafts.answers == {"ly_do": str(first.key).removeprefix("answer-ly_do-")}


async def test_the_bookmark_keeps_a_service_and_says_so(around: Around) -> None:
    shelf = Shelf(None, owner=lambda: None)
    screen = await shown_page(ProcedurePage, code="1.001193", within=around("en", shelf=shelf))
    await screen.press("Add to favourites")
    assert shelf.favourites == ("1.001193",)
    assert shelf.recent == ("1.001193",)
    await screen.press("Remove from favourites")
    assert shelf.favourites == ()


async def test_sharing_copies_the_public_address(around: Around) -> None:
    within = around("en")
    screen = await shown_page(SharePage, code="1.001193", within=within)
    await screen.press("Copy the link")
    address = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=1.001193"
    assert within.services.device.copied == [address]
    assert says(screen, "The link is copied.")
    assert_whole(screen)


async def test_what_changed_since_the_last_visit_is_said_once(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    def visited(**changes: Any) -> Any:
        return around("en", of=made_of({**LICENCE, **changes}))

    before = visited()
    await shown_page(ProcedurePage, code="9.000001", within=before)
    changed = visited(time={"amount": 3, "unit": "working_day", "verified": True}, state="suspended")
    changed.services.catalogue._seen = before.services.catalogue._seen
    screen = await shown_page(ProcedurePage, code="9.000001", within=changed)
    assert "Changed since you last looked" in screen.texts()
    assert "Before: 5 working days" in screen.texts()
    again = await shown_page(ProcedurePage, code="9.000001", within=changed)
    assert "Changed since you last looked" not in again.texts()
