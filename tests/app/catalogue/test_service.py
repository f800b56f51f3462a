"""The newest catalogue this device has; a bad one never replaces a good one."""

import asyncio
import contextlib
import gzip
import io
import json
import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from app.catalogue import CatalogueService, Refreshed
from app.catalogue.cli import main
from app.catalogue.seen import SeenProcedures
from app.catalogue.soundness import UnsoundError, check_procedure, harmless
from app.catalogue.store import FILE_NAME, STORE_NAME, CatalogueDamagedError
from app.catalogue.trouble import Trouble
from app.vault.vault import Vault
from forms.folding import collation_key
from forms.procedure import Procedure
from tests.api_client.answers import answer, portal_that


def catalogue(
    version: str, built_on: str = "2026-11-22", *, names: tuple[str, ...] = ("Đăng ký khai sinh",)
) -> dict[str, Any]:
    return {
        "version": version,
        "built_on": built_on,
        "procedures": [
            {
                "code": f"1.{n}",
                "version": "1",
                "name": {"vi": name, "en": name},
                "summary": {},
                "life_events": ["child"],
            }
            for n, name in enumerate(names)
        ],
        "calendar": {"first": "2026-01-01", "last": "2027-12-31", "holidays": [], "worked_weekends": []},
        "life_events": [{"id": "child", "title": {"vi": "Có con"}, "icon": "child", "procedures": ["1.1", "9.9"]}],
    }


