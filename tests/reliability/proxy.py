"""A line that fails on command, between real sockets: what a client sends to the portal goes through here.

Each request is read whole, then ``choose`` names its fault; what arrives, and how often, and what comes back, is as bad
as the worst networks are. Several portals may stand behind it: each request goes to one of them, a dead one is a 502.
"""

import asyncio
import random
import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

CAPTIVE = b"<!doctype html><html><body>Welcome to FREE WIFI, please sign in</body></html>"


class Fault(StrEnum):
    """What can happen to one request on the line."""

    DROP = "drop"
    """The connection ends before the request arrives anywhere."""
    RESET = "rst"
    """The same, with a reset."""
    CUT_REQUEST = "cut_request"
    """Part of the request arrives, then the connection is reset on both sides."""
    LOSE_ANSWER = "lose_answer"
    """The portal did it; the connection is reset instead of its answer."""
    TRUNCATE = "truncate"
    """Part of the answer comes back, then the connection ends."""
    DELAY = "delay"
    DUPLICATE = "dup"
    """The request arrives twice at once; one of the answers comes back."""
    LATE_TWIN = "late_twin"
    """The answer is lost, and a copy of the request arrives a moment later."""
    DRIP = "drip"
    """The answer comes a few bytes at a time."""
    HTML = "html"
    """200 and a page from somebody else; the request never arrived."""
    REDIRECT = "redirect"
    LOGIN_NEEDED = "511"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    TIMED_OUT_AFTER = "504_after"
    """The portal did it; the gateway answers 504."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    raw: bytes
    head_bytes: int


@dataclass
class Line:
    """The proxy: ``faults`` says what happened, ``sent_bytes`` how much was sent in the bodies of what requests."""

    chance: random.Random
    upstreams: Callable[[], list[int]]
    choose: Callable[[Request], Fault | None] = lambda _request: None
    faults: Counter[str] = field(default_factory=Counter)
    sent_bytes: Counter[str] = field(default_factory=Counter)
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[object]] = field(default_factory=set)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Return the address that clients are given."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """End, with everything that is still on its way."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._open):
            writer.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until every late copy has arrived."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while (request := await _read_request(reader)) is not None:
                self.sent_bytes[f"{request.method} {request.path}"] += len(request.raw) - request.head_bytes
                fault = self.choose(request)
                if fault is not None:
                    self.faults[fault] += 1
                if not await self._answer(request, fault, writer):
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, request: Request, fault: Fault | None, writer: asyncio.StreamWriter) -> bool:
        """Do what the fault says; return whether the connection lives on."""
        match fault:
            case Fault.DROP:
                return False
            case Fault.RESET:
                return _reset(writer)
            case Fault.CUT_REQUEST:
                # at least a byte short of whole, else it would not be cut
                await self._forward(request.raw[: self.chance.randrange(len(request.raw))], is_whole=False)
                return _reset(writer)
            case Fault.LOSE_ANSWER | Fault.LATE_TWIN:
                await self._forward(request.raw)
                if fault is Fault.LATE_TWIN:
                    self._later(self.chance.uniform(0.0, 0.1), request.raw)
                return _reset(writer)
            case Fault.HTML | Fault.REDIRECT | Fault.LOGIN_NEEDED | Fault.BAD_GATEWAY | Fault.UNAVAILABLE:
                writer.write(_page(fault))
                await writer.drain()
                return False
            case Fault.TIMED_OUT_AFTER:
                await self._forward(request.raw)
                writer.write(_page(fault))
                await writer.drain()
                return False
            case Fault.DUPLICATE:
                answers = await asyncio.gather(self._forward(request.raw), self._forward(request.raw))
                return await _write(writer, self.chance.choice(answers))
            case Fault.TRUNCATE:
                answer = await self._forward(request.raw)
                writer.write(answer[: self.chance.randrange(max(len(answer), 1))])
                await writer.drain()
                return False
            case Fault.DRIP:
                for piece in _pieces(await self._forward(request.raw), self.chance):
                    await _write(writer, piece)
                    await asyncio.sleep(0.002)
                return True
            case Fault.DELAY:
                await asyncio.sleep(self.chance.uniform(0.0, 0.2))
        return await _write(writer, await self._forward(request.raw))

    def _later(self, seconds: float, raw: bytes) -> None:
        async def arrive() -> None:
            await asyncio.sleep(seconds)
            await self._forward(raw)

        task: asyncio.Task[object] = asyncio.create_task(arrive())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _forward(self, raw: bytes, *, is_whole: bool = True) -> bytes:
        """Give a request to one of the portals and return its answer, a 502 where there is none."""
        ports = self.upstreams()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.chance.choice(ports))
        except (OSError, IndexError):
            return _page(Fault.BAD_GATEWAY)
        try:
            writer.write(raw)
            await writer.drain()
            if not is_whole:
                await asyncio.sleep(0.005)  # the portal reads what came, then the reset
                _reset(writer)
                return b""
            return await _read_answer(reader, is_head=raw.startswith(b"HEAD "))
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return _page(Fault.BAD_GATEWAY)
        finally:
            writer.close()


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    method, path, _ = head.split(b" ", 2)
    body = (
        await _read_body(reader, head) if _field(head, b"transfer-encoding") or _field(head, b"content-length") else b""
    )
    return Request(method.decode(), path.decode(), head + body, len(head))


async def _read_answer(reader: asyncio.StreamReader, *, is_head: bool) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    status = head.split(b" ", 2)[1]
    if is_head or status in (b"204", b"304"):
        return head
    return head + await _read_body(reader, head)


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    """Return a body as it travels: of a length said before, or in chunks."""
    if (length := _field(head, b"content-length")) is not None:
        return await reader.readexactly(int(length))
    body = bytearray()
    size = 1
    while size:
        line = await reader.readuntil(b"\r\n")
        size = int(line, 16)
        body += line + await reader.readexactly(size + 2)
    return bytes(body)


def _field(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n")[1:]:
        found, _, value = line.partition(b":")
        if found.strip().lower() == name:
            return value.strip()
    return None


def _page(fault: Fault) -> bytes:
    status = {
        Fault.HTML: "200 OK",
        Fault.REDIRECT: "302 Found\r\nLocation: http://login.wifi.example/",
        Fault.LOGIN_NEEDED: "511 Network Authentication Required",
        Fault.BAD_GATEWAY: "502 Bad Gateway",
        Fault.UNAVAILABLE: "503 Service Unavailable\r\nRetry-After: 1",
        Fault.TIMED_OUT_AFTER: "504 Gateway Timeout",
    }[fault]
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(CAPTIVE)}\r\nConnection: close\r\n\r\n"
    ).encode() + CAPTIVE


def _pieces(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield ``data`` in at most some twenty pieces."""
    at = 0
    while at < len(data):
        size = chance.randint(1, max(2, len(data) // 10))
        yield data[at : at + size]
        at += size


async def _write(writer: asyncio.StreamWriter, data: bytes) -> bool:
    writer.write(data)
    await writer.drain()
    return True


def _reset(writer: asyncio.StreamWriter) -> bool:
    """End a connection the hard way; it does not live on."""
    plain = writer.get_extra_info("socket")
    if plain is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False
