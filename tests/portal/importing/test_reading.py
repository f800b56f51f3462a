"""Lines of an export, whole and broken."""

import gzip
import json
from pathlib import Path

import pytest

from portal.catalogue.importing.reading import LONGEST_LINE, Broken, Record, read
from tests.portal.importing.pages import page, write


def test_a_packed_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.jsonl", page("1.1"), page("1.2"))
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert list(read(plain)) == list(read(packed))
    assert [one.code for one in read(plain) if isinstance(one, Record)] == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ("[1, 2]", "no object"),
        ('"text"', "no object"),
        ('{"ten_thu_tuc": "x"}', "no code"),
        ('{"ma_thu_tuc": "../../etc", "ten_thu_tuc": "x"}', "no usable code"),
        ('{"ma_thu_tuc": "1.1", "ten_thu_tuc": "  "}', "no name"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_rest_is_read(tmp_path: Path, line: str, reason: str) -> None:
    found = list(read(write(tmp_path / "a.jsonl", page("1.1"), line, "", page("1.2"))))

    assert [type(one) for one in found] == [Record, Broken, Record]
    broken = found[1]
    assert isinstance(broken, Broken)
    assert broken.line == 2
    assert reason in broken.reason


def test_bytes_that_are_no_text_are_a_broken_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"ma_thu_tuc": "1.1", "ten_thu_tuc": "\xff"}\n' + json.dumps(page("1.2")).encode())

    assert [type(one) for one in read(path)] == [Broken, Record]


def test_a_line_that_is_too_long_is_left_out_without_being_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * (LONGEST_LINE * 2) + b"\n" + json.dumps(page("1.2")).encode() + b"\n")

    found = list(read(path))

    assert [type(one) for one in found] == [Broken, Record]
    assert found[1].line == 2


def test_a_packed_file_cut_in_the_middle_gives_what_it_has(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(page(f"1.{number}", yeu_cau_dieu_kien=str(number) * 500)) for number in range(200))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode())[:-400])

    *records, last = read(path)

    assert isinstance(last, Broken)
    assert "cannot be read further" in last.reason
    assert len(records) > 10


def test_a_damaged_packed_file_gives_a_broken_line(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(json.dumps(page()).encode() * 50))
    packed[len(packed) // 2] ^= 0xFF
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed)

    assert isinstance(list(read(path))[-1], Broken)


def test_values_that_are_no_text_are_read_as_a_person_would(tmp_path: Path) -> None:
    said = {
        **page(),
        "linh_vuc": None,
        "co_quan_thuc_hien": ["Sở A", None, "Sở B"],
        "so_quyet_dinh": 12,
        "bo": {"a": [1]},
    }

    (found,) = read(write(tmp_path / "a.jsonl", said))

    assert isinstance(found, Record)
    assert found.text("linh_vuc") == ""
    assert found.text("co_quan_thuc_hien") == "Sở A\nSở B"
    assert found.text("so_quyet_dinh") == "12"
