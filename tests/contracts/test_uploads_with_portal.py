"""The client's half of tus against the portal's half."""

import contextlib
import hashlib

import httpx
import pytest

from api_client.client import PortalClient
from api_client.errors import ChecksumMismatch, Conflict, NotFound, ProblemError
from api_client.uploads import UploadProgress, upload_id
from tests.contracts.conftest import AppDevice
from tests.portal.filing import photo
from tests.portal.running import BASE_URL

DATA = photo(3, width=400)


async def announce(device: AppDevice, data: bytes = DATA, *, media_type: str = "image/jpeg") -> str:
    return await device.portal.uploads.create(
        length=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        file_name="giấy chứng sinh.jpg",
        media_type=media_type,
    )


async def test_a_file_goes_up_in_pieces_and_the_portal_acknowledges_its_hash(device: AppDevice) -> None:
    await device.sign_in()
    url, offset = await announce(device), 0
    assert url.startswith("/api/v1/uploads/")
    while offset < len(DATA):
        offset = await device.portal.uploads.patch(url, offset=offset, chunk=DATA[offset : offset + 1000])
        assert await device.portal.uploads.offset(url) == UploadProgress(offset, len(DATA))
    receipt = await device.portal.uploads.receipt(url)
    assert (receipt.id, receipt.state, receipt.sha256) == (upload_id(url), "verified", hashlib.sha256(DATA).hexdigest())


async def test_a_piece_at_another_offset_is_a_conflict_and_changes_nothing(device: AppDevice) -> None:
    await device.sign_in()
    url = await announce(device)
    await device.portal.uploads.patch(url, offset=0, chunk=DATA[:100])
    for wrong in (0, 99, 101, len(DATA)):
        with pytest.raises(Conflict):
            await device.portal.uploads.patch(url, offset=wrong, chunk=DATA[100:200])
    assert (await device.portal.uploads.offset(url)).offset == 100


async def test_a_piece_damaged_on_the_way_is_refused_and_sent_again(device: AppDevice) -> None:
    class Damaging(httpx.ASGITransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "PATCH":
                damaged = bytes([request.content[0] ^ 1]) + request.content[1:]
                request = httpx.Request("PATCH", request.url, headers=request.headers, content=damaged)
            return await super().handle_async_request(request)

    await device.sign_in()
    url = await announce(device)
    bad_line = PortalClient(BASE_URL, Damaging(app=device.running.app), tokens=device.identity.access_token)
    with pytest.raises(ChecksumMismatch):
        await bad_line.uploads.patch(url, offset=0, chunk=DATA[:100])
    assert (await device.portal.uploads.offset(url)).offset == 0
    assert await device.portal.uploads.patch(url, offset=0, chunk=DATA[:100]) == 100


async def test_an_upload_of_another_person_does_not_exist(device: AppDevice, other_device: AppDevice) -> None:
    await device.sign_in()
    url = await announce(device)
    for path in (url, "/api/v1/uploads/unknown"):
        with pytest.raises(NotFound):
            await other_device.portal.uploads.offset(path)
        with pytest.raises(NotFound):
            await other_device.portal.uploads.patch(path, offset=0, chunk=b"x")
        with pytest.raises(NotFound):
            await other_device.portal.uploads.receipt(path)
    assert (await device.portal.uploads.offset(url)).offset == 0


async def test_a_file_of_another_kind_than_it_says_is_refused_with_a_reason(device: AppDevice) -> None:
    await device.sign_in()
    data = b"MZ" + bytes(300)
    url = await announce(device, data)
    with contextlib.suppress(ProblemError):
        await device.portal.uploads.patch(url, offset=0, chunk=data)
    receipt = await device.portal.uploads.receipt(url)
    assert receipt.state == "refused"
    assert receipt.problem


async def test_an_upload_can_be_given_up_twice(device: AppDevice) -> None:
    await device.sign_in()
    url = await announce(device)
    await device.portal.uploads.cancel(url)
    await device.portal.uploads.cancel(url)
    with pytest.raises(ProblemError):
        await device.portal.uploads.offset(url)
