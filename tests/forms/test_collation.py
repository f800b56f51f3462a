import csv
import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.folding import collation_key
from forms.procedure import Catalogue

ICU = """
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.sort(new Intl.Collator("vi").compare)));
"""
NODE = shutil.which("node")


def sorted_by_icu(texts: Iterable[str]) -> list[str]:
    assert NODE is not None
    asked = json.dumps(sorted(set(texts)))
    answer = subprocess.run([NODE, "-e", ICU], input=asked, capture_output=True, check=True, encoding="utf-8")
    found: list[str] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize(
    "ordered",
    [
        ["an", "ăn", "ân", "ba"],
        ["da", "do", "đa", "đo"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mai"],
        ["bán", "bàn bè", "bán bè", "bang"],
        ["Lê", "Lê An", "Lề An", "Lên"],
        ["hoà", "Hoà", "hoá", "hòa", "Hòa"],
        ["Quận 1", "Quận 10", "Quận 2", "Quận Ba"],
        ["Tân An", "Tân An Hội", "Tấn An Hội", "Tân Ân", "Tân Bình"],
        ["An", "an ninh", "An Phú", "Ân Thi"],
        ["thu (chi)", "thu chi 2", "thu, chi", "thu; chi", "thu/chi"],
        ["Ninh Kiều", "Ninh-Kiều"],
        ["uyên", "Uyên", "ư", "Ứng", "v"],
    ],
    ids=lambda ordered: str(ordered[0]),
)
def test_words_sort_as_printed_lists_do(ordered: list[str]) -> None:
    assert sorted(ordered, key=collation_key) == ordered
    if NODE:
        assert sorted_by_icu(ordered) == ordered


def test_tones_decide_only_between_the_same_letters() -> None:
    words = ["ba", "bà", "bả", "bã", "bá", "bạ", "bac", "bàn", "bản", "bán", "bát"]

    assert sorted(words, key=collation_key) == words


def test_small_letters_come_first_and_what_is_not_seen_does_not_count() -> None:
    assert sorted(["An", "an"], key=collation_key) == ["an", "An"]
    assert collation_key("Hà\u200b Nội")[:3] == collation_key("Hà Nội")[:3]
    assert collation_key("Hà\xa0Nội")[:3] == collation_key("Hà Nội")[:3]


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_texts_never_tie(one: str, other: str) -> None:
    assert (collation_key(one) == collation_key(other)) == (one == other)


@pytest.mark.skipif(NODE is None, reason="ICU is asked through node")
def test_every_place_and_procedure_stands_where_icu_puts_it(project_root: Path, catalogue: Catalogue) -> None:
    texts = set()
    for table in ("places.csv", "places_old.csv", "places_former.csv"):
        with (project_root / "content" / "shared" / table).open(encoding="utf-8", newline="") as file:
            texts |= {row["name"] for row in csv.DictReader(file)}
    for procedure in catalogue.procedures:
        texts |= {*procedure.name.values(), *procedure.summary.values(), procedure.official_name}
    texts |= {entry["vi"] for entries in catalogue.lists.values() for entry in entries}

    assert len(texts) > 8_000
    assert sorted(texts, key=collation_key) == sorted_by_icu(texts)


@pytest.mark.skipif(NODE is None, reason="ICU is asked through node")
def test_names_of_the_national_database_stand_where_icu_puts_them(project_root: Path) -> None:
    named = Path(os.environ.get("MOTCUA_NATIONAL_DATA") or project_root.parent / "shared" / "data")
    national = named / "national_procedures_2026-07.jsonl.gz" if named.is_dir() else named
    if not national.exists():
        pytest.skip("the national pages are not beside this checkout")
    with gzip.open(national, "rt", encoding="utf-8") as lines:
        texts = {str(value) for line in lines for key, value in json.loads(line).items() if "ten" in key.lower()}

    assert sorted(texts, key=collation_key) == sorted_by_icu(texts)
