"""tus 1.0, case by case, after the list that its reference server tests: OPTIONS, POST, HEAD, PATCH, DELETE, checksum,
creation-with-upload, expiration, termination. Each case runs against the portal over HTTP.
"""

import asyncio
import base64
import hashlib
from typing import Any

import httpx
import pytest

from tests.portal.filing import CITIZEN, OTHER_CITIZEN, TUS, checksum, metadata, photo, send, upload
from tests.portal.running import RunningPortal

UPLOADS = "/api/v1/uploads"


@pytest.fixture
async def me(portal: RunningPortal) -> dict[str, str]:
    return await portal.bearer(CITIZEN)


async def create(portal: RunningPortal, me: dict[str, str], length: object = 10, **headers: str) -> httpx.Response:
    given = {**me, **TUS, "Upload-Length": str(length), **{key.replace("_", "-"): v for key, v in headers.items()}}
    return await portal.client.post(UPLOADS, headers=given)


async def opened(portal: RunningPortal, me: dict[str, str], length: int = 10, **headers: str) -> str:
    answer = await create(portal, me, length, **headers)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def head(portal: RunningPortal, url: str, me: dict[str, str]) -> httpx.Response:
    return await portal.client.head(url, headers={**me, **TUS})


async def offset(portal: RunningPortal, url: str, me: dict[str, str]) -> int:
    return int((await head(portal, url, me)).headers["upload-offset"])


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


# OPTIONS


async def test_options_say_what_the_portal_can_without_signing_in(portal: RunningPortal) -> None:
    answer = await portal.client.options(UPLOADS)
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == answer.headers["tus-resumable"] == "1.0.0"
    assert set(answer.headers["tus-extension"].split(",")) == {
        "creation", "creation-with-upload", "checksum", "expiration", "termination",
    }  # fmt: skip
    assert int(answer.headers["tus-max-size"]) == 10 * 1024 * 1024
    assert {"sha1", "sha256"} <= set(answer.headers["tus-checksum-algorithm"].split(","))


# Creation


async def test_creation_answers_where_the_upload_is(portal: RunningPortal, me: dict[str, str]) -> None:
    answer = await create(portal, me, 300, Upload_Metadata=metadata(filename="giấy.jpg"))
    assert answer.status_code == 201
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["upload-offset"] == "0"
    state = await head(portal, answer.headers["location"], me)
    assert (state.headers["upload-length"], state.headers["upload-offset"]) == ("300", "0")
    assert state.headers["upload-metadata"] == metadata(filename="giấy.jpg")
    assert state.headers["cache-control"] == "no-store"
    assert state.headers["upload-expires"].endswith("GMT")


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0", "1.0.1"])
@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
async def test_another_tus_version_is_refused(
    portal: RunningPortal, me: dict[str, str], version: str | None, method: str
) -> None:
    url = UPLOADS if method == "POST" else await opened(portal, me)
    headers = {**me, "Upload-Length": "1", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    answer = await portal.client.request(method, url, headers=headers | ({"Tus-Resumable": version} if version else {}))
    assert answer.status_code == 412
    assert answer.headers["tus-version"] == "1.0.0"


@pytest.mark.parametrize("length", ["", "-1", "+5", "1.5", "abc", "９", "0x10", "1e3", "9" * 40])
async def test_a_length_that_is_no_number_is_refused(portal: RunningPortal, me: dict[str, str], length: str) -> None:
    headers = [(key.encode(), value.encode()) for key, value in {**me, **TUS, "Upload-Length": length}.items()]
    answer = await portal.client.post(UPLOADS, headers=headers)
    assert answer.status_code == 400


async def test_a_missing_length_is_refused(portal: RunningPortal, me: dict[str, str]) -> None:
    assert (await portal.client.post(UPLOADS, headers={**me, **TUS})).status_code == 400


@pytest.mark.parametrize("header", ["Upload-Defer-Length", "Upload-Concat"])
async def test_what_is_not_offered_is_refused(portal: RunningPortal, me: dict[str, str], header: str) -> None:
    answer = await portal.client.post(UPLOADS, headers={**me, **TUS, header: "1"})
    assert answer.status_code == 400


async def test_a_file_over_the_limit_is_refused_before_a_byte_is_sent(
    portal: RunningPortal, me: dict[str, str]
) -> None:
    assert (await create(portal, me, 10 * 1024 * 1024)).status_code == 201
    answer = await create(portal, me, 10 * 1024 * 1024 + 1)
    assert (answer.status_code, slug(answer)) == (413, "payload-too-large")


@pytest.mark.parametrize(
    "header", ["filename !!!", "filename YQ==,filename YQ==", "tên YQ==", "sha256 " + base64.b64encode(b"12").decode()]
)
async def test_malformed_metadata_is_refused(portal: RunningPortal, me: dict[str, str], header: str) -> None:
    headers = {key: value.encode() for key, value in {**me, **TUS, "Upload-Length": "1"}.items()}
    answer = await portal.client.post(UPLOADS, headers={**headers, "Upload-Metadata": header.encode()})
    assert answer.status_code == 400


@pytest.mark.parametrize("header", ["", "is_confidential", "filename ,empty"])
async def test_metadata_may_be_empty_or_have_keys_without_values(
    portal: RunningPortal, me: dict[str, str], header: str
) -> None:
    assert (await create(portal, me, 1, Upload_Metadata=header)).status_code == 201


async def test_a_person_cannot_open_uploads_without_end(portal: RunningPortal, me: dict[str, str]) -> None:
    for _ in range(portal.settings.open_uploads_per_person):
        await opened(portal, me)
    answer = await create(portal, me)
    assert (answer.status_code, slug(answer)) == (507, "uploads-full")
    assert int(answer.headers["retry-after"]) > 0


async def test_creation_with_upload_takes_the_first_bytes(portal: RunningPortal, me: dict[str, str]) -> None:
    headers = {**me, **TUS, "Upload-Length": "10", "Content-Type": "application/offset+octet-stream"}
    answer = await portal.client.post(UPLOADS, headers=headers, content=b"hello")
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "5")
    assert await offset(portal, answer.headers["location"], me) == 5


