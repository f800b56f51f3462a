"""What a file really is, decided by its content; a file that would harm or puzzle an officer is refused."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MAX_PIXELS = 100_000_000
"""A phone's 100-megapixel photo passes; a "pixel flood" of 50,000 × 50,000 does not."""

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
ACTIVE_CONTENT = (b"/JavaScript", b"/Launch")
_WINDOW = 1024 * 1024

REFUSALS: Mapping[str, Mapping[str, str]] = {
    "empty": {"vi": "Tệp trống, không có nội dung.", "en": "The file is empty."},
    "hash": {
        "vi": "Nội dung nhận được khác với tệp trên máy. Hãy chọn lại tệp.",
        "en": "What arrived differs from the file on your device. Choose the file again.",
    },
    "type": {
        "vi": "Chỉ nhận ảnh JPEG, PNG hoặc tệp PDF. Nội dung tệp này không phải loại đó.",
        "en": "Only JPEG or PNG images and PDF files are taken. This file's content is none of these.",
    },
    "damaged": {
        "vi": "Tệp bị hỏng hoặc thiếu phần cuối. Hãy chụp hoặc lưu lại.",
        "en": "The file is damaged or cut short. Take the photo or save the file again.",
    },
    "pixels": {"vi": "Ảnh quá lớn. Hãy chụp lại với cỡ nhỏ hơn.", "en": "The image is too large. Take a smaller one."},
    "active-content": {
        "vi": "Tệp PDF có chứa mã chạy được. Hãy in ra PDF thường rồi chọn lại.",
        "en": "The PDF contains code that could run. Print it to a plain PDF and choose that.",
    },
    "encrypted": {
        "vi": "Tệp PDF có mật khẩu nên cán bộ không mở được. Hãy bỏ mật khẩu.",
        "en": "The PDF has a password, so the officer could not open it. Remove the password.",
    },
    "malware": {"vi": "Tệp bị nhận diện là mã độc.", "en": "The file was recognised as malware."},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the content is, and why it is refused (a key of ``REFUSALS``), if it is."""

    media_type: str | None
    refusal: str | None = None


def inspect(path: Path) -> Finding:
    """Return what the file at ``path`` is. Reads the disk; call it in a thread."""
    size = path.stat().st_size
    if size == 0:
        return Finding(None, "empty")
    with path.open("rb") as file:
        head = file.read(_WINDOW)
        file.seek(max(0, size - _WINDOW))
        tail = file.read()
    if EICAR in head or EICAR in tail:
        return Finding(None, "malware")
    media_type = media_type_of(head)
    if media_type is None:
        return Finding(None, "type")
    refusal = _refuse_pdf(path, head, tail) if media_type == "application/pdf" else _refuse_image(path)
    return Finding(media_type, refusal)


def media_type_of(head: bytes) -> str | None:
    """Return the type by the file's first bytes, or None if it is not one the portal takes."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return None


def _refuse_image(path: Path) -> str | None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we have our own limit on pixels
            with Image.open(path, formats=("JPEG", "PNG")) as image:
                if image.width * image.height > MAX_PIXELS:
                    return "pixels"
                image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
    except Image.DecompressionBombError:
        return "pixels"
    except Exception:  # noqa: BLE001  Pillow's decoders raise many kinds for hostile bytes: all mean "damaged"
        return "damaged"
    return None


def _refuse_pdf(path: Path, head: bytes, tail: bytes) -> str | None:
    if b"%%EOF" not in tail[-2048:]:
        return "damaged"
    content = head if path.stat().st_size <= len(head) else path.read_bytes()
    if any(word in content for word in ACTIVE_CONTENT):
        return "active-content"
    if b"/Encrypt" in content:
        return "encrypted"
    return None
