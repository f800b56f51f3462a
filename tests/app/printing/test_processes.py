import asyncio
import signal
import sys
from asyncio.subprocess import PIPE

import pytest

from app.printing.processes import told_by


async def sleeping() -> asyncio.subprocess.Process:
    code = "import sys, time; print('begun', flush=True); time.sleep(600)"
    return await asyncio.create_subprocess_exec(sys.executable, "-I", "-c", code, stdin=PIPE, stdout=PIPE)


@pytest.mark.parametrize("leaves", ["cancelled", "too long"])
async def test_who_leaves_leaves_neither_the_process_nor_its_pipes(leaves: str) -> None:
    process = await sleeping()
    within_s = 0.3 if leaves == "too long" else 60
    telling = asyncio.create_task(told_by(process, b"paper", within_s=within_s))
    if leaves == "cancelled":
        await asyncio.sleep(0.3)
        telling.cancel()
    with pytest.raises((TimeoutError, asyncio.CancelledError)):
        await telling
    assert process.returncode == -signal.SIGKILL
    assert process.stdout is not None
    assert process.stdout.at_eof()