async def test_creation_without_the_tus_content_type_takes_no_bytes(portal: RunningPortal, me: dict[str, str]) -> None:
    headers = {**me, **TUS, "Upload-Length": "10", "Content-Type": "text/plain"}
    answer = await portal.client.post(UPLOADS, headers=headers, content=b"hello")
    assert await offset(portal, answer.headers["location"], me) == 0


async def test_creation_with_more_bytes_than_announced_is_refused(portal: RunningPortal, me: dict[str, str]) -> None:
    headers = {**me, **TUS, "Upload-Length": "3", "Content-Type": "application/offset+octet-stream"}
    assert (await portal.client.post(UPLOADS, headers=headers, content=b"hello")).status_code == 413


# PATCH


async def test_pieces_add_up_to_the_file(portal: RunningPortal, me: dict[str, str]) -> None:
    data = photo()
    url = await opened(portal, me, len(data), Upload_Metadata=metadata(sha256=hashlib.sha256(data).hexdigest()))
    at = 0
    for size in (1, 511, 512, 513):
        answer = await send(portal.client, url, me, data[at : at + size], offset=at)
        at += len(data[at : at + size])
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(at))
        assert await offset(portal, url, me) == at
    await send(portal.client, url, me, data[at:], offset=at)
    receipt = (await portal.client.get(url, headers=me)).json()
    assert (receipt["state"], receipt["sha256"]) == ("verified", hashlib.sha256(data).hexdigest())
    assert (receipt["offset"], receipt["media_type"]) == (len(data), "image/jpeg")


