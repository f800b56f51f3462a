"""Portal processes behind failing lines, and the citizens who file and pay through them."""

import asyncio
import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from portal.payments import vnpay
from portal.settings import Settings
from tests.journeys.citizen import BIRTH, Citizen, Shared
from tests.portal.payments.paying import notice
from tests.reliability.nursery import Child, Nursery
from tests.reliability.proxy import Fault, Line, Request
from tests.reliability.roles import PAYMENT_SECRET, Impatient
from tests.reliability.uploads import PAPERS, Through, paper_of
from tests.waiting import eventually


class ClockAhead:
    """The real time, and ahead of it by what nobody waited for."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @now.setter
    def now(self, moment: datetime) -> None:
        self._ahead = moment - datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **amount: float) -> None:
        self._ahead += timedelta(**amount)


@dataclass
class Workers:
    """Portal processes on one database and one storage; one that is killed is started again at once."""

    nursery: Nursery
    settings: Settings
    number: int
    children: dict[int, Child] = field(default_factory=dict)
    kills: int = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _restarts: set[asyncio.Task[None]] = field(default_factory=set)

    async def start_all(self) -> None:
        for port in _free_ports(self.number):
            await self._start(port)

    def alive(self) -> list[int]:
        return list(self.children)

    def kill_soon(self, seconds: float, chance: random.Random) -> None:
        """``kill -9`` one of them a moment from now."""
        task = asyncio.create_task(self._kill(seconds, chance))
        self._restarts.add(task)
        task.add_done_callback(self._restarts.discard)

    async def _kill(self, seconds: float, chance: random.Random) -> None:
        await asyncio.sleep(seconds)
        async with self._lock:
            port = chance.choice(self.alive())
            self.children.pop(port).kill()
            self.kills += 1
            await self._start(port)

    async def _start(self, port: int) -> None:
        child = self.nursery.start(
            "portal",
            folder=str(self.settings.data_dir),
            port=port,
            base_url=self.settings.base_url,
            database_url=self.settings.database_url,
        )
        assert await asyncio.to_thread(child.wait_for, "READY", within=60.0), "the portal did not come back"
        self.children[port] = child

    async def until_one_lives(self) -> None:
        await eventually(lambda: bool(self.children))

    async def end(self) -> None:
        await asyncio.gather(*self._restarts)
        for child in self.children.values():
            child.kill()


class Directly(httpx.AsyncHTTPTransport):
    """A browser on a good line of its own: the sign-in pages are not what is tried here."""

    def __init__(self, workers: Workers) -> None:
        super().__init__()
        self._workers = workers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._workers.until_one_lives()
        request.url = request.url.copy_with(host="127.0.0.1", port=self._workers.alive()[0])
        return await super().handle_async_request(request)


@dataclass
class Door:
    """The portal as a citizen's device knows it."""

    workers: Workers
    app: Any = None

    @property
    def settings(self) -> Settings:
        return self.workers.settings

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=Directly(self.workers), base_url=self.settings.base_url)


@dataclass
class Filer:
    """A citizen with a device and a bad line."""

    workers: Workers
    line: Line
    citizen: Citizen
    drafts: dict[str, str] = field(default_factory=dict)
    """Submission key by draft."""

    @classmethod
    async def arrive(cls, folder: Path, workers: Workers, shared: Shared, subject: str) -> "Filer":
        line = Line(random.Random(0), workers.alive)
        await line.start()
        citizen = Citizen(
            folder / subject,
            Door(workers),  # type: ignore[arg-type]  # what of a running portal a device uses
            shared,
            clock=ClockAhead(),  # type: ignore[arg-type]
            network=Through(line),
            subject=subject,
        )
        citizen.random = Impatient()
        await citizen.start()
        await citizen.sign_in()
        return cls(workers, line, citizen)

    async def leave(self) -> None:
        await self.citizen.stop()
        await self.line.stop()

    async def file(self, seed: int) -> None:
        """File one dossier with two files under the schedule of a seed: I3 and I8 after every request."""
        chance = self.line.chance
        chance.seed(seed)
        sizes = (chance.randint(400, 20_000), chance.randint(200_000, 400_000))
        files = {paper: (f"{paper}.pdf", paper_of(size, chance)) for paper, size in zip(PAPERS, sizes, strict=True)}
        draft = await self.citizen.fill_in(BIRTH, self.citizen.shared.answers, files)
        self._trouble(chance)
        parcel = await self.citizen.submit(draft)

        async def check() -> None:
            self.citizen.check_nothing_sends_for_long()
            assert len(self.citizen.visible_states(draft.id)) == 1

        async def wait(_number: int) -> None:
            await self.workers.until_one_lives()

        await self.citizen.wait_until_delivered(parcel.id, check=check, between=wait)
        await self._calm()
        self.drafts[draft.id] = parcel.id

    async def pay(self, bill_id: str, seed: int) -> None:
        """Begin a payment and let the gateway tell of it, both over the bad line and until they are answered."""
        self.line.chance.seed(seed)
        self._trouble(self.line.chance)
        token = await self.citizen.identity.access_token()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"pay-{bill_id}"}
        order = {"bill_id": bill_id, "method": "gateway"}
        async with httpx.AsyncClient(transport=Through(self.line), base_url=self.workers.settings.base_url) as client:
            started = await self._until(client, "POST", "/api/v1/payments", json=order, headers=headers)
            fields = notice(started, vnp_TransactionNo=f"14{seed:06d}")
            for _ in range(2):
                told = await self._until(
                    client, "GET", f"/payments/ipn/vnpay?{vnpay.signed_query(fields, PAYMENT_SECRET)}"
                )
                assert told["RspCode"] in ("00", "02"), told
        await self._calm()

    async def _until(self, client: httpx.AsyncClient, method: str, url: str, **more: Any) -> dict[str, Any]:
        for _ in range(300):
            try:
                answer = await client.request(method, url, **more)
            except httpx.TransportError:
                await self.workers.until_one_lives()
                continue
            if answer.status_code in (200, 201) and answer.headers["content-type"].startswith("application/json"):
                return dict(answer.json())
            await asyncio.sleep(0.01)
        raise AssertionError("never answered")

    def _trouble(self, chance: random.Random) -> None:
        """Let up to eight requests of what follows fail, and in every fourth schedule kill a portal inside one."""
        left, killed_at = chance.randint(1, 8), chance.randrange(12) if chance.random() < 0.25 else None
        number = -1

        def choose(_request: Request) -> Fault | None:
            nonlocal left, number
            number += 1
            if number == killed_at:
                self.workers.kill_soon(chance.uniform(0.0, 0.03), chance)
            if not left or chance.random() < 0.4:
                return None
            left -= 1
            return chance.choice(list(Fault))

        self.line.choose = choose

    async def _calm(self) -> None:
        self.line.choose = lambda _request: None
        await self.line.settle()


def _free_ports(number: int) -> Iterator[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    yield from ports
