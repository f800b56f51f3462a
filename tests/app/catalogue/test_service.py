"""The newest catalogue this device has; a bad one never replaces a good one."""

import gzip
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_client.client import PortalClient
from app.catalogue import CatalogueService, Refreshed
from app.catalogue.cli import main
from app.catalogue.store import FILE_NAME, CatalogueDamagedError
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
    assert [p.code for p in service.by_life_event("child")] == ["1.1", "1.0"]
    assert service.by_life_event("none") == ()
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
    assert not (tmp_path / "data" / FILE_NAME).exists()


DAMAGE = [b"", b"not packed", gzip.compress(b"{}", mtime=0), gzip.compress(b'{"a":' * 9, mtime=0)[:20]]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_kept_catalogue_gives_way_to_the_shipped_one(tmp_path: Path, shipped: Path, damage: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE_NAME).write_bytes(damage)
    assert CatalogueService(tmp_path / "data", shipped).version == "1"


def test_a_newer_app_brings_a_newer_catalogue_than_the_kept_one(tmp_path: Path, shipped: Path) -> None:
    write(tmp_path / "data" / FILE_NAME, catalogue("0", "2026-01-01"))
    assert CatalogueService(tmp_path / "data", shipped).version == "1"


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
