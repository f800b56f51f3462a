"""100 MB by our client, out of the vault and resumable at every piece, beside a plain httpx PUT to the same process.

Both end with the bytes and their name durable at the portal and their hash told; ours also with every piece's checksum
compared and each piece acknowledged, and the whole looked at for what harms. A piece is what the line carries in a
second, so over a loopback the file is one; how many it was is told. The first file of a device that has just started
is told beside it: its line is not known, and pieces grow. What both need of the processors, and of memory besides, is
told too: memory of a first round that is not timed, for watching it costs as much as a request.
"""

import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.outbox.model import Parcel
from app.outbox.results import Did
from benchmarks.browser import free_port, wait_for_port
from benchmarks.uploads_line import line
from tests.journeys.citizen import BIRTH, Citizen
from tests.reliability.proxy_office import ClockAhead
from tests.reliability.uploads import MEGABYTE, PAPERS, paper_of, roomy

SIZE = 100 * MEGABYTE
ROUNDS = 5
LINES = (100, 300)
"""Megabits a second, of homes and offices."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of seconds, also of both sides' processor time, and the most memory of each over what it had before."""

    pieces: int
    """Of the last file sent."""

    first_seconds: float
    """Of ours, over a line that is not known yet."""

    ours_seconds: float
    plain_seconds: float
    ours_processor_seconds: float
    plain_processor_seconds: float
    client_bytes: int
    portal_bytes: int

    @property
    def ratio(self) -> float:
        """Our throughput as a part of the plain one's."""
        return self.plain_seconds / self.ours_seconds


def main() -> None:
    for megabits in (None, *LINES):
        found = asyncio.run(measure(megabits=megabits, rounds=1 if megabits else ROUNDS))
        print(
            f"{SIZE / MEGABYTE:.0f} MiB over {f'{megabits} Mbit/s' if megabits else 'loopback'},"
            f" {f'{found.pieces} pieces' if found.pieces > 1 else '1 piece'}:"
            f" ours {found.ours_seconds:.2f} s, a plain PUT {found.plain_seconds:.2f} s, ratio {found.ratio:.2f}"
            f" (at least 0.7); as the first file since the start {found.first_seconds:.2f} s,"
            f" {found.plain_seconds / found.first_seconds:.2f}; processors {found.ours_processor_seconds:.2f} s and"
            f" {found.plain_processor_seconds:.2f} s; memory at its peak: client"
            f" +{found.client_bytes / MEGABYTE:.0f} MiB, portal +{found.portal_bytes / MEGABYTE:.0f} MiB (at most 64)"
        )


async def measure(*, size: int = SIZE, rounds: int = ROUNDS, megabits: int | None = None) -> Measured:
    """Send a file of ``size`` bytes ``rounds`` times in turns, over a line of ``megabits`` a second if given."""
    process_port = free_port()
    with line(process_port, megabits=megabits) if megabits else nullcontext(process_port) as port:
        return await _measure(size, rounds, process_port, port)


async def _measure(size: int, rounds: int, process_port: int, port: int) -> Measured:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder, url = Path(name), f"http://127.0.0.1:{port}"
        catalogue, shared = roomy(folder, max_bytes=2 * size)
        where = [str(folder / "portal"), str(catalogue), str(process_port), url]
        command = [sys.executable, "-m", "benchmarks.uploads_portal", *where]
        process = await asyncio.to_thread(subprocess.Popen, command)
        try:
            await asyncio.to_thread(wait_for_port, process_port, process)
            citizen = Citizen(
                folder / "device",
                _Portal(url),  # type: ignore[arg-type]  # what a device uses of it
                shared,
                clock=ClockAhead(),  # type: ignore[arg-type]
            )
            citizen.network = httpx.AsyncHTTPTransport()  # type: ignore[assignment]  # no line that fails, and holds all
            await citizen.start()
            await citizen.sign_in()
            first, ours, plain, busy, plain_busy = [], [], [], [], []
            pids = (os.getpid(), process.pid)
            data = folder / "paper.pdf"
            parcel = await _queued(citizen, data, size)
            with _Memory(os.getpid()) as mine, _Memory(process.pid) as theirs:
                pieces, _seconds = await _send(citizen, parcel)
            await citizen.wait_until_delivered(parcel.id)
            for _ in range(rounds):
                await citizen.stop()
                citizen.network = httpx.AsyncHTTPTransport()  # type: ignore[assignment]  # as above
                await citizen.start()
                parcel = await _queued(citizen, data, size)
                first.append((await _send(citizen, parcel))[1])
                await citizen.wait_until_delivered(parcel.id)
                parcel = await _queued(citizen, data, size)
                busy.append(-_processor_seconds(pids))
                pieces, seconds = await _send(citizen, parcel)
                ours.append(seconds)
                busy[-1] += _processor_seconds(pids)
                await citizen.wait_until_delivered(parcel.id)
                plain_busy.append(-_processor_seconds(pids))
                plain.append(await asyncio.to_thread(_put, f"{url}/bare", data))
                plain_busy[-1] += _processor_seconds(pids)
            await citizen.stop()
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)
    return Measured(
        pieces,
        statistics.median(first),
        statistics.median(ours),
        statistics.median(plain),
        statistics.median(busy),
        statistics.median(plain_busy),
        client_bytes=mine.grown_bytes,
        portal_bytes=theirs.grown_bytes,
    )


@dataclass
class _Portal:
    url: str
    app: None = None

    @property
    def settings(self) -> "_Portal":
        return self

    @property
    def base_url(self) -> str:
        return self.url

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url)


async def _queued(citizen: Citizen, data: Path, size: int) -> Parcel:
    content = paper_of(size, citizen.random)
    await asyncio.to_thread(data.write_bytes, content)
    draft = await citizen.fill_in(BIRTH, citizen.shared.answers, {PAPERS[0]: ("paper.pdf", content)})
    return await citizen.submit(draft)


async def _send(citizen: Citizen, parcel: Parcel) -> tuple[int, float]:
    """Return in how many pieces it went, and the seconds until the portal has acknowledged the whole file's hash."""
    began, pieces = time.perf_counter(), 0
    while True:
        done = await citizen.outbox.step(citizen.clock())
        pieces += sum(action.did is Did.SENT_PIECE for action in done)
        now = citizen.outbox.find(parcel.id)
        assert now is not None
        if now.files[0].receipt_sha256 is not None:
            return pieces, time.perf_counter() - began
        assert not now.attempts, now


def _put(url: str, data: Path) -> float:
    began = time.perf_counter()
    with data.open("rb") as file:
        answer = httpx.put(url, content=file, timeout=120)
    assert answer.status_code == 201
    return time.perf_counter() - began


def _processor_seconds(pids: tuple[int, ...]) -> float:
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    ticks = sum(int(user) + int(system) for user, system in (field[11:13] for field in fields))
    return ticks / os.sysconf("SC_CLK_TCK")


class _Memory:
    """The most a process holds over what it held; pages of files, which the system takes back, are not counted."""

    def __init__(self, pid: int) -> None:
        self._pid, self._over = pid, threading.Event()
        gc.collect()
        self._before = self._most = self._now()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "_Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def grown_bytes(self) -> int:
        return self._most - self._before

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self._most = max(self._most, self._now())

    def _now(self) -> int:
        lines = Path(f"/proc/{self._pid}/status").read_text().splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
