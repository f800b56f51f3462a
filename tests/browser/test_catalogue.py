"""The catalogue as a person meets it in Chromium: found as one types, read for one's own case, kept, begun.

One path for each language and size, by turns; what the words are, the translations say.
"""

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from app.catalogue.opening import made_from
from app.catalogue.shipped import ShippedFile
from app.catalogue.store import CatalogueStore
from app.i18n.translator import Translator
from tests.browser.portal_apart import PortalApart
from tests.browser.running import DESKTOP, PHONE, ROOT, KeyboardScreen, NewWindow, Screen
from tests.reliability.profile import IS_DEEP, of_today

HOSTILE = "<b>in</b> [x](javascript:alert(1)) \u202egnp.exe"
LOOKS = [
    pytest.param("vi", PHONE, id="vi-phone"),
    pytest.param("en", DESKTOP, id="en-desktop"),
]


@pytest.fixture
def window(new_window: NewWindow, request: pytest.FixtureRequest) -> BrowserContext:
    return new_window(request.param)


def name_of(code: str, language: str) -> str:
    """Return the name of a shipped procedure."""
    return str(_shipped()[code]["name"][language])


def result_named(code: str, language: str) -> re.Pattern[str]:
    """Return the name of the button that a result is: the procedure's name, then what it gives."""
    return re.compile(
        rf"^{re.escape(name_of(code, language))}\s+{re.escape(_shipped()[code]['summary'][language][:40])}"
    )


def _shipped() -> dict[str, Any]:
    built = json.loads(gzip.decompress((ROOT / "assets" / "catalogue.json.gz").read_bytes()))
    return {procedure["code"]: procedure for procedure in built["procedures"]}


@pytest.mark.parametrize(("language", "window"), of_today(LOOKS, 1), indirect=["window"])
def test_a_service_is_found_read_for_ones_own_case_kept_and_begun(
    language: str, window: BrowserContext, start_product: Any
) -> None:
    t = Translator(language)
    screen = Screen.open(window, start_product("--lang", language))
    name = name_of("3.000347", language)
    question = _shipped()["3.000347"]["questions"][0]
    answer = question["choices"][0]["label"][language]

    type_into(screen, t("Search for a service"), "doi bang lai")
    screen.sees(re.compile("bang lai = "))
    screen.press(result_named("3.000347", language))
    screen.sees_title(name)

    screen.press(t("For myself"))
    screen.sees(question["title"][language])
    screen.press(answer)
    screen.sees(t("Change the answer: {question}", question=question["title"][language]))
    papers_are_ticked(screen, t)

    where = t("Any office of this kind will do. Which place suits you?")
    type_into(screen, where, "quan 1")
    screen.press(re.compile("Bến Thành"))
    screen.sees(re.compile("Hồ Chí Minh"))
    the_list_opens_to_be_printed(window, screen, t)

    screen.press(t("Add to favourites"))
    expect(screen.button(t("Remove from favourites"))).to_be_attached(timeout=15_000)
    screen.press(t("Start"))
    screen.page.wait_for_url(re.compile("/drafts/"))
    texts = _shipped()["3.000347"]["form"]["texts"][language]
    the_answer_is_in_the_draft(screen, texts[f"ly_do.{question['choices'][0]['value']}"])

    screen.go("/")
    screen.sees(t("Favourites and recent"))
    expect(screen.button(name).first).to_be_attached(timeout=15_000)


def type_into(screen: Screen, label: str, text: str) -> None:
    """Type into a search field, whose name is its label and what one may type."""
    screen.click(screen.page.get_by_role("textbox", name=label))
    screen.page.wait_for_timeout(300)  # Flutter's own text input attaches after the browser's focus
    screen.page.keyboard.type(text, delay=20)


def papers_are_ticked(screen: Screen, t: Translator) -> None:
    """Tick the first paper; it stays ticked."""
    screen.sees(t("You will need"))
    box = screen.page.get_by_role("checkbox").first
    screen.click(box)
    expect(box).to_be_checked(timeout=15_000)


def the_list_opens_to_be_printed(window: BrowserContext, screen: Screen, t: Translator) -> None:
    """The list opens as a PDF in a tab of its own."""
    answers: list[str] = []
    window.on("response", lambda response: answers.append(response.headers.get("content-type", "")))
    with window.expect_page(timeout=20_000) as opened:
        screen.press(t("Print the list"))
    screen.page.wait_for_timeout(1_500)
    opened.value.close()
    assert "application/pdf" in answers


def the_answer_is_in_the_draft(screen: Screen, answer: str) -> None:
    """Whatever was answered before Start is answered in the form."""
    route = re.sub(r"^https?://[^/]+", "", screen.page.url).split("/steps/")[0]
    screen.go(f"{route}/review")
    screen.sees(answer)


