"""An identity card scanned in the running product: by a hand scanner that types, and from a picture."""

import re
from pathlib import Path
from typing import Any

import qrcode
from PIL import Image

from app.i18n.translator import Translator
from tests.browser.running import DESKTOP, NewWindow, Screen

CARD = "001196900001||Trần Thị Mẫu Hà|14081996|Nữ|Xóm 3, Nghi Phú, Vinh, Nghệ An|20062021"


def test_a_card_is_scanned_by_hand_and_from_a_picture(
    new_window: NewWindow, start_product: Any, tmp_path: Path
) -> None:
    t = Translator("vi")
    screen = Screen.open(new_window(DESKTOP), start_product("--lang", "vi"))
    screen.go("/procedures/3.000347")
    screen.press(t("Start"))
    screen.press(re.compile("^" + re.escape(t("For another person whom I help"))))
    screen.press(t("Scan the identity card"))
    screen.page.wait_for_timeout(500)  # the scanner's owner presses its trigger once the field is there
    for text, heard in (
        ("https://motcua.example", t("This is another code, not an identity card's.")),
        (CARD, t("The card says")),
    ):
        screen.page.keyboard.type(text, delay=4)
        screen.page.keyboard.press("Enter")
        screen.sees(re.compile(re.escape(heard)))
    screen.press(t("Fill in these answers"))
    screen.sees("001 196 900 001")

    screen.press(t("Scan the identity card"))
    screen.attach(t("Choose a picture of the card"), picture(CARD.replace("Mẫu Hà", "Mẫu Lan"), tmp_path))
    screen.sees("TRẦN THỊ MẪU LAN")
    screen.press(t("Fill in these answers"))
    screen.sees(t("Filled in from the card. Compare it with the card before you go on."))
    assert "MẪU HÀ" not in screen.words()


def picture(text: str, folder: Path) -> Path:
    """Return the picture of a card's code, as a phone takes it."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    squares = code.get_matrix()
    drawn = Image.new("L", (len(squares), len(squares)))
    drawn.putdata([0 if dark else 255 for row in squares for dark in row])
    path = folder / "card.jpg"
    drawn.resize((drawn.width * 6, drawn.height * 6)).rotate(12, fillcolor=200, expand=True).save(path, quality=85)
    return path
