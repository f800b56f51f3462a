"""Square codes in a picture, an identity card's among them, read on the device; the picture is kept nowhere.

What opens pictures and finds codes is imported when the first picture is read: a form must not wait for it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal

from forms.id_card import IdCard, NotAnIdCard, read_id_card

if TYPE_CHECKING:
    from PIL import Image

PictureProblem = Literal["no_picture", "too_many_pixels", "no_code", "unclear_code", "several_cards"]
"""Why a picture gives no card: it cannot be opened, is too large to open, shows no code, shows one too blurred or
covered to be read, or shows the codes of several cards."""

MAX_BYTES: Final = 30_000_000
_SMALL: Final = 1_500
"""Below this many pixels a side is enlarged for a second look: the squares of the code are then few pixels wide."""


def can_read_pictures() -> bool:
    """Return whether this device has what finds codes in pictures: for Android zxing-cpp 3.1 has no wheel."""
    return find_spec("zxingcpp") is not None


def read_picture(data: bytes) -> IdCard | NotAnIdCard | PictureProblem:
    """Return the card whose code a JPEG or PNG shows, or why there is none; takes up to a second: not on the loop."""
    texts = read_codes(data)
    return texts if isinstance(texts, str) else _the_card(texts)


def read_codes(data: bytes) -> tuple[str, ...] | PictureProblem:
    """Return what the square codes in a JPEG or PNG say, at least one; takes up to a second: not on the loop."""
    from PIL import Image, UnidentifiedImageError

    from app.documents.checks import MAX_MEGAPIXELS

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                if picture.width * picture.height > MAX_MEGAPIXELS * 1_000_000:
                    return "too_many_pixels"
                grey = picture.convert("L")
    except Image.DecompressionBombError:
        return "too_many_pixels"
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError):
        return "no_picture"
    is_seen = False
    for look in _looks(grey):
        codes = _codes(look)
        texts = tuple(dict.fromkeys(_text(code) for code in codes if code.valid))
        if texts:
            return texts
        is_seen = is_seen or bool(codes)
    return "unclear_code" if is_seen else "no_code"


def _looks(grey: Image.Image) -> Iterator[Image.Image]:
    """Yield the picture, then, if it is small, an enlarged one."""
    from PIL import Image

    yield grey
    if max(grey.size) < _SMALL:
        yield grey.resize((grey.width * 3, grey.height * 3), Image.Resampling.BICUBIC)


def _codes(grey: Image.Image) -> list[Any]:
    import zxingcpp  # a device may be without it

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found: list[Any] = zxingcpp.read_barcodes(grey, formats=formats, return_errors=True)
    return found


def _text(code: Any) -> str:
    """Return a code's text; a card's is UTF-8 and does not say so, which zxing-cpp may take for another encoding."""
    try:
        return bytes(code.bytes).decode("utf-8")
    except UnicodeDecodeError:
        return str(code.text)


def _the_card(texts: tuple[str, ...]) -> IdCard | NotAnIdCard | PictureProblem:
    """Return the one card among the codes of a picture; without one, why the first is none."""
    read = [read_id_card(text) for text in texts]
    cards = [one for one in read if isinstance(one, IdCard)]
    if len(cards) > 1:
        return "several_cards"
    return cards[0] if cards else read[0]
