"""Take one file in: check it, clean it, store its bytes sealed, hash what was stored."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from app.documents.checks import HEAD_BYTES, check_content, check_file, find_media_type
from app.documents.model import Refused, StagedFile
from app.documents.pictures import NotAPictureError, without_private_data
from app.drafts.model import Attachment
from app.vault.model import AdoptBlob
from app.vault.vault import Vault
from forms.procedure import Paper

_MAX_NAME = 120


async def stage_file(
    vault: Vault,
    paper: Paper,
    *,
    file_name: str,
    data: bytes | AsyncIterator[bytes],
    already: int,
    now: datetime,
    new_id: Callable[[], str],
) -> StagedFile | Refused:
    """Store the bytes of a file that is fit for ``paper``, so that a transaction can adopt it.

    Args:
        vault: Where the sealed chunks go.
        paper: Says which types, what size and how many files.
        file_name: As the person knows it; only shown, never trusted.
        data: The bytes, or a stream of them; no more than the limit is ever read.
        already: How many files the paper has.
        now: When it was added.
        new_id: Makes the id of the attachment and its blob.
    """
    name = display_name(file_name)
    if already >= paper.max_files:
        return Refused("too_many", name, limit=paper.max_files)
    content = data if isinstance(data, bytes) else await _read_up_to(paper.max_bytes + 1, data)
    checked = await asyncio.to_thread(_checked, content, paper, name)
    if isinstance(checked, Refused):
        return checked
    clean, media_type = checked
    blob = await vault.stage_blob(new_id(), clean)
    attachment = Attachment(
        id=blob.id,
        paper_id=paper.id,
        file_name=name,
        media_type=media_type,
        size_bytes=blob.size_bytes,
        sha256=blob.sha256,
        added_at=now,
    )
    return StagedFile(attachment, (AdoptBlob(blob.id),))


def display_name(file_name: str) -> str:
    """Return the last part of a file name, composed, without control or direction characters, at most 120 long."""
    last = unicodedata.normalize("NFC", file_name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip() or "file"
    if len(shown) <= _MAX_NAME:
        return shown
    stem, dot, extension = shown.rpartition(".")
    return (
        f"{stem[: _MAX_NAME - len(extension) - 1]}{dot}{extension}" if dot and len(extension) < 8 else shown[:_MAX_NAME]
    )


def _checked(content: bytes, paper: Paper, name: str) -> tuple[bytes, str] | Refused:
    refused = check_file(content[:HEAD_BYTES], len(content), paper)
    media_type = find_media_type(content[:HEAD_BYTES]) or ""
    refused = refused or check_content(content, media_type)
    if refused is not None:
        return Refused(refused.reason, name, limit=refused.limit)
    try:
        return without_private_data(content, media_type), media_type
    except NotAPictureError:
        return Refused("damaged", name)


async def _read_up_to(limit: int, data: AsyncIterator[bytes]) -> bytes:
    read = bytearray()
    async for piece in data:
        read += piece
        if len(read) >= limit:
            break
    return bytes(read)
