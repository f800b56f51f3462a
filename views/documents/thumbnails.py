"""Small pictures of attached photos, made on the device."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE_PX = 320


def thumbnail(data: bytes) -> bytes | None:
    """Return a small JPEG of a photo, upright; None when the bytes are no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (SIDE_PX, SIDE_PX))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    upright.thumbnail((SIDE_PX, SIDE_PX))
    small = io.BytesIO()
    upright.save(small, "JPEG", quality=80)
    return small.getvalue()
