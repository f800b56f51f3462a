"""A file's way: what is sent first is read while the file is announced."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.drafts.model import Attachment
from app.outbox.files import FileSender
from app.outbox.model import FileProgress, Parcel, ParcelState
from app.outbox.plan import CreateUpload
from app.outbox.results import Did
from app.vault.vault import Vault
from tests.waiting import eventually

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CONTENT = b"%PDF- a paper"


class Announced:
    """A portal that answers only once the file's first bytes were read."""

    def __init__(self, read: list[int]) -> None:
        self._read = read

    async def create(self, **_said: object) -> str:
        await eventually(lambda: self._read)
        return "/api/v1/uploads/1"


async def test_the_first_piece_is_read_while_the_file_is_announced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    vault = await Vault.open(tmp_path, bytes(32), clock=lambda: NOW)
    await vault.put_blob("a", CONTENT)
    read: list[int] = []
    read_chunk = vault._records.read_chunk
    monkeypatch.setattr(
        vault._records, "read_chunk", lambda id_, number: read.append(number) or read_chunk(id_, number)
    )
    file = FileProgress(Attachment("a", "birth", "a.pdf", "application/pdf", len(CONTENT), "sha", NOW))
    parcel = Parcel("k", "submission", "mai", "", "d", None, None, "{}", "x", (file,), ParcelState.QUEUED, NOW)
    sender = FileSender(vault, Announced(read))
    fresh, did = await sender.advance(CreateUpload(file), parcel, now=NOW, random=0.0)
    assert (did, fresh.files[0].upload_url) == (Did.CREATED_UPLOAD, "/api/v1/uploads/1")
    assert (await sender._take_piece(fresh.files[0], len(CONTENT))).content == CONTENT
    assert read == [0]
    await vault.close()
