"""What an author types wrongly is named by file, line and field."""

import shutil
from pathlib import Path

import pytest

from portal.catalogue.content import check

WRITTEN = """\
code: "9.000001"
name: {vi: "Việc thử", en: "A trial"}
summary:
  vi: "Chỉ để thử."
  en: "Only a trial."
field: Thử
life_events: [trial]
source: {name: {vi: "Chúng tôi", en: "We"}, verified: true}
time: {amount: 3, unit: working_day, verified: true}
questions:
  - id: cach
    title: {vi: "Cách nào?", en: "Which way?"}
    kind: choice
    choices:
      - {value: nhanh, label: {vi: "Nhanh", en: "Fast"}}
      - {value: cham, label: {vi: "Chậm", en: "Slow"}}
  - id: so_ban
    title: {vi: "Mấy bản?", en: "How many?"}
    kind: number
    shown: {"===": [{var: cach}, nhanh]}
fees:
  - id: phi
    title: {vi: "Phí", en: "Fee"}
    amount_vnd: {"*": [8000, {var: [so_ban, 1]}]}
papers:
  - id: don
    title: {vi: "Đơn", en: "Application"}
    shown: {"===": [{var: cach}, nhanh]}
advice:
  - id: khac
    when: {"===": [{var: cach}, cham]}
    text: {vi: "Xem thủ tục kia.", en: "See the other."}
    procedures: ["9.000002"]
legal: [123/2015/NĐ-CP]
related: ["9.000002"]
""".replace("9.00000", "1.90000")
PLACES = {
    "places.csv": "province,code,kind,name\n01,,thành phố,Hà Nội\n01,00004,phường,Ba Đình\n",
    "places_old.csv": "province,district,code,kind,name,today,also\n01,,,thành phố,Hà Nội,01,\n",
    "places_former.csv": "kind,name,until,today\ntỉnh,Hà Tây,2008,01\n",
}
EVENTS = "- {id: trial, icon: SCIENCE, title: {vi: Thử, en: Trial}, procedures: ['1.900001']}\n"


@pytest.fixture
def folder(project_root: Path, tmp_path: Path) -> Path:
    """Return a content folder with two small procedures that have nothing to mend."""
    target = tmp_path / "content"
    shutil.copytree(project_root / "content/shared", target / "shared")
    for name, text in (*PLACES.items(), ("life_events.yaml", EVENTS)):
        (target / "shared" / name).write_text(text, encoding="utf-8")
    other = WRITTEN.replace("1.900002", "1.900000").replace("1.900001", "1.900002").replace("1.900000", "1.900001")
    for code, text in (("1.900001", WRITTEN), ("1.900002", other)):
        (target / code).mkdir()
        (target / code / "procedure.yaml").write_text(text, encoding="utf-8")
    return target


def _errors(folder: Path, old: str = "", new: str = "") -> list[str]:
    path = folder / "1.900001/procedure.yaml"
    assert old in WRITTEN
    path.write_text(WRITTEN.replace(old, new, 1), encoding="utf-8")
    return [str(error) for error in check(folder)]