def _with_form(value: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    value["procedures"][0]["form"] = form
    return value


def write(path: Path, value: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(json.dumps(value).encode(), mtime=0))
    return path


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return write(tmp_path / "assets" / FILE_NAME, catalogue("1", names=("Đăng ký khai sinh", "Đăng ký khai tử")))


def portal_with(value: Any) -> PortalClient:
    return portal_that(lambda _: answer(200, value, ETag='"2"'))


def test_a_procedure_is_found_by_code_and_by_life_event(tmp_path: Path, shipped: Path) -> None:
    service = CatalogueService(tmp_path / "data", shipped)
    assert (service.version, service.built_on) == ("1", date(2026, 11, 22))
    assert service.get("1.0").name["vi"] == "Đăng ký khai sinh"
    assert service.find("9.9") is None
    with pytest.raises(KeyError):
        service.get("9.9")
    assert [summary.code for summary in service.summaries(life_event="child")] == ["1.1", "1.0"]
    assert service.summaries(life_event="none") == ()
    assert service.search("khai tu", language="vi")[0].code == "1.1"


async def test_a_newer_catalogue_is_used_at_once_and_after_a_restart(tmp_path: Path, shipped: Path) -> None:
    told: list[str] = []
    service = CatalogueService(
        tmp_path / "data", shipped, portal_with(catalogue("2", "2026-11-23", names=("Kết hôn",)))
    )
    stop = service.subscribe(lambda: told.append(service.version))
    assert await service.refresh() is Refreshed.NEW
    assert service.search("ket hon", language="vi")[0].code == "1.0"
    assert told == ["2"]
    stop()
    stop()
    assert CatalogueService(tmp_path / "data", shipped).version == "2"


async def test_the_portal_is_told_which_version_is_here(tmp_path: Path, shipped: Path) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(304, b"", "")

    assert await CatalogueService(tmp_path, shipped, portal_that(handler)).refresh() is Refreshed.SAME
    assert seen[0].url.params["since"] == "1"


async def test_it_is_refreshed_as_long_as_the_app_is_open(tmp_path: Path, shipped: Path) -> None:
    answers = [answer(500, b"", ""), answer(200, catalogue("2"))]
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if not answers:
            raise asyncio.CancelledError

    service = CatalogueService(tmp_path / "data", shipped, portal_that(lambda _: answers.pop(0)))
    with pytest.raises(asyncio.CancelledError):
        await service.keep_fresh(sleep)
    assert service.version == "2"
    assert slept[1] < slept[0] == slept[2]


@pytest.mark.parametrize(
    "response",
    [
        lambda: answer(200, catalogue("2") | {"procedures": []}),
        lambda: answer(200, catalogue("0", "2020-01-01")),
        lambda: answer(200, b"<html>Hotel</html>", "text/html"),
        lambda: answer(200, b'{"version": "2", '),
        lambda: answer(500, b"", ""),
        lambda: answer(200, catalogue("2") | {"calendar": {"holidays": 3}}),
        lambda: answer(200, catalogue("2") | {"calendar": {"first": "x", "last": "y"}}),
        lambda: answer(200, _with_form(catalogue("2"), {"version": "1", "schema": {}, "ui": {}, "texts": {}})),
        lambda: answer(200, _with_form(catalogue("2"), {"version": "1", "schema": {"type": 3}, "ui": {}, "texts": {}})),
    ],
)
async def test_a_bad_catalogue_never_replaces_a_good_one(
    tmp_path: Path, shipped: Path, response: Callable[[], httpx.Response]
) -> None:
    service = CatalogueService(tmp_path / "data", shipped, portal_that(lambda _: response()))
    assert await service.refresh() is not Refreshed.NEW
    assert service.version == "1"
    assert len(service.search("khai", language="vi")) == 2
    assert CatalogueService(tmp_path / "data", shipped).version == "1"


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00" + bytes(4080)])
async def test_a_damaged_kept_catalogue_gives_way_to_the_shipped_one_and_says_so(
    tmp_path: Path, shipped: Path, damage: bytes
) -> None:
    newer = portal_with(catalogue("2", "2026-11-23"))
    service = CatalogueService(tmp_path / "data", shipped, newer)
    assert await service.refresh() is Refreshed.NEW
    service.close()
    (tmp_path / "data" / STORE_NAME).write_bytes(damage)
    service = CatalogueService(tmp_path / "data", shipped, newer)
    assert (service.version, service.trouble) == ("1", Trouble.DAMAGED)
    assert service.search("khai tu", language="vi")
    assert await service.refresh() is Refreshed.NEW
    assert (service.version, service.trouble) == ("2", None)


async def test_damage_anywhere_in_the_file_ends_in_a_whole_catalogue(tmp_path: Path, shipped: Path) -> None:
    newer = portal_with(catalogue("2", "2026-11-23", names=tuple(f"Thủ tục số {n} " * 40 for n in range(60))))
    assert await CatalogueService(tmp_path / "data", shipped, newer).refresh() is Refreshed.NEW
    whole, chance = (tmp_path / "data" / STORE_NAME).read_bytes(), random.Random(7)
    versions, fell_back = set(), 0
    for turn in range(40):
        damaged = bytearray(whole)
        start = chance.randrange(len(whole))
        end = start + chance.choice((1, 16, 4096))
        damaged[start:end] = chance.randbytes(len(damaged[start:end]))
        folder = tmp_path / f"turn-{turn}"
        folder.mkdir()
        (folder / STORE_NAME).write_bytes(damaged)
        service = CatalogueService(folder, shipped)
        procedures = service.procedures()
        assert len(service.summaries()) == len(service.procedures())
        assert service.search("thu tuc khai tu", language="vi")
        versions.add(service.version)
        assert (service.version, len(service.procedures())) in {("1", 2), ("2", 60)}, turn
        assert service.version == "2" or service.trouble is Trouble.DAMAGED
        fell_back += service.version == "1"
        assert procedures
    assert versions == {"1", "2"}
    assert fell_back


async def test_a_damaged_index_is_made_anew_from_the_procedures(tmp_path: Path, shipped: Path) -> None:
    service = CatalogueService(tmp_path / "data", shipped)
    service.get_ready()
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / STORE_NAME)) as file, file:
        (kept,) = file.execute("SELECT value FROM derived WHERE name = 'index'").fetchone()
        file.execute("UPDATE derived SET value = ? WHERE name = 'index'", (kept[:-9],))
    service = CatalogueService(tmp_path / "data", shipped)
    assert service.search("khai tu", language="vi")[0].code == "1.1"
    assert service.trouble is Trouble.REPAIRED


async def test_a_newer_app_brings_a_newer_catalogue_than_the_kept_one(tmp_path: Path, shipped: Path) -> None:
    newer = portal_with(catalogue("2", "2026-11-23"))
    assert await CatalogueService(tmp_path / "data", shipped, newer).refresh() is Refreshed.NEW
    write(shipped, catalogue("3", "2026-11-22"))  # another app, with an older catalogue than the kept one
    assert CatalogueService(tmp_path / "data", shipped).version == "2"
    write(shipped, catalogue("4", "2026-12-01"))
    service = CatalogueService(tmp_path / "data", shipped)
    assert (service.version, service.trouble) == ("4", None)
    assert service.get("1.0").name["vi"] == "Đăng ký khai sinh"


def test_a_start_reads_no_procedure_until_it_is_asked_for(tmp_path: Path, shipped: Path) -> None:
    CatalogueService(tmp_path / "data", shipped).get_ready()
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / STORE_NAME)) as file, file:
        file.execute("UPDATE procedures SET body = x'00'")
    service = CatalogueService(tmp_path / "data", shipped)
    assert service.search("khai tu", language="vi")[0].code == "1.1"
    assert len(service.summaries()) == 2
    assert service.trouble is None
    assert service.get("1.1").name["vi"] == "Đăng ký khai tử"  # damage, found when it is read
    assert service.trouble is Trouble.DAMAGED


