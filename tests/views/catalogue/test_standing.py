"""Suspended, moved, imported, hostile: what the page says and what it never does."""

from collections.abc import Callable

import flet as ft
import pytest

from app.catalogue.service import CatalogueService
from tests.harness import shown_page
from tests.views.catalogue.conftest import Around
from tests.views.screens import assert_whole, says
from views.catalogue.inert import LONGEST, inert
from views.catalogue.links import public_address, web_host
from views.catalogue.screen import ProcedurePage

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) \u202e gnp.exe \u2066\u0000\ue001" + "z\u0301" * 50


async def test_a_suspended_service_says_why_and_until_when(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    service = {
        "code": "9.1", "state": "suspended", "state_until": "2026-12-31",
        "state_note": {"vi": "Đang sửa.", "en": "Under repair."},
    }  # fmt: skip
    screen = await shown_page(ProcedurePage, code="9.1", within=around("en", of=made_of(service)))
    assert says(screen, "Under repair. Expected to open again on 31/12/2026.")
    assert "Start" not in screen.texts()


MOVED = {"name": {"vi": "Trả tiền điện", "en": "Pay"}, "state": "moved", "moved_to": "https://evn.com.vn/a"}


async def test_a_moved_service_names_where_one_is_led_and_what_to_look_for(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    within = around("en", of=made_of({**MOVED, "code": "9.000001"}))
    screen = await shown_page(ProcedurePage, code="9.000001", within=within)
    assert says(screen, "You are leaving Một Cửa for evn.com.vn.")
    assert says(screen, "Look there for code 9.000001: Pay")
    await screen.press("Go to evn.com.vn")
    await screen.press("Copy the service's code")
    assert within.services.device.opened == ["https://evn.com.vn/a"]
    assert within.services.device.copied == ["9.000001"]
    assert_whole(screen)


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_at_a_terminal_what_is_elsewhere_is_a_code_for_ones_own_phone(
    around: Around, made_of: Callable[..., CatalogueService], language: str
) -> None:
    template = {"id": "M1", "title": {"vi": "Mẫu", "en": "Form"}, "url": "https://gov.vn/m1"}
    within = around(language, of=made_of({**MOVED, "code": "9.000001", "templates": [template]}))
    within.services.is_kiosk = True
    t = within.text
    screen = await shown_page(ProcedurePage, code="9.000001", within=within)
    assert_whole(screen)
    [code] = [
        one for one in screen.all(ft.Semantics) if one.label == t("Code of the page at {host}", host="evn.com.vn")
    ]
    assert code.image
    assert says(screen, t("It stands at {host}: open it on your own device.", host="gov.vn"))
    assert not says(screen, t("Go to {host}", host="evn.com.vn"))
    assert [one.key for one in screen.controls() if getattr(one, "url", None)] == []


async def test_a_code_that_nobody_else_knows_is_not_to_be_looked_for(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    within = around("en", of=made_of({**MOVED, "code": "EVN.TT"}))
    screen = await shown_page(ProcedurePage, code="EVN.TT", within=within)
    assert says(screen, "Look there for: Trả tiền điện")
    await screen.press("Copy the service's name")
    assert within.services.device.copied == ["Trả tiền điện"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://a.vn",
        "https://a.vn@b.vn/",
        "https://",
        "//a.vn",
        None,
        "https://[x",
    ],
)
async def test_no_button_leads_to_an_address_that_is_no_plain_page(
    around: Around, made_of: Callable[..., CatalogueService], address: str | None
) -> None:
    assert web_host(address) == ""
    template = {"id": "M1", "title": {"vi": "Mẫu"}, "url": address}
    service = {"code": "9.1", "state": "moved", "moved_to": address, "templates": [template]}
    screen = await shown_page(ProcedurePage, code="9.1", within=around("en", of=made_of(service)))
    assert says(screen, "Ask the office where.")
    assert [c.url for c in screen.all(ft.TextButton) if c.url] == []


async def test_hostile_text_is_shown_as_words_and_never_whole_when_endless(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    text = HOSTILE + "A" * 100_000
    service = {
        "code": "9.1", "name": {"vi": text}, "summary": {"vi": text}, "official_name": text, "agency": {"vi": text},
        "result": {"vi": text}, "field": text, "who": {"vi": text}, "legal": [text], "steps": [{"vi": HOSTILE}],
        "papers": [{"id": "a", "title": {"vi": text}, "hint": {"vi": text}}],
        "ways": [{"channel": "online", "time_text": text, "fee_text": text, "note": text}],
        "original": [{"heading": "trinh_tu_thuc_hien", "text": text}],
    }  # fmt: skip
    screen = await shown_page(ProcedurePage, code="9.1", within=around("en", of=made_of(service)))
    await screen.press("The words of the source")
    await screen.press("Law and details")
    texts = screen.texts()
    assert any("<script>alert(1)</script>" in each for each in texts)
    assert not [each for each in texts if set(each) & set("\u202e\u2066\u0000\ue001")]
    assert max(map(len, texts)) <= LONGEST + 20
    assert_whole(screen)
    assert "This service is described in Vietnamese only." in texts


async def test_imported_words_go_on_when_asked(around: Around, made_of: Callable[..., CatalogueService]) -> None:
    text = "\n".join(f"Bước {number}: nộp hồ sơ." for number in range(400))
    service = {"code": "9.1", "original": [{"heading": "trinh_tu_thuc_hien", "text": text}]}
    screen = await shown_page(ProcedurePage, code="9.1", within=around("vi", of=made_of(service)))
    await screen.press("Nguyên văn của nguồn")
    assert not says(screen, "Bước 150:")
    await screen.press("Đọc tiếp: Trình tự thực hiện")
    assert says(screen, "Bước 150:")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u200bc", "abc"),
        ("  dòng một \r\n\r\n\r\n dòng hai\t x ", "dòng một\n\ndòng hai  x"),
        ("→ ☐ nộp", "> - nộp"),
        ("Nguyễn Thị Ằ", "Nguyễn Thị Ằ"),
        ("x" * 50, "x" * 10 + "…"),
    ],
)
def test_text_of_others_is_made_harmless(text: str, shown: str) -> None:
    assert inert(text, limit=10 if len(text) == 50 else LONGEST) == shown


def test_a_code_cannot_change_the_address_it_stands_in() -> None:
    assert public_address("1.2&x=/../#").endswith("ma_thu_tuc=1.2%26x%3D%2F..%2F%23")


async def test_what_is_to_come_is_said_beside_what_stands(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    old = {"code": "9.1", "version": "1", "name": {"vi": "Cấp thẻ", "en": "Card"}, "summary": {}, "online": "part"}
    new = {**old, "version": "2", "online": "full", "valid_from": "2099-01-01", "before": old}
    alone = {**new, "code": "9.2", "before": None}
    within = around("en", of=made_of(new, alone))
    screen = await shown_page(ProcedurePage, code="9.1", within=within)
    assert {"Changes on 01/01/2099", "Fully online", "Before: Partly online"} <= set(screen.texts())
    assert_whole(screen)
    other = await shown_page(ProcedurePage, code="9.2", within=within)
    assert says(other, "What stands on this page applies from 01/01/2099.")


async def test_a_fee_that_others_set_is_short_in_the_strip_and_whole_with_the_ways(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    words = "Theo Thông tư số 02/2022/TT-BTC quy định mức thu, chế độ thu, nộp, quản lý và sử dụng phí. " * 3
    fee = {"id": "phi", "title": {"vi": "Phí"}, "amount_vnd": None, "note": {"vi": words},
           "set_by": {"kind": "regulation", "documents": ["02/2022/TT-BTC"]}}  # fmt: skip
    service = {"code": "9.1", "fees": [fee], "ways": [{"channel": "online", "fee_text": words}]}
    screen = await shown_page(ProcedurePage, code="9.1", within=around("en", of=made_of(service)))
    assert "As set in 02/2022/TT-BTC" in screen.texts()
    assert sum("quy định mức thu" in text for text in screen.texts()) == 1
    assert_whole(screen)


async def test_times_and_fixed_words_of_a_page_are_in_the_readers_language(
    around: Around, made_of: Callable[..., CatalogueService]
) -> None:
    free = {"channel": "online", "time": {"amount": 25, "unit": "calendar_day"}, "time_text": "25 Ngày"}
    unsaid = {"channel": "post", "time_text": "Không có thông tin", "fee_text": "Không có thông tin"}
    service = {"code": "9.1", "ways": [{**free, "fee_vnd": 0, "fee_text": "Miễn phí"}, unsaid]}
    screen = await shown_page(ProcedurePage, code="9.1", within=around("en", of=made_of(service)))
    assert {"Time: 25 days", "Fee: Free", "Time: Not stated", "Fee: Not stated"} <= set(screen.texts())