@pytest.mark.parametrize("size", [1, 511, 512, 513, 8191, 8192, 8193, 1024**2 - 1, 1024**2, 1024**2 + 1])
async def test_files_of_awkward_sizes_arrive_whole(portal: RunningPortal, me: dict[str, str], size: int) -> None:
    data = bytes(index * 7 % 251 for index in range(size))
    url = await opened(portal, me, size)
    for start in range(0, size, 300_007):
        await send(portal.client, url, me, data[start : start + 300_007], offset=start)
    assert (await portal.client.get(url, headers=me)).json()["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("wrong", ["1", "11", "999999999"])
async def test_a_piece_at_another_offset_is_refused_with_the_right_one(
    portal: RunningPortal, me: dict[str, str], wrong: str
) -> None:
    url = await opened(portal, me)
    answer = await send(portal.client, url, me, b"abc", offset=int(wrong))
    assert (answer.status_code, slug(answer), answer.headers["upload-offset"]) == (409, "upload-offset", "0")


@pytest.mark.parametrize("bad", ["", "-1", "abc", "1.0", "9" * 30])
async def test_an_offset_that_is_no_number_is_refused(portal: RunningPortal, me: dict[str, str], bad: str) -> None:
    url = await opened(portal, me)
    headers = {**me, **TUS, "Upload-Offset": bad, "Content-Type": "application/offset+octet-stream"}
    assert (await portal.client.patch(url, headers=headers, content=b"a")).status_code == 400


async def test_another_content_type_is_refused(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me)
    answer = await send(portal.client, url, me, b"abc", offset=0, Content_Type="application/fooBar")
    assert (answer.status_code, slug(answer)) == (415, "unsupported-media-type")


async def test_bytes_beyond_the_length_are_refused_and_none_is_kept(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me, 5)
    assert (await send(portal.client, url, me, b"too many bytes", offset=0)).status_code == 413

    async def unannounced() -> Any:
        yield b"too many"
        yield b" bytes"

    headers = {**me, **TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert (await portal.client.patch(url, headers=headers, content=unannounced())).status_code == 413
    assert await offset(portal, url, me) == 0


async def test_a_piece_for_a_finished_upload_is_refused(portal: RunningPortal, me: dict[str, str]) -> None:
    url = f"{UPLOADS}/{await upload(portal, me, photo())}"
    assert (await send(portal.client, url, me, b"x", offset=len(photo()))).status_code == 413
    assert (await send(portal.client, url, me, b"x", offset=0)).status_code == 409


async def test_an_empty_piece_changes_nothing(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me)
    answer = await send(portal.client, url, me, b"", offset=0)
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "0")


async def test_two_pieces_at_one_offset_never_mix(portal_on_each: RunningPortal) -> None:
    portal = portal_on_each
    me = await portal.bearer(CITIZEN)
    url = await opened(portal, me, 200_000)
    pieces = [bytes([65 + number]) * 100_000 for number in range(5)]
    answers = await asyncio.gather(*(send(portal.client, url, me, piece, offset=0) for piece in pieces))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]
    winner = next(piece for piece, answer in zip(pieces, answers, strict=True) if answer.status_code == 204)
    await send(portal.client, url, me, winner, offset=100_000)
    receipt = (await portal.client.get(url, headers=me)).json()
    assert receipt["sha256"] == hashlib.sha256(winner * 2).hexdigest()
    assert list((portal.deps.storage.root / "chunks").iterdir()) == []


# A broken connection


async def test_what_arrived_before_the_connection_broke_is_kept(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me, 1000)
    await broken_patch(portal, url, me, b"x" * 400)
    assert await offset(portal, url, me) == 400
    assert (await send(portal.client, url, me, b"y" * 600, offset=400)).status_code == 204
    receipt = (await portal.client.get(url, headers=me)).json()
    assert receipt["sha256"] == hashlib.sha256(b"x" * 400 + b"y" * 600).hexdigest()


async def test_half_of_a_piece_with_a_checksum_is_not_kept(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me, 1000)
    await broken_patch(portal, url, me, b"x" * 400, {"upload-checksum": checksum(b"x" * 1000)})
    assert await offset(portal, url, me) == 0


