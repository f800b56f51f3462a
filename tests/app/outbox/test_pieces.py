"""Pieces of a file: whole, hashed, read once, and the next one before it is asked for."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.outbox.pieces import BLOCK_BYTES, Pieces, Whole
from app.vault.errors import VaultDamagedError
from app.vault.vault import CHUNK_BYTES, Vault
from tests.waiting import eventually

SIZE = 5 * CHUNK_BYTES + 700
DATA = random.Random(1).randbytes(SIZE)


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    vault = await Vault.open(tmp_path, bytes(32), clock=lambda: datetime.now(UTC))
    await vault.put_blob("file", DATA)
    yield vault
    await vault.close()


@pytest.fixture
def read(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the numbers of the chunks that were opened."""
    numbers: list[int] = []
    read_chunk = vault._records.read_chunk

    def noted(blob_id: str, number: int) -> bytes | None:
        numbers.append(number)
        return read_chunk(blob_id, number)

    monkeypatch.setattr(vault._records, "read_chunk", noted)
    return numbers


@pytest.mark.parametrize("size", [300_000, CHUNK_BYTES, 2 * CHUNK_BYTES + 1, SIZE, 2 * SIZE])
async def test_pieces_are_the_file_one_after_another_each_with_its_hash(vault: Vault, size: int):
    pieces, sent = Pieces(vault), b""
    while len(sent) < SIZE:
        piece = await pieces.take("file", offset=len(sent), size=size)
        content = bytes(piece.content)
        assert 0 < len(piece) == len(content) <= size
        assert piece.sha256 == hashlib.sha256(content).digest()
        sent += content
        pieces.read_ahead("file", offset=len(sent), size=size)
    assert sent == DATA


async def test_no_chunk_is_opened_twice_once_pieces_are_larger_than_chunks(vault: Vault, read: list[int]):
    pieces, at = Pieces(vault), 0
    for size in (256 * 1024, CHUNK_BYTES, 2 * CHUNK_BYTES + 5, 8 * CHUNK_BYTES):
        at += len(await pieces.take("file", offset=at, size=size))
    assert at == SIZE
    assert read[:7] == [0, 0, 1, 2, 3, 4, 5]


async def test_the_next_piece_is_there_before_it_is_asked_for(vault: Vault, read: list[int]):
    pieces = Pieces(vault)
    pieces.read_ahead("file", offset=CHUNK_BYTES, size=CHUNK_BYTES)
    await eventually(lambda: read == [1])
    assert (await pieces.take("file", offset=CHUNK_BYTES, size=CHUNK_BYTES)).content == DATA[2**20 : 2**21]
    assert read == [1]


async def test_what_was_read_for_a_line_that_is_a_little_slower_now_is_not_read_again(vault: Vault, read: list[int]):
    pieces = Pieces(vault)
    pieces.read_ahead("file", offset=0, size=3 * CHUNK_BYTES)
    assert len(await pieces.take("file", offset=0, size=2 * CHUNK_BYTES)) == 3 * CHUNK_BYTES
    assert read == [0, 1, 2]


async def test_what_was_read_ahead_is_left_when_something_else_or_less_is_wanted(vault: Vault):
    pieces = Pieces(vault)
    pieces.read_ahead("file", offset=0, size=4 * CHUNK_BYTES)
    assert (await pieces.take("file", offset=9, size=100)).content == DATA[9:109]
    pieces.read_ahead("file", offset=0, size=4 * CHUNK_BYTES)
    assert (await pieces.take("file", offset=0, size=100)).content == DATA[:100]


async def test_what_was_read_ahead_does_not_stay_in_memory_when_the_sending_rests(vault: Vault, read: list[int]):
    pieces = Pieces(vault, kept_seconds=0.0)
    pieces.read_ahead("file", offset=0, size=CHUNK_BYTES)
    await eventually(lambda: pieces._ahead is None)
    read.clear()
    assert (await pieces.take("file", offset=0, size=CHUNK_BYTES)).content == DATA[:CHUNK_BYTES]
    assert read == [0]


