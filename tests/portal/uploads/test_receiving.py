"""A piece on its way into the storage: its bytes stay its own while more of them come."""

import asyncio
import hashlib
import random
import time
from collections.abc import AsyncIterator

import pytest
from starlette.requests import ClientDisconnect

from portal.problems import Problem
from portal.uploads.receiving import BATCH_BYTES, Checksum, receive
from portal.uploads.traces import Passed

DATA = random.Random(1).randbytes(5 * BATCH_BYTES + 321)


class SlowWriter:
    """Looks at what it is to write only once more has come, or nothing more seems to."""

    def __init__(self) -> None:
        self.written = b""
        self.come_bytes = 0

    @property
    def size_bytes(self) -> int:
        return len(self.written)

    def __enter__(self) -> "SlowWriter":
        return self

    def __exit__(self, *_: object) -> None: ...

    def write(self, data: bytes | memoryview) -> None:
        until = time.monotonic() + 0.05
        while self.come_bytes <= len(self.written) + len(data) and time.monotonic() < until:
            time.sleep(0.001)
        self.written += data

    def finish(self) -> None: ...


async def coming(writer: SlowWriter, *, step: int, breaks: bool = False) -> AsyncIterator[bytes]:
    for start in range(0, len(DATA), step):
        await asyncio.sleep(0)
        yield DATA[start : start + step]
        writer.come_bytes = start + step
    if breaks:
        raise ClientDisconnect


@pytest.mark.parametrize("step", [70_001, 256 * 1024, BATCH_BYTES, 3 * BATCH_BYTES + 5])
async def test_what_comes_while_a_batch_is_written_does_not_get_into_it(step: int):
    writer, passed = SlowWriter(), Passed()
    checksum = Checksum("sha256", hashlib.sha256(DATA).digest())
    await receive(writer, coming(writer, step=step), passed, room=len(DATA), checksum=checksum)
    assert writer.written == DATA
    assert (passed.size_bytes, passed.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())


async def test_what_came_before_a_break_is_written_to_its_last_byte():
    writer = SlowWriter()
    with pytest.raises(ClientDisconnect):
        await receive(writer, coming(writer, step=70_001, breaks=True), None, room=len(DATA), checksum=None)
    assert writer.written == DATA


async def test_no_more_is_taken_than_there_is_room():
    writer = SlowWriter()
    with pytest.raises(Problem):
        await receive(writer, coming(writer, step=BATCH_BYTES), Passed(), room=len(DATA) - 1, checksum=None)
