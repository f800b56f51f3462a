"""What a file really is, decided by its content; a file that would harm or puzzle an officer is refused."""

import mmap
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from portal.uploads.joined import Bytes, Joined
from portal.uploads.pdfs import examine_pdf
from portal.uploads.pictures import RefusedError, examine_jpeg, examine_png
from portal.uploads.traces import Passed

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
    "unscannable": {
        "vi": "Tệp quá lớn hoặc nén quá nhiều lớp nên không quét mã độc được. Hãy chụp hoặc lưu lại thành tệp nhỏ hơn.",
        "en": "The file is too large or packed too deep to be checked for malware. Make a smaller one.",
    },
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the content is, and why it is refused (a key of ``REFUSALS``), if it is."""

    media_type: str | None
    refusal: str | None = None


def inspect(path: Path) -> Finding:
    """Return what the file at ``path`` is. Reads the disk; call it in a thread."""
    return inspect_parts([path], Passed.over([path]), joined=lambda: path)


def inspect_parts(parts: Sequence[Path], passed: Passed, *, joined: Callable[[], Path]) -> Finding:
    """Return what a file in parts is. Reads the disk; call it in a thread.

    Args:
        parts: Where its bytes are.
        passed: What was found out of all of them.
        joined: Puts them into one file, as reading a picture needs it.
    """
    if passed.size_bytes == 0:
        return Finding(None, "empty")
    traces = passed.traces.end()
    if "malware" in traces.found:
        return Finding(None, "malware")
    with Joined(parts) as data:
        media_type = media_type_of(data[:16])
        if media_type is None:
            return Finding(None, "type")
        try:
            if media_type == "application/pdf":
                examine_pdf(data, traces)
                _refuse_archive(data)
            else:
                _examine_picture(joined(), media_type)
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


def _examine_picture(path: Path, media_type: str) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        data = cast("bytes", mapped)  # slices, searches and matches as bytes do, and is not read whole
        if media_type == "image/jpeg":
            examine_jpeg(data, path)
        else:
            examine_png(data)
        _refuse_archive(data)


def _refuse_archive(data: Bytes) -> None:
    """Refuse what opens as a ZIP archive too."""
    end = data.find(_ZIP_END, max(0, len(data) - _ZIP_TAIL))
    if end >= 0 and data.find(_ZIP_ENTRY, 0, end) >= 0:
        raise RefusedError("hidden-data")
