"""``motcua-portal preview``: an author sees the page of one case before anything is built."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.catalogue.content import preview_command


@pytest.fixture(scope="module")
def adoption(project_root: Path) -> str:
    return str(project_root / "content/2.001263")


def test_a_preview_shows_both_languages(adoption: str, capsys: Any) -> None:
    assert preview_command([adoption]) == 0

    shown = capsys.readouterr().out
    assert "ĐĂNG KÝ NUÔI CON NUÔI TRONG NƯỚC" in shown
    assert "ADOPTION WITHIN VIETNAM" in shown
    assert "400.000 đồng" in shown


def test_answers_change_what_is_shown(adoption: str, tmp_path: Path, capsys: Any) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"quan_he": "co_di_chu_bac", "ngay_sinh_tre": "2009-01-01"}), encoding="utf-8")

    assert preview_command([adoption, "--lang", "en", f"--answers={answers}", "--today=2026-11-22"]) == 0

    shown = capsys.readouterr().out
    assert "Adoption registration fee: nothing to pay" in shown
    assert "Health certificate of the adopter" not in shown
    assert "The child must be under 16" not in shown
    assert "vi" not in json.loads(answers.read_text("utf-8"))


def test_an_own_code_is_said_to_be_one(project_root: Path, capsys: Any) -> None:
    assert preview_command([str(project_root / "content/TGXH.CAOTUOI"), "--lang", "en"]) == 0

    shown = capsys.readouterr().out
    assert "TGXH.CAOTUOI (our own code, not a national one)" in shown
    assert "unknown, ask the office first" in shown


def test_what_cannot_be_shown_is_said(project_root: Path, adoption: str, tmp_path: Path, capsys: Any) -> None:
    broken = tmp_path / "answers.json"
    broken.write_text("{", encoding="utf-8")

    assert preview_command([adoption, f"--answers={broken}"]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert preview_command([str(tmp_path / "1.000000")]) == 1
    assert "no content folder" in capsys.readouterr().err
    assert preview_command([str(project_root / "content/1.000000")]) == 1
