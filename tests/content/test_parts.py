"""What the check says of a form that extends another, and of the parts of a linked procedure."""

import shutil
from pathlib import Path

import pytest

from portal.catalogue.content.loading import load
from portal.catalogue.content.parts import faults_of_parts

LINKED, BIRTH = "3.000722", "1.001193"


@pytest.fixture
def folder(project_root: Path, tmp_path: Path) -> Path:
    """Copy the linked birth, the form it extends, and what all share but the places."""
    target = tmp_path / "content"
    target.mkdir()
    for name in (LINKED, BIRTH):
        shutil.copytree(project_root / "content" / name, target / name)
    (target / "shared").mkdir()
    for name in ("defs.json", "texts.vi.yaml", "texts.en.yaml", "lists.yaml"):
        shutil.copy(project_root / "content/shared" / name, target / "shared")
    return target


def write(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("form.schema.json", f'"{BIRTH}"', '"9.999999"', "there is no form of 9.999999 to extend"),
        ("form.schema.json", f'"{BIRTH}"', f'"{LINKED}"', f"there is no form of {LINKED} to extend"),
        ("form.ui.json", '"x-step": "tre"', '"x-step": "tree"', "the form it extends has no step 'tree'"),
    ],
)
def test_a_form_that_cannot_be_extended_is_named_with_its_line(
    folder: Path, file: str, before: str, after: str, said: str
) -> None:
    write(folder / LINKED / file, before, after)
    errors = [error for error in load(folder).errors if error.file == f"{LINKED}/form.schema.json"]
    assert [(error.message, error.line) for error in errors] == [(said, 4)]


def test_a_part_names_only_what_is_there_and_waits_for_an_earlier_one(folder: Path) -> None:
    said = folder / LINKED / "procedure.yaml"
    write(said, "    after: [khai_sinh]", "    after: [can_cuoc]")
    write(said, "    office: social_insurance", "    office: tax")
    write(said, "    papers: [cu_tru]", "    papers: [so_ho_khau]")
    write(said, "    steps: [nguoi_yeu_cau, tre, the]", "    steps: [tre, bhyt]")
    procedure = next(procedure for procedure in load(folder).procedures if procedure.code == LINKED)
    assert list(faults_of_parts(procedure)) == [
        (("parts", 1, "after"), "there is no earlier part 'can_cuoc'"),
        (("parts", 1, "papers"), "there is no paper 'so_ho_khau'"),
        (("parts", 2, "steps"), "there is no step 'bhyt'"),
        (("parts", 2, "office"), "there is no office of the kind 'tax'"),
    ]
