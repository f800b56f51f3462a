"""The screen of where one is signed in, with the real portal."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contracts.conftest import AppDevice, new_device
from tests.harness import Shown, shown_page, surroundings
from tests.portal.running import RunningPortal, running_portal
from tests.portal.terminals import NAME, register
from tests.views.screens import assert_whole, says, until
from views.account.places import PlacesPage


class _Line(httpx.AsyncBaseTransport):
    is_down = False

    def __init__(self, portal: RunningPortal) -> None:
        self._portal = httpx.ASGITransport(app=portal.app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down", request=request)
        return await self._portal.handle_async_request(request)


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[RunningPortal]:
    async with running_portal(tmp_path / "portal") as portal:
        yield portal


@pytest.fixture
async def line(portal: RunningPortal) -> _Line:
    return _Line(portal)


@pytest.fixture
async def device(portal: RunningPortal, line: _Line, tmp_path: Path) -> AsyncIterator[AppDevice]:
    device = await new_device(portal, tmp_path / "device", transport=line)
    await device.sign_in()
    yield device
    await device.portal.aclose()
    await device.vault.close()


async def _open(device: AppDevice, language: str = "en") -> Shown:
    screen = await shown_page(PlacesPage, within=surroundings(language, identity=device.identity))
    await until(screen, lambda: says(screen, "This device") or says(screen, "Thiết bị này"))
    assert_whole(screen)
    return screen


async def _alive(portal: RunningPortal, tokens: dict[str, Any]) -> bool:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return (await portal.client.get("/api/v1/me", headers=headers)).status_code == 200


async def test_a_terminal_is_named_with_its_office_and_ended_there(portal: RunningPortal, device: AppDevice) -> None:
    _asked, at_terminal = await (await register(portal)).sign_in()
    at_home = await portal.sign_in("sample-mai")
    screen = await _open(device)
    for words in (
        f"Public terminal X00.01-K1 – {NAME}",
        "One-stop counter",
        "Một Cửa on another device",
        "Signed in: ",
    ):
        assert says(screen, words), words
    [button] = [text for text in screen.texts() if text.startswith("End: X00.01-K1")]
    await screen.press(button)
    await until(screen, lambda: says(screen, "Ended there"))
    assert not says(screen, "Public terminal")
    assert (await _alive(portal, at_terminal), await _alive(portal, at_home)) == (False, True)


async def test_all_others_are_ended_and_this_one_stays(portal: RunningPortal, device: AppDevice) -> None:
    others = [await portal.sign_in("sample-mai") for _ in range(2)]
    screen = await _open(device, "vi")
    await screen.send(screen.find("end-others"), "click")
    await until(screen, lambda: "end-others" not in {control.key for control in screen.controls()})
    assert [await _alive(portal, tokens) for tokens in others] == [False, False]
    assert await device.identity.access_token() is not None


async def test_without_a_line_what_was_known_stays_and_it_is_said(
    portal: RunningPortal, device: AppDevice, line: _Line
) -> None:
    other = await portal.sign_in("sample-mai")
    screen = await _open(device)
    line.is_down = True
    [button] = [text for text in screen.texts() if text.startswith("End: ")]
    await screen.press(button)
    await until(screen, lambda: says(screen, "The portal does not answer"))
    assert_whole(screen)
    assert says(screen, "This device")
    line.is_down = False
    await screen.press("Try again")
    await until(screen, lambda: not says(screen, "The portal does not answer"))
    assert await _alive(portal, other)
