import csv
from pathlib import Path

import pytest

from forms.folding import fold
from forms.identity_numbers import PROVINCES, personal_id_facts, province_of_birth


@pytest.mark.parametrize(
    ("number", "sex", "year", "province"),
    [
        ("001085012345", "nam", 1985, "Hà Nội"),
        ("079304012345", "nu", 2004, "TP. Hồ Chí Minh"),
        ("006199000001", "nu", 1999, "Bắc Kạn"),
    ],
)
def test_a_number_says_sex_year_and_province_of_birth(number: str, sex: str, year: int, province: str) -> None:
    facts, found = personal_id_facts(number), province_of_birth(number)
    assert facts is not None
    assert found is not None
    assert (facts.sex, facts.birth_year, found.name) == (sex, year, province)


@pytest.mark.parametrize("number", ["", "00108501234", "00108501234x", "٠٠١٠٨٥٠١٢٣٤٥"])
def test_what_is_no_number_says_nothing(number: str) -> None:
    assert personal_id_facts(number) is None
    assert province_of_birth(number) is None


def test_a_birth_registered_abroad_has_no_province() -> None:
    assert personal_id_facts("512099012345") is not None
    assert province_of_birth("512099012345") is None


def test_the_table_agrees_with_the_map_of_the_63_provinces(project_root: Path) -> None:
    with (project_root / "content/shared/places_old.csv").open(encoding="utf-8", newline="") as lines:
        on_map = {
            f"0{row['province']}": row for row in csv.DictReader(lines) if not row["district"] and not row["code"]
        }
    assert {code: province.today for code, province in PROVINCES.items()} == {
        code: row["today"] for code, row in on_map.items()
    }
    for code, province in PROVINCES.items():
        assert fold(on_map[code]["name"]) in fold(province.name)
