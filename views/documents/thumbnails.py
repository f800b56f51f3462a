"""Small pictures of attached photos, made on the device."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE_PX = 320
CLOSE_UP_PX = (640, 360)


def thumbnail(data: bytes, *, turns: int = 0, side: int = SIDE_PX) -> bytes | None:
    """Return a small JPEG of a photo, upright and turned clockwise; None when the bytes are no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    upright.thumbnail((side, side))
    return _jpeg(upright.rotate(-90 * turns, expand=True) if turns else upright)


def close_up(data: bytes) -> bytes | None:
    """Return what lies in the middle of a picture, in its own pixels: print is there as large as the office sees it."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            left, top = (max((whole - part) // 2, 0) for whole, part in zip(picture.size, CLOSE_UP_PX, strict=True))
            right, bottom = min(left + CLOSE_UP_PX[0], picture.width), min(top + CLOSE_UP_PX[1], picture.height)
            return _jpeg(picture.convert("RGB").crop((left, top, right, bottom)))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def _jpeg(picture: Image.Image) -> bytes:
    small = io.BytesIO()
    picture.save(small, "JPEG", quality=80)
    return small.getvalue()
