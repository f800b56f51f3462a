"""Checks of a file on the device, by its content and never by its name."""

import io
import re
import warnings
from typing import Final

from app.documents.model import Refused
from forms.procedure import Paper

HEAD_BYTES: Final = 1024
"""How much of the beginning ``check_file`` wants to see."""

MAX_MEGAPIXELS: Final = 100
"""Larger pictures are refused unread: a few bytes of header can claim gigabytes of pixels."""

_END: Final = re.compile(rb"%%EOF[\s\0]*\Z")
"""Nothing follows a PDF's last line, as the portal wants it."""

_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG"}


def find_media_type(head: bytes) -> str | None:
    """Return the media type that the first bytes show, None for anything but JPEG, PNG and PDF.

    Source:
        JPEG: ITU-T T.81 SOI marker; PNG: ISO/IEC 15948 5.2; PDF: ISO 32000-1 7.5.2 (some readers accept the header
        within the first 1,024 bytes; the portal does not, for something could be hidden before it).
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return None


def is_heic(head: bytes) -> bool:
    """Return whether a file is a photo as recent phones keep it, which no office here reads.

    Source:
        ISO/IEC 14496-12 4.3 (the file type box), ISO/IEC 23008-12 10 (brands of HEIF); AVIF 1.1 for its brand.
    """
    brands = head[8:64] if head[4:8] == b"ftyp" else b""
    return any(brand in brands for brand in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif"))


def check_file(head: bytes, size_bytes: int, paper: Paper) -> Refused | None:
    """Return why a file is not taken, judging by its first ``HEAD_BYTES`` bytes and its size."""
    if size_bytes == 0:
        return Refused("empty")
    if is_heic(head):
        return Refused("heic")
    if find_media_type(head) not in paper.accept:
        return Refused("type")
    if size_bytes > paper.max_bytes:
        return Refused("too_large", limit=paper.max_bytes)
    return None


def check_content(data: bytes, media_type: str) -> Refused | None:
    """Return why the whole file cannot be used: a picture that does not decode, a PDF cut off, locked, or with code."""
    if media_type == "application/pdf":
        return _check_pdf(data)
    return _check_picture(data, _FORMATS[media_type])


def _check_pdf(data: bytes) -> Refused | None:
    tail = data[-2048:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        return Refused("damaged")
    if b"/Encrypt" in data[-65536:] or b"/Encrypt" in data[:65536]:
        return Refused("encrypted")
    is_archive_too = b"PK\x05\x06" in data[-65_557:] and b"PK\x01\x02" in data
    if is_archive_too or not _END.search(tail):
        return Refused("hidden_data")
    from app.documents.active import find_active_content  # pypdf comes with the first PDF, not with the start

    found = find_active_content(data)
    return Refused(found) if found is not None else None


def _check_picture(data: bytes, expected_format: str) -> Refused | None:
    from PIL import Image, UnidentifiedImageError  # with the first picture, not with the start

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=(expected_format,)) as picture:
                if picture.width * picture.height > MAX_MEGAPIXELS * 1_000_000:
                    return Refused("too_many_pixels", limit=MAX_MEGAPIXELS)
                picture.load()
    except Image.DecompressionBombError:
        return Refused("too_many_pixels", limit=MAX_MEGAPIXELS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError):
        return Refused("damaged")
    return None
