"""The device's catalogue and the portal's: once whole, then by differences, through cuts at every place."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from app.catalogue import CatalogueService, Refreshed
from app.catalogue.part import PartFile
from forms.procedure import Procedure
from portal.catalogue.publishing import publish
from portal.catalogue.routes import answers_of
from tests.portal.filing import BIRTH
from tests.portal.running import BASE_URL, RunningPortal
from tests.reliability.profile import IS_DEEP

CHANGES = "/api/v1/catalogue/changes"


class Line(httpx.AsyncBaseTransport):
    """The way to the portal; it can break after some bytes of an answer and then stays down."""

    def __init__(self, running: RunningPortal) -> None:
        self.inner = httpx.ASGITransport(app=running.app)
        self.break_after: int | None = None
        self.is_down = False
        self.bytes: list[int] = []
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down")
        self.asked.append(request)
        response = await self.inner.handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        content = b"".join([chunk async for chunk in response.stream])
        self.bytes.append(len(content))
        return httpx.Response(response.status_code, headers=response.headers, stream=_Stream(self, content))


class _Stream(httpx.AsyncByteStream):
    def __init__(self, line: Line, content: bytes) -> None:
        self.line, self.content = line, content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        end = self.line.break_after
        if self.content[:end]:
            yield self.content[:end]
        if end is not None and end <= len(self.content) and self.content:
            self.line.is_down = True
            raise httpx.ReadError("cut")


@pytest.fixture
def line(running: RunningPortal) -> Line:
    return Line(running)


def on_device(folder: Path, running: RunningPortal, line: Line) -> CatalogueService:
    portal = PortalClient(BASE_URL, line)
    return CatalogueService(folder, running.settings.catalogue_path, portal, clock=running.clock)


async def publish_all(running: RunningPortal, *procedures: Procedure, **options: Any) -> None:
    running.clock.move(days=1)
    now = running.clock()
    await running.deps.database.write(lambda session: publish(session, procedures, now=now, **options))


def imported(number: int, name: str = "Thủ tục") -> Procedure:
    return Procedure.model_validate(
        {
            "code": f"9.{number:06d}",
            "version": "1",
            "name": {"vi": f"{name} zq{number}"},
            "summary": {},
            "field": "Đo đạc",
        }
    )


def state(service: CatalogueService) -> dict[str, str]:
    return {procedure.code: procedure.version for procedure in service.procedures()}


async def published(running: RunningPortal) -> dict[str, str]:
    whole = (await running.client.get(CHANGES)).json()
    return {procedure["code"]: procedure["version"] for procedure in whole["procedures"]}


async def test_the_same_contents_bring_nothing_but_the_age(tmp_path: Path, running: RunningPortal, line: Line) -> None:
    service = on_device(tmp_path, running, line)
    assert service.refreshed_at is None
    assert await service.refresh() is Refreshed.SAME
    assert service.refreshed_at == running.clock()
    assert line.bytes[-1] < 300
    assert on_device(tmp_path, running, line).refreshed_at == running.clock()


async def test_a_change_comes_as_a_difference_and_stays(tmp_path: Path, running: RunningPortal, line: Line) -> None:
    service = on_device(tmp_path, running, line)
    told: list[str] = []
    service.subscribe(lambda: told.append(service.version))
    await publish_all(running, imported(1), imported(2))
    assert await service.refresh() is Refreshed.NEW
    assert line.bytes[-1] < 1000  # not the whole
    assert service.search("zq1", language="vi")[0].code == "9.000001"
    assert [group.count for group in service.fields() if group.key == "Đo đạc"] == [2]
    await publish_all(running, imported(1, "Tên khác"), whole=True)
    assert await service.refresh() is Refreshed.NEW
    assert service.find("9.000002") is None
    assert service.get("9.000001").name["vi"] == "Tên khác zq1"
    assert service.search("zq2", language="vi") == ()
    assert told[-1] == service.version
    again = on_device(tmp_path, running, line)
    assert state(again) == state(service) == await published(running)
    assert again.search("ten khac", language="vi")[0].code == "9.000001"
    assert again.get(BIRTH).form is not None


@pytest.mark.parametrize("part", [0.0, 0.001, 0.02, 0.3, 0.5, 0.9, 0.999, 1.0] if IS_DEEP else [0.0, 0.02, 0.9, 1.0])
@pytest.mark.parametrize("is_whole", [True, False])
async def test_a_cut_anywhere_leaves_the_old_one_whole_and_the_next_time_goes_on(
    tmp_path: Path, running: RunningPortal, line: Line, part: float, is_whole: bool
) -> None:
    service = on_device(tmp_path, running, line)
    old = state(service)
    await publish_all(running, *(imported(number) for number in range(200 if is_whole else 3)))
    since = {"since": service.version}
    whole = await running.client.get(CHANGES, params=since, headers={"Accept": "application/x-ndjson"})
    line.break_after = int(int(whole.headers["content-length"]) * part)
    assert await service.refresh() is Refreshed.UNREACHABLE
    assert state(service) == old
    line.break_after, line.is_down = None, False
    service = on_device(tmp_path, running, line)  # the program was ended meanwhile
    assert state(service) == old
    assert await service.refresh() is Refreshed.NEW
    assert state(service) == state(on_device(tmp_path, running, line)) == await published(running)
    came = int(int(whole.headers["content-length"]) * part)
    assert PartFile(tmp_path).about is None  # nothing is left over
    assert line.asked[-1].headers.get("range") == (f"bytes={came}-" if came else None)


async def test_a_line_that_breaks_all_the_time_brings_it_in_pieces(
    tmp_path: Path, running: RunningPortal, line: Line
) -> None:
    service = on_device(tmp_path, running, line)
    await publish_all(running, *(imported(number) for number in range(200)))
    line.break_after = 20_000
    outcomes = []
    for _ in range(100):
        line.is_down = False
        outcomes.append(await service.refresh())
        if outcomes[-1] is Refreshed.NEW:
            break
    assert outcomes[-1] is Refreshed.NEW
    assert len(outcomes) > 3
    assert state(service) == await published(running)


async def test_the_small_packing_is_made_by_timed_work_and_is_the_same_from_every_worker(
    tmp_path: Path, running: RunningPortal, line: Line
) -> None:
    await publish_all(running, *(imported(number) for number in range(200)))
    first = on_device(tmp_path / "first", running, line)
    assert await first.refresh() is Refreshed.NEW
    assert line.asked[-1].headers["accept-encoding"] == "xz, gzip"
    packed = line.bytes[-1]
    await answers_of(running.deps).pack()
    running.deps.extras.clear()  # another worker, which has packed nothing
    second = on_device(tmp_path / "second", running, line)
    assert await second.refresh() is Refreshed.NEW
    assert line.bytes[-1] < packed
    assert state(second) == state(first)


async def test_differences_that_do_not_fit_are_followed_by_the_whole(
    tmp_path: Path, running: RunningPortal, line: Line
) -> None:
    service = on_device(tmp_path, running, line)
    await publish_all(running, imported(1))
    assert await service.refresh() is Refreshed.NEW
    await publish_all(running, imported(2))
    inner, wrong = (
        line.inner.handle_async_request,
        b'{"version":"x","built_on":"2026-12-31","since":"other","count":0}\n',
    )

    async def odd(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("since"):
            headers = {"Content-Type": "application/x-ndjson"}
            return httpx.Response(200, headers=headers, stream=httpx.ByteStream(wrong))
        return await inner(request)

    line.inner.handle_async_request = odd  # type: ignore[method-assign] # a portal gone astray
    assert await service.refresh() is Refreshed.NEW
    assert state(service) == await published(running)
    assert service.trouble is None