async def test_the_memory_of_a_piece_is_filled_anew_once_it_is_given_back_and_not_before(vault: Vault):
    pieces = Pieces(vault)
    first = await pieces.take("file", offset=0, size=CHUNK_BYTES)
    second = await pieces.take("file", offset=CHUNK_BYTES, size=CHUNK_BYTES)
    assert first.content == DATA[:CHUNK_BYTES]
    pieces.give_back(first)
    third = await pieces.take("file", offset=2 * CHUNK_BYTES, size=CHUNK_BYTES // 2)
    assert third.memory is first.memory
    assert (bytes(third.content), bytes(second.content)) == (DATA[2**21 :][: 2**19], DATA[2**20 : 2**21])
    pieces.give_back(second)
    assert len(await pieces.take("file", offset=0, size=2 * CHUNK_BYTES)) == 2 * CHUNK_BYTES  # in one that is new


async def test_memory_given_back_does_not_stay_when_the_sending_rests(vault: Vault):
    pieces = Pieces(vault, kept_seconds=0.0)
    pieces.give_back(await pieces.take("file", offset=0, size=CHUNK_BYTES))
    await eventually(lambda: not pieces._spare)


async def test_a_damaged_chunk_is_said_when_the_piece_is_wanted(vault: Vault):
    pieces = Pieces(vault)
    await vault._run(lambda: vault._records._connection.execute("UPDATE chunks SET sealed=x'00' WHERE number=1"))
    pieces.read_ahead("file", offset=CHUNK_BYTES, size=CHUNK_BYTES)
    await asyncio.sleep(0)
    with pytest.raises(VaultDamagedError):
        await pieces.take("file", offset=CHUNK_BYTES, size=CHUNK_BYTES)


async def gather(whole: Whole, sent: bytearray | None = None) -> bytearray:
    sent = bytearray() if sent is None else sent
    async for block in whole:
        sent += block
    return sent


async def test_a_whole_file_comes_in_blocks_of_which_two_are_held(vault: Vault, read: list[int]):
    pieces, sent, memories = Pieces(vault), b"", set()
    pieces.begin_whole("file", SIZE)
    await eventually(lambda: read == [0, 1, 2, 3])
    whole = pieces.take_whole("file", SIZE)
    async for block in whole:
        assert len(block) <= BLOCK_BYTES
        memories.add(id(block.obj))
        sent += block
        if len(sent) < SIZE:
            await eventually(lambda: read == [0, 1, 2, 3, 4, 5])  # while the first block is still here
            assert sent == block
    assert (len(whole), sent, len(memories)) == (SIZE, DATA, 2)


async def test_a_whole_file_comes_from_its_beginning_each_time(vault: Vault):
    whole = Pieces(vault).take_whole("file", SIZE)
    async for _block in whole:
        break  # the request is to be repeated
    for _ in range(2):
        assert await gather(whole) == DATA


async def test_another_whole_file_than_was_begun_is_read_as_well(vault: Vault):
    await vault.put_blob("other", DATA[::-1])
    pieces = Pieces(vault)
    pieces.begin_whole("other", SIZE)
    whole = pieces.take_whole("file", SIZE)
    assert await gather(whole) == DATA


async def test_a_whole_file_that_was_begun_does_not_stay_in_memory_when_the_sending_rests(vault: Vault):
    pieces = Pieces(vault, kept_seconds=0.0)
    pieces.begin_whole("file", SIZE)
    await eventually(lambda: pieces._whole is None)
    assert await gather(pieces.take_whole("file", SIZE)) == DATA


@pytest.mark.parametrize("damage", ["UPDATE chunks SET sealed=x'00' WHERE number=4", "DELETE FROM records"])
async def test_what_is_damaged_of_a_whole_file_is_said_and_never_sent(vault: Vault, damage: str):
    whole, sent = Pieces(vault).take_whole("file", SIZE), bytearray()
    await vault._run(lambda: vault._records._connection.execute(damage))
    with pytest.raises(VaultDamagedError):
        await gather(whole, sent)
    assert sent == DATA[: len(sent)] != DATA


async def test_a_file_that_is_not_there_is_said(vault: Vault):
    sent = bytearray()
    with pytest.raises(VaultDamagedError):
        await gather(Pieces(vault).take_whole("none", SIZE), sent)
    assert not sent
