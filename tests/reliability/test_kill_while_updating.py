"""``kill -9`` while the catalogue comes down and while it is put in: the old one or the new one is there, whole."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api_client.client import PortalClient
from app.catalogue import CatalogueService, Refreshed
from app.catalogue.store import STORE_NAME
from tests.reliability import endless_catalogue
from tests.reliability.nursery import Child, Nursery

pytestmark = pytest.mark.kill

AT_RANDOM, IN_APPLY = 10, 12


def check(folder: Path, shipped: Path, child: Child) -> None:
    """Prove that exactly one version is there, no older than what was shown."""
    shown = [int(words[1]) for words in child.said if words[0] == "V"]
    service = CatalogueService(folder, shipped)
    version = int(service.version)
    assert service.trouble is None
    assert not shown or shown[-1] <= version <= shown[-1] + 1
    wanted = endless_catalogue.procedures(version)
    assert {p.code: p.name["vi"] for p in service.procedures()} == {c: p["name"]["vi"] for c, p in wanted.items()}
    assert {summary.code for summary in service.summaries()} == set(wanted)
    for code in (min(wanted), max(wanted)):
        assert service.search(wanted[code]["name"]["vi"], language="vi", limit=1)[0].code == code
    service.close()
    with closing(sqlite3.connect(folder / STORE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_kill_at_any_time_leaves_one_catalogue_whole(nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(20261122)
    folder, shipped = tmp_path / "data", endless_catalogue.write_shipped(tmp_path / "assets")
    went_on = 0
    for number in range(AT_RANDOM):
        pause, longest = (0.02, 0.25) if number % 2 else (0.001, 1.5)  # every other one while it comes down
        child = nursery.start("update", folder=str(folder), shipped=str(shipped), pause_seconds=pause)
        assert child.wait_for("Q", within=40)
        for _ in child.lines(within=chance.uniform(0.05, longest)):
            pass
        child.kill()
        went_on += next(words[2] != "0" for words in child.said if words[0] == "Q")
        check(folder, shipped, child)
    print(f"\nkilled while updating: {AT_RANDOM}, of which {went_on} went on with what had come before")
    assert went_on, "no download was ever cut and gone on with"
    portal = PortalClient("http://portal.test", endless_catalogue.portal())
    assert await CatalogueService(folder, shipped, portal).refresh() is Refreshed.NEW


async def test_a_kill_while_it_is_put_in_leaves_one_catalogue_whole(nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(7)
    folder, shipped = tmp_path / "data", endless_catalogue.write_shipped(tmp_path / "assets")
    inside = 0
    for _ in range(IN_APPLY):
        child = nursery.start("update", folder=str(folder), shipped=str(shipped), pause_seconds=0.0)
        for _ in range(chance.randint(1, 3)):
            assert child.wait_for("B", within=40)
        for _ in child.lines(within=chance.uniform(0.0, 0.2)):
            pass
        child.kill()
        inside += [words[0] for words in child.said if words[0] in ("B", "E")][-1] == "B"
        check(folder, shipped, child)
    print(f"\nkilled while a catalogue was put in: {IN_APPLY}, {inside} inside the transaction")
    assert inside
