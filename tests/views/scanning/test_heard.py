"""What a terminal's scanner reads wherever the focus is: a card fills its form, other codes say what they are."""

from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from app.relay.code import new_code
from app.scanning.filling import CardHolder
from app.scanning.hand_scanner import HandScanner
from tests.harness import Shown, shown, shown_page
from tests.views.forms.device import Device, around
from tests.views.kiosk.test_kiosk import dialog, in_dialog
from tests.views.scanning.test_scan import CARD
from tests.views.screens import says, until
from views.forms.screen import StepPage
from views.scanning.elsewhere import ScannedElsewhere
from views.scanning.heard import HeardCard
from views.scanning.state import Read

PLAIN = "001196900001||Tran Thi Mau Ha|14081996||Xom 3, Nghi Phu, Vinh, Nghe An|20062021"


async def at_terminal(device: Device, *, step: str = "nguoi_yeu_cau", **answers: Any) -> tuple[Shown, HandScanner, str]:
    draft = await device.begin(answers, code="1.001193")
    scanner = HandScanner()
    screen = await shown_page(StepPage, draft.id, step, within=around(device, "en", scanner=scanner))
    await until(screen, lambda: says(screen, "Not filed."))
    return screen, scanner, draft.id


async def scan(screen: Shown, scanner: HandScanner, text: str, words: str) -> None:
    scanner.scanned(text)
    await until(screen, lambda: said_over_it(screen, words))


def said_over_it(screen: Shown, words: str) -> bool:
    return any(words in text for text in dialog(screen))


async def press(screen: Shown, key: str) -> None:
    await screen.send(in_dialog(screen, key), "click")


async def test_a_card_fills_the_forms_person_though_nobody_waited_for_it(device: Device) -> None:
    screen, scanner, draft_id = await at_terminal(device)
    await scan(screen, scanner, CARD, "The card says")
    assert said_over_it(screen, "TRẦN THỊ MẪU HÀ")
    assert device.draft(draft_id).answers == {}
    await press(screen, "scan-agree")
    assert device.draft(draft_id).answers["yc_ho_ten"] == "TRẦN THỊ MẪU HÀ"
    assert dialog(screen) == []


async def test_a_card_that_is_not_agreed_to_leaves_nothing(device: Device) -> None:
    screen, scanner, draft_id = await at_terminal(device)
    await scan(screen, scanner, CARD, "The card says")
    await press(screen, "scan-drop")
    assert not says(screen, "TRẦN THỊ MẪU HÀ")
    assert device.draft(draft_id).answers == {}


async def test_of_a_scanner_without_vietnamese_letters_only_numbers_and_dates_are_taken(device: Device) -> None:
    screen, scanner, draft_id = await at_terminal(device)
    await scan(screen, scanner, PLAIN, "The scanner cannot type Vietnamese letters")
    await press(screen, "scan-agree")
    assert dict(device.draft(draft_id).answers) == {"yc_ngay_sinh": "1996-08-14", "yc_so_dinh_danh": "001196900001"}


async def test_who_waits_for_a_card_gets_it(device: Device) -> None:
    screen, scanner, _ = await at_terminal(device)
    await screen.press("Scan the identity card")
    scanner.scanned("https://motcua.example")
    await until(screen, lambda: says(screen, "This is another code, not an identity card's."))
    scanner.scanned(CARD)
    await until(screen, lambda: says(screen, "The card says"))
    assert dialog(screen) == []


@dataclass(frozen=True)
class TwoPeople:
    """A step that asks for the cards of two people, and notes what is filled in."""

    filled: list[str]

    def holder(self, who: str) -> CardHolder:
        return CardHolder(who, {})

    def fill(self, who: str, read: Read) -> None:
        self.filled.append(f"{who}: {read.card.full_name}")


async def test_with_several_people_on_a_step_it_is_asked_whose_card_it_is(device: Device) -> None:
    scanner, step = HandScanner(), TwoPeople([])
    people = (("me", "The mother"), ("cha", "The father"))
    screen = await shown(HeardCard, people, step, within=around(device, "en", scanner=scanner))
    await scan(screen, scanner, CARD, "Whose card is this?")
    await press(screen, "scan-whose-cha")
    await press(screen, "scan-agree")
    assert step.filled == ["cha: TRẦN THỊ MẪU HÀ"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CARD, "This is an identity card. Nothing of it was kept."),
        (CARD[:40], "The code is damaged"),
        ("001196900001||Tr?n Th? M?u H?|14081996|N?|X|20062021", "nothing was taken. You may tell the staff."),
        ("]C1 noise", "This code is none that is used here."),
        ("X00.01-261122-0001", "This is the code of an application: X00.01-261122-0001."),
        ("MCK1AAAA", "This is a code for the staff of this office."),
        ("?ma_thu_tuc=1.001193", "This is the code of a service: 1.001193."),
    ],
)
async def test_elsewhere_it_is_said_what_was_scanned(device: Device, text: str, words: str) -> None:
    scanner = HandScanner()
    screen = await shown(ScannedElsewhere, within=around(device, "en", scanner=scanner))
    await scan(screen, scanner, text, words)
    assert not said_over_it(screen, "TRẦN THỊ MẪU HÀ")
    await press(screen, "scanned-close")
    assert dialog(screen) == []


async def test_a_code_that_leads_on_is_kept_for_that_screen(device: Device) -> None:
    scanner, code, heard = HandScanner(), new_code(Random(6)), list[str]()
    screen = await shown(ScannedElsewhere, within=around(device, "en", scanner=scanner))
    await scan(screen, scanner, f"https://motcua.example/r#{code}", "begun elsewhere")
    await press(screen, "scanned-onward")
    scanner.listen(lambda text: bool(heard.append(text)) or True)
    assert heard == [code]
