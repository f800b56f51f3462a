"""``motcua-portal preview``: an author sees the page of one case before anything is built."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms.flow import Form
from forms.procedure import Catalogue
from portal.catalogue.content import preview_command
from portal.catalogue.content.form_preview import preview_form
from portal.catalogue.content.preview import Case

SHOWN = ("2.001263", "TGXH.CAOTUOI", "1.000656")


@pytest.fixture(scope="module")
def content(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a content folder of the procedures shown here, as they are shipped: 106 take seconds to read."""
    target = tmp_path_factory.mktemp("preview") / "content"
    for part in ("shared", *SHOWN):
        shutil.copytree(project_root / "content" / part, target / part)
    events = yaml.safe_load((target / "shared/life_events.yaml").read_text("utf-8"))
    kept = [{**event, "procedures": [code for code in event["procedures"] if code in SHOWN]} for event in events]
    (target / "shared/life_events.yaml").write_text(yaml.safe_dump(kept), encoding="utf-8")
    for code in SHOWN:
        path = target / code / "procedure.yaml"
        text = re.sub(r"(?m)^related: .*$", "related: []", path.read_text("utf-8"))
        path.write_text(re.sub(r"(?m)^ +procedures: .*\n", "", text), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def adoption(content: Path) -> str:
    return str(content / "2.001263")


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


def test_an_own_code_is_said_to_be_one(content: Path, capsys: Any) -> None:
    assert preview_command([str(content / "TGXH.CAOTUOI"), "--lang", "en"]) == 0

    shown = capsys.readouterr().out
    assert "TGXH.CAOTUOI (our own code, not a national one)" in shown
    assert "unknown, ask the office first" in shown


def test_a_form_is_shown_as_its_steps_ask_it_in_one_case(content: Path, tmp_path: Path, capsys: Any) -> None:
    answers = tmp_path / "answers.json"
    given = {"gbt_loai": "giay_bao_tu", "gbt_dien_tu": True, "kt_ngay_chet": "2026-11-12", "gbt_ngay": "2026-11-10"}
    answers.write_text(json.dumps(given), encoding="utf-8")
    home = str(content / "1.000656")

    assert preview_command([home, "--lang", "en", "--form", f"--answers={answers}", "--today=2026-11-22"]) == 0

    shown = capsys.readouterr().out
    assert "  1. Who are you? [nguoi_yeu_cau]\n" in shown
    assert "    * Date of death (date) [/kt_ngay_chet]\n" in shown
    assert "= 12 November 2026" in shown
    assert "! The notice is dated before the death. Correct one of the dates. [gbt_truoc_ngay_chet]" in shown
    assert "    ~ Number of the paper (text) [/gbt_so]" in shown
    assert "? Notice of death (giấy báo tử): A paper that says" in shown
    assert "Will be asked later\n    ~ No number of the electronic notice yet." in shown
    assert "Are you of a family of merit" not in shown.split("Form (*")[1]


def test_a_forms_cards_are_shown_with_what_each_asks(catalogue: Catalogue) -> None:
    definition = next(procedure.form for procedure in catalogue.procedures if procedure.code == "1.001612")
    assert definition is not None

    shown = preview_form(Form(definition, catalogue.lists), Case({}, "vi", date(2026, 11, 22)))

    assert "    * Các ngành, nghề (list) [/nganh_nghe]" in shown
    assert "        * Mã ngành cấp 4 (text) [/ma]" in shown
    assert "!" not in shown


def test_what_cannot_be_shown_is_said(content: Path, adoption: str, tmp_path: Path, capsys: Any) -> None:
    broken = tmp_path / "answers.json"
    broken.write_text("{", encoding="utf-8")

    assert preview_command([adoption, f"--answers={broken}"]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert preview_command([str(tmp_path / "1.000000")]) == 1
    assert "no content folder" in capsys.readouterr().err
    assert preview_command([str(content / "1.000000")]) == 1
