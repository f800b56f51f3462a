"""The words of tus 1.0: headers in, headers out. https://tus.io/protocols/resumable-upload."""

import base64
import binascii
import re
import unicodedata
from datetime import datetime
from email.utils import format_datetime

from fastapi import Request

from portal.problems import Problem
from portal.uploads.receiving import Checksum
from portal.uploads.service import Announcement
from portal.uploads.tables import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = {"sha256": 32, "sha1": 20}
"""Digest sizes; tus asks every server with checksums to know SHA-1."""

CONTENT_TYPE = "application/offset+octet-stream"
ENDINGS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "application/pdf": (".pdf",)}
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def check_version(request: Request) -> None:
    """Refuse a request of another tus version (412)."""
    if request.headers.get("tus-resumable") != VERSION:
        raise Problem("tus-version", headers={"Tus-Version": VERSION})


def number(request: Request, name: str) -> int:
    """Return a header that must be a whole number, not negative."""
    text = request.headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Problem("invalid-request", {"vi": f"Tiêu đề {name} không hợp lệ.", "en": f"Bad or missing {name}."})
    return int(text)


def announcement(request: Request) -> Announcement:
    """Return what a creation request announces."""
    if "upload-defer-length" in request.headers or "upload-concat" in request.headers:
        raise Problem("invalid-request", {"vi": "Phải báo trước độ dài tệp.", "en": "The length must be given first."})
    header = request.headers.get("upload-metadata", "")
    if len(header) > 4096:
        raise Problem("invalid-request")
    values = metadata(header)
    sha256 = values.get("sha256")
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        raise Problem("invalid-request", {"vi": "sha256 không hợp lệ.", "en": "sha256 must be 64 hex digits."})
    return Announcement(
        length=number(request, "upload-length"),
        file_name=safe_name(values.get("filename", "")),
        sha256=sha256.lower() if sha256 else None,
        metadata_header=header,
    )


def metadata(header: str) -> dict[str, str]:
    """Return ``Upload-Metadata``: pairs ``key base64`` with commas between.

    Raises:
        Problem: ``invalid-request`` when it is not that.
    """
    values: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            value = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Problem("invalid-request") from None
        if not key.isascii() or key in values:
            raise Problem("invalid-request")
        values[key] = value
    return values


def checksum(request: Request) -> Checksum | None:
    """Return the chunk's checksum, or None when the client gave none."""
    header = request.headers.get("upload-checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.strip().partition(" ")
    try:
        digest = base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        raise Problem("invalid-request") from None
    if ALGORITHMS.get(algorithm) != len(digest):
        raise Problem("invalid-request", {"vi": "Loại mã kiểm không hỗ trợ.", "en": "Unsupported checksum."})
    return Checksum(algorithm, digest)


def safe_name(name: str, media_type: str | None = None) -> str:
    """Return a file name to show: no folders, no control or direction characters, composed, at most 120 characters.

    The name is never used on this portal's disk; contents are stored under names of its own making. An officer may save
    the file under it, so it never ends otherwise than its content does, and is no name of a Windows device.

    Args:
        name: As the client gave it.
        media_type: What the content is, when that is known: the name then ends as such files do.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    endings = ENDINGS.get(media_type or "", ())
    if endings and not kept.lower().endswith(endings):
        kept = f"{kept or 'file'}{endings[0]}"
    if _DEVICE.match(kept):
        kept = f"_{kept}"
    stem, dot, ending = kept.rpartition(".")
    if dot and len(kept) > 120:
        kept = f"{stem[: 119 - len(ending[:10])]}.{ending[:10]}"
    return kept[:120] or "file"


def offset_headers(upload: Upload) -> dict[str, str]:
    """Return the headers that say how far an upload is and how long it stays."""
    headers = {"Upload-Offset": str(upload.received)}
    if upload.dossier_id is None:
        headers["Upload-Expires"] = http_date(upload.expires_at)
    return headers


def http_date(moment: datetime) -> str:
    """Return a moment as HTTP writes it."""
    return format_datetime(moment.replace(microsecond=0), usegmt=True)
