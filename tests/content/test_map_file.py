import gzip
import json
import shutil
import zlib
from pathlib import Path

import pytest

from forms.gazetteer import Gazetteer
from forms.places import Places
from portal.catalogue.content.map_file import pack_places

TABLES = ("places.csv", "places_old.csv", "places_former.csv")


@pytest.fixture
def shared(project_root: Path, tmp_path: Path) -> Path:
    """Return a copy of the tables."""
    folder = tmp_path / "shared"
    folder.mkdir()
    for table in TABLES:
        shutil.copy(project_root / "content" / "shared" / table, folder)
    return folder


def change(table: Path, old: str, new: str) -> None:
    text = table.read_text("utf-8")
    assert text.count(old) == 1
    table.write_text(text.replace(old, new), "utf-8")


def test_the_same_tables_give_the_same_bytes_as_shipped(shared: Path, project_root: Path) -> None:
    assert pack_places(shared) == ((project_root / "assets" / "places.json.gz").read_bytes(), ())


def test_the_file_says_first_where_it_is_from(shared: Path) -> None:
    first = zlib.decompressobj(31)
    data, _errors = pack_places(shared)
    members = (first.decompress(data), gzip.decompress(first.unused_data))

    for member in members:
        assert next(iter(json.loads(member).items()))[0] == "source"
        assert b"vietnamadminunits 1.0.4" in member[:100]
        assert b"MIT" in member[:140]


def test_every_unit_of_before_leads_to_a_place_of_today(shared: Path) -> None:
    first = zlib.decompressobj(31)
    data, _errors = pack_places(shared)
    provinces = Places.decode(data)
    first.decompress(data)
    every = [*provinces.provinces(), *(one for p in provinces.provinces() for one in provinces.communes(p.province))]
    gazetteer = Gazetteer(every, first.unused_data)
    older = [gazetteer.unit(number) for number in range(len(every), gazetteer.count)]
    levels = [unit.level for unit in older if unit.until is None]

    assert (levels.count("province"), levels.count("district"), levels.count("commune")) == (63, 696, 10_035)
    assert all(unit.land for unit in older)
    assert {number for unit in older if unit.level != "province" for number in unit.land} == set(range(34, len(every)))


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        (
            "places_old.csv",
            "01,001,00001,phường,Phúc Xá,00097,",
            "01,001,00001,phường,Phúc Xá,99999,",
            "shared/places_old.csv:4: today: there is no place '99999' on today's map",
        ),
        (
            "places_old.csv",
            "01,001,00001,phường,Phúc Xá,00097,",
            "01,001,00001,phuong,Phúc Xá,00097,",
            "shared/places_old.csv:4: kind: 'phuong' is none of ",
        ),
        (
            "places_old.csv",
            "01,001,00001,phường,Phúc Xá,00097,",
            "01,001,00001,phường,Phúc Xá,,",
            "shared/places_old.csv:4: today: Phúc Xá: what it is today is missing",
        ),
        (
            "places_former.csv",
            '"79:An Khánh,Bình Trưng,Cát Lái"',
            '"79:An Khánh,Thủ Thiêm"',
            "today: there is no commune 'Thủ Thiêm' in province 79 today",
        ),
        ("places_former.csv", "tỉnh,Hà Tây,2008,01", "tỉnh,Hà Tây,năm 2008,01", ":2: until: 'năm 2008' is no year"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_line(shared: Path, table: str, old: str, new: str, said: str) -> None:
    change(shared / table, old, new)
    data, (error,) = pack_places(shared)

    assert said in str(error)
    assert Places.decode(data).find("Hà Nội")


def test_a_map_without_older_names_is_found_by_todays(shared: Path) -> None:
    for table in TABLES[1:]:
        (shared / table).unlink()
    places = Places.decode(pack_places(shared)[0])

    assert [row.place.name for row in places.find("phường Sài Gòn")] == ["Sài Gòn"]
    assert places.find("Hà Tây") == () or all(not row.was for row in places.find("Hà Tây"))
