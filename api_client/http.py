"""One request to the portal and one whole answer, as it is; the only module that imports httpx.

httpx 0.28.1 has had no release since 2024-12; httpx2 with the same API is its likely successor, to be put in here.

What leaves here is an ``Answer`` or an error of ``api_client.errors``. Redirects are never followed, cookies never
kept, proxies and ``.netrc`` of the environment never used, and no more of an answer is unpacked than was asked for.
"""

import asyncio
import contextlib
import importlib
import ssl
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlencode

from api_client.answers import Answer
from api_client.errors import NotThePortal, NotTrusted, TimedOut, Unreachable

if TYPE_CHECKING:
    import httpx

    Transport = httpx.AsyncBaseTransport
else:
    Transport = Any  # httpx takes 0.2 s to import, which the first screen need not wait for

Tokens = Callable[[], Awaitable[str | None]]

JSON_LIMIT_BYTES: Final = 8 * 1024 * 1024
FILE_LIMIT_BYTES: Final = 32 * 1024 * 1024
_STEP_BYTES: Final = 1024 * 1024
_PART_BYTES: Final = 512 * 1024
CLIENT_VERSION: Final = "1"
"""What this client calls itself, so that a portal can say that it is too old (426)."""


class Blocks(Protocol):
    """A long body, block by block from its beginning whenever it is asked for; a block is good until the next one."""

    def __len__(self) -> int: ...
    def __aiter__(self) -> AsyncIterator[memoryview]: ...


