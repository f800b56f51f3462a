"""The search field is named by its label alone; what one may type is a text of its own."""

from playwright.sync_api import expect

from tests.browser.running import Screen


def test_the_search_is_named_by_its_label_and_its_hint_is_a_text_of_its_own(screen: Screen) -> None:
    expect(screen.field("Tìm thủ tục")).to_have_accessible_name("Tìm thủ tục", timeout=15_000)
    hint = screen.page.get_by_text("khai sinh, gplx")
    expect(hint.first).to_be_attached()
    screen.write("Tìm thủ tục", "khai")
    screen.page.wait_for_timeout(800)
    expect(hint).to_have_count(0)
