"""``motcua-portal import``: what it prints, writes and publishes."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from forms.procedure import Catalogue
from portal.catalogue.importing.page import parse
from portal.catalogue.importing.report import Report
from portal.cli import main
from portal.db import database_url
from tests.portal.importing.pages import WAYS, page, record, write


def _export(folder: Path, *lines: object) -> Path:
    return write(
        folder / "pages.jsonl", *(lines or (page("1.900001"), "broken", page("1.900002", ten_thu_tuc="Gia hạn thẻ")))
    )


def _catalogue(path: Path) -> Catalogue:
    return Catalogue.model_validate_json(gzip.decompress(path.read_bytes()))


def _standing(url: str) -> dict[str, tuple[str, str]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT procedure_code, origin, definition FROM procedure_versions WHERE ended_release IS NULL")
        ).all()
    engine.dispose()
    return {code: (origin, json.loads(definition)["name"]["vi"]) for code, origin, definition in rows}


def test_the_figures_are_printed_and_a_broken_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(_export(tmp_path))]) == 0

    printed = capsys.readouterr().out
    assert "2 of 3 lines imported, 1 broken" in printed
    assert "line 2: no JSON" in printed
    assert "structured" in printed


def test_the_report_says_the_same_as_json(tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    main(["import", str(_export(tmp_path)), "--report", str(report)])

    said = json.loads(report.read_text(encoding="utf-8"))
    assert (said["lines"], said["imported"]) == (3, 2)
    assert said["broken"] == [{"line": 2, "reason": "no JSON: JSONDecodeError"}]
    assert said["fields"]["papers"]["structured"] == 2
    assert said["fields"]["times"]["worst"] == ["1.900002", "1.900001"]


def test_our_own_contents_stand_before_the_import(tmp_path: Path) -> None:
    ours = {"version": "1", "built_on": "2026-07-01", "procedures": [
        {"code": "1.900001", "version": "7", "name": {"vi": "Của chúng ta"}, "summary": {}}
    ]}  # fmt: skip
    content, out = tmp_path / "ours.json.gz", tmp_path / "all.json.gz"
    content.write_bytes(gzip.compress(json.dumps(ours).encode()))

    main(["import", str(_export(tmp_path)), "--content", str(content), "--out", str(out)])

    names = {procedure.code: procedure.name["vi"] for procedure in _catalogue(out).procedures}
    assert names == {"1.900001": "Của chúng ta", "1.900002": "Gia hạn thẻ"}


def test_the_same_pages_give_the_same_bytes_and_a_change_another_version(tmp_path: Path) -> None:
    content, first, again, other = (tmp_path / name for name in ("none", "a.gz", "b.gz", "c.gz"))
    command = ["--content", str(content), "--out"]

    main(["import", str(_export(tmp_path)), *command, str(first)])
    main(["import", str(_export(tmp_path)), *command, str(again)])
    main(["import", str(_export(tmp_path, page("1.900001", linh_vuc="Khác"))), *command, str(other)])

    assert first.read_bytes() == again.read_bytes()
    assert _catalogue(first).version != _catalogue(other).version
    assert _catalogue(first).procedures[0].version != _catalogue(other).procedures[0].version


def test_pages_are_published_into_the_portals_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--data-dir", str(tmp_path / "portal"), "--database-url", f"sqlite:///{tmp_path / 'portal.db'}"]

    main(["import", str(_export(tmp_path)), *command])
    assert "2 new, 0 changed" in capsys.readouterr().out
    main(["import", str(_export(tmp_path)), *command])
    assert "0 new, 0 changed, 0 taken out, 2 as before" in capsys.readouterr().out
    main(["import", str(_export(tmp_path, page("1.900001", ten_thu_tuc="Tên mới"))), *command, "--whole"])
    assert "0 new, 1 changed, 1 taken out" in capsys.readouterr().out

    assert _standing(f"sqlite:///{tmp_path / 'portal.db'}") == {"1.900001": ("national", "Tên mới")}


@pytest.mark.postgres
def test_pages_are_published_into_postgresql_all_or_nothing(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--data-dir", str(tmp_path / "portal"), "--database-url", postgres_url]
    nul = page("1.900002", ten_thu_tuc="Gia hạn\0 thẻ")  # PostgreSQL takes no NUL in a text

    main(["import", str(_export(tmp_path, page("1.900001"), nul)), *command])
    assert "2 new, 0 changed" in capsys.readouterr().out
    main(["import", str(_export(tmp_path, page("1.900001"), nul)), *command])
    assert "0 new, 0 changed, 0 taken out, 2 as before" in capsys.readouterr().out
    main(["import", str(_export(tmp_path, page("1.900001", ten_thu_tuc="Tên mới"))), *command, "--whole"])
    assert "0 new, 1 changed, 1 taken out" in capsys.readouterr().out

    assert _standing(database_url(postgres_url)) == {"1.900001": ("national", "Tên mới")}


def test_of_a_repeated_code_the_last_page_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "all.json.gz"
    export = _export(tmp_path, page("1.1"), page("1.1", ten_thu_tuc="Lần hai"))

    main(["import", str(export), "--content", str(tmp_path / "none"), "--out", str(out)])

    assert [procedure.name["vi"] for procedure in _catalogue(out).procedures] == ["Lần hai"]
    assert "the same code again, the last counts: 1.1" in capsys.readouterr().out


@pytest.mark.parametrize("lines", [("",), ("broken",)])
def test_a_file_without_a_page_is_refused(
    tmp_path: Path, lines: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(write(tmp_path / "a.jsonl", *lines))]) == 1
    assert "no page in it" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "none.jsonl")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def _fields(**sections: str) -> dict[str, Any]:
    report, one = Report(), record(**sections)
    report.add(one, parse(one))
    said = report.as_json()
    return {
        **said["kinds"],
        "status": {
            name: next(k for k in ("structured", "text only", "empty") if counts[k])
            for name, counts in said["fields"].items()
        },
    }


@pytest.mark.parametrize(
    ("table", "times", "status"),
    [
        ("Trực tuyến3 NgàyMiễn phíTrực tiếp3 NgàyMiễn phí", "a time in every row", "structured"),
        ("Trực tuyến3 NgàyMiễn phíTrực tiếp1Miễn phí", "in some rows only", "text only"),
        ("Trực tiếp1Miễn phí", "only the number 1", "text only"),
        ("Trực tiếp7Miễn phí", "another number without a unit", "text only"),
        ("Trực tiếpKhông có thông tinMiễn phí", "nothing", "empty"),
        ("Trực tiếpKhông phải trả kết quảMiễn phí", "says that there is none", "empty"),
    ],
)
def test_a_time_counts_as_structured_only_with_a_value_in_every_row(table: str, times: str, status: str) -> None:
    found = _fields(cach_thuc_thuc_hien=WAYS + table)

    assert found["times"] == {times: 1}
    assert found["status"]["times"] == status


@pytest.mark.parametrize(
    ("fee", "kind", "status"),
    [
        ("Miễn phí", "nothing to pay", "structured"),
        ("20,000 VNĐ", "one amount", "structured"),
        ("Miễn phí(Xe con: 40.000 đồng; xe tải: 90.000 đồng)", "several amounts", "structured"),
        ("Miễn phí(do Ủy ban nhân dân cấp tỉnh quy định)", "set by the province", "structured"),
        (
            "Miễn phí(theo Thông tư số 02/2022/TT-BTC)",
            "set by a regulation that is named",
            "structured",
        ),
        (
            "Miễn phí(Theo quy định của Luật phí và lệ phí)",
            "set by the law in general",
            "text only",
        ),
        ("10 USD", "words", "text only"),
        ("Không có thông tin", "nothing", "empty"),
    ],
)
def test_a_fee_counts_as_structured_with_an_amount_or_who_sets_it(fee: str, kind: str, status: str) -> None:
    found = _fields(cach_thuc_thuc_hien=f"{WAYS}Trực tiếp3 Ngày{fee}")

    assert found["fees"] == {kind: 1}
    assert found["status"]["fees"] == status


def test_an_old_option_line_without_a_file_shows_the_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import"])
    assert "usage: motcua-portal import" in capsys.readouterr().err
