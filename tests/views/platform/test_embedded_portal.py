import asyncio
import os
import signal
import sys
import urllib.request
from pathlib import Path

import pytest

from views.platform.embedded_portal import EmbeddedPortal

pytestmark = pytest.mark.kill


async def ready(portal: EmbeddedPortal, *, times: int = 1) -> str:
    answering = asyncio.Semaphore(0)
    portal.when_ready(answering.release)
    portal.start()
    for _ in range(times):
        await asyncio.wait_for(answering.acquire(), 90)
    assert portal.url is not None
    return portal.url


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def test_it_answers_at_the_same_address_after_a_restart_and_ends_with_us(tmp_path: Path) -> None:
    first = EmbeddedPortal(tmp_path)
    url = await ready(first)
    assert await asyncio.to_thread(answers, url)
    await first.stop()
    assert not await asyncio.to_thread(answers, url)
    second = EmbeddedPortal(tmp_path)
    assert await ready(second) == url
    await second.stop()


async def test_it_is_started_again_when_it_dies(tmp_path: Path) -> None:
    portal = EmbeddedPortal(tmp_path)
    url = await ready(portal)
    assert portal._process is not None
    back = asyncio.Event()
    portal.when_ready(back.set)
    portal._process.kill()
    await asyncio.wait_for(back.wait(), 90)
    assert portal.url == url
    await portal.stop()


@pytest.mark.skipif(os.name == "nt", reason="signals")
async def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from views.platform.embedded_portal import EmbeddedPortal\n"
        "async def main():\n"
        "    portal = EmbeddedPortal(Path(sys.argv[1]))\n"
        "    portal.when_ready(lambda: print(portal.url, flush=True))\n"
        "    portal.start()\n"
        "    await asyncio.sleep(300)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    url = (await asyncio.wait_for(parent.stdout.readline(), 90)).decode().strip()
    assert await asyncio.to_thread(answers, url)
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    for _ in range(100):
        if not await asyncio.to_thread(answers, url):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the portal outlived its parent by ten seconds")
