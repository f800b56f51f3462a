"""A card's code found in a picture, as a phone or a scanner takes it."""

import io
import random

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from app.scanning.pictures import can_read_pictures, read_picture
from forms.id_card import IdCard, NotAnIdCard

CARD = "001085012345|012345678|Nguyễn Văn Mẫu|15031985|Nam|Số 1 phố Mẫu, Hàng Trống, Hoàn Kiếm, Hà Nội|20062021"
OTHER = "037094900002||Trần Thị Mẫu Hà|14081996|Nữ|Thôn Đoài, Kim Sơn, Kim Sơn, Ninh Bình|20062021"


def code_of(text: str, *, module: int = 4) -> Image.Image:
    """Return the QR code of a text, ``module`` pixels a square."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    squares = code.get_matrix()
    picture = Image.new("L", (len(squares), len(squares)), 255)
    picture.putdata([0 if dark else 255 for row in squares for dark in row])
    return picture.resize((len(squares) * module, len(squares) * module), Image.Resampling.NEAREST)


def photo(*codes: Image.Image, size: tuple[int, int] = (1600, 1200), turned: float = 0) -> bytes:
    """Return a JPEG with the codes beside each other on a grey desk."""
    desk = Image.new("L", size, 170)
    for at, code in enumerate(codes):
        desk.paste(code, (100 + at * (code.width + 60), 150))
    return _jpeg(desk.rotate(turned, fillcolor=170, expand=True, resample=Image.Resampling.BICUBIC))


def _jpeg(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.convert("RGB").save(data, "JPEG", quality=80)
    return data.getvalue()


def test_this_device_reads_pictures() -> None:
    assert can_read_pictures()


@pytest.mark.parametrize("turned", [0, 17, 90, 200])
def test_a_card_is_read_from_a_photo_however_it_lies(turned: float) -> None:
    card = read_picture(photo(code_of(CARD), turned=turned))
    assert isinstance(card, IdCard)
    assert (card.full_name, card.address) == ("NGUYỄN VĂN MẪU", "Số 1 phố Mẫu, Hàng Trống, Hoàn Kiếm, Hà Nội")


def test_a_small_blurred_code_is_looked_at_again() -> None:
    small = code_of(CARD, module=3).filter(ImageFilter.GaussianBlur(1.0))
    assert isinstance(read_picture(_jpeg(small)), IdCard)


def test_the_card_is_found_beside_another_code() -> None:
    card = read_picture(photo(code_of("https://motcua.example"), code_of(CARD)))
    assert isinstance(card, IdCard)


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (photo(), "no_code"),
        (photo(code_of(CARD), code_of(OTHER)), "several_cards"),
        (photo(code_of("https://motcua.example")), NotAnIdCard("another_code")),
        (photo(code_of(CARD.rpartition("|")[0].rpartition("|")[0].rpartition("|")[0])), NotAnIdCard("damaged")),
        (b"", "no_picture"),
        (b"%PDF-1.7", "no_picture"),
        (photo(code_of(CARD))[:9_000], "no_picture"),
    ],
)
def test_a_picture_without_a_card_is_refused_with_the_reason(data: bytes, result: object) -> None:
    assert read_picture(data) == result


def test_a_code_that_is_covered_is_told_from_none() -> None:
    code = code_of(CARD)
    noise = random.Random(1)
    spots = [(noise.randrange(40, code.width - 40), noise.randrange(40, code.height - 40)) for _ in range(220)]
    for x, y in spots:
        code.paste(noise.choice((0, 255)), (x, y, x + 9, y + 9))
    assert read_picture(photo(code)) == "unclear_code"


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert read_picture(data) == "no_picture"
