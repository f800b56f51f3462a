"""The list of drafts stays short, fast and in order when there are thousands."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from app.i18n import Translator
from tests.harness import shown, surroundings
from tests.views.forms.device import NOW
from tests.views.screens import assert_whole, says
from views.applications.draft_list import PAGE_SIZE, DraftList, matching, ordered
from views.applications.state import DraftRow

NAMES = ("Đăng ký khai sinh", "Cấp thẻ căn cước", "Đăng ký thường trú", "Áo mới", "An toàn")


def rows(count: int) -> tuple[DraftRow, ...]:
    return tuple(
        DraftRow(
            f"{number:05}",
            title={"vi": f"{NAMES[number % len(NAMES)]} {number}", "en": f"Service {number}"},
            created_at=NOW - timedelta(minutes=number),
            saved_at=NOW - timedelta(minutes=number),
        )
        for number in range(count)
    )


async def nothing(_row: DraftRow) -> None:
    """Delete nothing."""


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_of_five_thousand_a_page_is_drawn_and_more_on_demand(language: str) -> None:
    t = Translator(language)
    begun = time.process_time()  # of this process alone: a loaded machine is not the list
    screen = await shown(DraftList, rows(5_000), nothing, within=surroundings(language))
    seconds = time.process_time() - begun
    assert_whole(screen)
    assert screen.texts().count(t("Draft · not filed")) == PAGE_SIZE
    assert says(screen, t("{count} drafts in all", count="5.000" if language == "vi" else "5,000"))
    assert seconds < 2.0  # 0.15 s on an idle laptop
    await screen.send(screen.find("more-drafts"), "click")
    assert screen.texts().count(t("Draft · not filed")) == 2 * PAGE_SIZE
    assert_whole(screen)


async def test_it_is_narrowed_by_words_as_people_type_them() -> None:
    screen = await shown(DraftList, rows(3_000), nothing, within=surroundings("vi"))
    await screen.write("find-draft", "dang ky 2995")
    assert [text for text in screen.texts() if text.startswith("Đăng ký")] == ["Đăng ký khai sinh 2995"]
    await screen.write("find-draft", "gplx")
    assert says(screen, Translator("vi")("No draft has such a name."))


def test_the_order_of_names_is_the_readers() -> None:
    t = Translator("vi")
    named = ordered(rows(5), "title", t)
    assert [t.text(row.title).rsplit(" ", 1)[0] for row in named] == sorted(
        NAMES, key=("An toàn", "Áo mới", "Cấp thẻ căn cước", "Đăng ký khai sinh", "Đăng ký thường trú").index
    )
    assert ordered(rows(5), "saved", t) == list(rows(5))


def test_the_services_name_finds_a_draft_with_a_name_of_its_own() -> None:
    own = replace(rows(1)[0], title={"vi": "Cho bé An", "en": "Cho bé An"}, procedure={"vi": "Đăng ký khai sinh"})
    for words, is_found in (("khai sinh", True), ("be an", True), ("thuong tru", False)):
        assert bool(matching([own], words, Translator("vi"))) == is_found


async def test_a_short_list_has_no_field_to_narrow_it() -> None:
    screen = await shown(DraftList, rows(PAGE_SIZE), nothing, within=surroundings("en"))
    assert not any(control.key == "find-draft" for control in screen.controls())
