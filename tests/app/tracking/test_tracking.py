"""What is known is there at once; what is overtaken, foreign or broken never replaces it."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from api_client.errors import NotThePortal, Unreachable
from api_client.models import Dossier
from app.identity.service import Identity
from app.tracking.service import Tracking
from app.vault.vault import Vault
from tests.api_client.answers import DOSSIER, NOW, answer, portal_that
from tests.waiting import eventually


class Who:
    """Who is signed in, as a test says."""

    def __init__(self) -> None:
        self.subject: str | None = "s1"

    @property
    def session(self) -> Any:
        return SimpleNamespace(subject=self.subject) if self.subject else None


class Bench:
    """Tracking of one device against answers a test chooses."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.who, self.now = vault, Who(), NOW
        self.requests: list[httpx.Request] = []
        self.answer: Callable[[], httpx.Response] = lambda: answer(200, [])

    async def start(self) -> Tracking:
        tracking = Tracking(self.vault, portal_that(self._handle), cast(Identity, self.who), self.clock)
        await tracking.load()
        return tracking

    def clock(self) -> datetime:
        return self.now

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    vault = await Vault.open(tmp_path / "vault", bytes(32), clock=lambda: NOW)
    yield Bench(vault)
    await vault.close()


def dossier(id_: str = "d1", **changes: Any) -> dict[str, Any]:
    return {**DOSSIER, "id": id_, "key": f"key-{id_}", **changes}


async def test_dossiers_are_listed_last_submitted_first_and_survive_a_restart(bench: Bench) -> None:
    tracking = await bench.start()
    bench.answer = lambda: answer(
        200,
        [
            dossier("d1"),
            dossier("d2", submitted_at="2026-11-23T03:00:00Z"),
            dossier("d3", submitted_at="2026-01-01T00:00:00Z"),
        ],
    )
    await tracking.refresh()
    for service in (tracking, await bench.start()):
        assert [tracked.dossier.id for tracked in service.list()] == ["d2", "d1", "d3"]
        found = service.find("d1")
        assert found is not None
        assert (found.seen_at, found.owner) == (NOW, "s1")


async def test_an_answer_that_was_overtaken_changes_nothing(bench: Bench) -> None:
    tracking = await bench.start()
    await tracking.keep(Dossier.model_validate(dossier(version=5, status=4)))
    await tracking.keep(Dossier.model_validate(dossier(version=4, status=1)))
    found = tracking.find("d1")
    assert found is not None
    assert (found.dossier.version, found.dossier.status) == (5, 4)


async def test_a_document_drawn_later_comes_in_the_same_version(bench: Bench) -> None:
    tracking = await bench.start()
    await tracking.keep(Dossier.model_validate(dossier(documents=[])))
    await tracking.keep(Dossier.model_validate(dossier()))
    found = tracking.find("d1")
    assert found is not None
    assert len(found.dossier.documents) == 1


async def test_nothing_new_writes_nothing_but_is_seen_now(bench: Bench) -> None:
    tracking = await bench.start()
    bench.answer = lambda: answer(200, [dossier()])
    await tracking.refresh()
    told: list[object] = []
    bench.vault.changes.subscribe(told.append)
    bench.now = NOW + timedelta(minutes=5)
    await tracking.refresh()
    found = tracking.find("d1")
    assert found is not None
    assert found.seen_at == bench.now
    assert told == []


async def test_only_what_changed_is_asked_for_by_the_portals_own_time(bench: Bench) -> None:
    tracking = await bench.start()
    bench.now = NOW + timedelta(days=3650)  # a device whose clock is wrong by ten years
    bench.answer = lambda: answer(200, [dossier()])
    await tracking.refresh()
    await tracking.refresh()
    assert [request.url.params.get("updated_since") for request in bench.requests] == [
        None,
        "2026-11-22T03:00:00+00:00",
    ]


async def test_a_change_that_came_before_what_is_known_of_another_dossier_is_asked_for(bench: Bench) -> None:
    tracking = await bench.start()
    bench.answer = lambda: answer(200, [dossier()])
    await tracking.refresh()
    later = {**dossier()["timeline"][0], "at": "2026-11-23T09:00:00+00:00"}
    await tracking.keep(Dossier.model_validate(dossier(id="d2", timeline=[later])))  # just filed from here
    await tracking.refresh()
    assert bench.requests[-1].url.params["updated_since"] == "2026-11-22T03:00:00+00:00"


async def test_a_list_that_was_dropped_is_asked_for_again(bench: Bench) -> None:
    tracking = await bench.start()

    def switch() -> httpx.Response:
        bench.who.subject = "s2"
        return answer(200, [dossier()])

    bench.answer = switch
    await tracking.refresh()
    bench.who.subject = "s1"
    bench.answer = lambda: answer(200, [dossier()])
    await tracking.refresh()
    assert "updated_since" not in bench.requests[-1].url.params
    assert len(tracking.list()) == 1


async def test_an_answer_after_somebody_else_signed_in_is_dropped(bench: Bench) -> None:
    tracking = await bench.start()

    def switch() -> httpx.Response:
        bench.who.subject = "s2"
        return answer(200, [dossier()])

    bench.answer = switch
    await tracking.refresh()
    assert tracking.list() == ()
    assert await bench.vault.all("dossiers") == []


async def test_a_guest_asks_nothing(bench: Bench) -> None:
    tracking = await bench.start()
    bench.who.subject = None
    await tracking.refresh()
    await tracking.refresh("d1")
    assert bench.requests == []
    assert tracking.list() == ()


async def test_a_broken_answer_leaves_what_was_known(bench: Bench) -> None:
    tracking = await bench.start()
    bench.answer = lambda: answer(200, [dossier()])
    await tracking.refresh()
    before = tracking.list()
    bench.answer = lambda: answer(200, b"<html>Hotel</html>", "text/html")
    with pytest.raises(NotThePortal):
        await tracking.refresh()
    assert tracking.list() == before

    def cut() -> httpx.Response:
        raise httpx.ConnectError("no network")

    bench.answer = cut
    with pytest.raises(Unreachable):
        await tracking.refresh("d1")
    assert tracking.list() == before


async def test_a_record_of_another_version_of_the_app_is_passed_over(bench: Bench) -> None:
    await bench.vault.put("dossiers", "d8", {"dossier": {"novel": 1}, "owner": "s1", "seen_at": "x"})
    await bench.vault.put("dossiers", "d9", {})
    assert (await bench.start()).list() == ()


async def test_a_dossier_deleted_from_the_vault_is_forgotten(bench: Bench) -> None:
    tracking = await bench.start()
    await tracking.keep(Dossier.model_validate(dossier()))
    await bench.vault.delete("dossiers", "d1")
    await eventually(lambda: tracking.find("d1") is None)
