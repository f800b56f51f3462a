"""A photo as the officer will see it: upright, turned, no larger than it needs to be."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.documents.pages import Detail

_LONG_SIDE: Final[dict[Detail, int]] = {"full": 0, "clear": 2339, "small": 1754}
"""Pixels of the longer side: A4 (11.69 inches) at 200 and at 150 dots an inch; 0 keeps all."""
_QUALITY: Final[dict[Detail, int]] = {"full": 92, "clear": 82, "small": 70}

FAINT_BELOW: Final = 1240
"""Pixels of the longer side under which print of 10 points on A4 has letters of less than 15 pixels."""


class UndrawableError(ValueError):
    """The bytes are no picture that can be drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it goes into a file: a JPEG without metadata, in grey or in red, green and blue."""

    jpeg: bytes
    width: int
    height: int
    is_grey: bool = False

    @property
    def is_faint(self) -> bool:
        """Whether ordinary print on a whole page of A4 can hardly be read from so few pixels."""
        return max(self.width, self.height) < FAINT_BELOW


def draw(data: bytes, *, turns: int, detail: Detail) -> Drawn:
    """Return a photo turned and shrunk; a JPEG that needs neither keeps its bytes.

    Raises:
        UndrawableError: it does not decode.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if _needs_nothing(picture, turns=turns, detail=detail):
                return Drawn(data, picture.width, picture.height, is_grey=picture.mode == "L")
            longest = _LONG_SIDE[detail]
            if longest and picture.format == "JPEG":
                picture.draft(None, (longest, longest))  # decoding at half the size where that is enough
            upright = ImageOps.exif_transpose(picture)
            if upright.mode in ("RGBA", "LA", "PA", "P"):
                upright = _on_white(upright)
            upright = upright if upright.mode == "L" else upright.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UndrawableError from error
    if longest and max(upright.size) > longest:
        upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    if turns:
        upright = upright.rotate(-90 * turns, expand=True)
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=_QUALITY[detail], optimize=True)
    return Drawn(drawn.getvalue(), upright.width, upright.height, is_grey=upright.mode == "L")


def _needs_nothing(picture: Image.Image, *, turns: int, detail: Detail) -> bool:
    is_ready = picture.format == "JPEG" and picture.mode in ("L", "RGB")
    return is_ready and not turns and detail == "full" and picture.getexif().get(0x0112, 1) == 1


def _on_white(picture: Image.Image) -> Image.Image:
    above = picture.convert("RGBA")
    ground = Image.new("RGBA", above.size, "white")
    return Image.alpha_composite(ground, above).convert("RGB")