def test_what_is_not_found_leads_on_and_browsing_goes_on_without_a_line(
    context: BrowserContext, tmp_path: Path, start_product: Any
) -> None:
    with PortalApart(tmp_path / "portal") as portal:
        screen = Screen.open(context, start_product("--lang", "vi", "--portal-url", portal.url))
        type_into(screen, "Tìm thủ tục", "qqqq wwww")
        screen.sees("Không tìm thấy. Hãy thử ít chữ hơn hoặc chữ khác.")
        screen.sees(re.compile("1800 1096"))
        screen.press("Theo lĩnh vực")
        screen.sees_title("Thủ tục theo lĩnh vực")
        portal.cut()
        field = _shipped()["1.002759"]["field"]
        type_into(screen, "Lọc danh sách này", field[:8].lower())
        screen.press(re.compile(f"^{re.escape(field)}"))
        screen.sees_title(field)
        screen.press(result_named("1.002759", "vi"))
        screen.sees_title(name_of("1.002759", "vi"))
        t = Translator("vi")
        screen.press(t("Add to favourites"))
        expect(screen.button(t("Remove from favourites"))).to_be_attached(timeout=15_000)


def test_by_keyboard_alone_and_with_no_network_beyond_this_machine(screen: Screen) -> None:
    hosts: set[str] = set()
    screen.page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    the_search_is_named_by_its_label_and_its_hint_is_a_text_of_its_own(screen)
    keys = KeyboardScreen(screen.page, screen.product)
    keys.press(result_named("1.001193", "vi"))
    screen.sees_title(name_of("1.001193", "vi"))
    keys.press("Cho tôi")
    screen.sees("Đổi người được làm thủ tục")
    assert {host.split(":")[0] for host in hosts} <= {"127.0.0.1", "cdn.jsdelivr.net"}  # the second is blocked by CSP


def the_search_is_named_by_its_label_and_its_hint_is_a_text_of_its_own(screen: Screen) -> None:
    """Type into the search: its hint goes."""
    expect(screen.field("Tìm thủ tục")).to_have_accessible_name("Tìm thủ tục", timeout=15_000)
    hint = screen.page.get_by_text("khai sinh, gplx")
    expect(hint.first).to_be_attached()
    type_into(screen, "Tìm thủ tục", "khai sinh")
    expect(hint).to_have_count(0, timeout=15_000)


def test_hostile_text_of_a_catalogue_is_words_and_no_more(
    new_window: NewWindow, tmp_path: Path, start_product: Any
) -> None:
    text = HOSTILE + "A" * 100_000
    keep_catalogue_with(
        tmp_path / "data-0" / "catalogue",
        {
            "code": "9.000001", "version": "1", "name": {"vi": HOSTILE}, "summary": {"vi": text},
            "agency": {"vi": text},
            "papers": [{"id": "a", "title": {"vi": HOSTILE}}], "state": "moved", "moved_to": "javascript:alert(1)",
            "original": [{"heading": "trinh_tu_thuc_hien", "text": text}],
        },
    )  # fmt: skip
    screen = Screen.open(new_window((320, 640)), start_product("--lang", "vi", "--portal-url", "http://127.0.0.1:9"))
    said: list[str] = []
    screen.page.on("dialog", lambda dialog: said.append(dialog.message))
    screen.go("/procedures/9.000001")
    expect(screen.title).to_have_text(re.compile(re.escape("<b>in</b> [x](javascript:alert(1))")), timeout=15_000)
    screen.press("Nguyên văn của nguồn")
    screen.sees("Trình tự thực hiện")
    words = screen.words()
    assert "\u202e" not in words
    assert len(words) < 10_000
    assert said == []


def keep_catalogue_with(folder: Path, procedure: dict[str, Any]) -> None:
    """Leave a catalogue newer than the shipped one on the device, as if it had been brought from a portal."""
    shipped = json.loads(gzip.decompress((ROOT / "assets" / "catalogue.json.gz").read_bytes()))
    brought = {**shipped, "version": "brought", "built_on": "2100-01-01", "procedures": [procedure]}
    source = folder.parent.parent / "catalogue.json.gz"
    source.write_bytes(gzip.compress(json.dumps(brought).encode()))
    folder.mkdir(parents=True)
    made_from(folder, ShippedFile(source).read()).close()
    store = CatalogueStore.open(folder)
    head = replace(store.head(), shipped=ShippedFile(ROOT / "assets" / "catalogue.json.gz").digest)
    store.write(lambda writing: writing.put_head(head))
    store.close()


@pytest.mark.parametrize(
    ("language", "window"),
    [("en", PHONE), ("en", DESKTOP), ("vi", DESKTOP)] if IS_DEEP else [("en", DESKTOP)],
    indirect=["window"],
)
def test_what_is_found_follows_the_last_key(language: str, window: BrowserContext, start_product: Any) -> None:
    """Rows come, go and change places with each key; the client must not lose its count of them."""
    t = Translator(language)
    screen = Screen.open(window, start_product("--lang", language))
    broken: list[str] = []
    screen.page.on("pageerror", lambda error: broken.append(str(error)))
    for query, code in (("dang ky khai sinh", "1.001193"), ("doi bang lai xe", "3.000347"), ("the bhyt", "1.002759")):
        screen.enter_field(t("Search for a service"))
        screen.page.keyboard.press("Control+A")
        screen.page.keyboard.type(query, delay=15)
        expect(screen.button(result_named(code, language))).to_be_attached(timeout=15_000)
    assert broken == []