async def broken_patch(
    portal: RunningPortal, url: str, me: dict[str, str], data: bytes, more: dict[str, str] | None = None
) -> None:
    """Send part of a PATCH's body and break the connection, as a server sees it."""
    headers = {**me, **TUS, "upload-offset": "0", "content-type": "application/offset+octet-stream", **(more or {})}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PATCH", "scheme": "http",
        "path": url, "raw_path": url.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("portal.test", 80),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    events = [{"type": "http.request", "body": data, "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        return events.pop(0) if len(events) > 1 else events[0]

    async def discard(_message: object) -> None:
        return

    await portal.app(scope, receive, discard)  # type: ignore[arg-type]  # plain dicts for ASGI messages


# Checksum


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_piece_with_its_checksum_is_taken(portal: RunningPortal, me: dict[str, str], algorithm: str) -> None:
    url = await opened(portal, me)
    answer = await send(portal.client, url, me, b"hello", offset=0, Upload_Checksum=checksum(b"hello", algorithm))
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "5")


async def test_a_damaged_piece_is_refused_and_the_offset_stays(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me)
    answer = await send(portal.client, url, me, b"hellO", offset=0, Upload_Checksum=checksum(b"hello"))
    assert (answer.status_code, slug(answer)) == (460, "upload-checksum")
    assert await offset(portal, url, me) == 0
    again = await send(portal.client, url, me, b"hello", offset=0, Upload_Checksum=checksum(b"hello"))
    assert again.status_code == 204
    for wrong in (b"worlD", b"helloworld"):  # of other bytes, or of all so far
        later = await send(portal.client, url, me, b"world", offset=5, Upload_Checksum=checksum(wrong))
        assert (later.status_code, slug(later)) == (460, "upload-checksum")
        assert await offset(portal, url, me) == 5
    later = await send(portal.client, url, me, b"world", offset=5, Upload_Checksum=checksum(b"world"))
    assert later.status_code == 204


@pytest.mark.parametrize("bad", ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha256 short", "sha256", "sha256 !!!", "nonsense"])
async def test_a_checksum_nobody_can_check_is_refused(portal: RunningPortal, me: dict[str, str], bad: str) -> None:
    url = await opened(portal, me)
    answer = await send(portal.client, url, me, b"hello", offset=0, Upload_Checksum=bad)
    assert answer.status_code == 400
    assert await offset(portal, url, me) == 0


# Whose it is


@pytest.mark.parametrize("method", ["HEAD", "GET", "PATCH", "DELETE"])
async def test_another_persons_upload_and_an_unknown_one_answer_alike(
    portal: RunningPortal, me: dict[str, str], method: str
) -> None:
    url = await opened(portal, me)
    other = await portal.bearer(OTHER_CITIZEN)
    headers = {**other, **TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    theirs = await portal.client.request(method, url, headers=headers)
    unknown = await portal.client.request(method, f"{UPLOADS}/{'0' * 32}", headers=headers)
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.content == unknown.content
    assert theirs.headers["tus-resumable"] == unknown.headers["tus-resumable"] == "1.0.0"
    assert await offset(portal, url, me) == 0


@pytest.mark.parametrize("method", ["POST", "HEAD", "GET", "PATCH", "DELETE"])
async def test_nobody_uploads_without_signing_in(portal: RunningPortal, me: dict[str, str], method: str) -> None:
    url = UPLOADS if method == "POST" else await opened(portal, me)
    assert (await portal.client.request(method, url, headers=TUS)).status_code == 401


# Termination and expiration


async def test_a_terminated_upload_is_gone_with_its_bytes(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me)
    await send(portal.client, url, me, b"hello", offset=0)
    assert (await portal.client.delete(url, headers={**me, **TUS})).status_code == 204
    assert (await head(portal, url, me)).status_code == 404
    assert list((portal.deps.storage.root / "chunks").iterdir()) == []
    assert (await portal.client.delete(url, headers={**me, **TUS})).status_code == 404


async def test_an_expired_upload_is_gone_first_and_unknown_after_the_next_tick(portal: RunningPortal) -> None:
    from portal.application import tick

    me = await portal.bearer(CITIZEN)
    url = await opened(portal, me)
    await send(portal.client, url, me, b"hello", offset=0)
    done = f"{UPLOADS}/{await upload(portal, me, photo())}"
    portal.clock.move(hours=portal.settings.upload_expires_after_hours)
    portal.tokens.clear()
    me = await portal.bearer(CITIZEN)
    for old in (url, done):
        assert (await portal.client.get(old, headers=me)).status_code == 410
    assert await tick(portal.deps)
    for old in (url, done):
        assert (await head(portal, old, me)).status_code == 404
    assert [path for path in portal.deps.storage.root.rglob("*") if path.is_file()] == []


# What the content is


async def test_an_empty_file_is_refused_with_its_reason(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me, 0)
    receipt = (await portal.client.get(url, headers={**me, "Accept-Language": "en"})).json()
    assert (receipt["state"], receipt["problem"]) == ("refused", "The file is empty.")


async def test_a_file_that_differs_from_the_announced_hash_is_refused(
    portal: RunningPortal, me: dict[str, str]
) -> None:
    url = await opened(portal, me, len(photo()), Upload_Metadata=metadata(sha256="0" * 64))
    await send(portal.client, url, me, photo(), offset=0)
    receipt = (await portal.client.get(url, headers=me)).json()
    assert (receipt["state"], receipt["problem_id"]) == ("refused", "hash")