def test_a_sound_folder_has_nothing_to_mend(folder: Path) -> None:
    assert _errors(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # unknown and repeated keys
        ("summary:", "sumary:", "3: sumary: there is no such field; do you mean summary?"),
        ("    kind: number", "    knd: number", "19: questions.1.knd: there is no such field; do you mean kind?"),
        ("legal:", "field: Khác\nlegal:", "34: field: this key stands here twice"),
        ("legal:", "version: '1'\nlegal:", "34: version: this field is filled by the build, never written"),
        ("legal:", "before: {}\nlegal:", "34: before: this field is filled by the build, never written"),
        # texts
        ('en: "Only a trial."', "fr: Essai", "3: summary: no text in en"),
        ('en: "Only a trial."', "fr: Essai", "5: summary.fr: there is no such language"),
        ('title: {vi: "Phí", en: "Fee"}', 'title: {vi: "Phí", en: ""}', "23: fees.0.title: no text in en"),
        ("Chỉ để thử.", "Chỉ <b>để</b> thử.", "4: summary.vi: texts are plain: no HTML, no Markdown"),
        ("Chỉ để thử.", "Chỉ  để thử.", "4: summary.vi: it has spaces at an end, or two together"),
        ("Chỉ để thử.", "Chi\u0309 để thử.", "4: summary.vi: its marks are apart from their letters"),
        ("Chỉ để thử.", "Chỉ để\u202e thử.", "4: summary.vi: it has an invisible character"),
        # values
        (
            'title: {vi: "Đơn", en: "Application"}',
            'title: {vi: "Đơn", en: "Application"}\n    office_can_look_up: true',
            "26: papers.0.required: what the office can look up is not required in every case",
        ),
        (
            'title: {vi: "Phí", en: "Fee"}',
            'title: {vi: "Phí", en: "Fee"}\n    set_by: {kind: province}',
            "24: fees.0.set_by: who sets a fee is said where its amount_vnd is null",
        ),
        ("amount: 3", "amount: three", "9: time.amount: Input should be a valid integer"),
        ("unit: working_day", "unit: workingday", "9: time.unit: Input should be 'hour', 'calendar_day'"),
        ('code: "1.900001"', "code: 1.900001", "1: code: Input should be a valid string; put 1.900001 in quotes"),
        ('code: "1.900001"', 'code: "19"', "1: code: 19 is no national code (1.001193) and no own one (EVN.HA)"),
        (
            'code: "1.900001"',
            'code: "1.900007"',
            "1: code: the folder is called 1.900001; folder and code are the same",
        ),
        ("field: Thử", "field: ''", "6: field: the field (lĩnh vực) is missing"),
        ("legal: [123/2015/NĐ-CP]", "legal: [Nghị định 123]", "34: legal.0: only the number of a document"),
        ("field: Thử", "audience: [citizens]\nfield: Thử", "6: audience.0: citizens is none of citizen,"),
        (
            "verified: true}\ntime",
            "verified: false}\ntime",
            "9: time.verified: a verified figure needs a verified source",
        ),
        ("field: Thử", "state: moved\nfield: Thử", "6: state: moved needs moved_to"),
        ("field: Thử", "moved_to: 'javascript:alert(1)'\nfield: Thử", "6: moved_to: an address begins with https://"),
        # references
        ('related: ["1.900002"]', 'related: ["1.900003"]', "35: related.0: there is no procedure 1.900003"),
        ('related: ["1.900002"]', 'related: ["1.900001"]', "35: related.0: a procedure does not name itself"),
        ('related: ["1.900002"]', 'linked: ["1.999999"]', "35: linked.0: there is no procedure 1.999999"),
        ('procedures: ["1.900002"]', 'procedures: ["1.9"]', "33: advice.0.procedures.0: there is no procedure 1.9"),
        ("[trial]", "[trail]", "7: life_events.0: there is no life event trail; do you mean trial?"),
        # rules
        ('{"*": [8000', '{"times": [8000', "24: fees.0.amount_vnd: there is no operator 'times'"),
        ("{var: [so_ban, 1]}", "{var: [ban, 1]}", "24: fees.0.amount_vnd: the form has no answer 'ban'"),
        ("{var: [so_ban, 1]}", "-1", "24: fees.0.amount_vnd: a fee is a whole number of VND or null, not -8000"),
        ("{var: [so_ban, 1]}", "{var: cach}", "24: fees.0.amount_vnd: the rule cannot be evaluated (cach=nhanh)"),
        (
            'amount_vnd: {"*": [8000, {var: [so_ban, 1]}]}',
            "amount_vnd: nhiều",
            "24: fees.0.amount_vnd: a fee is a whole",
        ),
        ("when: {", "when: {or: [", "31: cannot be read"),
        ("[{var: cach}, cham]", "[{var: cach}, lau]", "31: advice.0.when: no answer makes this rule true"),
        (
            '"===": [{var: cach}, cham]',
            '"!=": [{var: cach}, null]',
            "31: advice.0.when: the rule cannot be evaluated (cach=",
        ),
        # questions and ids
        ("kind: choice", "kind: yes_no", "13: questions.0.kind: choices belong to a question of kind choice"),
        ("id: so_ban", "id: cach", "17: questions.1.id: cach stands here twice"),
    ],
)
def test_a_mistake_is_named_with_line_and_field(folder: Path, old: str, new: str, said: str) -> None:
    errors = _errors(folder, old, new)

    assert any(error.startswith(f"1.900001/procedure.yaml:{said}") for error in errors), errors


def test_one_mistake_does_not_hide_another(folder: Path) -> None:
    errors = _errors(folder, "summary:\n", "sumary:\n")

    assert len([error for error in errors if error.startswith("1.900001/")]) == 2
    assert not [error for error in errors if "no procedure" in error]


def test_a_text_with_a_colon_gets_advice(folder: Path) -> None:
    errors = _errors(folder, 'vi: "Chỉ để thử."', "vi: Chỉ: để thử.")

    assert errors == [
        "1.900001/procedure.yaml:4: cannot be read: mapping values are not allowed in this context; put a text with a "
        "colon in quotes"
    ]


def test_a_life_event_without_its_procedure_is_named(folder: Path) -> None:
    path = folder / "shared/life_events.yaml"
    path.write_text(f"# tiles\n{EVENTS.replace('1.900001', '1.900009')}", encoding="utf-8")

    assert [str(error) for error in check(folder)] == [
        "shared/life_events.yaml:2: 0.procedures.0: there is no procedure 1.900009"
    ]


def test_an_empty_file_and_one_that_is_no_text_are_named(folder: Path) -> None:
    (folder / "1.900001/procedure.yaml").write_text("", encoding="utf-8")
    (folder / "1.900002/procedure.yaml").write_bytes(b"\xff\xfe")

    errors = [str(error) for error in check(folder)]

    assert any(error.startswith("1.900001/procedure.yaml:1: the whole file should be names") for error in errors)
    assert any(error.startswith("1.900002/procedure.yaml: cannot be read: it is not UTF-8") for error in errors)


@pytest.mark.parametrize("junk", ["", "[]", "5", "{a: 1}", "- {a: 1}", "a: [", "~: 3", "2026-01-01"])
@pytest.mark.parametrize(
    "name",
    ["life_events.yaml", "lists.yaml", "calendar.yaml", "catalogue.yaml", "defs.json", "texts.en.yaml", "places.csv"],
)
def test_a_broken_shared_file_is_named_and_never_a_crash(folder: Path, name: str, junk: str) -> None:
    (folder / "shared" / name).write_text(junk, encoding="utf-8")

    errors = check(folder)

    assert all(error.file == f"shared/{name}" or error.where.startswith("life_events") for error in errors), errors
    assert errors or not name.startswith(("life_events", "places"))


def test_no_value_in_the_place_of_another_is_a_crash(folder: Path) -> None:
    path, lines = folder / "1.900001/procedure.yaml", WRITTEN.splitlines()
    for place, line in enumerate(lines):
        for junk in ("", "5", "[null]", "{a: null}", "{1: 2}"):
            changed = [*lines[:place], f"{line.split(':')[0]}: {junk}", *lines[place + 1 :]]
            path.write_text("\n".join(changed), encoding="utf-8")

            assert all(error.file.startswith(("1.900001/", "1.900002/", "shared/")) for error in check(folder))
