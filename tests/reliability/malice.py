"""What a malicious portal could answer: a true answer, changed in one way after another."""

import functools
import itertools
import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx

PROBLEM = {"content-type": "application/problem+json"}
HTML = b"<!doctype html><script>location='http://evil.example'</script>"
MARK = "\u202eLOCALIZE-ME<script>"
"""In every text a malicious portal makes up."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it stands on the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def response(self, request: httpx.Request | None = None) -> httpx.Response:
        """Return it as httpx receives it: its bytes not yet read."""
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in self.headers]
        return httpx.Response(self.status, headers=raw, stream=httpx.ByteStream(self.body), request=request)

    def with_headers(self, **changes: str) -> "Answered":
        changed = {name.replace("_", "-"): value for name, value in changes.items()}
        kept = [(name, value) for name, value in self.headers if name.lower() not in changed]
        return replace(self, headers=(*kept, *changed.items()))

    def with_json(self, value: Any) -> "Answered":
        return replace(self, body=json.dumps(value).encode())


Mutation = Callable[[Answered], Answered]


def _status(status: int, *, html: bool = False, **headers: str) -> Mutation:
    def change(true: Answered) -> Answered:
        changed = replace(true, status=status).with_headers(**headers)
        return replace(changed, body=HTML).with_headers(content_type="text/html") if html else changed

    return change


def _body(make: Callable[[bytes], bytes]) -> Mutation:
    return lambda true: replace(true, body=make(true.body))


def _headers(**headers: str) -> Mutation:
    return lambda true: true.with_headers(**headers)


def _problem(status: int, value: Any) -> Mutation:
    return lambda true: Answered(
        status, tuple(PROBLEM.items()), value if type(value) is bytes else json.dumps(value).encode()
    )


@functools.cache
def _bomb() -> bytes:
    pack = zlib.compressobj(9, wbits=31)
    return b"".join(pack.compress(bytes(1_000_000)) for _ in range(60)) + pack.flush()


def _nested(depth: int) -> bytes:
    return b'{"id":' + b'{"a":' * depth + b"1" + b"}" * (depth + 1)


_REFUSALS = (400, 401, 403, 404, 409, 410, 413, 422, 426, 500)
_PROBLEM_TEXT = {"type": "urn:motcua:problem:x", "title": MARK, "detail": MARK}

WIRE: dict[str, Mutation] = {
    **{f"status-{status}": _status(status) for status in (100, 204, 206, 226, 304, 400, 418, 500, 503, 599, 999)},
    **{f"page-{status}": _status(status, html=True) for status in (200, 201, 204, 401, 403, 404, 409, 410, 511)},
    **{f"away-{status}": _status(status, location="http://evil.example/") for status in (201, 301, 302, 307, 308)},
    **{f"problem-{status}": _problem(status, _PROBLEM_TEXT) for status in _REFUSALS},
    "problem-of-errors": _problem(422, {"errors": [1, None, {"pointer": 5, "detail": MARK}, {"pointer": "/" * 9000}]}),
    "problem-of-others": _problem(422, {"errors": {"a": 1}, "title": 3}),
    "problem-many": _problem(422, {"errors": [{"pointer": "/a", "id": "x", "detail": MARK}] * 20_000}),
    "problem-nested": _problem(404, _nested(10_000)),
    "problem-empty": _problem(404, b""),
    "later-year": _status(429, retry_after="99999999999999999999"),
    "later-before": _status(503, retry_after="-5"),
    "later-word": _status(429, retry_after="Sun, 99 Foo 9999 99:99:99 GMT"),
    "empty": _body(lambda _: b""),
    "cut": _body(lambda body: body[: len(body) // 2]),
    "bit": _body(lambda body: bytes([body[0] ^ 4]) + body[1:] if body else b"\xff"),
    "behind": _body(lambda body: body + b'{"more": 1}'),
    "twice": _body(lambda body: body + body),
    "byte-order-mark": _body(lambda body: b"\xef\xbb\xbf" + body),
    "utf-16": _body(lambda body: body.decode("utf-8", "replace").encode("utf-16")),
    "latin": _body(lambda body: body[:40] + b"\xff\xfe\xfd" + body[40:]),
    "null": _body(lambda _: b"null"),
    "list": _body(lambda _: b"[]"),
    "lists": _body(lambda _: b"[" * 100_000 + b"]" * 100_000),
    "nested": _body(lambda _: _nested(10_000)),
    "nan": _body(lambda _: b'{"id": NaN, "status": Infinity}'),
    "long": _body(lambda _: b'"' + b"x" * 9_000_000 + b'"'),
    "many": _body(lambda _: b"[" + b"{}," * 300_000 + b"{}]"),
    "number": _body(lambda _: b"9" * 100_000),
    "surrogate": _body(lambda body: body.replace(b'"', b'"\\ud800', 3)),
    "nul": _body(lambda body: body.replace(b'"', b'"\\u0000', 3)),
    "doubled-keys": _body(lambda body: body.replace(b"{", b'{"id":"other","key":"other","status":9,', 1)),
    "packed-badly": _headers(content_encoding="gzip"),
    "packed-otherwise": _headers(content_encoding="br"),
    "packed-bomb": lambda true: replace(true, body=_bomb()).with_headers(content_encoding="gzip"),
    "type-none": _headers(content_type=""),
    "type-page": _headers(content_type="text/html"),
    "type-long": _headers(content_type="application/json; charset=" + "x" * 50_000),
    "place-elsewhere": _headers(location="//evil.example/api/v1/uploads/1"),
    "place-up": _headers(location="/api/v1/uploads/../../oauth/revoke"),
    "place-script": _headers(location="javascript:alert(1)"),
    "offset-negative": _headers(upload_offset="-1"),
    "offset-huge": _headers(upload_offset="9" * 40),
    "offset-ahead": _headers(upload_offset="999999999", upload_length="9"),
    "offset-other-digits": _headers(upload_offset="१२"),
    "digest-wrong": _headers(repr_digest="sha-256=:AAAA:"),
    "tag-long": _headers(etag='"' + "x" * 50_000 + '"'),
    "range-wrong": _headers(content_range="bytes 9-1/-5"),
    "cookies": _headers(set_cookie="a=1; Domain=portal.test"),
}  # fmt: skip

VALUES: Sequence[Any] = (
    None, True, 0, -1, 2**63, 10**400, 1e308, "", MARK, "x" * 100_000, "\0", "../..", "http://evil.example/", [], {},
    [[]], {"vi": 1}, {"en": MARK}, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-13-45", "٣", ["x"] * 5_000,
)  # fmt: skip


def mutations(true: Answered, *, count: int, seed: int) -> Iterator[tuple[str, Answered]]:
    """Yield ``count`` changed answers by name: first those of the wire, then values changed within the JSON."""
    for name, change in itertools.islice(WIRE.items(), count):
        yield name, change(true)
    chance = random.Random(seed)
    for number in range(count - len(WIRE)):
        yield f"value-{number}", changed(true, chance)


def changed(true: Answered, chance: random.Random) -> Answered:
    """Return an answer with one value of its JSON changed, or some bytes where it is none."""
    try:
        value = json.loads(true.body)
    except ValueError:
        value = None
    return _changed_value(true, value, chance) if value else _changed_bytes(true, chance)


def _changed_value(true: Answered, value: Any, chance: random.Random) -> Answered:
    places = list(_places(value))
    holder, key = chance.choice(places)
    match chance.randrange(8):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[f"{key}{MARK}"] = holder.pop(key)
        case 2 if isinstance(holder, list):
            holder.extend([holder[key]] * 500)
        case _:
            holder[key] = chance.choice(VALUES)
    return true.with_json(value)


def _changed_bytes(true: Answered, chance: random.Random) -> Answered:
    body = bytearray(true.body or b"\0")
    for _ in range(3):
        body[chance.randrange(len(body))] = chance.randrange(256)
    return replace(true, body=bytes(body))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(entries):
        yield value, key
        yield from _places(inner)


class Recorder(httpx.AsyncBaseTransport):
    """Passes requests on and remembers the last answer."""

    def __init__(self, portal: httpx.AsyncBaseTransport) -> None:
        self._portal = portal
        self.last: Answered | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._portal.handle_async_request(request)
        body = await answer.aread()
        self.last = Answered(answer.status_code, tuple(answer.headers.items()), body)
        return self.last.response(request)


class Liar(httpx.AsyncBaseTransport):
    """The portal, but half of its answers are changed on their way; ``told`` counts the lies by operation."""

    def __init__(self, portal: httpx.AsyncBaseTransport, *, seed: int) -> None:
        self._portal, self._chance = portal, random.Random(seed)
        self.told: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._portal.handle_async_request(request)
        true = Answered(answer.status_code, tuple(answer.headers.items()), await answer.aread())
        if self._chance.random() < 0.5:
            return true.response(request)
        self.told[operation_of(request)] += 1
        if self._chance.random() < 0.5:
            return WIRE[self._chance.choice(list(WIRE))](true).response(request)
        return changed(true, self._chance).response(request)


def operation_of(request: httpx.Request) -> str:
    """Return method and path without what differs from one thing to the next."""
    parts = request.url.path.strip("/").split("/")
    return f"{request.method} {'/'.join(part if len(part) < 18 else '*' for part in parts)}"