Body = bytes | memoryview | Blocks | None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds.

    ``whole`` is until the last byte (a server may drip a byte a second), ``download`` the same of something large that
    goes on where it was cut.
    """

    connect: float = 5.0
    quiet: float = 20.0
    whole: float = 60.0
    download: float = 1800.0


class Http:
    """Sends requests to one portal.

    Args:
        base_url: Where the portal is, or a function that says so (None: not yet started).
        transport: How bytes travel; tests give ``httpx.ASGITransport`` or ``httpx.MockTransport``.
        tokens: Gives the access token of the signed-in person, None for a guest; may raise a ``PortalError``.
        rejected: Told which access token the portal refused, so that ``tokens`` can bring another; the request is then
            repeated once (401 is answered before anything is done).
        language: ``vi`` or ``en``, the language of problem texts.
    """

    def __init__(
        self,
        base_url: str | Callable[[], str | None],
        *,
        transport: Transport | None = None,
        tokens: Tokens | None = None,
        rejected: Callable[[str], None] | None = None,
        language: Callable[[], str] = lambda: "vi",
        timeouts: Timeouts | None = None,
    ) -> None:
        self._base_url = base_url
        self._tokens = tokens
        self._rejected = rejected
        self._language = language
        self._timeouts = timeouts or Timeouts()
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    @property
    def base_url(self) -> str:
        """Return the portal's address without a final slash.

        Raises:
            Unreachable: if the portal has no address yet.
        """
        url = self._base_url if isinstance(self._base_url, str) else self._base_url()
        if not url:
            raise Unreachable("the portal has no address yet")
        return url.rstrip("/")

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _open(self) -> "httpx.AsyncClient":
        """Return the client, made at the first request."""
        if self._client is None:
            httpx = await asyncio.to_thread(importlib.import_module, "httpx")
            wait = self._timeouts
            self._client = self._client or httpx.AsyncClient(
                transport=self._transport,
                timeout=httpx.Timeout(wait.quiet, connect=wait.connect, pool=wait.quiet),
                follow_redirects=False,
                trust_env=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            )
        return self._client

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Body = None,
        key: str | None = None,
        signed_in: bool = False,
        limit_bytes: int = JSON_LIMIT_BYTES,
    ) -> Answer:
        """Send one request and return its whole answer, whatever its status.

        Args:
            method: HTTP method.
            path: Path below the portal's address, made with ``path_of``; never an address of another host.
            query: Query parameters.
            headers: Further headers.
            body: Bytes to send.
            key: Idempotency key.
            signed_in: Whether to send the access token.
            limit_bytes: The answer's greatest length.

        Raises:
            Unreachable: no connection; TimedOut: no whole answer in time; NotThePortal: an answer that cannot be read.
        """
        if not path.startswith("/"):
            raise NotThePortal("a path must start with a slash")
        url = self.base_url + path + (f"?{urlencode(query)}" if query else "")
        sent = {
            "Accept-Language": self._language(),
            "Accept-Encoding": "gzip",
            "Motcua-Client": CLIENT_VERSION,
            **(headers or {}),
        }
        if key is not None:
            sent["Idempotency-Key"] = key
        if not signed_in:
            return await self._exchange(method, url, headers=sent, body=body, limit_bytes=limit_bytes)
        for _ in range(2):
            token = await self._tokens() if self._tokens else None
            if token is not None:
                sent["Authorization"] = f"Bearer {token}"
            answer = await self._exchange(method, url, headers=sent, body=body, limit_bytes=limit_bytes)
            if answer.status != 401 or token is None or self._rejected is None:
                break
            self._rejected(token)
            sent.pop("Authorization")
        return answer

    async def download(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        take: Callable[[Answer], Callable[[bytes], None] | None],
    ) -> Answer:
        """Get something large, handing over its bytes as they come and as they are packed.

        Args:
            path: Path below the portal's address, made with ``path_of``.
            query: Query parameters.
            headers: Further headers; ``Accept-Encoding`` among them.
            take: Told status and headers, returns where the bytes go; None: they are a short answer's body, unpacked.

        Raises:
            PortalError: as ``send``; what has come until then was handed over.
        """
        url = self.base_url + path + (f"?{urlencode(query)}" if query else "")
        sent = {"Accept-Language": self._language(), "Motcua-Client": CLIENT_VERSION, **(headers or {})}
        request = _Request("GET", url, sent, None)
        async with self._answering(request, seconds=self._timeouts.download) as response:
            answer = Answer("GET", response.status_code, _fields_of_stream(response), b"")
            keep = take(answer)
            if keep is None:
                content = await _read(response, limit_bytes=JSON_LIMIT_BYTES)
                return Answer("GET", answer.status, answer.headers, content)
            async for chunk in _chunks(response):
                keep(chunk)
        return answer

    async def _exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], body: Body, limit_bytes: int
    ) -> Answer:
        request = _Request(method, url, headers, body)
        async with self._answering(request, seconds=self._timeouts.whole) as response:
            content = await _read(response, limit_bytes=limit_bytes)
        return Answer(method, response.status_code, _fields(response), content)

    @contextlib.asynccontextmanager
    async def _answering(self, wanted: "_Request", *, seconds: float) -> AsyncIterator["httpx.Response"]:
        """Give the answer to a request, to be read in the block; what httpx raises there leaves as a PortalError."""
        client = await self._open()
        import httpx  # there since _open

        try:
            async with asyncio.timeout(seconds):
                content, length = _content(wanted.body)
                headers = {**wanted.headers, **length}
                request = client.build_request(wanted.method, wanted.url, headers=headers, content=content)
                response = await client.send(request, stream=True)
                try:
                    yield response
                finally:
                    await response.aclose()
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TimedOut(type(error).__name__) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise TimedOut(type(error).__name__, may_have_arrived=True) from error
        except httpx.ConnectError as error:
            raise (NotTrusted if _is_distrust(error) else Unreachable)(type(error).__name__) from error
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as error:
            raise Unreachable(type(error).__name__) from error
        except httpx.RemoteProtocolError as error:
            raise NotThePortal(type(error).__name__) from error
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise Unreachable(type(error).__name__, may_have_arrived=True) from error
        except (UnicodeError, zlib.error) as error:
            raise NotThePortal(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: Body


def _content(body: Body) -> "tuple[bytes | AsyncIterator[bytes] | None, dict[str, str]]":
    """Return what httpx sends for a body: much of it part by part, so that nothing copies and buffers the whole."""
    if body is None or isinstance(body, bytes):
        return body, {}
    if isinstance(body, memoryview) and len(body) <= _PART_BYTES:
        return bytes(body), {}
    blocks = _alone(body) if isinstance(body, memoryview) else body
    return _parts(blocks), {"Content-Length": str(len(body))}


async def _alone(block: memoryview) -> AsyncIterator[memoryview]:
    yield block


async def _parts(blocks: AsyncIterable[memoryview]) -> AsyncIterator[bytes]:
    async for block in blocks:
        for start in range(0, len(block), _PART_BYTES):
            yield bytes(block[start : start + _PART_BYTES])


def _is_distrust(error: BaseException | None) -> bool:
    """Tell whether TLS failed below: httpx says ConnectError of that too."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def _fields(response: "httpx.Response") -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _fields_of_stream(response: "httpx.Response") -> dict[str, str]:
    """Return the headers of an answer not read yet: those of its packing only where it is still packed."""
    gone = ("content-encoding", "repr-digest") if response.is_stream_consumed else ()  # unpacked, see _chunks
    is_packed = "content-encoding" in response.headers
    return {name: value for name, value in _fields(response).items() if not (is_packed and name in gone)}


async def _read(response: "httpx.Response", *, limit_bytes: int) -> bytes:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise NotThePortal("unknown content encoding")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    content = bytearray()
    async for chunk in _chunks(response):
        for piece in _unpacked(unpack, chunk):
            content += piece
            if len(content) > limit_bytes:
                raise NotThePortal("the answer is too long")
    if unpack and content and not unpack.eof:
        raise NotThePortal("the answer is cut short")
    return bytes(content)


def _unpacked(unpack: "zlib._Decompress | None", chunk: bytes) -> Iterator[bytes]:
    """Yield what a chunk holds, a little at a time: a few kilobytes can hold gigabytes."""
    if unpack is None:
        yield chunk
        return
    while chunk:
        yield unpack.decompress(chunk, _STEP_BYTES)
        chunk = unpack.unconsumed_tail


async def _chunks(response: "httpx.Response") -> AsyncIterator[bytes]:
    if response.is_stream_consumed:  # a transport may hand over an answer that is read (and unpacked) already
        yield response.content
        return
    async for chunk in response.aiter_raw():
        yield chunk
