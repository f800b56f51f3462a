"""A network that fails on command: an httpx transport around the real portal in this process."""

import asyncio
import random
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import httpx

CAPTIVE = b"<!doctype html><html><body>Welcome to FREE WIFI, please sign in</body></html>"


class Fault(StrEnum):
    """What can happen to one request."""

    NO_NAME = "no_name"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CUT_BEFORE = "cut_before"
    """The request never reached the portal, but the client cannot know."""
    ACK_LOST = "ack_lost"
    """The portal did it; the answer is lost."""
    ANSWER_TIMEOUT = "answer_timeout"
    """The portal did it; the answer takes too long."""
    TRUNCATED = "truncated"
    DUPLICATED = "duplicated"
    """The request arrives twice; the second answer is what comes back."""
    LATE_TWIN = "late_twin"
    """The answer is lost, and a copy of the request arrives again some requests later."""
    CAPTIVE_PORTAL = "captive_portal"
    """200 and HTML from somebody else; the request never arrived."""
    MANGLED = "mangled"
    """The portal did it; a middle box answers 200 and HTML."""
    REDIRECT = "redirect"
    EMPTY_OK = "empty_ok"
    """200, application/json, but not what was asked for."""
    UNAVAILABLE = "unavailable"
    BAD_GATEWAY = "bad_gateway"
    SERVER_ERROR_AFTER = "server_error_after"
    """The portal did it; a gateway says 504."""
    TOO_MANY = "too_many"
    OTHER_NAME = "other_name"
    """The certificate is for another name; nothing was sent."""
    NETWORK_SIGN_IN = "network_sign_in"
    """511: the network wants a sign-in."""


@dataclass
class Seen:
    """What went through, in order: ``"METHOD path"`` without ids that differ from run to run."""

    requests: list[str] = field(default_factory=list)
    faults: Counter[Fault] = field(default_factory=Counter)


class FaultTransport(httpx.AsyncBaseTransport):
    """Delivers requests to the portal, unless ``choose(number, request)`` names a fault for it."""

    def __init__(self, portal: httpx.AsyncBaseTransport, choose: Callable[[int, httpx.Request], Fault | None]) -> None:
        self._portal = portal
        self.choose = choose
        self._late: list[tuple[int, httpx.Request]] = []
        self.seen = Seen()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        number = len(self.seen.requests)
        self.seen.requests.append(f"{request.method} {request.url.path}")
        fault = self.choose(number, request)
        if fault is not None:
            self.seen.faults[fault] += 1
        await self._deliver_late(number)
        return await self._answer(fault, number, request)

    async def aclose(self) -> None:
        await self._portal.aclose()

    async def deliver_all_late(self) -> None:
        """Let every copy still on its way arrive."""
        await self._deliver_late(10**9)

    async def _deliver_late(self, number: int) -> None:
        due = [request for at, request in self._late if at <= number]
        self._late = [(at, request) for at, request in self._late if at > number]
        for request in due:
            await self.deliver(request)

    async def deliver(self, request: httpx.Request) -> httpx.Response:
        copy = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        response = await self._portal.handle_async_request(copy)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content, request=request)

    async def _answer(self, fault: Fault | None, number: int, request: httpx.Request) -> httpx.Response:
        match fault:
            case None:
                return await self.deliver(request)
            case Fault.NO_NAME | Fault.REFUSED:
                raise httpx.ConnectError(fault, request=request)
            case Fault.CONNECT_TIMEOUT:
                raise httpx.ConnectTimeout(fault, request=request)
            case Fault.CUT_BEFORE:
                raise httpx.ReadError(fault, request=request)
            case Fault.CAPTIVE_PORTAL:
                return httpx.Response(200, headers={"content-type": "text/html"}, content=CAPTIVE, request=request)
            case Fault.REDIRECT:
                return httpx.Response(302, headers={"location": "http://wifi.example/login"}, request=request)
            case Fault.OTHER_NAME:
                raise httpx.ConnectError(fault, request=request) from ssl.SSLCertVerificationError("hostname mismatch")
            case Fault.NETWORK_SIGN_IN:
                return httpx.Response(511, headers={"content-type": "text/html"}, content=CAPTIVE, request=request)
            case Fault.EMPTY_OK:
                return httpx.Response(200, headers={"content-type": "application/json"}, content=b"{}", request=request)
            case Fault.UNAVAILABLE:
                return httpx.Response(503, headers={"retry-after": "7"}, content=b"busy", request=request)
            case Fault.BAD_GATEWAY:
                return httpx.Response(502, content=CAPTIVE, request=request)
            case Fault.TOO_MANY:
                return httpx.Response(429, headers={"retry-after": "3"}, content=b"", request=request)
        answer = await self.deliver(request)
        match fault:
            case Fault.DUPLICATED:
                return await self.deliver(request)
            case Fault.LATE_TWIN:
                self._late.append((number + 3, request))
                raise httpx.ReadError(fault, request=request)
            case Fault.ACK_LOST:
                raise httpx.ReadError(fault, request=request)
            case Fault.ANSWER_TIMEOUT:
                raise httpx.ReadTimeout(fault, request=request)
            case Fault.MANGLED:
                return httpx.Response(200, headers={"content-type": "text/html"}, content=CAPTIVE, request=request)
            case Fault.SERVER_ERROR_AFTER:
                return httpx.Response(504, content=b"", request=request)
        half = answer.content[: len(answer.content) // 2]
        return httpx.Response(answer.status_code, headers=_without_length(answer), content=half, request=request)


def _without_length(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers.items() if name.lower() != "content-length"]


def no_faults(_number: int, _request: httpx.Request) -> Fault | None:
    return None


def fault_at(number: int, fault: Fault) -> Callable[[int, httpx.Request], Fault | None]:
    """Return a network that fails once, at one request."""
    return lambda at, _request: fault if at == number else None


def bad_network(seed: int, *, how_bad: float) -> Callable[[int, httpx.Request], Fault | None]:
    """Return a network that fails at random, again and again, and is calm after 60 requests."""
    chance, kinds = random.Random(seed), list(Fault)

    def choose(number: int, _request: httpx.Request) -> Fault | None:
        return chance.choice(kinds) if number < 60 and chance.random() < how_bad else None

    return choose


async def settled(turns: int = 3) -> None:
    """Let tasks that were just started take their turn."""
    for _ in range(turns):
        await asyncio.sleep(0)
