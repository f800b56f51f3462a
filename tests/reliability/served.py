"""A portal as a process of its own that can be killed and started again on the same data, and who talks to it."""

import asyncio
import hashlib
import random
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from portal.dossiers.tables import DossierRow
from portal.schema import upgrade
from portal.settings import Settings, settings_for
from tests.journeys.citizen import Citizen, Shared
from tests.portal.running import RunningPortal, running_portal
from tests.reliability.nursery import Child, Nursery


class RealClock:
    """The real time, for processes that talk to each other."""

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **_amount: float) -> None:
        time.sleep(0.05)


@dataclass
class ServedPortal:
    """A portal process on a port of its own."""

    nursery: Nursery
    folder: Path
    port: int
    child: Child | None = None
    starts: int = 0
    app: Any = None

    @property
    def settings(self) -> Settings:
        return settings_for(self.folder, base_url=f"http://127.0.0.1:{self.port}", environment={})

    def start(self) -> None:
        self.child = self.nursery.start("portal", folder=str(self.folder), port=self.port)
        assert self.child.wait_for("READY", within=30.0), "the portal did not come back"
        self.starts += 1

    def kill(self) -> None:
        assert self.child is not None
        self.child.kill()
        self.child = None

    @property
    def is_dead(self) -> bool:
        return self.child is None

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.settings.base_url)


def serve(nursery: Nursery, folder: Path) -> ServedPortal:
    """Start a portal on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    portal = ServedPortal(nursery, folder, port)
    portal.start()
    return portal


@dataclass
class KillingTransport(httpx.AsyncBaseTransport):
    """Real HTTP; kills the portal while it works on an ``armed`` request, and counts where it was hit."""

    portal: ServedPortal
    chance: random.Random
    armed: Callable[[httpx.Request], str | None] = lambda _request: None
    hits: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._network = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        point = self.armed(request)
        if point is None:
            began = time.monotonic()
            response = await self._whole(request)
            self.seconds[request.method] = time.monotonic() - began
            return response
        working = asyncio.create_task(self._whole(request))
        longest = self.seconds.get(request.method, 0.02)
        await asyncio.sleep(self.chance.uniform(0.0, 0.9 * longest))
        self.kills[point] += 1
        self.hits[point] += not working.done()
        self.portal.kill()
        return await working

    async def _whole(self, request: httpx.Request) -> httpx.Response:
        response = await self._network.handle_async_request(request)
        try:
            content = await response.aread()
        finally:
            await response.aclose()
        self._check_offset(request, response)
        headers = [(name, value) for name, value in response.headers.items() if name != "transfer-encoding"]
        return httpx.Response(response.status_code, headers=headers, content=content, request=request)

    def _check_offset(self, request: httpx.Request, response: httpx.Response) -> None:
        """What the portal acknowledged of a file it still has after being killed."""
        path, offset = request.url.path, int(response.headers.get("upload-offset", -1))
        if request.method == "PATCH" and response.status_code == 204:
            self.acknowledged[path] = offset
        if request.method == "HEAD" and offset >= 0:
            assert offset >= self.acknowledged.get(path, 0), "acknowledged bytes are gone"

    async def aclose(self) -> None:
        await self._network.aclose()


@asynccontextmanager
async def citizen_of(
    folder: Path, portal: ServedPortal, shared: Shared, *, network: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[Citizen]:
    """A citizen's device that talks to the process, signed in."""
    citizen = Citizen(
        folder,
        portal,
        shared,
        clock=RealClock(),
        network=network or httpx.AsyncHTTPTransport(),  # type: ignore[arg-type]
    )
    await citizen.start()
    try:
        if citizen.identity.session is None:
            await citizen.sign_in()
        yield citizen
    finally:
        await citizen.stop()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[RunningPortal]:
    """The same portal's data in this process, while no process serves it."""
    make_database(folder)
    async with running_portal(folder) as portal:
        portal.clock.now = datetime.now(UTC)
        yield portal


def make_database(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    upgrade(settings_for(folder, environment={}).database_url)


async def check_filed(citizen: Citizen, portal: RunningPortal, draft_ids: list[str]) -> None:
    """One dossier for each draft and no other (I5), every file whole (I4, I7)."""

    def read(session: Any) -> dict[str, DossierRow]:
        rows = list(session.execute(select(DossierRow)).scalars())
        for row in rows:
            list(row.files)
        assert len({row.submit_key for row in rows}) == len(rows)
        return {row.id: row for row in rows}

    rows = await portal.deps.database.read(read)
    assert len(rows) == len(draft_ids)
    for draft_id in draft_ids:
        draft = citizen.drafts.find(draft_id)
        assert draft is not None
        row = rows[draft.dossier_id or ""]
        assert row.submit_key == draft.submission_key
        assert sorted(file.sha256 for file in row.files) == sorted(kept.sha256 for kept in draft.attachments)
        for file in row.files:
            data = b"".join([piece async for piece in portal.deps.storage.read(file.storage_name)])
            assert hashlib.sha256(data).hexdigest() == file.sha256
