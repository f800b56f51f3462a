"""tus 1.0, the rarer cases of the reference server's list: overridden methods, expiry told, what is filed or gone."""

import hashlib

import pytest

from tests.portal.filing import CITIZEN, OTHER_CITIZEN, TUS, checksum, metadata, new_key, photo, send, submission
from tests.portal.running import RunningPortal

UPLOADS = "/api/v1/uploads"
TYPE = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
async def me(portal: RunningPortal) -> dict[str, str]:
    return await portal.bearer(CITIZEN)


async def opened(portal: RunningPortal, me: dict[str, str], length: int = 10) -> str:
    answer = await portal.client.post(UPLOADS, headers={**me, **TUS, "Upload-Length": str(length)})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def offset(portal: RunningPortal, url: str, me: dict[str, str]) -> str:
    return str((await portal.client.head(url, headers={**me, **TUS})).headers["upload-offset"])


# X-HTTP-Method-Override


async def test_a_post_that_means_patch_head_or_delete_is_one(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me)

    async def mean(method: str, **more: str) -> tuple[int, str | None]:
        headers = {**me, **TUS, **TYPE, "X-HTTP-Method-Override": method}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        answer = await portal.client.post(url, headers=headers, content=b"hello" if method == "PATCH" else b"")
        return answer.status_code, answer.headers.get("upload-offset")

    assert await mean("PATCH", Upload_Offset="0") == (204, "5")
    assert await mean("patch", Upload_Offset="0") == (409, "5")
    assert await mean("HEAD") == (200, "5")
    assert await mean("DELETE") == (204, None)
    assert await mean("HEAD") == (404, None)


@pytest.mark.parametrize("method", ["", "GET", "PUT", "CONNECT"])
async def test_a_post_that_means_nothing_is_refused(portal: RunningPortal, me: dict[str, str], method: str) -> None:
    url = await opened(portal, me)
    answer = await portal.client.post(url, headers={**me, **TUS, "X-HTTP-Method-Override": method})
    assert answer.status_code == 405
    assert "PATCH" in answer.headers["allow"]


async def test_an_overridden_method_asks_for_the_same_right(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me)
    other = await portal.bearer(OTHER_CITIZEN)
    for headers, status in ((other, 404), ({}, 401)):
        answer = await portal.client.post(url, headers={**headers, **TUS, "X-HTTP-Method-Override": "DELETE"})
        assert answer.status_code == status
    assert await offset(portal, url, me) == "0"


# OPTIONS, HEAD


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.0"])
async def test_options_need_no_version(portal: RunningPortal, version: str | None) -> None:
    answer = await portal.client.options(f"{UPLOADS}/any", headers={"Tus-Resumable": version} if version else {})
    assert (answer.status_code, answer.headers["tus-version"]) == (204, "1.0.0")


async def test_head_of_a_finished_upload_says_all_of_it(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me, len(photo()))
    await send(portal.client, url, me, photo(), offset=0)
    answer = await portal.client.head(url, headers={**me, **TUS})
    assert answer.headers["upload-offset"] == answer.headers["upload-length"] == str(len(photo()))
    assert answer.content == b""


async def test_head_of_an_unknown_upload_has_no_offset_and_may_not_be_kept(
    portal: RunningPortal, me: dict[str, str]
) -> None:
    answer = await portal.client.head(f"{UPLOADS}/unknown", headers={**me, **TUS})
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert "upload-offset" not in answer.headers


# Creation with upload


async def test_creation_with_the_whole_file_finishes_it(portal: RunningPortal, me: dict[str, str]) -> None:
    data = photo()
    headers = {**me, **TUS, **TYPE, "Upload-Length": str(len(data)), "Upload-Checksum": checksum(data)}
    answer = await portal.client.post(UPLOADS, headers=headers, content=data)
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(data)))
    receipt = (await portal.client.get(answer.headers["location"], headers=me)).json()
    assert (receipt["state"], receipt["sha256"]) == ("verified", hashlib.sha256(data).hexdigest())


