"""Programs of others that are given something and tell something."""

import asyncio
import contextlib
from asyncio.subprocess import Process


async def told_by(process: Process, given: bytes, *, within_s: float) -> bytes:
    """Give a process its input and return its output; who leaves, or waits for too long, leaves nothing of it behind.

    Raises:
        TimeoutError: it took longer.
    """
    try:
        async with asyncio.timeout(within_s):
            told, _ = await process.communicate(given)
            return told
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()  # until its pipes are closed, too
