"""How one request becomes an answer or an error of the tree."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from api_client.addresses import path_of, same_origin_path
from api_client.answers import retry_after_seconds
from api_client.errors import (
    ChecksumMismatch,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    NotThePortal,
    ProblemError,
    Refused,
    ServerFault,
    TimedOut,
    TooLarge,
    TooMany,
    TooNew,
    TooOld,
    Unauthenticated,
    Unreachable,
)
from app.catalogue.part import PartFile
from tests.api_client.answers import (
    BASE,
    DOSSIER,
    JSON,
    PROBLEM,
    Body,
    answer,
    portal_answering,
    portal_that,
    problem,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused), (401, Unauthenticated), (403, Forbidden), (404, NotFound), (409, Conflict), (410, Gone),
        (413, TooLarge), (415, Refused), (418, ProblemError), (422, Invalid), (426, TooOld), (429, TooMany),
        (460, ChecksumMismatch), (500, ServerFault), (503, ServerFault), (507, ServerFault),
    ],
)  # fmt: skip
async def test_a_problem_becomes_the_error_of_its_status(status: int, kind: type[ProblemError]) -> None:
    portal = portal_answering(problem(status, "some-slug", errors=[{"pointer": "/a", "id": "x", "detail": "y"}]))
    with pytest.raises(kind) as caught:
        await portal.dossiers.get("d1")
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.slug, error.title, error.detail) == (status, "some-slug", "T", "D")
    assert [(e.pointer, e.id, e.detail) for e in error.errors] == [("/a", "x", "y")]


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 409, 422, 511])
async def test_a_page_of_something_on_the_way_is_not_the_portal(status: int) -> None:
    portal = portal_answering(
        answer(status, b"<html>Sign in to Hotel Wifi</html>", "text/html", Location="http://hotel.test/")
    )
    with pytest.raises(NotThePortal):
        await portal.dossiers.get("d1")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_gateway_page_is_a_server_fault_that_may_have_arrived(status: int) -> None:
    portal = portal_answering(answer(status, b"<html>Bad gateway</html>", "text/html", Retry_After="7"))
    with pytest.raises(ServerFault) as caught:
        await portal.dossiers.submit("key-1", {})
    assert caught.value.may_have_arrived
    assert caught.value.retry_after_seconds == 7


async def test_redirects_are_not_followed() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return answer(302, b"", "", Location="http://elsewhere.test/steal")

    with pytest.raises(NotThePortal):
        await portal_that(handler, tokens=_token("secret")).dossiers.get("d1")
    assert asked == [f"{BASE}/api/v1/dossiers/d1"]


@pytest.mark.parametrize(
    ("error", "kind", "may_have_arrived"),
    [
        (httpx.ConnectError("refused"), Unreachable, False),
        (httpx.ConnectTimeout("slow"), TimedOut, False),
        (httpx.PoolTimeout("busy"), TimedOut, False),
        (httpx.ReadTimeout("slow"), TimedOut, True),
        (httpx.WriteTimeout("slow"), TimedOut, True),
        (httpx.ReadError("reset"), Unreachable, True),
        (httpx.WriteError("reset"), Unreachable, True),
        (httpx.RemoteProtocolError("garbage"), NotThePortal, True),
        (httpx.ProxyError("proxy"), Unreachable, True),
        (OSError("no route"), Unreachable, True),
    ],
)
async def test_a_broken_connection_says_whether_the_request_may_have_arrived(
    error: Exception, kind: type[Exception], may_have_arrived: bool
) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(kind) as caught:
        await portal_that(handler).dossiers.submit("key-1", {})
    assert type(caught.value) is kind
    assert caught.value.may_have_arrived is may_have_arrived  # type: ignore[attr-defined]


async def test_an_answer_that_drips_is_given_up() -> None:
    class Dripping(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.01)

    portal = portal_answering(httpx.Response(200, headers={"Content-Type": JSON}, stream=Dripping()))
    with pytest.raises(TimedOut) as caught:
        await portal.dossiers.get("d1")
    assert caught.value.may_have_arrived


async def test_an_answer_cut_in_the_middle_may_have_arrived() -> None:
    class Cut(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b'{"id": "d'
            raise httpx.ReadError("reset")

    portal = portal_answering(httpx.Response(201, headers={"Content-Type": JSON}, stream=Cut()))
    with pytest.raises(Unreachable) as caught:
        await portal.dossiers.submit("key-1", {})
    assert caught.value.may_have_arrived


async def test_cancelling_is_not_swallowed() -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(3600)
        return answer()

    task = asyncio.create_task(portal_that(never).dossiers.get("d1"))  # type: ignore[arg-type]
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_packed_answer_is_unpacked() -> None:
    import json

    packed = gzip.compress(json.dumps(DOSSIER).encode())
    portal = portal_answering(
        httpx.Response(200, headers={"Content-Type": JSON, "Content-Encoding": "gzip"}, stream=Body(packed))
    )
    assert (await portal.dossiers.get("d1")).id == "d1"


async def test_a_packed_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 64 * 1024 * 1024, mtime=0)
    portal = portal_answering(
        httpx.Response(200, headers={"Content-Type": JSON, "Content-Encoding": "gzip"}, stream=Body(bomb))
    )
    with pytest.raises(NotThePortal, match="too long"):
        await portal.dossiers.get("d1")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"not packed"),
        ("gzip", gzip.compress(b"{}" * 99, mtime=0)[:-9]),
        ("br", b"x"),
        ("gzip, gzip", b"x"),
        ("deflate", b"x"),
    ],
)
async def test_an_answer_that_cannot_be_unpacked_is_not_the_portal(encoding: str, body: bytes) -> None:
    portal = portal_answering(
        httpx.Response(200, headers={"Content-Type": JSON, "Content-Encoding": encoding}, stream=Body(body))
    )
    with pytest.raises(NotThePortal):
        await portal.dossiers.get("d1")


async def test_an_endless_answer_is_given_up() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b" " * 1024 * 1024

    portal = portal_answering(httpx.Response(200, headers={"Content-Type": JSON}, stream=Endless()))
    with pytest.raises(NotThePortal, match="too long"):
        await portal.dossiers.get("d1")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{", b'{"id": "d1"', b"\xff\xfe", b"NaN", b'"' + b"a" * 100, b"[" * 100_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b'"\\ud800"', b"1" * 10_000,
    ],
)  # fmt: skip
async def test_json_that_is_no_dossier_is_not_the_portal(body: bytes) -> None:
    with pytest.raises(NotThePortal):
        await portal_answering(answer(200, body)).dossiers.get("d1")


async def test_a_dossier_of_another_shape_is_too_new() -> None:
    with pytest.raises(TooNew):
        await portal_answering(answer(200, {**DOSSIER, "status": {"code": 1}})).dossiers.get("d1")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"errors": 3}', b'{"title": {"vi": "x"}}'])
async def test_an_unreadable_problem_is_still_of_the_tree(body: bytes) -> None:
    for status in (404, 422, 500):
        with pytest.raises((NotThePortal, ProblemError)):
            await portal_answering(answer(status, body, PROBLEM)).dossiers.get("d1")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0), ("0", 0.0), ("-5", 0.0), ("999999999", 3600.0), ("9" * 400, 3600.0), ("soon", None), ("", None),
        ("Sun, 22 Nov 2026 03:01:00 GMT", 60.0), ("Sun, 22 Nov 2020 03:01:00 GMT", 0.0), ("1.5", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_and_bounded(text: str, seconds: float | None) -> None:
    headers = {"retry-after": text, "date": "Sun, 22 Nov 2026 03:00:00 GMT"}
    assert retry_after_seconds(headers) == seconds


async def test_the_token_language_and_key_are_sent_only_where_they_belong() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(201, DOSSIER)

    portal = portal_that(handler, tokens=_token("secret"), language=lambda: "en")
    await portal.dossiers.submit("key-1", {"a": "đ"})
    (request,) = seen
    assert request.headers["authorization"] == "Bearer secret"
    assert request.headers["idempotency-key"] == "key-1"
    assert request.headers["accept-language"] == "en"
    assert request.headers["motcua-client"]
    assert "cookie" not in request.headers
    assert request.content == '{"a":"đ"}'.encode()


async def test_public_things_are_asked_without_a_token() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(304, b"", "")

    await portal_that(handler, tokens=_token("secret")).catalogue.changes(since="1", part=PartFile(None))
    assert "authorization" not in seen[0].headers


async def test_cookies_are_not_kept() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(200, DOSSIER, Set_Cookie="track=me; Path=/")

    portal = portal_that(handler)
    await portal.dossiers.get("d1")
    await portal.dossiers.get("d1")
    assert all("cookie" not in request.headers for request in seen)


async def test_a_refused_token_is_replaced_once_and_the_request_repeated_with_its_key() -> None:
    tokens, seen = ["old", "new", "never"], []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers["authorization"], request.headers["idempotency-key"]))
        return problem(401, "unauthenticated") if len(seen) == 1 else answer(201, DOSSIER)

    async def current() -> str:
        return tokens[0]

    portal = portal_that(handler, tokens=current, rejected=tokens.remove)
    assert (await portal.dossiers.submit("key-1", {})).id == "d1"
    assert seen == [("Bearer old", "key-1"), ("Bearer new", "key-1")]


async def test_a_second_refusal_of_the_token_is_told() -> None:
    tokens = ["a", "b", "c"]

    async def current() -> str:
        return tokens[0]

    portal = portal_answering(lambda: problem(401, "unauthenticated"), tokens=current, rejected=tokens.remove)
    with pytest.raises(Unauthenticated):
        await portal.dossiers.get("d1")
    assert tokens == ["c"]


async def test_a_portal_without_an_address_yet_is_unreachable() -> None:
    from api_client.client import PortalClient

    portal = PortalClient(lambda: None, httpx.MockTransport(lambda _: answer(200, DOSSIER)))
    with pytest.raises(Unreachable):
        await portal.dossiers.get("d1")


@pytest.mark.parametrize("id_", ["", ".", "..", "\ud800"])
async def test_an_id_that_leads_elsewhere_is_refused(id_: str) -> None:
    asked: list[httpx.Request] = []
    portal = portal_that(lambda request: asked.append(request) or answer(200, DOSSIER))  # type: ignore[func-returns-value]
    with pytest.raises(NotThePortal):
        await portal.dossiers.get(id_)
    assert asked == []


def test_every_segment_of_a_path_is_quoted() -> None:
    assert path_of("a", "../b", "c?d#e", "đ") == "/a/..%2Fb/c%3Fd%23e/%C4%91"


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.test/x", "https://portal.test/x", "http://portal.test:81/x", "//elsewhere.test/x", "x",
        "http://portal.test@elsewhere.test/x", "/a/../b", "", "http://[::1/x", "javascript:alert(1)", "http://portal.test:99999/",
    ],
)  # fmt: skip
def test_an_address_of_another_host_is_refused(url: str) -> None:
    with pytest.raises(NotThePortal):
        same_origin_path(url, BASE)


@pytest.mark.parametrize(
    "url", [f"{BASE}/api/v1/uploads/u1", "/api/v1/uploads/u1", "HTTP://PORTAL.test/api/v1/uploads/u1"]
)
def test_an_own_address_becomes_its_path(url: str) -> None:
    assert same_origin_path(url, BASE) == "/api/v1/uploads/u1"


async def test_nothing_personal_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    portal = portal_answering(problem(422, "invalid-answers", detail="NGUYỄN VĂN A"), tokens=_token("secret"))
    with pytest.raises(Invalid) as caught:
        await portal.dossiers.submit("key-1", {"name": "NGUYỄN VĂN A"})
    for text in (caplog.text, str(caught.value), repr(caught.value)):
        assert "NGUYỄN" not in text
        assert "secret" not in text


def _token(token: str):  # type: ignore[no-untyped-def]
    async def current() -> str:
        return token

    return current
