"""Who gets what a hand scanner read."""

from collections.abc import Callable

from app.scanning.hand_scanner import HandScanner


def taker(heard: list[str], wants: str) -> Callable[[str], bool]:
    def take(text: str) -> bool:
        heard.append(text)
        return text.startswith(wants)

    return take


def test_the_latest_who_can_use_it_gets_it() -> None:
    scanner, form, staff = HandScanner(), list[str](), list[str]()
    scanner.listen(taker(form, "card"))
    leave = scanner.listen(taker(staff, "settings"))
    assert scanner.scanned("settings 1")
    assert (form, staff) == ([], ["settings 1"])
    assert scanner.scanned("card 2")
    assert (form, staff) == (["card 2"], ["settings 1", "card 2"])
    leave()
    assert not scanner.scanned("settings 3")
    assert staff == ["settings 1", "card 2"]


def test_the_last_resort_gets_what_nobody_wants_and_nothing_else() -> None:
    scanner, form, resort = HandScanner(), list[str](), list[str]()
    scanner.listen(taker(form, "card"))
    scanner.listen(taker(resort, ""), is_last_resort=True)
    assert scanner.scanned("card")
    assert scanner.scanned("noise")
    assert resort == ["noise"]


def test_a_text_is_kept_for_the_screen_that_is_opened_for_it_and_for_no_other() -> None:
    scanner, wrong, right, later = HandScanner(), list[str](), list[str](), list[str]()
    scanner.keep("code 1")
    scanner.listen(taker(wrong, "card"))
    scanner.listen(taker(right, "code"))
    scanner.listen(taker(later, "code"))
    assert (right, later) == (["code 1"], [])
    scanner.keep("code 2")
    scanner.scanned("noise")
    scanner.listen(taker(later, "code"))
    assert "code 2" not in later
