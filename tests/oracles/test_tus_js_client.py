"""An independent client, tus-js-client from npm, uploads to our portal: over a bad line, and cut and resumed."""

import asyncio
import hashlib
import json
import random
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.app.conftest import pdf
from tests.oracles import node
from tests.portal.filing import CITIZEN
from tests.portal.listening import listening
from tests.portal.running import RunningPortal, running_portal
from tests.reliability.proxy import Fault, Line, Request

DATA = pdf(2_000_000)
FAULTS = [
    Fault.DROP, Fault.RESET, Fault.CUT_REQUEST, Fault.LOSE_ANSWER, Fault.TRUNCATE, Fault.DRIP, Fault.BAD_GATEWAY,
    Fault.UNAVAILABLE,
]  # fmt: skip


async def uploaded(portal: RunningPortal, url: str, path: Path, *more: str) -> dict[str, Any]:
    """Let tus-js-client upload ``path``; return what it says and what the portal has."""
    try:
        command = node.find_node()
    except node.NodeMissingError as error:
        pytest.skip(f"tus-js-client cannot run: {error}")
    me = await portal.bearer(CITIZEN)
    await asyncio.to_thread(path.write_bytes, DATA)
    process = await asyncio.create_subprocess_exec(
        command, str(node.FOLDER / "tus_client.mjs"), f"{url}/api/v1/uploads", str(path),
        me["Authorization"].partition(" ")[2], hashlib.sha256(DATA).hexdigest(), *more,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, wrong = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, wrong.decode()
    told = dict(json.loads(said))
    receipt = await portal.client.get(urlsplit(told["url"]).path, headers=me)
    return {**told, "receipt": receipt.json()}


async def test_tus_js_client_uploads_over_a_bad_line(tmp_path: Path) -> None:
    chance = random.Random(7)

    def choose(request: Request) -> Fault | None:
        return chance.choice(FAULTS) if chance.random() < 0.4 else None

    async with running_portal(tmp_path / "portal") as portal:
        with listening(portal.app) as behind:
            line = Line(chance, lambda: [urlsplit(behind).port or 0], choose)
            await line.start()
            found = await uploaded(portal, line.url, tmp_path / "paper.pdf")
            await line.stop()
    assert (found["receipt"]["state"], found["receipt"]["sha256"]) == ("verified", hashlib.sha256(DATA).hexdigest())
    assert found["retries"] >= 3, "the line was not bad"


async def test_tus_js_client_is_cut_and_another_goes_on(tmp_path: Path) -> None:
    async with running_portal(tmp_path / "portal") as portal:
        with listening(portal.app) as behind:
            found = await uploaded(portal, behind, tmp_path / "paper.pdf", "700000")
    assert (found["receipt"]["state"], found["receipt"]["sha256"]) == ("verified", hashlib.sha256(DATA).hexdigest())
    assert found["resumed"]
