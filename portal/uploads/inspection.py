"""What a file really is, decided by its content; a file that would harm or puzzle an officer is refused."""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from portal.uploads.pdfs import examine_pdf
from portal.uploads.pictures import RefusedError, examine_jpeg, examine_png

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_ZIP_END, _ZIP_ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_ZIP_TAIL = 65_557

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
    "private-data": {
        "vi": "Ảnh còn ghi nơi chụp, thời gian hoặc máy chụp. Hãy gửi bằng ứng dụng Một Cửa hoặc xóa thông tin đó.",
        "en": "The photo still tells where, when or by which device it was taken. Send it by the app, or remove that.",
    },
    "hidden-data": {
        "vi": "Phía sau nội dung tệp còn dữ liệu khác. Hãy chụp hoặc lưu lại thành tệp mới.",
        "en": "Something else is hidden behind the file's content. Take the photo or save the file again.",
    },
    "active-content": {
        "vi": "Tệp PDF có chứa mã chạy được. Hãy in ra PDF thường rồi chọn lại.",
        "en": "The PDF contains code that could run. Print it to a plain PDF and choose that.",
    },
    "embedded-files": {
        "vi": "Trong tệp PDF có tệp khác đính kèm. Hãy in ra PDF thường rồi chọn lại.",
        "en": "The PDF carries other files inside. Print it to a plain PDF and choose that.",
    },
    "opaque": {
        "vi": "Tệp PDF được nén theo cách không kiểm tra được. Hãy in ra PDF thường rồi chọn lại.",
        "en": "The PDF is packed in a way that cannot be checked. Print it to a plain PDF and choose that.",
    },
    "bomb": {
        "vi": "Tệp PDF nở ra quá lớn khi mở. Hãy in ra PDF thường rồi chọn lại.",
        "en": "The PDF grows far too large when opened. Print it to a plain PDF and choose that.",
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
    if path.stat().st_size == 0:
        return Finding(None, "empty")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        if mapped.find(EICAR) >= 0:
            return Finding(None, "malware")
        media_type = media_type_of(mapped[:16])
        if media_type is None:
            return Finding(None, "type")
        data = cast("bytes", mapped)  # slices, searches and matches as bytes do, and is not read whole
        try:
            _examine(data, media_type, path)
        except RefusedError as refused:
            return Finding(media_type, refused.reason)
        except (struct.error, IndexError):  # shorter than its own lengths say
            return Finding(media_type, "damaged")
    return Finding(media_type)


def media_type_of(head: bytes) -> str | None:
    """Return the type by the file's first bytes, or None if it is not one the portal takes."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return None


def _examine(data: bytes, media_type: str, path: Path) -> None:
    if media_type == "image/jpeg":
        examine_jpeg(data, path)
    elif media_type == "image/png":
        examine_png(data)
    else:
        examine_pdf(data)
    end = data.find(_ZIP_END, max(0, len(data) - _ZIP_TAIL))
    if end >= 0 and data.find(_ZIP_ENTRY, 0, end) >= 0:  # opens as a ZIP archive too
        raise RefusedError("hidden-data")
