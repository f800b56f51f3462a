import gzip
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms.flow import Form
from forms.places import Places
from forms.procedure import Catalogue
from portal.catalogue.content import Content, ContentBrokenError, build, build_command, check, check_command, load


@pytest.fixture(scope="session")
def shipped(project_root: Path) -> Path:
    return project_root / "content"


@pytest.fixture(scope="session")
def contents(shipped: Path) -> Content:
    return load(shipped)


@pytest.fixture
def folder(shipped: Path, tmp_path: Path) -> Path:
    """Return a content folder of one form, to break."""
    target = tmp_path / "content"
    for part in ("shared", "1.001193"):
        shutil.copytree(shipped / part, target / part)
    event = "- {id: having_a_child, icon: CHILD_CARE, title: {vi: Con, en: Child}, procedures: ['1.001193']}\n"
    (target / "shared/life_events.yaml").write_text(event, encoding="utf-8")
    path = target / "1.001193/procedure.yaml"
    text = re.sub(r"(?m)^related: .*$", "related: []", path.read_text("utf-8"))
    path.write_text(re.sub(r"(?m)^ +procedures: .*\n", "", text), encoding="utf-8")
    return target


def _edit(path: Path, change: Callable[[Any], None]) -> None:
    is_json = path.suffix == ".json"
    value = json.loads(path.read_text("utf-8")) if is_json else yaml.safe_load(path.read_text("utf-8"))
    change(value)
    path.write_text(json.dumps(value) if is_json else yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")


def test_the_commands_check_the_shipped_contents_and_build_the_shipped_catalogue(
    shipped: Path, tmp_path: Path, capsys: Any
) -> None:
    assert check_command([str(shipped)]) == 0, capsys.readouterr().err
    assert build_command([str(shipped), f"--out={tmp_path}"]) == 0
    assert re.search(r"\d{3} procedures, \d{4}-", capsys.readouterr().out)

    for name in ("catalogue.json.gz", "places.json.gz"):
        built = gzip.decompress((tmp_path / name).read_bytes())
        assert built == gzip.decompress((shipped.parent / "assets" / name).read_bytes()), (
            f"run motcua-portal build: {name}"
        )


def test_what_follows_from_other_answers_is_right_as_it_stands(shipped: Path, project_root: Path) -> None:
    assets = project_root / "assets"
    catalogue = Catalogue.model_validate_json(gzip.decompress((assets / "catalogue.json.gz").read_bytes()))
    places = Places.decode((assets / "places.json.gz").read_bytes())
    today = date(2026, 11, 22)
    for procedure in (one for one in catalogue.procedures if one.form is not None):
        assert procedure.form is not None
        form = Form(procedure.form, catalogue.lists, papers=procedure.papers, places=places)
        derived = {name for name, part in procedure.form.schema_["properties"].items() if "x-default" in part}
        for fixture in (shipped / procedure.code / "fixtures").glob("*.json"):
            given = json.loads(fixture.read_text("utf-8"))
            asked = {name: value for name, value in given.items() if name not in derived}
            wrong = {problem.pointer for problem in form.problems(asked, today=today)}
            follow = form.calculate(asked, today=today).keys() & derived
            assert not wrong & {f"/{name}" for name in follow}, fixture


def test_building_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    first, second = build(folder, tmp_path / "a"), build(folder, tmp_path / "b")

    assert first == second
    assert (tmp_path / "a/catalogue.json.gz").read_bytes() == (tmp_path / "b/catalogue.json.gz").read_bytes()


def test_any_change_gives_another_version_of_the_form_and_of_the_catalogue(folder: Path, tmp_path: Path) -> None:
    before = build(folder, tmp_path / "a")
    _edit(folder / "1.001193/texts.en.yaml", lambda texts: texts["ks_ho_ten"].update(hint="Another hint"))
    after = build(folder, tmp_path / "b")

    def form_version(catalogue: Catalogue) -> str:
        form = next(p for p in catalogue.procedures if p.code == "1.001193").form
        assert form is not None
        return form.version

    assert before.version != after.version
    assert form_version(before) != form_version(after)


def test_the_lists_have_every_ethnic_group_and_country(contents: Content) -> None:
    lists = contents.lists

    assert len(lists["ethnic_groups"]) == 55
    assert lists["ethnic_groups"][0] == {"value": "kinh", "vi": "Kinh", "en": "Kinh"}
    assert lists["ethnic_groups"][-1]["value"] == "khac"
    assert lists["countries"][0] == {"value": "VN", "vi": "Việt Nam", "en": "Vietnam"}
    assert len(lists["countries"]) > 240
    assert len(lists["provinces"]) == 34
    for entries in lists.values():
        values = [entry["value"] for entry in entries]
        assert len(values) == len(set(values))


def test_the_catalogue_has_the_forms_promised_and_rivals_for_the_search(contents: Content) -> None:
    procedures = contents.procedures

    promised = {"1.001193", "1.000656", "1.004873", "3.000347", "1.002759", "2.000033", "1.001612"}
    assert promised <= {p.code for p in procedures if p.form}
    assert len(procedures) >= 105


def test_an_unverified_figure_stays_so(contents: Content) -> None:
    procedures = {procedure.code: procedure for procedure in contents.procedures}

    source = procedures["2.000033"].source
    assert source is not None
    assert not source.verified
    assert procedures["1.004873"].fees[0].amount_vnd is None
    assert not any(procedure.online_verified for procedure in procedures.values() if procedure.form)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("texts.en.yaml", lambda t: t["ks_ho_ten"].pop("label"), "ks_ho_ten.label: this text is missing"),
        ("texts.en.yaml", lambda t: t["ks_ho_ten"].pop("hint"), "ks_ho_ten.hint: this text is missing"),
        ("texts.vi.yaml", lambda t: t["ks_ho_ten"].update(thua="x"), "ks_ho_ten.thua: nothing uses this text"),
        ("form.schema.json", lambda s: s["properties"].pop("kh_so"), "the schema has no #/properties/kh_so"),
        ("form.schema.json", lambda s: s["required"].append("khong_co"), "there is no property 'khong_co'"),
        (
            "form.schema.json",
            lambda s: s["properties"]["kh_so"].update({"$ref": "#/$defs/gone"}),
            "no such part in $defs",
        ),
        ("form.schema.json", lambda s: s["properties"]["kh_so"].update({"x-list": "gone"}), "there is no list 'gone'"),
        ("form.schema.json", lambda s: s["properties"]["kh_so"].update(type="strin"), "not valid"),
        ("form.schema.json", lambda s: s["x-checks"][0].update(when={"nope": []}), "there is no operator 'nope'"),
        ("form.schema.json", lambda s: s["x-checks"][0].update(when={"var": "gone"}), "the form has no answer 'gone'"),
        ("form.schema.json", lambda s: s["x-checks"][0].update(pointer="/gone"), "there is no property at /gone"),
        ("form.schema.json", lambda s: s["x-checks"].append(s["x-checks"][0]), "two checks have this id"),
        ("form.schema.json", lambda s: s["x-checks"][0].pop("message"), "it lacks message"),
        (
            "form.schema.json",
            lambda s: s["properties"]["co_me"].update({"x-calculated": {"var": "ca_cha_me"}}),
            "derived from each other",
        ),
        ("form.ui.json", lambda u: u["elements"][0]["options"].pop("id"), "a Category needs options.id"),
        ("procedure.yaml", lambda p: p["name"].pop("en"), "no text in en"),
        ("procedure.yaml", lambda p: p["papers"][0].update(required={"var": "gone"}), "the form has no answer 'gone'"),
        ("procedure.yaml", lambda p: p.pop("summary"), "Field required"),
        ("fixtures/married_parents.json", lambda a: a.update(ks_ngay_sinh="2026-02-30"), "There is no such day"),
    ],
)
def test_a_mistake_is_named_with_its_file(folder: Path, file: str, change: Callable[[Any], None], said: str) -> None:
    _edit(folder / "1.001193" / file, change)

    errors = [str(error) for error in check(folder)]

    assert any(said in error for error in errors), errors
    assert all(error.startswith(("1.001193/", "shared/")) for error in errors)


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "1.001193/form.ui.json").write_text("{", encoding="utf-8")
    (folder / "1.001193/texts.vi.yaml").unlink()

    said = "\n".join(str(error) for error in check(folder))

    assert "1.001193/form.ui.json:1: cannot be read" in said
    assert "1.001193/texts.vi.yaml: the file is missing" in said


def test_a_form_without_sample_answers_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "1.001193/fixtures")

    (error,) = check(folder)

    assert str(error) == "1.001193/form.schema.json:1: a form needs sample answers: fixtures/*.json, one file a case"


def test_broken_contents_are_not_built(folder: Path, tmp_path: Path, capsys: Any) -> None:
    _edit(folder / "1.001193/texts.en.yaml", lambda texts: texts["ks_ho_ten"].pop("label"))

    with pytest.raises(ContentBrokenError):
        build(folder, tmp_path / "out")
    assert build_command([str(folder), "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()
    assert check_command([str(folder)]) == 1
    assert "ks_ho_ten.label" in capsys.readouterr().err