def test_a_missing_shipped_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        CatalogueService(None, tmp_path / FILE_NAME)
    (tmp_path / FILE_NAME).write_bytes(b"x")
    with pytest.raises(CatalogueDamagedError):
        CatalogueService(None, tmp_path / FILE_NAME)


async def test_a_catalogue_that_cannot_be_kept_is_still_used(tmp_path: Path, shipped: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    service = CatalogueService(tmp_path / "data", shipped, portal_with(catalogue("2")))
    assert await service.refresh() is Refreshed.NEW
    assert service.version == "2"
    assert service.trouble is Trouble.NOT_KEPT


async def test_what_cannot_be_worked_with_is_said_and_not_asked_for_again(tmp_path: Path, shipped: Path) -> None:
    seen: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("if-none-match"))
        return answer(304, b"", "") if seen[-1] == '"9"' else answer(200, {"version": "9"}, ETag='"9"')

    service = CatalogueService(tmp_path / "data", shipped, portal_that(handler))
    assert await service.refresh() is Refreshed.UNREACHABLE or service.trouble is Trouble.UNUSABLE
    value = catalogue("2") | {"calendar": {}}
    service = CatalogueService(tmp_path / "data", shipped, portal_that(lambda _: answer(200, value, ETag='"2"')))
    assert await service.refresh() is Refreshed.UNUSABLE
    assert service.trouble is Trouble.UNUSABLE
    assert await CatalogueService(tmp_path / "data", shipped, portal_that(handler)).refresh() is not Refreshed.NEW
    assert seen[-1] == '"2"'


HOSTILE = "Đăng\u202e ký\u0000\u200f <b>khai</b> sinh\ufeff"


async def test_hostile_text_is_made_harmless(tmp_path: Path, shipped: Path) -> None:
    value = catalogue("2", names=(HOSTILE, "x" * 100_000))
    value["procedures"][0] |= {
        "moved_to": "javascript:alert(1)",
        "templates": [
            {"id": "a", "title": {"vi": "A"}, "url": "data:text/html,x"},
            {"id": "b", "title": {"vi": "B"}, "url": "https://example.gov.vn/b.pdf"},
        ],
        "original": [{"heading": "trinh_tu", "text": "y" * 300_000}],
    }
    service = CatalogueService(tmp_path / "data", shipped, portal_with(value))
    assert await service.refresh() is Refreshed.NEW
    first, second = service.get("1.0"), service.get("1.1")
    assert first.name["vi"] == "Đăng ký <b>khai</b> sinh"
    assert first.moved_to is None
    assert [template.url for template in first.templates] == [None, "https://example.gov.vn/b.pdf"]
    assert len(first.original[0].text) == 100_000
    assert len(second.name["vi"]) == 1_000
    assert {len(summary.names["vi"]) for summary in service.summaries()} == {len(first.name["vi"]), 1_000}


@pytest.mark.parametrize("code", ["../../etc/passwd", "", "a b", "1" * 41, "1.0\u202e5"])
async def test_a_code_that_could_lead_elsewhere_is_refused(tmp_path: Path, shipped: Path, code: str) -> None:
    value = catalogue("2")
    value["procedures"].append({**value["procedures"][0], "code": code})
    service = CatalogueService(tmp_path / "data", shipped, portal_with(value))
    if "\u202e" in code:  # what cannot be seen is taken out, and what is left is a code
        assert await service.refresh() is Refreshed.NEW
    else:
        assert await service.refresh() is Refreshed.UNUSABLE
        assert service.version == "1"


async def test_a_page_says_what_changed_since_it_was_seen(tmp_path: Path, shipped: Path) -> None:
    value = catalogue("2", "2026-11-23", names=("Đăng ký khai sinh", "Đăng ký khai tử"))
    value["procedures"][0] |= {"version": "2", "online": "full", "state": "suspended"}
    service = CatalogueService(tmp_path / "data", shipped, portal_with(value))
    for code in ("1.0", "1.1"):
        assert await service.changes_since_seen(code) == ()
        await service.seen(code)
    assert await service.refresh() is Refreshed.NEW
    assert [(d.where, d.old, d.new) for d in await service.changes_since_seen("1.0")] == [
        ("state", "open", "suspended"),
        ("online", "info", "full"),
    ]
    assert await service.changes_since_seen("1.1") == ()
    await service.seen("1.0")
    assert await service.changes_since_seen("1.0") == ()


