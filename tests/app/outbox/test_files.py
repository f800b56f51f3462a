"""A file's way: what is sent first is read while the file is announced; in one piece where the line is quick."""

import hashlib
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api_client.errors import Unreachable
from api_client.http import Blocks
from api_client.uploads import UploadProgress
from app.drafts.model import Attachment
from app.outbox.files import FileLostError, FileSender
from app.outbox.model import FileProgress, Parcel, ParcelState
from app.outbox.pieces import Pieces
from app.outbox.plan import SMALLEST_PIECE_BYTES, AskOffset, CreateUpload, SendPiece
from app.outbox.results import Did
from app.vault.vault import CHUNK_BYTES, Vault
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


LARGE = random.Random(1).randbytes(5 * CHUNK_BYTES + 700)


class Receiving:
    """A portal that has what it was sent, or breaks off in the middle of the next piece."""

    def __init__(self) -> None:
        self.has = b""
        self.pieces: list[int] = []
        self.breaks_off = False

    async def create(self, **_said: object) -> str:
        self.has = b""
        return "/api/v1/uploads/1"

    async def offset(self, _url: str) -> UploadProgress:
        return UploadProgress(len(self.has), len(LARGE))

    async def patch(self, _url: str, *, offset: int, chunk: memoryview | Blocks, sha256: bytes) -> int:
        assert offset == len(self.has)
        self.pieces.append(len(chunk))
        came = bytes(chunk) if isinstance(chunk, memoryview) else b""
        if not isinstance(chunk, memoryview):
            async for block in chunk:
                came += block
                if self.breaks_off:
                    break
        if self.breaks_off:
            self.breaks_off = False
            raise Unreachable("cut", may_have_arrived=True)
        assert hashlib.sha256(came).digest() == sha256
        self.has += came
        return len(self.has)


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    vault = await Vault.open(tmp_path, bytes(32), clock=lambda: NOW)
    await vault.put_blob("a", LARGE)
    yield vault
    await vault.close()


class Way:
    """A file and who sends it."""

    def __init__(self, vault: Vault, portal: Receiving) -> None:
        self.sender = FileSender(vault, portal)  # type: ignore[arg-type]  # what sending a file needs
        self.file = FileProgress(
            Attachment("a", "birth", "a.pdf", "application/pdf", len(LARGE), hashlib.sha256(LARGE).hexdigest(), NOW)
        )

    async def go(self, task: type[CreateUpload | AskOffset | SendPiece]) -> Did:
        parcel = Parcel("k", "submission", "mai", "", "d", None, None, "{}", "x", (self.file,), ParcelState.QUEUED, NOW)
        fresh, did = await self.sender.advance(task(self.file), parcel, now=NOW, random=0.0)
        self.file = fresh.files[0]
        return did

    async def send_whole_file(self) -> None:
        self.file = replace(self.file, upload_url=None, sent_bytes=0)
        await self.go(CreateUpload)
        while self.file.sent_bytes < len(LARGE):
            await self.go(SendPiece)


async def test_a_file_goes_in_one_piece_with_the_hash_it_has_once_the_line_is_known_to_be_quick(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
):
    portal = Receiving()
    way = Way(vault, portal)
    await way.send_whole_file()
    assert len(portal.pieces) > 1
    assert portal.pieces[0] == SMALLEST_PIECE_BYTES
    portal.pieces.clear()
    monkeypatch.delattr(Pieces, "_read")  # what holds and hashes a piece
    await way.send_whole_file()
    assert (portal.has, portal.pieces) == (LARGE, [len(LARGE)])
    assert way.sender.certain == {"/api/v1/uploads/1"}


async def test_a_file_that_was_cut_is_asked_for_and_goes_on_in_small_pieces(vault: Vault):
    portal = Receiving()
    way = Way(vault, portal)
    await way.send_whole_file()
    way.file = replace(way.file, upload_url=None, sent_bytes=0)
    await way.go(CreateUpload)
    portal.breaks_off = True
    portal.pieces.clear()
    with pytest.raises(Unreachable):
        await way.go(SendPiece)
    assert way.sender.certain == frozenset()
    await way.go(AskOffset)
    assert way.file.sent_bytes == 0
    while way.file.sent_bytes < len(LARGE):
        await way.go(SendPiece)
    assert portal.has == LARGE
    assert portal.pieces[:2] == [len(LARGE), SMALLEST_PIECE_BYTES]


async def test_a_file_that_turns_out_damaged_on_its_way_is_lost_and_nothing_of_it_is_certain(vault: Vault):
    portal = Receiving()
    way = Way(vault, portal)
    await way.send_whole_file()
    way.file = replace(way.file, upload_url=None, sent_bytes=0)
    await way.go(CreateUpload)
    await vault._run(lambda: vault._records._connection.execute("UPDATE chunks SET sealed=x'00' WHERE number=4"))
    with pytest.raises(FileLostError):
        await way.go(SendPiece)
    assert (portal.has, way.sender.certain) == (b"", frozenset())
