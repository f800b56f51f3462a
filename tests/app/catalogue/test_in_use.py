"""The catalogue that answers while another takes its place: threads are held where they would be in the way."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.catalogue import CatalogueService, Refreshed
from app.catalogue.in_use import CatalogueInUse
from app.catalogue.opening import made_from
from app.catalogue.shipped import ShippedFile
from app.catalogue.store import STORE_NAME, CatalogueDamagedError, CatalogueStore
from app.catalogue.trouble import Trouble
from tests.api_client.answers import answer, portal_that
from tests.app.catalogue.test_service import catalogue, write

PATIENCE_SECONDS = 30


class Held:
    """A store of which one way of reading waits until it is let go."""

    def __init__(self, store: CatalogueStore, name: str, *, fails: bool = False) -> None:
        self._store = store
        self._name = name
        self._fails = fails
        self.began, self.goes_on = threading.Semaphore(0), threading.Event()
        self.readings = 0

    def __getattr__(self, name: str) -> Any:
        reads = getattr(self._store, name)
        return self._held(reads) if name == self._name else reads

    def _held(self, reads: Callable[..., Any]) -> Callable[..., Any]:
        def read(*arguments: Any) -> Any:
            self.readings += 1
            found = reads(*arguments)
            self.began.release()
            assert self.goes_on.wait(PATIENCE_SECONDS)
            if self._fails:
                raise CatalogueDamagedError("held")
            return found

        return read


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return write(tmp_path / "assets" / "shipped.json.gz", catalogue("1", names=("Khai sinh", "Khai tử")))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def hold(in_use: CatalogueInUse, name: str, *, fails: bool = False) -> Held:
    held = Held(in_use.now.store, name, fails=fails)
    in_use.now.store = held  # type: ignore[assignment] # a store that waits
    return held


def newer_file(tmp_path: Path) -> Path:
    return write(tmp_path / "newer.json.gz", catalogue("2", names=("Kết hôn",)))


def newer(tmp_path: Path) -> CatalogueStore:
    return made_from(None, ShippedFile(newer_file(tmp_path)).read())


def test_what_a_thread_still_reads_of_the_one_before_never_stands_beside_the_new(
    tmp_path: Path, shipped: Path, threads: ThreadPoolExecutor
) -> None:
    in_use = CatalogueInUse(None, shipped)
    held = hold(in_use, "summaries")
    reading = threads.submit(in_use.summaries)
    assert held.began.acquire(timeout=PATIENCE_SECONDS)
    assert in_use.become(newer(tmp_path), None, None, of=in_use.now)
    held.goes_on.set()
    assert [one.names["vi"] for one in reading.result()] == ["Khai sinh", "Khai tử"]
    assert [one.names["vi"] for one in in_use.summaries()] == ["Kết hôn"]


def test_a_procedure_that_is_still_read_of_the_one_before_is_not_kept_for_the_new(
    tmp_path: Path, shipped: Path, threads: ThreadPoolExecutor
) -> None:
    in_use = CatalogueInUse(None, shipped)
    held = hold(in_use, "find")
    reading = threads.submit(in_use.find, "1.0")
    assert held.began.acquire(timeout=PATIENCE_SECONDS)
    assert in_use.become(newer(tmp_path), None, None, of=in_use.now)
    held.goes_on.set()
    assert reading.result() is not None
    found = in_use.find("1.0")
    assert found is not None
    assert found.name["vi"] == "Kết hôn"


def test_an_index_that_is_still_made_of_the_one_before_is_not_searched_in_the_new(
    tmp_path: Path, shipped: Path, threads: ThreadPoolExecutor
) -> None:
    in_use = CatalogueInUse(None, shipped)
    held = hold(in_use, "searched")
    making = threads.submit(in_use.index)
    assert held.began.acquire(timeout=PATIENCE_SECONDS)
    assert in_use.become(newer(tmp_path), None, None, of=in_use.now)
    held.goes_on.set()
    making.result()
    assert [hit.code for hit in in_use.index().search("ket hon", language="vi", limit=5)] == ["1.0"]


def test_two_threads_that_search_at_once_make_one_index(shipped: Path, threads: ThreadPoolExecutor) -> None:
    in_use = CatalogueInUse(None, shipped)
    held = hold(in_use, "searched")
    first = threads.submit(in_use.index)
    assert held.began.acquire(timeout=PATIENCE_SECONDS)
    second = threads.submit(in_use.index)
    held.goes_on.set()
    assert first.result() is second.result()
    assert held.readings == 1


def test_two_threads_that_find_the_same_damage_mend_it_once(
    tmp_path: Path, shipped: Path, threads: ThreadPoolExecutor
) -> None:
    in_use = CatalogueInUse(tmp_path / "data", shipped)
    held = hold(in_use, "find", fails=True)
    readings = [threads.submit(in_use.find, "1.0") for _ in range(2)]
    assert all(held.began.acquire(timeout=PATIENCE_SECONDS) for _ in readings)
    damaged = in_use.now
    held.goes_on.set()
    assert all(reading.result() is not None for reading in readings)
    mended = in_use.now
    assert mended.trouble is Trouble.DAMAGED
    in_use.mend(damaged)  # a third one, late
    assert in_use.now is mended
    assert (tmp_path / "data" / STORE_NAME).exists()


def test_what_came_for_a_catalogue_that_gave_way_meanwhile_is_read_anew_from_what_is_there(
    tmp_path: Path, shipped: Path
) -> None:
    in_use = CatalogueInUse(tmp_path / "data", shipped)
    before = in_use.now
    in_use.mend(before)
    assert len(in_use.summaries()) == 2
    put_in = made_from(tmp_path / "data", ShippedFile(newer_file(tmp_path)).read())  # into the mended file
    assert not in_use.become(before.store, None, None, of=before)
    assert in_use.now.head.version == "2"
    assert [one.names["vi"] for one in in_use.summaries()] == ["Kết hôn"]
    put_in.close()


async def test_a_refresh_waits_for_the_one_under_way(tmp_path: Path, shipped: Path) -> None:
    asked: list[str] = []

    def changes(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params.get("since", ""))
        return answer(200, catalogue("2", "2026-11-23"), ETag='"2"')

    service = CatalogueService(tmp_path / "data", shipped, portal_that(changes))
    assert await asyncio.gather(service.refresh(), service.refresh()) == [Refreshed.NEW, Refreshed.SAME]
    assert asked == ["1", "2"]