async def test_what_was_seen_is_sealed_by_owner(tmp_path: Path, shipped: Path) -> None:
    value = catalogue("2", "2026-11-23")
    value["procedures"][0]["online"] = "full"
    owner: list[str | None] = ["mai"]
    vault = await Vault.open(tmp_path / "vault", bytes(32), clock=lambda: datetime.now(UTC))

    def service() -> CatalogueService:
        seen = SeenProcedures(vault, owner=lambda: owner[0])
        return CatalogueService(tmp_path / "data", shipped, portal_with(value), seen=seen)

    await service().seen("1.0")
    later = service()
    assert await later.refresh() is Refreshed.NEW
    assert len(await later.changes_since_seen("1.0")) == 1
    owner[0] = "ha"
    assert await service().changes_since_seen("1.0") == ()
    owner[0] = None
    assert await service().changes_since_seen("1.0") == ()
    await vault.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "vault").iterdir() if path.is_file())
    assert b"khai sinh" not in kept
    assert b"mai:" not in kept


def test_procedures_are_browsed_by_what_they_have_in_common(project_root: Path) -> None:
    service = CatalogueService(None, project_root / "assets" / FILE_NAME)
    everything = service.summaries()
    assert len(everything) == len(service.procedures())
    assert sum(service.counts().values()) == len(everything)
    for groups, name in (
        (service.fields(), "field"),
        (service.agencies(), "agency"),
        (service.audiences(), "audience"),
    ):
        assert groups
        for group in groups:
            assert len(service.summaries(**{name: group.key})) == group.count > 0
    names = [summary.names["vi"] for summary in everything]
    assert names == sorted(names, key=collation_key)
    event = service.life_events()[0]
    chosen = [summary.code for summary in service.summaries(life_event=event.id)]
    assert chosen[: len(event.procedures)] == [code for code in event.procedures if service.find(code)]
    assert service.summary(chosen[0]) in everything


def test_the_command_answers_one_line_for_each_query(shipped: Path) -> None:
    target = io.StringIO()
    arguments = ["--json", "--limit", "1", "--catalogue", str(shipped.parent), "-"]
    assert main(arguments, source=io.StringIO("dang ky khai sinh\n\nkhai tử\n"), target=target) == 0
    lines = [json.loads(line) for line in target.getvalue().splitlines()]
    assert [[hit["code"] for hit in line] for line in lines] == [["1.0"], [], ["1.1"]]
    assert set(lines[0][0]) == {"code", "name", "score", "why"}


def test_the_command_says_when_there_is_no_catalogue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--catalogue", str(tmp_path), "-"], source=io.StringIO("x\n"), target=io.StringIO()) == 2
    assert "catalogue" in capsys.readouterr().err


def test_the_shipped_catalogue_finds_birth_registration_first(project_root: Path) -> None:
    service = CatalogueService(None, project_root / "assets" / FILE_NAME)
    for query in ("dang ky khai sinh", "khai sinh", "đăng ký khai s", "lam giay khai sinh cho con"):
        assert service.search(query, language="vi")[0].code == "1.001193"
    assert len(service.places.provinces()) >= 3
    assert service.calendar is service.calendar


async def test_an_earlier_version_stands_until_the_day_of_the_new_one_and_offline_too(tmp_path: Path) -> None:
    value = catalogue("1", names=("Tên mới",))
    new = value["procedures"][0]
    new |= {"valid_from": "2027-01-01", "state": "suspended", "before": {**new, "name": {"vi": "Tên cũ"}}}
    now = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # a minute before midnight in Việt Nam
    service = CatalogueService(tmp_path, write(tmp_path / "c.json.gz", value), clock=lambda: now)

    coming = service.find_coming("1.0")
    assert (service.get("1.0").name["vi"], coming and coming.name["vi"]) == ("Tên cũ", "Tên mới")
    assert [(one.names["vi"], one.state) for one in service.summaries()] == [("Tên cũ", "open")]
    now = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert (service.get("1.0").name["vi"], service.find_coming("1.0")) == ("Tên mới", None)
    assert [(one.names["vi"], one.state) for one in service.summaries()] == [("Tên mới", "suspended")]


def test_an_earlier_version_is_checked_like_the_one_to_come() -> None:
    new = {"code": "1.0", "version": "2", "name": {"vi": "Mới"}, "summary": {}, "valid_from": "2027-01-01"}
    old = {**new, "version": "1", "name": {"vi": "Cũ\u202e"}, "moved_to": "javascript:alert(1)"}
    said = harmless({**new, "before": old})
    assert (said["before"]["name"]["vi"], said["before"].get("moved_to")) == ("Cũ", None)
    check_procedure(Procedure.model_validate(said), {}, date(2026, 11, 22))
    for wrong in ({**old, "code": "1.1"}, {**old, "name": {"vi": " "}}, {**old, "before": old}):
        with pytest.raises(UnsoundError):
            check_procedure(Procedure.model_validate({**new, "before": wrong}), {}, date(2026, 11, 22))
