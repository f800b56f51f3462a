"""The client's half of tus; the portal's half is met in ``tests/contracts``."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator

import httpx
import pytest

from api_client.errors import ChecksumMismatch, Conflict, Gone, NotFound, NotThePortal, ServerFault
from api_client.uploads import UploadProgress, upload_id
from tests.api_client.answers import BASE, RECEIPT, answer, portal_answering, portal_that, problem

TUS = {"Tus_Resumable": "1.0.0"}


async def test_an_upload_is_announced_with_its_hash_and_vietnamese_name() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(201, b"", "", Location=f"{BASE}/api/v1/uploads/u1", **TUS)

    url = await portal_that(handler).uploads.create(
        length=3, sha256="ab" * 32, file_name="giấy chứng sinh.jpg", media_type="image/jpeg"
    )
    assert url == "/api/v1/uploads/u1"
    assert upload_id(url) == "u1"
    metadata = dict(pair.split(" ") for pair in seen[0].headers["upload-metadata"].split(","))
    assert {name: b64decode(value).decode() for name, value in metadata.items()} == {
        "filename": "giấy chứng sinh.jpg", "sha256": "ab" * 32, "media_type": "image/jpeg",
    }  # fmt: skip
    assert seen[0].headers["upload-length"] == "3"
    assert "idempotency-key" not in seen[0].headers


@pytest.mark.parametrize("location", ["", "http://elsewhere.test/u1", "//elsewhere.test/u1", "https://portal.test/u1"])
async def test_an_upload_elsewhere_is_refused_before_a_byte_goes_there(location: str) -> None:
    portal = portal_answering(answer(201, b"", "", Location=location, **TUS))
    with pytest.raises(NotThePortal):
        await portal.uploads.create(length=3, sha256="ab" * 32, file_name="a", media_type="image/jpeg")


async def test_a_piece_is_sent_with_its_offset_and_checksum() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(204, b"", "", Upload_Offset="8", **TUS)

    assert await portal_that(handler).uploads.patch("/api/v1/uploads/u1", offset=5, chunk=b"abc") == 8
    (request,) = seen
    assert request.headers["upload-offset"] == "5"
    assert request.headers["upload-checksum"] == "sha256 " + b64encode(hashlib.sha256(b"abc").digest()).decode()
    assert request.headers["content-type"] == "application/offset+octet-stream"
    assert request.content == b"abc"


class TwoBlocks:
    """In one memory, as blocks that are read while the last one is sent may be."""

    def __len__(self) -> int:
        return 2 * 700_000

    async def __aiter__(self) -> AsyncIterator[memoryview]:
        memory = bytearray(700_000)
        for letter in b"ab":
            memory[:] = bytes([letter]) * len(memory)
            yield memoryview(memory)


async def test_a_piece_that_comes_in_blocks_is_sent_whole_and_from_its_beginning_for_another_token() -> None:
    tokens = ["old", "new"]
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return (
            problem(401, "unauthenticated") if len(seen) == 1 else answer(204, b"", "", Upload_Offset="1400000", **TUS)
        )

    async def current() -> str:
        return tokens[0]

    portal = portal_that(handler, tokens=current, rejected=tokens.remove)
    sha256 = hashlib.sha256(b"known").digest()
    assert await portal.uploads.patch("/api/v1/uploads/u1", offset=0, chunk=TwoBlocks(), sha256=sha256) == 1_400_000
    for request in seen:
        assert request.headers["content-length"] == "1400000"
        assert request.headers["upload-checksum"] == "sha256 " + b64encode(sha256).decode()
        assert request.content == b"a" * 700_000 + b"b" * 700_000
    assert len(seen) == 2


@pytest.mark.parametrize("offset", ["", "5", "9", "-8", "8.0", "eight", "٨", "9" * 30])
async def test_an_offset_that_does_not_fit_is_not_believed(offset: str) -> None:
    response = httpx.Response(204, headers=[(b"Upload-Offset", offset.encode()), (b"Tus-Resumable", b"1.0.0")])
    with pytest.raises(NotThePortal):
        await portal_answering(response).uploads.patch("/api/v1/uploads/u1", offset=5, chunk=b"abc")


@pytest.mark.parametrize(
    ("status", "kind"), [(409, Conflict), (460, ChecksumMismatch), (404, NotFound), (410, Gone), (507, ServerFault)]
)
async def test_a_refused_piece_says_why(status: int, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await portal_answering(problem(status, "x")).uploads.patch("/api/v1/uploads/u1", offset=0, chunk=b"a")


async def test_the_offset_is_asked_for() -> None:
    portal = portal_answering(answer(200, b"", "", Upload_Offset="5", Upload_Length="9", **TUS))
    assert await portal.uploads.offset("/api/v1/uploads/u1") == UploadProgress(5, 9)


@pytest.mark.parametrize(("status", "kind"), [(404, NotFound), (410, Gone), (500, ServerFault)])
async def test_head_without_a_body_says_why_by_its_status(status: int, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await portal_answering(answer(status, b"", "", **TUS)).uploads.offset("/api/v1/uploads/u1")


@pytest.mark.parametrize("status", [200, 404, 410])
async def test_head_answered_by_something_without_tus_is_not_the_portal(status: int) -> None:
    with pytest.raises(NotThePortal):
        await portal_answering(answer(status, b"", "text/html")).uploads.offset("/api/v1/uploads/u1")


async def test_an_offset_beyond_the_length_is_not_believed() -> None:
    with pytest.raises(NotThePortal):
        await portal_answering(answer(200, b"", "", Upload_Offset="10", Upload_Length="9", **TUS)).uploads.offset(
            "/u/u1"
        )


async def test_the_receipt_of_another_upload_is_not_believed() -> None:
    portal = portal_answering(lambda: answer(200, RECEIPT))
    assert (await portal.uploads.receipt("/api/v1/uploads/u1")).sha256 == "a" * 64
    with pytest.raises(NotThePortal):
        await portal.uploads.receipt("/api/v1/uploads/u2")


@pytest.mark.parametrize("status", [204, 404, 410])
async def test_giving_up_what_is_gone_is_fine(status: int) -> None:
    await portal_answering(answer(status, b"", "", **TUS)).uploads.cancel("/api/v1/uploads/u1")