async def test_creation_with_a_damaged_first_piece_is_refused(portal: RunningPortal, me: dict[str, str]) -> None:
    headers = {**me, **TUS, **TYPE, "Upload-Length": "10", "Upload-Checksum": checksum(b"hello")}
    assert (await portal.client.post(UPLOADS, headers=headers, content=b"hellO")).status_code == 460


async def test_creation_of_nothing_is_finished_at_once(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me, 0)
    assert await offset(portal, url, me) == "0"
    assert (await portal.client.get(url, headers=me)).json()["state"] == "refused"


@pytest.mark.parametrize("size", [1, 2])
async def test_a_file_of_a_byte_or_two_arrives(portal: RunningPortal, me: dict[str, str], size: int) -> None:
    url = await opened(portal, me, size)
    for at in range(size):
        assert (await send(portal.client, url, me, b"x", offset=at)).status_code == 204
    receipt = (await portal.client.get(url, headers=me)).json()
    assert receipt["sha256"] == hashlib.sha256(b"x" * size).hexdigest()


# Expiration


async def test_every_answer_about_an_open_upload_says_when_it_expires(
    portal: RunningPortal, me: dict[str, str]
) -> None:
    headers = {**me, **TUS, "Upload-Length": "10"}
    created = await portal.client.post(UPLOADS, headers=headers)
    sent = await send(portal.client, created.headers["location"], me, b"hello", offset=0)
    asked = await portal.client.head(created.headers["location"], headers={**me, **TUS})
    assert created.headers["upload-expires"] == sent.headers["upload-expires"] == asked.headers["upload-expires"]
    assert created.headers["upload-expires"] == "Wed, 25 Nov 2026 02:00:00 GMT"


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
async def test_an_expired_upload_is_gone_for_every_method(portal: RunningPortal, method: str) -> None:
    url = await opened(portal, await portal.bearer(CITIZEN))
    portal.clock.move(hours=portal.settings.upload_expires_after_hours)
    portal.tokens.clear()
    headers = {**await portal.bearer(CITIZEN), **TUS, **TYPE, "Upload-Offset": "0"}
    assert (await portal.client.request(method, url, headers=headers)).status_code == 410


# Termination


async def test_a_terminated_upload_takes_no_more_bytes(portal: RunningPortal, me: dict[str, str]) -> None:
    url = await opened(portal, me)
    assert (await portal.client.delete(url, headers={**me, **TUS})).status_code == 204
    assert (await send(portal.client, url, me, b"hello", offset=0)).status_code == 404


async def test_what_a_dossier_took_neither_expires_nor_is_terminated(portal: RunningPortal, me: dict[str, str]) -> None:
    body = await submission(portal, me)
    filed = await portal.client.post("/api/v1/dossiers", json=body, headers={**me, "Idempotency-Key": new_key()})
    assert filed.status_code == 201
    url = f"{UPLOADS}/{body['files'][0]['upload_id']}"
    assert (await portal.client.delete(url, headers={**me, **TUS})).status_code == 409
    assert "upload-expires" not in (await portal.client.head(url, headers={**me, **TUS})).headers


# Metadata


async def test_metadata_comes_back_as_it_was_given(portal: RunningPortal, me: dict[str, str]) -> None:
    given = f"{metadata(filename='hôn thú.pdf', media_type='application/pdf')},is_confidential"
    headers = {**me, **TUS, "Upload-Length": "1", "Upload-Metadata": given}
    url = (await portal.client.post(UPLOADS, headers=headers)).headers["location"]
    assert (await portal.client.head(url, headers={**me, **TUS})).headers["upload-metadata"] == given


async def test_metadata_without_end_is_refused(portal: RunningPortal, me: dict[str, str]) -> None:
    headers = {**me, **TUS, "Upload-Length": "1", "Upload-Metadata": metadata(filename="x" * 5000)}
    assert (await portal.client.post(UPLOADS, headers=headers)).status_code == 400
