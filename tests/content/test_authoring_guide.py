"""The authors' guide is true: its example builds, and it names every field that may be written."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from forms.flow import Form
from forms.procedure import AUDIENCES, LEVELS, FormDefinition, Procedure
from portal.catalogue.content import check
from portal.catalogue.content.shape import FILLED


@pytest.fixture(scope="module")
def guide(project_root: Path) -> str:
    return (project_root / "docs/authoring.md").read_text("utf-8")


def test_the_example_has_nothing_to_mend(guide: str, project_root: Path, tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(code: .*?)```", guide, re.DOTALL)
    assert example is not None
    target = tmp_path / "content"
    shutil.copytree(project_root / "content/shared", target / "shared")
    (target / "shared/life_events.yaml").write_text(
        "- {id: copies_and_papers, icon: CONTENT_COPY, title: {vi: Bản sao, en: Copies}}\n", encoding="utf-8"
    )
    for code in ("1.900001", "2.000635"):
        (target / code).mkdir()
        said = example.group(1) if code == "1.900001" else example.group(1).replace("2.000635", "1.900001")
        text = re.sub(r'^code: ".*"', f'code: "{code}"', said)
        (target / code / "procedure.yaml").write_text(text, encoding="utf-8")

    assert [str(error) for error in check(target)] == []


def test_every_field_that_may_be_written_is_explained(guide: str) -> None:
    named = set(re.findall(r"`([a-z_]+)`", guide.split("## The fields")[1].split("## Rules")[0]))

    assert set(Procedure.model_fields) - FILLED <= named


def test_the_example_of_cards_is_a_form(guide: str) -> None:
    shared = json.loads((Path(__file__).parents[2] / "content/shared/defs.json").read_text("utf-8"))
    array, cards = re.findall(r"```json\n(.*?)```", guide.split("## A new form")[1], re.DOTALL)
    schema = {"type": "object", "properties": json.loads(f"{{{array}}}"), "$defs": shared}
    ui = {"elements": [{"type": "Category", "options": {"id": "ho"}, "elements": [json.loads(cards)]}]}
    form = Form(FormDefinition(version="1", schema=schema, ui=ui, texts={"vi": {}, "en": {}}), {})
    answers = {"i12": [{"ho_ten": "A MẪU", "o_xa": True}, {"ho_ten": "B MẪU"}]}

    def asked(row: int) -> list[str]:
        return [field.pointer for field in form.row_fields(answers, "/i12", row, today=date(2026, 11, 22))]

    assert asked(0) == ["/i12/0/ho_ten", "/i12/0/o_xa", "/i12/0/noi"]
    assert asked(1) == ["/i12/1/ho_ten", "/i12/1/o_xa"]


def test_every_audience_and_level_is_named(guide: str) -> None:
    assert " ".join(AUDIENCES[:7]) in guide
    assert " ".join(LEVELS) in guide
